"""The pages that anyone may read: what was published last, and each verdict at its address."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Verdict


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The verdicts published last."""
    if not _may_read(request):
        return redirect_to_login(request.get_full_path())
    latest = (
        Verdict.objects.published()
        .with_versions()
        .select_related("claim")
        .order_by("-published_at", "-id")[:30]
    )
    return _page(request, "public/front.html", verdicts=latest)


@require_safe
def verdict(request: HttpRequest, verdict_id: int) -> HttpResponse:
    """A published verdict; a retracted one stays at its address, and says so."""
    if not _may_read(request):
        return redirect_to_login(request.get_full_path())
    found = (
        Verdict.objects.published()
        .with_versions()
        .select_related("claim__article")
        .filter(pk=verdict_id)
        .first()
    )
    if found is None:
        raise Http404
    public = [version for version in found.versions.all() if version.number is not None]
    return _page(
        request, "public/verdict.html", verdict=found, version=found.shown, versions=public
    )


def _may_read(request: HttpRequest) -> bool:
    return settings.FACTCHECK_PUBLIC_READ or request.user.is_authenticated


def _page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    return render(request, template, {"organisation": settings.FACTCHECK_ORGANISATION, **context})
