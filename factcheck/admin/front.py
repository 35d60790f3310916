"""The front page: what I hold, what is kept for me, and what awaits an editor."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from claims.leases import my_leases
from claims.models import Review
from claims.queue import why_next
from claims.roles import Role
from factcheck.admin.access import has_role, person
from factcheck.admin.verdicts import awaiting_editor


def front_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What `UNFOLD["DASHBOARD_CALLBACK"]` adds to the index page."""
    by, now = person(request), timezone.now()
    reviews, edits = has_role(request, Role.REVIEWER), has_role(request, Role.EDITOR)
    kept = Review.objects.open(now).filter(reserved_for=by, reserved_until__gt=now)
    for_me = kept.select_related("claim").order_by("id") if reviews else ()
    return context | {
        "title": "The desk",
        "reviews": reviews,
        "edits": edits,
        "submits": has_role(request, Role.SUBMITTER),
        "leases": my_leases(by=by, now=now) if reviews else [],
        "kept": [(review, why_next(review=review, by=by, now=now)[0]) for review in for_me],
        "awaiting": awaiting_editor(limit=20) if edits else [],
    }
