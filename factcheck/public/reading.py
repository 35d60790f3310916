"""Who may read, at which address the desk is, and since when nothing has changed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from claims.models import Verdict

View = Callable[..., HttpResponseBase]

NEVER = datetime.fromtimestamp(0, UTC)
# A change has the time at which its transaction began, and may be seen later than one that has a later time. By
# then the slower one is done, or was stopped.
SETTLED_AFTER = timedelta(minutes=1)


def open_page(view: View) -> View:
    """A page for everyone; where the desk is not open to the public, for those who are signed in."""
    return require_safe(_guarded(view, lambda request: redirect_to_login(request.get_full_path())))


def open_form(view: View) -> View:
    """The same, with something to fill in; one who is to sign in first comes back to it."""
    asked = require_http_methods(["GET", "HEAD", "POST"])
    return asked(_guarded(view, lambda request: redirect_to_login(request.get_full_path())))


def open_to_programs(view: View) -> View:
    """The same for a feed, but that no program can do anything with a form to sign in."""
    return require_safe(
        _guarded(view, lambda request: HttpResponseForbidden(CLOSED, content_type="text/plain"))
    )


CLOSED = "This desk is not open to the public.\n"


def _guarded(view: View, refused: Callable[[HttpRequest], HttpResponseBase]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs) if _may_read(request) else refused(request)
        # A cache left to guess would go on showing a verdict for days after it was retracted.
        open_to_all = settings.FACTCHECK_PUBLIC_READ
        answer.headers["Cache-Control"] = "no-cache" if open_to_all else "private, no-cache"
        return answer

    return guarded


def _may_read(request: HttpRequest) -> bool:
    return settings.FACTCHECK_PUBLIC_READ or request.user.is_authenticated


def site(request: HttpRequest) -> str:
    """The desk's own address, without a slash at its end."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, path: str = ""
) -> HttpResponse:
    """A page of the desk; `path` is what it is called by, where that is not all of its address."""
    known = {
        "organisation": settings.FACTCHECK_ORGANISATION,
        "canonical": f"{site(request)}{path or request.path}",
    }
    return render(request, template, {**known, **context})


def last_change() -> datetime:
    """When anything that the public reads of verdicts last changed; a retraction is a change."""
    return Verdict.objects.aggregate(Max("updated_at"))["updated_at__max"] or NEVER


def settled(changed: datetime) -> datetime | None:
    """The date to give a program that asks only for what is newer; None while a slower change may yet come."""
    return changed if NEVER < changed < timezone.now() - SETTLED_AFTER else None
