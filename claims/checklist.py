"""What an editor looks for in the evidence of a verdict, by the desk's own rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from claims.errors import Invalid
from claims.evidence_pages import pages_at
from claims.models import Evidence, EvidencePage, VerdictVersion


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to look for: what is `asked`, what was `found`, and whether that is enough."""

    asked: str
    found: str
    met: bool


def checklist(version: VerdictVersion) -> list[Point]:
    """The points of a version's evidence, the desk's rule first; the others are for the editor to weigh."""
    evidence = list(version.evidence.all())
    return [_sources(evidence), _quotes(evidence), _stances(evidence), _titles(evidence)]


def require_sources(version: VerdictVersion) -> None:
    """Refuse to publish a version that falls short of the desk's rule, where the rule is binding.

    Raises:
        Invalid: `evidence`, with what is missing.
    """
    if not settings.FACTCHECK_REQUIRE_SOURCES:
        return
    point = _sources(list(version.evidence.all()))
    if not point.met:
        raise Invalid(
            evidence=f"This desk publishes a verdict only with {_rule()}, and this has {point.found}:"
            " return it to its author."
        )


def _sources(evidence: Sequence[Evidence]) -> Point:
    # The same address twice is one source.
    addresses = {item.url for item in evidence}
    primary = any(item.primary for item in evidence)
    met = len(addresses) >= settings.FACTCHECK_SOURCES or (
        settings.FACTCHECK_PRIMARY_SUFFICES and primary
    )
    found = _so_many(len(addresses), "source") + (", one of them primary" if primary else "")
    return Point(_rule().capitalize(), found, met)


def _rule() -> str:
    wanted = f"at least {_so_many(settings.FACTCHECK_SOURCES, 'source')}"
    return f"{wanted}, or a primary one" if settings.FACTCHECK_PRIMARY_SUFFICES else wanted


def _quotes(evidence: Sequence[Evidence]) -> Point:
    without = sum(not item.quote for item in evidence)
    found = f"{_so_many(without, 'source')} without" if without else "none is without"
    return Point("The words of each source that count", found, not without)


def _stances(evidence: Sequence[Evidence]) -> Point:
    stances = {
        stance: sum(item.stance == stance for item in evidence) for stance in Evidence.Stance
    }
    found = ", ".join(f"{count} {stance}" for stance, count in stances.items() if count) or "none"
    speaks = stances[Evidence.Stance.SUPPORTS] + stances[Evidence.Stance.REFUTES]
    return Point("A source that supports or refutes the claim", found, speaks > 0)


def _titles(evidence: Sequence[Evidence]) -> Point:
    """A page that a worker could not look up may be gone, or mistyped, or a PDF."""
    pages = pages_at([item.url for item in evidence])
    failed = [page for page in pages if page.status == EvidencePage.Status.FAILED]
    found = "; ".join(f"{page.url}: {page.error}" for page in failed)
    return Point("Pages that a worker could open", found or "no failure is known", not failed)


def _so_many(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
