"""The front page: what I hold, what was returned to me, and what awaits an editor."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from claims.leases import my_leases
from claims.models import Review
from claims.roles import Role
from factcheck.admin.access import has_role, person
from factcheck.admin.verdicts import awaiting_editor


def front_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What `UNFOLD["DASHBOARD_CALLBACK"]` adds to the index page."""
    by, now = person(request), timezone.now()
    reviews, edits = has_role(request, Role.REVIEWER), has_role(request, Role.EDITOR)
    returned = Review.objects.open(now).filter(reserved_for=by, reserved_until__gt=now)
    return context | {
        "title": "The desk",
        "reviews": reviews,
        "edits": edits,
        "submits": has_role(request, Role.SUBMITTER),
        "leases": my_leases(by=by, now=now) if reviews else [],
        "returned": returned.select_related("claim").order_by("id") if reviews else [],
        "awaiting": awaiting_editor(limit=20) if edits else [],
    }
