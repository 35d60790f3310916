"""The pages that anyone may read: the verdicts, each at its address, all corrections, and how the desk works."""

from collections.abc import Iterator
from itertools import zip_longest

from django.conf import settings
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse

from claims.claimreview import claim_review, places_of
from claims.evidence_links import links_at
from claims.models import Article, Claim, Evidence, Methodology, Rating, Verdict, VerdictVersion
from factcheck.changes import Change, changes_between
from factcheck.public.linked_data import embedded
from factcheck.public.lists import Wanted, page_of
from factcheck.public.prose import blocks_of
from factcheck.public.reading import open_page, page, site

ON_THE_FRONT = 10
PAGE = 30
# Code points of the article that are shown on each side of a claim.
CONTEXT = 300
UNAVAILABLE_FOR_LEGAL_REASONS = 451

listed = Verdict.objects.published().select_related("claim", "current__rating")
changed = VerdictVersion.objects.changes().select_related("rating", "verdict__claim")


@open_page
def front(request: HttpRequest) -> HttpResponse:
    """What was published last, and what was corrected last."""
    context = {
        "verdicts": listed.order_by("-published_at", "-id")[:ON_THE_FRONT],
        "corrections": changed.order_by("-published_at", "-id")[:3],
        "wanted": Wanted(request),
    }
    return page(request, "public/front.html", context)


@open_page
def verdicts(request: HttpRequest) -> HttpResponse:
    """All verdicts, newest first, or those that a reader asks for."""
    wanted = Wanted(request)
    found = page_of(wanted.narrow(listed), request, size=PAGE) if wanted.is_valid() else None
    query = wanted.query()
    context = {"wanted": wanted, "query": query, "page": found, "narrowed": wanted.in_words()}
    answer = page(request, "public/verdicts.html", context, path=f"{request.path}{query}")
    answer.status_code = 200 if found else 400
    return answer


@open_page
def verdict(request: HttpRequest, verdict_id: int) -> HttpResponse:
    """A published verdict; a retracted one stays at its address, and says so."""
    known = Verdict.objects.published().with_versions().with_places()
    found = known.filter(pk=verdict_id).first()
    if found is None:
        raise Http404
    if found.claim.article.status == Article.Status.REMOVED:
        answer = page(request, "public/removed.html", {"verdict": found})
        answer.status_code = UNAVAILABLE_FOR_LEGAL_REASONS
        return answer
    review = claim_review(found, site=site(request), organisation=settings.FACTCHECK_ORGANISATION)
    context = {
        "verdict": found,
        "version": found.shown,
        "claim": found.claim,
        "context": _context_of(found.claim),
        "places": places_of(found.claim),
        "evidence": _evidence(found.shown),
        "history": list(_history(found)),
        "replies": found.letters.filter(kind="reply", state="accepted").order_by("id"),
        "linked_data": embedded(review),
    }
    return page(request, "public/verdict.html", context)


def _context_of(claim: Claim) -> tuple[str, str]:
    """What the article says before and after the claim, in whole words; an article may have millions of others."""
    start = max(0, claim.start - CONTEXT)
    before, after = Article.objects.values_list(
        Substr("text", start + 1, claim.start - start), Substr("text", claim.end + 1, CONTEXT)
    ).get(pk=claim.article_id)
    if start and (at := before.find(" ")) >= 0:
        before = f"… {before[at + 1 :]}"
    if len(after) == CONTEXT and (at := after.rfind(" ")) >= 0:
        after = f"{after[:at]} …"
    return before, after


def _evidence(version: VerdictVersion) -> list[tuple[Evidence, str]]:
    """Each source with the address of its copy in a web archive, if there is one."""
    sources = list(version.evidence.all())
    known = links_at(source.url for source in sources)
    return [
        (source, known[source.url].archived_as if source.url in known else "") for source in sources
    ]


def _history(verdict: Verdict) -> Iterator[tuple[VerdictVersion, list[Change]]]:
    """Each version that the public was told of, newest first, with what it changed."""
    public = [version for version in verdict.versions.all() if version.number is not None]
    for version, before in zip_longest(public, public[1:]):
        yield version, changes_between(before, version) if before else []


@open_page
def corrections(request: HttpRequest) -> HttpResponse:
    """Every clarification, correction and retraction."""
    return page(request, "public/corrections.html", {"page": page_of(changed, request, size=PAGE)})


@open_page
def methodology(request: HttpRequest) -> HttpResponse:
    """How the desk works, as its editors put it, and the scale."""
    said = Methodology.objects.order_by("-id").first()
    context = {
        "said": said,
        "blocks": blocks_of(said.text) if said else [],
        "scale": Rating.objects.scale(),
        "second_person": settings.FACTCHECK_SECOND_PERSON,
    }
    return page(request, "public/methodology.html", context)
