"""What a reviewer says of a claim: its shape, its checks, and how it becomes a version of a verdict."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, Self

from django.contrib.auth.models import User

from claims.errors import Invalid
from claims.models import Evidence, Rating, Verdict, VerdictVersion
from claims.wording import problem_with_text, problem_with_url

# In Unicode code points. Generous: they keep a mistake (a whole file pasted) out, not an argument.
LONGEST = {"conclusion": 2_000, "rationale": 50_000, "method": 20_000, "note": 5_000}
LONGEST_IN_EVIDENCE = {"url": 2_000, "title": 500, "publisher": 200, "quote": 10_000}
MOST_EVIDENCE = 50


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of evidence as its author gives it."""

    url: str
    title: str = ""
    publisher: str = ""
    quote: str = ""
    stance: str = "context"
    primary: bool = False
    accessed_at: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole verdict as its author gives it. `rating` is the slug of a step of the scale, or None."""

    conclusion: str
    rationale: str
    rating: str | None = None
    method: str = ""
    review_by: date | None = None
    evidence: tuple[Source, ...] = ()

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Out of a mapping of plain values, such as a request or a draft; fields it does not know are left out."""
        known = {field.name: content[field.name] for field in fields(cls) if field.name in content}
        known["evidence"] = tuple(
            Source(
                **{field.name: item[field.name] for field in fields(Source) if field.name in item}
            )
            for item in content.get("evidence") or ()
        )
        return cls(**{"conclusion": "", "rationale": "", **known})

    @classmethod
    def in_version(cls, version: VerdictVersion) -> Self:
        """What a version says."""
        return cls(
            conclusion=version.conclusion,
            rationale=version.rationale,
            rating=version.rating.slug if version.rating else None,
            method=version.method,
            review_by=version.review_by,
            evidence=tuple(
                Source(**{field.name: getattr(item, field.name) for field in fields(Source)})
                for item in version.evidence.all()
            ),
        )

    def as_plain(self) -> dict[str, Any]:
        """A mapping that JSON can hold; `of` reads it again, but for dates, which stay words."""
        plain = asdict(self)
        plain["evidence"] = [
            {**item, "accessed_at": _iso(item["accessed_at"])} for item in plain["evidence"]
        ]
        plain["review_by"] = _iso(self.review_by)
        return plain

    def check(self, *, standing_rating: str | None = None) -> None:
        """Raise `Invalid`, naming each field at fault, unless this can stand as a verdict.

        Args:
            standing_rating: what the public reads already, and may go on reading once the scale has dropped it.
        """
        errors = {}
        for name in ("conclusion", "rationale", "method"):
            value = getattr(self, name)
            if name == "method" and not value:
                continue
            if problem := problem_with_text(value, longest=LONGEST[name]):
                errors[name] = problem
        kept = self.rating is None or self.rating == standing_rating
        if not kept and not Rating.objects.scale().filter(slug=self.rating).exists():
            slugs = ", ".join(Rating.objects.scale().values_list("slug", flat=True))
            errors["rating"] = f"The scale has no step {self.rating!r}; it has: {slugs}."
        if len(self.evidence) > MOST_EVIDENCE:
            errors["evidence"] = f"At most {MOST_EVIDENCE} pieces of evidence can be kept."
        for position, source in enumerate(self.evidence):
            errors |= _problems_of(source, at=f"evidence.{position}")
        if errors:
            raise Invalid(**errors)


def _problems_of(source: Source, *, at: str) -> dict[str, str]:
    problems = {}
    for name, longest in LONGEST_IN_EVIDENCE.items():
        value = getattr(source, name)
        if (value or name == "url") and (problem := problem_with_text(value, longest=longest)):
            problems[f"{at}.{name}"] = problem
    if f"{at}.url" not in problems and (problem := problem_with_url(source.url)):
        problems[f"{at}.url"] = problem
    if source.stance not in Evidence.Stance.values:
        problems[f"{at}.stance"] = f"A stance is one of {', '.join(Evidence.Stance.values)}."
    return problems


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def check_note(note: str, *, field: str = "note") -> None:
    """Raise `Invalid` unless `note` says something and can be kept."""
    if problem := problem_with_text(note, longest=LONGEST["note"]):
        raise Invalid(**{field: problem})


def write_version(
    verdict: Verdict,
    answer: Answer,
    *,
    kind: VerdictVersion.Kind,
    note: str,
    by: User,
    now: datetime,
) -> VerdictVersion:
    """Add a proposed version to `verdict`, with its evidence; the caller has the transaction open."""
    version = VerdictVersion.objects.create(
        verdict=verdict,
        kind=kind,
        rating=Rating.objects.get(slug=answer.rating) if answer.rating else None,
        conclusion=answer.conclusion,
        rationale=answer.rationale,
        method=answer.method,
        review_by=answer.review_by,
        note=note,
        author=by,
        created_at=now,
    )
    Evidence.objects.bulk_create(
        [Evidence(version=version, **asdict(source)) for source in answer.evidence]
    )
    return version
