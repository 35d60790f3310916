"""Programs outside are told what happens at the desk, in messages signed as Standard Webhooks has it.

`announce` writes a row for each endpoint in the transaction of the event itself, so no event is lost and none is told
that did not happen. A worker makes the deliveries; for one verdict an endpoint hears its versions in their order.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from claims.errors import Invalid, NotFound, WrongState
from claims.models import Event, WebhookDelivery, WebhookEndpoint, record
from claims.roles import Role, require_any
from claims.wording import problem_with_url

Status = WebhookDelivery.Status

# What an endpoint can be told of.
KINDS = (
    Event.Kind.ARTICLE_EXTRACTED,
    Event.Kind.VERDICT_PUBLISHED,
    Event.Kind.VERDICT_CORRECTED,
    Event.Kind.VERDICT_RETRACTED,
    Event.Kind.CHECK_ANSWERED,
)
# These reach whoever was sent an earlier version, whether they asked for corrections or not.
TAKES_BACK = (Event.Kind.VERDICT_CORRECTED, Event.Kind.VERDICT_RETRACTED)
MOST_ENDPOINTS = 20
# So long the secret before signs beside the new one, for the receiver to change over.
OVERLAP = timedelta(days=1)

# An attempt that has not come to an end so long after its receiver's time is over was cut off.
GRACE = timedelta(seconds=5)
PAUSES = tuple(
    timedelta(seconds=pause)
    for pause in (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800, 28_800, 28_800)
)
GIVEN_UP_AFTER = timedelta(days=3)


# --- Endpoints


def add_endpoint(*, url: str, kinds: Collection[str], by: User, now: datetime) -> WebhookEndpoint:
    """Have an address told of events of some kinds.

    Returns:
        The endpoint; its secret is to be shown this once.

    Raises:
        Invalid: the address, a kind, or too many endpoints.
        NotAllowed: `by` has no role.
    """
    require_any(by)
    _check(url=url, kinds=kinds)
    if WebhookEndpoint.objects.filter(owner=by).count() >= MOST_ENDPOINTS:
        raise Invalid(url=f"You have {MOST_ENDPOINTS} endpoints: delete one first.")
    with transaction.atomic():
        endpoint = WebhookEndpoint.objects.create(
            owner=by, url=url, kinds=_in_order(kinds), secret=_new_secret(), created_at=now
        )
        _record(Event.Kind.ENDPOINT_ADDED, endpoint, by=by, now=now)
    return endpoint


def change_endpoint(
    *,
    endpoint_id: int,
    by: User,
    now: datetime,
    url: str | None = None,
    kinds: Collection[str] | None = None,
    on: bool | None = None,
) -> WebhookEndpoint:
    """Change what is given. Switched off, it is sent nothing; what was under way to it is given up.

    Raises:
        Invalid, NotFound
    """
    with transaction.atomic():
        endpoint = _mine(endpoint_id, by=by)
        _check(
            url=endpoint.url if url is None else url,
            kinds=endpoint.kinds if kinds is None else kinds,
        )
        before = (endpoint.url, endpoint.kinds)
        if url is not None:
            endpoint.url = url
        if kinds is not None:
            endpoint.kinds = _in_order(kinds)
        endpoint.save(update_fields=["url", "kinds"])
        switched_on = on and WebhookEndpoint.objects.filter(pk=endpoint_id).exclude(
            off_since=None
        ).update(off_since=None, off_because="", failing_since=None)
        if switched_on or before != (endpoint.url, endpoint.kinds):
            _record(Event.Kind.ENDPOINT_CHANGED, endpoint, by=by, now=now)
        if on is False:
            _switch_off(endpoint, because="Switched off by its owner.", by=by, now=now)
        endpoint.refresh_from_db()
    return endpoint


def rotate_secret(*, endpoint_id: int, by: User, now: datetime) -> str:
    """Give an endpoint a new secret; the one before signs beside it for a day. Returns the new one."""
    with transaction.atomic():
        endpoint = _mine(endpoint_id, by=by)
        endpoint.previous_secret, endpoint.previous_until = endpoint.secret, now + OVERLAP
        endpoint.secret = _new_secret()
        endpoint.save(update_fields=["secret", "previous_secret", "previous_until"])
        _record(Event.Kind.ENDPOINT_CHANGED, endpoint, by=by, now=now, secret="another")  # noqa: S106
    return endpoint.secret


def delete_endpoint(*, endpoint_id: int, by: User, now: datetime) -> None:
    """Forget an endpoint and all that it was sent."""
    with transaction.atomic():
        endpoint = _mine(endpoint_id, by=by)
        _record(Event.Kind.ENDPOINT_DELETED, endpoint, by=by, now=now)
        endpoint.delete()


def _mine(endpoint_id: int, *, by: User) -> WebhookEndpoint:
    endpoint = WebhookEndpoint.objects.select_for_update().filter(owner=by, pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound("You have no such endpoint.")
    return endpoint


def _record(
    kind: Event.Kind, endpoint: WebhookEndpoint, *, by: User | None, now: datetime, **detail: object
) -> None:
    about = {"endpoint": endpoint.pk, "url": endpoint.url, "told_of": endpoint.kinds, **detail}
    record(kind, by=by, at=now, person_id=endpoint.owner_id, **about)


def _check(*, url: str, kinds: Collection[str]) -> None:
    errors = {}
    if problem := problem_with_url(url):
        errors["url"] = problem
    if not kinds or not set(kinds) <= set(KINDS):
        errors["kinds"] = f"One or more of {', '.join(KINDS)}."
    if errors:
        raise Invalid(**errors)


def _in_order(kinds: Collection[str]) -> list[str]:
    return [str(kind) for kind in KINDS if kind in kinds]


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


# --- An event happens


def announce(event: Event) -> None:
    """Queue an event for every endpoint that is to hear of it; the caller has the event's transaction open."""
    kind = Event.Kind(event.kind)
    on = _on()
    if kind == Event.Kind.CHECK_ANSWERED:
        told = on.filter(owner=event.detail["asker"])
    elif kind == Event.Kind.ARTICLE_EXTRACTED:
        told = on.filter(owner__groups__name__in=list(Role)) | on.filter(owner__is_superuser=True)
    else:
        told = on
    # JSON cannot be asked for a member alike on every database, and of endpoints there are few.
    ids = {pk for pk, kinds in told.values_list("pk", "kinds") if kind in kinds}
    if kind in TAKES_BACK:
        had = WebhookDelivery.objects.filter(verdict=event.verdict_id, endpoint__in=on)
        ids |= set(had.values_list("endpoint", flat=True))
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            endpoint_id=endpoint_id,
            event=event,
            verdict_id=event.verdict_id,
            created_at=event.at,
            tried_since=event.at,
            next_attempt_at=event.at,
        )
        for endpoint_id in sorted(ids)
    )


def not_told(verdict_id: int) -> QuerySet[WebhookEndpoint]:
    """Endpoints that were sent an earlier version of a verdict and, switched off, cannot hear of the last."""
    had = WebhookDelivery.objects.filter(verdict=verdict_id, status=Status.DELIVERED)
    return (
        WebhookEndpoint.objects.exclude(off_since=None)
        .filter(pk__in=had.values("endpoint"))
        .select_related("owner")
        .order_by("pk")
    )


def send_again(*, endpoint_id: int, delivery_id: int, by: User, now: datetime) -> WebhookDelivery:
    """Make a delivery once more, whatever came of it; it has three days again.

    Raises:
        NotFound
        WrongState: the endpoint is switched off.
    """
    with transaction.atomic():
        endpoint = _mine(endpoint_id, by=by)
        if endpoint.off_since is not None:
            raise WrongState("This endpoint is switched off: switch it on first.")
        found = endpoint.deliveries.filter(pk=delivery_id)
        if not found.update(
            status=Status.WAITING, next_attempt_at=now, tried_since=now, attempts=0, error=""
        ):
            raise NotFound("There is no such delivery to this endpoint.")
        return found.select_related("event").get()


# --- The worker's steps


def attempt_takes() -> timedelta:
    """Within which an attempt comes to an end, unless its worker has died."""
    return timedelta(seconds=settings.WEBHOOK_SECONDS) + GRACE


def begin_delivery(*, now: datetime) -> WebhookDelivery | None:
    """Begin the delivery that is due longest; None if none is, or all are being made."""
    due = WebhookDelivery.objects.due(now).select_related("endpoint", "event")
    for delivery in due[:100]:
        # Two who saw the same attempt race here; the count in the WHERE lets one of them through.
        if _of(delivery).update(attempts=F("attempts") + 1, next_attempt_at=now + attempt_takes()):
            delivery.attempts += 1
            return delivery
        _give_up_if_off(delivery.endpoint_id)
    return None


def record_success(*, delivery: WebhookDelivery, answered: int, now: datetime) -> None:
    """The receiver has it."""
    with transaction.atomic():
        if _locked(delivery) is None:
            return
        won = _of(delivery).update(
            status=Status.DELIVERED,
            next_attempt_at=None,
            delivered_at=now,
            answered=answered,
            error="",
        )
        if won:
            WebhookEndpoint.objects.filter(pk=delivery.endpoint_id).update(failing_since=None)


def record_failure(
    *, delivery: WebhookDelivery, answered: int | None, error: str, now: datetime
) -> None:
    """The receiver does not have it: it is tried again, ever more rarely, for three days.

    One that answers 410 wants no more, and is switched off; so is one to which for three days nothing came through.
    Whatever else waits for the endpoint waits as long, so that a dead one costs one attempt and not one for each.
    """
    with transaction.atomic():
        endpoint = _locked(delivery)
        if endpoint is None:
            return
        gives_up = now - delivery.tried_since >= GIVEN_UP_AFTER
        until = now + PAUSES[min(delivery.attempts, len(PAUSES)) - 1]
        won = _of(delivery).update(
            status=Status.GIVEN_UP if gives_up else Status.WAITING,
            next_attempt_at=None if gives_up else until,
            answered=answered,
            error=error,
        )
        if not won:
            return
        failing = Coalesce("failing_since", now)
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=failing)
        if answered == 410:
            _switch_off(endpoint, because="It answered 410: it wants no more.", now=now)
        elif gives_up and (endpoint.failing_since or now) <= now - GIVEN_UP_AFTER:
            _switch_off(endpoint, because="Nothing came through for three days.", now=now)
        else:
            endpoint.deliveries.filter(next_attempt_at__lt=until).update(next_attempt_at=until)


def _locked(delivery: WebhookDelivery) -> WebhookEndpoint | None:
    """The endpoint of a delivery, unless its owner has deleted it meanwhile, and the delivery with it.

    Whoever writes both locks it first, so that nobody waits for another who waits; events are announced meanwhile.
    """
    locked = WebhookEndpoint.objects.select_for_update(no_key=True)
    return locked.filter(pk=delivery.endpoint_id).first()


def _switch_off(
    endpoint: WebhookEndpoint, *, because: str, now: datetime, by: User | None = None
) -> None:
    off = WebhookEndpoint.objects.filter(pk=endpoint.pk, off_since=None)
    if off.update(off_since=now, off_because=because):
        _record(Event.Kind.ENDPOINT_SWITCHED_OFF, endpoint, by=by, now=now, reason=because)
    _give_up(endpoint.pk)


def _give_up_if_off(endpoint_id: int) -> None:
    """Give up what would wait for ever, and hold up others, as nothing is sent to an endpoint that is off.

    An event was announced while its endpoint was switched off, or the account of its owner was closed.
    """
    with transaction.atomic():
        locked = WebhookEndpoint.objects.select_for_update(no_key=True).exclude(pk__in=_on())
        if locked.filter(pk=endpoint_id).exists():
            _give_up(endpoint_id)


def _give_up(endpoint_id: int) -> None:
    WebhookDelivery.objects.filter(endpoint=endpoint_id, status=Status.WAITING).update(
        status=Status.GIVEN_UP, next_attempt_at=None, error="The endpoint was switched off."
    )


def _on() -> QuerySet[WebhookEndpoint]:
    """The endpoints that are sent something."""
    return WebhookEndpoint.objects.filter(off_since=None, owner__is_active=True)


def _of(delivery: WebhookDelivery) -> QuerySet[WebhookDelivery]:
    """The row, as long as it is as it was when this attempt began, and its endpoint is on."""
    return WebhookDelivery.objects.filter(
        pk=delivery.pk,
        status=Status.WAITING,
        attempts=delivery.attempts,
        tried_since=delivery.tried_since,
        endpoint__in=_on(),
    )


# --- Signing


def signed_headers(delivery: WebhookDelivery, body: bytes, *, now: datetime) -> dict[str, str]:
    """The three headers of Standard Webhooks 1.0; the id is the event's, the same at every attempt."""
    endpoint = delivery.endpoint
    message, moment = f"evt_{delivery.event_id}", str(int(now.timestamp()))
    keys = [endpoint.secret]
    if endpoint.previous_until is not None and endpoint.previous_until > now:
        keys.append(endpoint.previous_secret)
    signed = f"{message}.{moment}.".encode() + body
    return {
        "webhook-id": message,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(_signature(key, signed) for key in keys),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
