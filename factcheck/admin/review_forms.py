"""The small forms beside the answer: what else can be done with a claim under review.

Each has a prefix of its own, so that all stand in one form element and every button sends whatever was typed.
"""

from collections.abc import Mapping, Sequence

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import QueryDict
from unfold import widgets  # type: ignore[import-untyped]

from claims.models import Claim
from claims.queue import Later
from claims.roles import Role
from factcheck.admin.answer_form import INPUT, RADIO, Words

# So many neighbours are offered for merging; one says the same thing nearby.
NEIGHBOURS = 8


class AsideForm(forms.Form):
    """Not now: the claim is skipped."""

    prefix = "aside"
    to = forms.ChoiceField(
        label="For whom",
        choices=[
            (Later.LATER, "Anybody, and me again later"),
            (Later.EDITOR, "The editors"),
        ],
        initial=Later.LATER,
        required=False,
        widget=forms.RadioSelect(RADIO),
    )
    reason = Words(rows=2, help_text="It stays in the queue, and your draft stays yours.")


class HandOverForm(forms.Form):
    """Not me: a colleague has it for a day."""

    prefix = "hand"
    colleague = forms.CharField(required=False, widget=widgets.UnfoldAdminSelectWidget)
    reason = Words(rows=2, help_text="For them to read. Your draft stays yours.")

    def __init__(self, *args: object, colleagues: Sequence[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        select = self.fields["colleague"].widget
        select.choices = [("", "Nobody chosen"), *((name, name) for name in colleagues)]


class DismissForm(forms.Form):
    prefix = "dismiss"
    reason = Words(rows=2, help_text="Why it needs no verdict. It can be reopened.")


class ReopenForm(forms.Form):
    prefix = "reopen"
    reason = Words(rows=2, help_text="Why it should be looked at again.")


class WordingForm(forms.Form):
    prefix = "wording"
    text = Words(
        rows=3,
        label="Wording",
        help_text="What is claimed, so that it can be read alone. Empty: the quote itself.",
    )


class SplitForm(forms.Form):
    prefix = "split"
    parts = Words(
        rows=4,
        label="A part a line",
        help_text="Press Enter where a new claim begins; words that belong to none may be deleted.",
    )


class MergeForm(forms.Form):
    prefix = "merge"
    claims = forms.TypedMultipleChoiceField(
        label="These say the same thing",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, neighbours: Sequence[Claim], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["claims"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the type
        field.choices = [(claim.pk, claim.quote) for claim in neighbours]


class NoteForm(forms.Form):
    prefix = "note"
    text = Words(rows=2, label="A note to colleagues", help_text="Never public.")


class PassageForm(forms.Form):
    """Offsets in code points, end exclusive. The page fills them in from what is selected."""

    prefix = "passage"
    start = forms.IntegerField(
        label="From character", required=False, min_value=0, widget=forms.NumberInput(INPUT)
    )
    end = forms.IntegerField(
        label="to before", required=False, min_value=0, widget=forms.NumberInput(INPUT)
    )

    def span(self) -> tuple[int, int]:
        """What was chosen; an empty span, which every rule refuses, if nothing was."""
        if not self.is_bound:
            return 0, 0
        self.is_valid()
        return self.cleaned_data.get("start") or 0, self.cleaned_data.get("end") or 0


class StepForms:
    """All of them, with what was sent: a form that the page did not show stands as at first."""

    def __init__(
        self, *, claim: Claim, others: Sequence[Claim], by: User, sent: QueryDict | None
    ) -> None:
        def given(prefix: str | None) -> QueryDict | None:
            is_sent = sent is not None and any(name.startswith(f"{prefix}-") for name in sent)
            return sent if is_sent else None

        self.aside = AsideForm(given("aside"))
        self.hand = HandOverForm(given("hand"), colleagues=colleagues_of(by))
        self.dismiss = DismissForm(given("dismiss"))
        self.reopen = ReopenForm(given("reopen"))
        self.wording = WordingForm(given("wording"), initial={"text": claim.text})
        # A line's end within the quote is not where a part ends.
        self.split = SplitForm(given("split"), initial={"parts": " ".join(claim.quote.split())})
        self.merge = MergeForm(given("merge"), neighbours=neighbours_of(claim, others))
        self.note = NoteForm(given("note"))
        self.passage = PassageForm(given("passage"))

    def said(self, form: forms.Form, name: str) -> str:
        """The words of one field, exactly as typed."""
        form.is_valid()
        return str(form.cleaned_data.get(name, "")) if form.is_bound else ""

    def blame(self, form: forms.Form, errors: Mapping[str, str]) -> None:
        """Show what a rule says beside the field it speaks of, or above them all."""
        form.is_bound = True
        form.is_valid()
        for name, message in errors.items():
            form.add_error(name if name in form.fields else None, message)


def colleagues_of(by: User) -> list[str]:
    """Whom a claim can be handed to."""
    reviews = Q(groups__name__in=[Role.REVIEWER, Role.EDITOR]) | Q(is_superuser=True)
    others = User.objects.filter(reviews, is_active=True).exclude(pk=by.pk)
    return list(others.order_by("username").values_list("username", flat=True).distinct())


def neighbours_of(claim: Claim, others: Sequence[Claim]) -> list[Claim]:
    """The queued claims that stand nearest to this one, in the order of the text."""
    queued = [
        other for other in others if other.pk != claim.pk and other.status == Claim.Status.QUEUED
    ]
    nearest = sorted(queued, key=lambda other: abs(other.start - claim.start))[:NEIGHBOURS]
    return sorted(nearest, key=lambda other: other.start)


class NotInClaim(Exception):
    """A line that does not stand in the claim."""


def spans_of_parts(parts: str, claim: Claim) -> list[tuple[int, int]]:
    """Where the lines of `parts` stand in the article: each is looked for after the one before, but for white space.

    Raises:
        NotInClaim: with the line.
    """
    places = [place for place, character in enumerate(claim.quote) if not character.isspace()]
    solid = "".join(claim.quote[place] for place in places)
    spans, looked = [], 0
    for line in parts.splitlines():
        words = "".join(line.split())
        if not words:
            continue
        at = solid.find(words, looked)
        if at < 0:
            raise NotInClaim(line.strip())
        looked = at + len(words)
        spans.append((claim.start + places[at], claim.start + places[looked - 1] + 1))
    return spans
