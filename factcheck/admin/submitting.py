"""Articles come in at the desk: one by its text or its address, many by a table."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.base import File
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_http_methods

from claims.errors import Invalid
from claims.intake import Source, check_submission, submit_article
from claims.models import Article
from factcheck.admin.access import page, person, refusals_told
from factcheck.admin.answer_form import INPUT, Day, Words
from workers.tasks import ring

MOST_ROWS = 1_000
MOST_BYTES = 20_000_000
# Of so many faulty rows a page tells.
MOST_FAULTS = 50
COLUMNS = (
    *("text", "url", "title", "publisher", "author"),
    *("language", "published_at", "external_id"),
)


class SubmitForm(forms.Form):
    url = Words(label="Address", help_text="Where it appeared. Without a text the page is fetched.")
    text = Words(rows=12, help_text="Kept exactly as it is pasted.")
    title = Words()
    publisher = Words()
    author = Words()
    published_at = Day(label="Published on")
    language = Words(help_text="As in en, en-GB, cs.")


class TableForm(forms.Form):
    table = forms.FileField(
        label="CSV file",
        widget=forms.ClearableFileInput({**INPUT, "accept": ".csv,text/csv"}),
        error_messages={"required": "Choose a file.", "empty": "This file is empty."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """Hand in one article; its own page then tells how far it is."""
    form = SubmitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        text, day = given.pop("text") or None, given.pop("published_at")
        with refusals_told(request):
            try:
                article, is_new = submit_article(
                    text=text,
                    source=Source(**given, published_at=_moment_of(day) if day else None),
                    by=person(request),
                    now=timezone.now(),
                )
            except Invalid as refusal:
                for name, problem in refusal.errors.items():
                    form.add_error(name, problem)
            else:
                if is_new:
                    ring(article)
                messages.success(request, "Taken in." if is_new else "The desk has this one.")
                return redirect("admin:claims_article_change", article.pk)
    return _submit_page(request, form=form, table=TableForm())


@require_http_methods(["POST"])
def submit_table(request: HttpRequest) -> HttpResponse:
    """Hand in every row of a CSV file, or, if any row is at fault, none."""
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _submit_page(request, form=SubmitForm(), table=form)
    try:
        rows = list(_rows(form.cleaned_data["table"]))
    except Faulty as faulty:
        return _submit_page(request, form=SubmitForm(), table=form, faults=faulty.faults)
    with refusals_told(request):
        new = _take_in(rows, request)
        known = len(rows) - len(new)
        told = f"{len(new)} taken in" + (f", {known} the desk had already" if known else "")
        messages.success(request, f"{told}. The newest are on top.")
    return redirect("admin:claims_article_changelist")


def _submit_page(
    request: HttpRequest, *, form: SubmitForm, table: TableForm, faults: "list[Fault] | None" = None
) -> HttpResponse:
    context = {
        "form": form,
        "table": table,
        "faults": (faults or [])[:MOST_FAULTS],
        "faults_rest": max(0, len(faults or []) - MOST_FAULTS),
        "columns": COLUMNS,
        "most_rows": MOST_ROWS,
    }
    return page(request, "desk/submit.html", context, title="Submit articles")


# --- A table


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a table: in which line of the file, in which column, and how to mend it."""

    line: int
    column: str
    problem: str


class Faulty(Exception):
    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Row:
    text: str | None
    source: Source


def _rows(table: "File[bytes]") -> Iterator[Row]:
    """Read a whole table before any row of it is used.

    Raises:
        Faulty: with every fault there is.
    """
    lines = csv.DictReader(io.StringIO(_words_of(table)), strict=True)
    # A field may hold a whole article; the limit is the process's, and only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), MOST_BYTES))
    rows: list[Row] = []
    faults: list[Fault] = []
    try:
        unknown = [name for name in lines.fieldnames or () if name not in COLUMNS]
        if unknown or not {"text", "url"} & set(lines.fieldnames or ()):
            raise Faulty([Fault(1, ", ".join(unknown)[:200], _columns_wanted())])
        for given in lines:
            if len(rows) == MOST_ROWS:
                raise Faulty([Fault(lines.line_num, "", f"At most {MOST_ROWS:,} rows at once.")])
            row, problems = _row(given)
            rows.append(row)
            faults += [Fault(lines.line_num, column, said) for column, said in problems.items()]
    except csv.Error as error:
        faults.append(Fault(lines.reader.line_num, "", f"This is no CSV from here on: {error}."))
    if not rows and not faults:
        faults.append(Fault(1, "", "There is no row below the names of the columns."))
    if faults:
        raise Faulty(faults)
    yield from rows


def _words_of(table: "File[bytes]") -> str:
    if (table.size or 0) > MOST_BYTES:
        raise Faulty([Fault(1, "", f"At most {MOST_BYTES // 1_000_000} MB at once: send parts.")])
    try:
        return str(table.read(), "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Faulty(
            [Fault(1, "", f"Byte {error.start:,} is not UTF-8: save the table as “CSV UTF-8”.")]
        ) from None


def _row(given: dict[str | Any, Any]) -> tuple[Row, dict[str, str]]:
    """A row and what is wrong with it, by column."""
    if None in given:
        return Row(None, Source()), {"": "It has more cells than there are columns."}
    cells = {name: value or "" for name, value in given.items()}
    problems = {}
    day = cells.pop("published_at", "").strip()
    published = _moment(day) if day else None
    if day and published is None:
        problems["published_at"] = "Write it as 2026-05-01 or 2026-05-01T08:30:00Z."
    text = cells.pop("text", "") or None
    row = Row(text, Source(**cells, published_at=published))
    try:
        check_submission(text=row.text, source=row.source)
    except Invalid as refusal:
        problems |= refusal.errors
    return row, problems


def _columns_wanted() -> str:
    return f"The first line names the columns: text or url, and any of {', '.join(COLUMNS[2:])}; by commas."


def _take_in(rows: list[Row], request: HttpRequest) -> list[Article]:
    """All of them or none; those that are new are rung for."""
    now, by, new = timezone.now(), person(request), []
    with transaction.atomic():
        for row in rows:
            article, is_new = submit_article(text=row.text, source=row.source, by=by, now=now)
            if is_new:
                new.append(article)
                ring(article)
    return new


def _moment(said: str) -> datetime | None:
    try:
        if day := parse_date(said):
            return _moment_of(day)
        at = parse_datetime(said)
    except ValueError:  # such as the 31st of February
        return None
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def _moment_of(day: Any) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
