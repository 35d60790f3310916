"""All claims or all verdicts, to standard output, for a spreadsheet or another program."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rest_framework.renderers import JSONRenderer

from claims.models import Verdict
from factcheck import tables
from factcheck.api.claims import ClaimOut, for_reading
from factcheck.api.verdicts import shown_to

BATCH = 500
"""Rows in memory at a time."""

Row = dict[str, Any]


def all_claims() -> Iterator[Row]:
    """Every claim in the API's shape, oldest first."""
    after = 0
    while claims := list(for_reading(timezone.now()).filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield from ClaimOut(claims, many=True, context={}).data
        after = claims[-1].pk


def all_verdicts() -> Iterator[Row]:
    """Every verdict in the API's shape, the unpublished ones and what waits for an editor too, oldest first."""
    after = 0
    verdicts = Verdict.objects.with_versions().order_by("pk")
    while batch := list(verdicts.filter(pk__gt=after)[:BATCH]):
        yield from shown_to(None, batch)
        after = batch[-1].pk


def claim_cells(claim: Row) -> Row:
    return {**claim, "reasons": "; ".join(claim["reasons"])}


def verdict_cells(verdict: Row) -> Row:
    claim, rating = verdict["claim"], verdict["rating"] or {}
    return {
        **verdict,
        "claim": claim["id"],
        "article": claim["article"],
        "claim_text": claim["text"],
        "claimant": claim["claimant"],
        "rating": rating.get("slug"),
        "rating_label": rating.get("label"),
        "rating_value": rating.get("value"),
        "evidence": " ".join(source["url"] for source in verdict["evidence"]),
    }


VERDICT_COLUMNS = (
    "id",
    "state",
    "version",
    "kind",
    "note",
    "claim",
    "article",
    "claim_text",
    "claimant",
    "rating",
    "rating_label",
    "rating_value",
    "conclusion",
    "rationale",
    "method",
    "review_by",
    "evidence",
    "published_at",
    "updated_at",
    "last_confirmed_at",
    "retracted",
    "url",
)


class Command(BaseCommand):
    help = (
        "Writes every claim or every verdict to standard output, oldest first, a row or an object a line. NDJSON"
        " has the API's shapes; CSV has their plain columns, and an apostrophe before what a spreadsheet would"
        " take for a formula."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["claims", "verdicts"])
        parser.add_argument("--format", choices=["csv", "ndjson"], default="ndjson")

    def handle(self, *, what: str, format: str, **options: Any) -> None:
        rows = all_claims() if what == "claims" else all_verdicts()
        if format == "ndjson":
            for row in rows:
                self.stdout.write(JSONRenderer().render(row).decode())
        elif what == "claims":
            self._table(ClaimOut.Meta.fields, map(claim_cells, rows))
        else:
            self._table(VERDICT_COLUMNS, map(verdict_cells, rows))

    def _table(self, columns: Sequence[str], rows: Iterable[Row]) -> None:
        cells = ([row[column] for column in columns] for row in rows)
        for line in tables.lines(chain([columns], cells)):
            self.stdout.write(line, ending="")
