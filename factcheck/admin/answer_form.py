"""The form in which an answer is written: its words, its rating, its rows of evidence.

It reads and shows; whether an answer can stand is for the rules to say, and `blame` puts what they say beside
the fields at fault.
"""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.http import QueryDict
from unfold import widgets  # type: ignore[import-untyped]

from claims.answers import MOST_EVIDENCE, Answer
from claims.models import Evidence, Rating

BLANK_ROWS = 3
INPUT = {"class": " ".join(widgets.BASE_INPUT_CLASSES)}
RADIO = {"class": " ".join(widgets.RADIO_CLASSES)}


class Words(forms.CharField):
    """Text as it was typed: never trimmed, and without the CRLF that a form makes of every line's end."""

    def __init__(self, *, rows: int = 1, **kwargs: Any) -> None:
        widget = (
            forms.Textarea(attrs={**INPUT, "rows": rows}) if rows > 1 else forms.TextInput(INPUT)
        )
        super().__init__(strip=False, required=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        words = super().to_python(value)
        return words.replace("\r\n", "\n") if words else ""


class Day(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={**INPUT, "type": "date"}, format="%Y-%m-%d")
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class WordsForm(forms.Form):
    rating = forms.ChoiceField(required=False, widget=forms.RadioSelect(RADIO))
    conclusion = Words(rows=3, help_text="What the desk says of the claim, in a sentence or two.")
    rationale = Words(rows=10, help_text="Why: what was found, and how it bears on the claim.")
    method = Words(rows=3, help_text="How it was checked, where that does not go without saying.")
    review_by = Day(label="Look again by", help_text="For a claim whose truth may change.")

    def __init__(self, *args: Any, standing: Rating | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = {step.slug: step for step in Rating.objects.scale()}
        if standing is not None:
            self.steps.setdefault(standing.slug, standing)
        rating = self.fields["rating"]
        assert isinstance(rating, forms.ChoiceField)  # noqa: S101 -- for the type
        rating.choices = [
            ("", "No rating"),
            *((slug, step.label) for slug, step in self.steps.items()),
        ]

    def ratings(self) -> list[tuple[Any, Rating | None]]:
        """Each radio button with the step of the scale that it stands for."""
        return [(radio, self.steps.get(radio.data["value"])) for radio in self["rating"]]


class EvidenceForm(forms.Form):
    url = Words(label="Address")
    title = Words()
    publisher = Words()
    quote = Words(rows=2, label="What it says")
    stance = forms.ChoiceField(
        choices=Evidence.Stance.choices,
        initial=Evidence.Stance.CONTEXT,
        required=False,
        widget=widgets.UnfoldAdminSelectWidget,
    )
    accessed_at = Day(label="Read on")
    primary = forms.BooleanField(
        required=False, label="Primary source", widget=widgets.UnfoldBooleanWidget
    )

    WORDS = ("url", "title", "publisher", "quote")

    def is_blank(self) -> bool:
        """Nothing was written in this row, or it was emptied, so it is no evidence."""
        return not any(self.cleaned_data.get(name) for name in self.WORDS) and not self.errors

    def is_open(self) -> bool:
        """There is something in this row to see."""
        return bool(self.errors) or any(self[name].value() for name in self.WORDS)


def _evidence_rows(*, blank: int) -> "type[forms.BaseFormSet[EvidenceForm]]":
    return forms.formset_factory(
        EvidenceForm, extra=blank, max_num=MOST_EVIDENCE, absolute_max=2 * MOST_EVIDENCE
    )


class AnswerForm:
    """The words and the evidence as one form, unbound with what is known, or bound to what was sent.

    Args:
        standing: the rating that a published verdict has, which it may keep when the scale has it no more.
    """

    def __init__(
        self,
        *,
        known: Mapping[str, Any] | None = None,
        sent: QueryDict | None = None,
        standing: Rating | None = None,
    ) -> None:
        known = known or {}
        if sent is None:
            self.words = WordsForm(initial=known, standing=standing)
            self.evidence = _evidence_rows(blank=BLANK_ROWS)(
                prefix="evidence", initial=list(known.get("evidence") or ())
            )
        else:
            self.words = WordsForm(sent, standing=standing)
            self.evidence = _evidence_rows(blank=0)(sent, prefix="evidence")

    @classmethod
    def with_more_rows(cls, sent: QueryDict, *, standing: Rating | None = None) -> Self:
        """What was sent, and more blank rows for evidence."""
        longer = sent.copy()
        count = longer.get("evidence-TOTAL_FORMS", "")
        rows = int(count) if count.isdecimal() and len(count) < 5 else 0
        longer["evidence-TOTAL_FORMS"] = str(min(rows + BLANK_ROWS, MOST_EVIDENCE))
        return cls(sent=longer, standing=standing)

    def is_valid(self) -> bool:
        # Both are asked, so that all that is wrong shows at once.
        return all([self.words.is_valid(), self.evidence.is_valid()])

    def content(self) -> dict[str, Any]:
        """What was sent and can be read, as a draft keeps it."""
        return self.answer().as_plain()

    def answer(self) -> Answer:
        self.is_valid()
        words = self.words.cleaned_data
        return Answer.of(
            {
                **words,
                "rating": words.get("rating") or None,
                "evidence": [
                    {
                        **row.cleaned_data,
                        "stance": row.cleaned_data.get("stance") or Evidence.Stance.CONTEXT,
                    }
                    for row in self._given()
                ],
            }
        )

    def blame(self, errors: Mapping[str, str]) -> None:
        """Show what a rule says of each field beside it; `evidence.0.url` is the first row that was filled in."""
        self.is_valid()
        given = self._given()
        for name, message in errors.items():
            head, _, rest = name.partition(".")
            position, _, field = rest.partition(".")
            if head != "evidence":
                self.words.add_error(head if head in self.words.fields else None, message)
            elif position.isdecimal() and int(position) < len(given):
                row = given[int(position)]
                row.add_error(field if field in row.fields else None, message)
            else:
                self.evidence.non_form_errors().append(message)

    def _given(self) -> list[EvidenceForm]:
        return [row for row in self.evidence.forms if not row.is_blank()]

    def has_errors(self) -> bool:
        return (
            (self.words.is_bound and bool(self.words.errors))
            or any(row.errors for row in self.evidence.forms if row.is_bound)
            or bool(self.evidence.is_bound and self.evidence.non_form_errors())
        )
