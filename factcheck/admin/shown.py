"""What several pages show alike: a claim in its article, a history, an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.template.defaultfilters import date
from django.utils.dateparse import parse_datetime

from claims.answers import Answer
from claims.models import Article, Claim, Event, Evidence, Rating
from claims.wording import problem_with_url
from factcheck.admin.passages import Passage, around_focus, passages

# What an event's detail says in words of its own, and is shown as such.
SPOKEN = ("note", "reason")
# Enough to see what a claim is about.
CONTEXT = 1_000


def claim_in_article(claim: Claim) -> list[Passage]:
    """The whole text of the claim's article, with this claim and the others marked."""
    others = claim.article.claims.only("id", "article_id", "start", "end", "status")
    return passages(claim.article.text, others, focus=claim)


def claim_in_context(claim: Claim) -> list[Passage]:
    """The claim and what stands before and after it."""
    return around_focus(claim_in_article(claim), characters=CONTEXT)


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of a history."""

    at: datetime
    what: str
    who: User | None
    said: str
    more: tuple[tuple[str, str], ...]


def moment_of(event: Event) -> Moment:
    detail = dict(event.detail)
    # The number of a note is no word of it; the page has the note.
    spoken = [detail.pop(name) for name in SPOKEN if name in detail]
    said = [words for words in spoken if isinstance(words, str)]
    if expires := parse_datetime(detail.pop("expires_at", None) or ""):
        detail["until"] = clock(expires)
    return Moment(
        at=event.at,
        what=event.get_kind_display().capitalize(),
        who=event.actor,
        said="\n".join(said),
        more=tuple((name, str(value)) for name, value in detail.items() if value is not None),
    )


def history(events: QuerySet[Event]) -> list[Moment]:
    """Events, oldest first, for a timeline."""
    return [moment_of(event) for event in events.select_related("actor").order_by("at", "id")]


def clock(at: datetime | None) -> str:
    """A moment as the desk writes it, with its zone: colleagues sit in several."""
    return date(at, "j M Y H:i e") if at else ""


def web_address(url: str) -> str:
    """`url` where it can be a link, or nothing: an address of another scheme is shown as plain text."""
    return url if url and problem_with_url(url) is None else ""


def facts_of(article: Article) -> list[tuple[str, str, str]]:
    """What is known of an article: a name, what is known, and where it leads, if anywhere."""
    known = [
        ("Publisher", article.publisher, ""),
        ("Author", article.author, ""),
        ("Published", f"{article.published_at:%-d %B %Y}" if article.published_at else "", ""),
        ("Address", article.url, web_address(article.url)),
        ("Language", article.language, ""),
        ("Its number elsewhere", article.external_id, ""),
        ("Length", f"{article.characters:,} characters" if article.characters else "", ""),
    ]
    return [fact for fact in known if fact[1]]


def sources_of(evidence: Iterable[Evidence]) -> list[tuple[Evidence, str]]:
    """Each piece of evidence with the address it links to, if it may."""
    return [(item, web_address(item.url)) for item in evidence]


def as_public(answer: Answer) -> dict[str, Any]:
    """An unfinished answer as the public would read it, for `desk/preview.html`."""
    return {
        "rating": Rating.objects.filter(slug=answer.rating).first() if answer.rating else None,
        "conclusion": answer.conclusion,
        "rationale": answer.rationale,
        "method": answer.method,
        "sources": [
            (source, web_address(source.url), dict(Evidence.Stance.choices)[source.stance])
            for source in answer.evidence
        ],
    }
