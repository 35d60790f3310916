"""Deliveries of webhooks: what is said, signed and sent.

What stands in a message has the API's shape, which is made two storeys up: `WEBHOOK_DATA` names the function.
"""

import logging

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from rest_framework.renderers import JSONRenderer

from claims import webhooks
from claims.models import Event, WebhookDelivery
from workers.fetching import FetchFailed, post

logger = logging.getLogger(__name__)


def deliver_next() -> bool:
    """Make the delivery that is due longest; says whether there was one."""
    delivery = webhooks.begin_delivery(now=timezone.now())
    if delivery is None:
        return False
    answered, error = _deliver(delivery)
    now = timezone.now()
    if not error and answered is not None:
        webhooks.record_success(delivery=delivery, answered=answered, now=now)
    else:
        webhooks.record_failure(delivery=delivery, answered=answered, error=error, now=now)
    return True


def message(event: Event) -> bytes:
    """What is told of an event: its type, when it was, and the row as it stands now, so that nothing old is told anew."""
    data = import_string(settings.WEBHOOK_DATA)(event)
    body: bytes = JSONRenderer().render({"type": event.kind, "timestamp": event.at, "data": data})
    return body


def _deliver(delivery: WebhookDelivery) -> tuple[int | None, str]:
    """The status of the answer, if there was one, and what was wrong, if anything was."""
    try:
        body = message(delivery.event)
    except Exception:
        # Whatever it is, it is no receiver's fault, and no other delivery's.
        logger.exception("Nothing could be said of event %s", delivery.event_id)
        return None, "The desk could not say what happened; its log has why."
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "factcheck",
        **webhooks.signed_headers(delivery, body, now=timezone.now()),
    }
    try:
        status = post(
            delivery.endpoint.url,
            body,
            headers,
            allow_private=settings.FACTCHECK_FETCH_PRIVATE,
            total_timeout=settings.WEBHOOK_SECONDS,
        )
    except FetchFailed as failure:
        return None, failure.reason
    if 200 <= status < 300:
        return status, ""
    if 300 <= status < 400:
        return status, f"It answered {status}: redirects are not followed, give the address itself."
    return status, f"It answered {status}."
