"""What crawlers ask for first: robots.txt, and a map of the site."""

from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from claims.models import Verdict
from factcheck.public.reading import last_change, open_to_programs, site

PAGE = 5_000


class _Page:
    def __init__(self, object_list: Any) -> None:
        self.object_list = object_list


class _ById:
    """Pages by ranges of ids, each found by its first: no count of all the rows, and no walk past the earlier ones."""

    @property
    def num_pages(self) -> int:
        return ceil((Verdict.objects.aggregate(Max("pk"))["pk__max"] or 1) / PAGE)

    def page(self, number: str | int) -> _Page:
        asked = str(number)
        if not (asked.isascii() and asked.isdigit() and len(asked) <= 12):
            raise PageNotAnInteger
        last = int(asked) * PAGE
        if not 1 <= int(asked) <= self.num_pages:
            raise EmptyPage
        verdicts = Verdict.objects.published().filter(pk__gt=last - PAGE, pk__lte=last)
        return _Page(verdicts.order_by("pk").only("pk", "updated_at"))


if TYPE_CHECKING:
    AnySitemap = Sitemap[Any]
else:
    AnySitemap = Sitemap


class _OnThisSite(AnySitemap):
    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme or super().get_protocol(protocol)

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc or super().get_domain(site)


class _Verdicts(_OnThisSite):
    @property
    def paginator(self) -> Any:
        return _ById()

    def location(self, verdict: Verdict) -> str:
        return f"/verdicts/{verdict.pk}/"

    def lastmod(self, verdict: Verdict) -> Any:
        return verdict.updated_at

    def get_latest_lastmod(self) -> Any:
        return last_change()


class _Pages(_OnThisSite):
    def items(self) -> list[str]:
        return ["/", "/verdicts/", "/corrections/", "/methodology/"]

    def location(self, path: str) -> str:
        return path


SECTIONS: dict[str, "type[AnySitemap] | AnySitemap"] = {"pages": _Pages, "verdicts": _Verdicts}


@open_to_programs
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    """The maps of this site, of at most 5,000 addresses each."""
    return views.index(request, SECTIONS, sitemap_url_name="sitemap").render()


@open_to_programs
def sitemap(request: HttpRequest, section: str) -> HttpResponseBase:
    """One map; `?p=` is its page, from 1."""
    return views.sitemap(request, SECTIONS, section=section).render()


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """A desk that is not open to the public asks to be left alone."""
    lines = ["User-agent: *"]
    if settings.FACTCHECK_PUBLIC_READ:
        lines += [
            "Disallow: /admin/",
            "Disallow: /api/",
            "",
            f"Sitemap: {site(request)}/sitemap.xml",
        ]
    else:
        lines += ["Disallow: /"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")
