"""Lists of verdicts and corrections: narrowed by what a reader asks for, and read a page at a time."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from claims.catalogue import found_by
from claims.models import Rating, Verdict, VerdictVersion

Dated = TypeVar("Dated", Verdict, VerdictVersion)


class Wanted(forms.Form):
    """What a reader asks for; the names are those of the API."""

    q = forms.CharField(label="Words", required=False, max_length=500)
    rating = forms.ModelChoiceField(
        Rating.objects.order_by("-active", "order", "slug"),
        to_field_name="slug",
        required=False,
        empty_label="Any",
        error_messages={"invalid_choice": "The scale has no such step."},
    )
    claimant = forms.CharField(required=False, max_length=300, strip=False)
    publisher = forms.CharField(required=False, max_length=200, strip=False)

    template_name = "public/narrow.html"

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET, auto_id="narrow-%s")

    def narrow(self, verdicts: QuerySet[Verdict]) -> QuerySet[Verdict]:
        """Those of `verdicts` that are asked for. Needs a valid form."""
        asked = self.asked()
        if words := asked.pop("q", None):
            verdicts = found_by(verdicts, words)
        return verdicts.filter(**asked)

    def asked(self) -> dict[str, Any]:
        """What was filled in."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def query(self) -> str:
        """The same as the end of an address; empty if nothing was asked."""
        if not self.is_valid():
            return ""
        plain = {
            name: value.slug if isinstance(value, Rating) else value
            for name, value in self.asked().items()
        }
        return f"?{urlencode(plain)}" if plain else ""

    def in_words(self) -> str:
        """The same as a title has it."""
        return ", ".join(str(value) for value in self.asked().values()) if self.is_valid() else ""


@dataclass(frozen=True, slots=True)
class Page(Generic[Dated]):
    rows: list[Dated]
    # The id to continue from, where there is more.
    last: int | None


def page_of(rows: QuerySet[Dated], request: HttpRequest, *, size: int) -> Page[Dated]:
    """The newest of `rows`, or those that follow on the row that `?before=` names by its id.

    Raises:
        Http404: there is no such row that the public may read.
    """
    ordered = rows.order_by("-published_at", "-id")
    before = request.GET.get("before", "")
    if before:
        at = _date_of(rows, before)
        # The first part is implied by the second, but it is the one by which an index is entered.
        ordered = ordered.filter(
            Q(published_at__lte=at), Q(published_at__lt=at) | Q(pk__lt=int(before))
        )
    found = list(ordered[: size + 1])
    return Page(found[:size], found[size - 1].pk if len(found) > size else None)


def _date_of(rows: QuerySet[Dated], before: str) -> Any:
    if not (before.isascii() and before.isdigit() and len(before) <= 18):
        raise Http404
    known = rows.model._default_manager.filter(pk=int(before), published_at__isnull=False)
    date = known.values_list("published_at", flat=True).first()
    if date is None:
        raise Http404
    return date
