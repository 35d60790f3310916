"""A published verdict as schema.org ClaimReview, in JSON-LD: https://schema.org/ClaimReview.

The vocabulary has no word for a claimant of whom it is not known whether it is a person or an organisation: such
a one is a Thing.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from claims.models import Appearance, Article, Claim, Evidence, Verdict, VerdictVersion

Node = dict[str, Any]
NOT_RATED = "Not rated"


def claim_review(verdict: Verdict, *, site: str, organisation: str) -> Node:
    """Return the verdict as the public reads it now.

    Args:
        verdict: published or retracted, of `Verdict.objects.with_versions().with_places()`, which have read all of it.
        site: the desk's own address, without a slash at its end.
        organisation: who publishes the verdicts.

    A retracted verdict keeps its claim and the note that says why, and has no rating, body or evidence any more.
    """
    claim, version = verdict.claim, verdict.shown
    retracted = verdict.state == Verdict.State.RETRACTED
    return _said(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "@id": f"{site}/verdicts/{verdict.pk}/",
            "url": f"{site}/verdicts/{verdict.pk}/",
            "claimReviewed": claim.text,
            "itemReviewed": _claim(claim),
            "author": _said({"@type": "Organization", "name": organisation, "url": f"{site}/"}),
            "reviewRating": None if retracted else _rating(version),
            "reviewBody": None if retracted else version.rationale,
            "citation": None if retracted else [_source(each) for each in version.evidence.all()],
            "inLanguage": claim.article.language,
            "datePublished": _moment(verdict.published_at),
            "dateModified": _moment(verdict.updated_at),
            "version": version.number,
            "expires": None if retracted else _moment(version.review_by),
            "correction": [_correction(each) for each in changes_of(verdict)],
            "creativeWorkStatus": "Retracted" if retracted else "Published",
        }
    )


def changes_of(verdict: Verdict) -> Iterator[VerdictVersion]:
    """The public versions but the original, newest first. Needs `with_versions()`."""
    for version in verdict.versions.all():
        if version.number is not None and version.kind != VerdictVersion.Kind.ORIGINAL:
            yield version


def _claim(claim: Claim) -> Node:
    places = [_work(place) for place in places_of(claim)]
    return _said(
        {
            "@type": "Claim",
            "name": claim.text,
            "text": claim.quote,
            "author": _named("Thing", claim.claimant) or _publisher(claim.article),
            "datePublished": _moment(claim.claim_date or claim.article.published_at),
            "locationCreated": _named("Place", claim.claim_place),
            "firstAppearance": places[0] if places else None,
            "appearance": places,
        }
    )


def places_of(claim: Claim) -> list[Article | Appearance]:
    """Every work that the claim, or one with the same truth conditions, is known to stand in: the oldest first."""
    articles = {claim.article.pk: claim.article}
    for repeat in claim.repeats.all():
        articles.setdefault(repeat.article.pk, repeat.article)
    places: list[Article | Appearance] = []
    for article in articles.values():
        places += [article, *article.appearances.all()]
    known = (place for place in places if place.url or place.title or place.publisher)
    return sorted(known, key=_first_seen)


def _work(place: Article | Appearance) -> Node:
    return _said(
        {
            "@type": "CreativeWork",
            "url": place.url,
            "headline": place.title,
            "author": _named("Thing", place.author),
            "publisher": _publisher(place),
            "datePublished": _moment(place.published_at),
        }
    )


def _first_seen(place: Article | Appearance) -> datetime:
    return place.published_at or place.created_at


def _publisher(place: Article | Appearance) -> Node | None:
    return _named("Organization", place.publisher)


def _rating(version: VerdictVersion) -> Node:
    """No number where the desk gave none: a scale that ends in "unproven" is no measure of truth."""
    rating = version.rating
    return _said(
        {
            "@type": "Rating",
            "alternateName": rating.label if rating else NOT_RATED,
            "ratingValue": rating.value if rating else None,
            "worstRating": rating.worst if rating else None,
            "bestRating": rating.best if rating else None,
            "ratingExplanation": version.conclusion,
        }
    )


def _source(evidence: Evidence) -> Node:
    return _said(
        {
            "@type": "CreativeWork",
            "url": evidence.url,
            "name": evidence.title,
            "publisher": _named("Organization", evidence.publisher),
        }
    )


def _correction(version: VerdictVersion) -> Node:
    return {
        "@type": "CorrectionComment",
        "text": version.note,
        "datePublished": _moment(version.published_at),
    }


def _named(kind: str, name: str) -> Node | None:
    return {"@type": kind, "name": name} if name else None


def _moment(moment: datetime | date | None) -> str | None:
    return moment.isoformat() if moment else None


def _said(node: Node) -> Node:
    """Only what is known: an empty name is no name."""
    return {name: value for name, value in node.items() if value not in (None, "", [])}
