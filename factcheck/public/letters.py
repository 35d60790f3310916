"""The form by which the public writes about a verdict, and the page that has the answer."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from claims import letters as rules
from claims.errors import Invalid, NotFound, TooMany
from claims.models import Letter, Verdict
from factcheck.addresses import counted_address
from factcheck.public.reading import open_form, open_page, page

TOO_MANY = 429


class Words(forms.CharField):
    """Kept as it is typed, but for the CRLF that a form makes of each line's end."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, required=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class LetterForm(forms.Form):
    kind = forms.ChoiceField(
        label="What you write",
        required=False,
        choices=[
            (
                Letter.Kind.CORRECTION,
                "Something in the verdict is wrong, and I ask for a correction",
            ),
            (Letter.Kind.REPLY, "I made or published the claim, and this is my reply"),
        ],
        initial=Letter.Kind.CORRECTION,
        widget=forms.RadioSelect,
    )
    text = Words(
        label="Your words",
        help_text="What is wrong, and where one can see that; or your reply, which is shown under the verdict.",
        widget=forms.Textarea({"rows": 8, "maxlength": rules.LONGEST}),
    )
    name = Words(label="Your name", help_text="Needed for a reply: it is shown with it.")
    contact = Words(
        label="How to reach you", help_text="If you like. It is for the editors, and never shown."
    )
    # Programs fill in whatever there is; people do not see it.
    website = Words(label="Leave this empty")

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("Leave this empty.")
        return ""


@never_cache
@open_form
def write(request: HttpRequest, verdict_id: int) -> HttpResponse:
    """Write about a verdict; the answer then stands at an address that only the writer has."""
    verdict = Verdict.objects.published().select_related("claim").filter(pk=verdict_id).first()
    if verdict is None:
        raise Http404
    form, status = LetterForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return HttpResponseRedirect(_kept(request, verdict_id, form.cleaned_data))
            except Invalid as refusal:
                for name, problem in refusal.errors.items():
                    form.add_error(name, problem)
            except TooMany as refusal:
                form.add_error(None, str(refusal))
                status = TOO_MANY
            except NotFound:
                raise Http404 from None
    context = {"verdict": verdict, "claim": verdict.claim, "form": form}
    answer = page(request, "public/write.html", context)
    answer.status_code = status
    return answer


def _kept(request: HttpRequest, verdict_id: int, said: dict[str, Any]) -> str:
    """The address of the page that will have the answer."""
    _, key = rules.write_letter(
        verdict_id=verdict_id,
        kind=said["kind"],
        text=said["text"],
        name=said["name"],
        contact=said["contact"],
        address=counted_address(request) or "nowhere",
        now=timezone.now(),
    )
    return f"/letters/{key}/"


@never_cache
@open_page
def read(request: HttpRequest, key: str) -> HttpResponse:
    """What somebody wrote, and what came of it."""
    letter = rules.letter_of(key)
    if letter is None:
        raise Http404
    context = {"letter": letter, "verdict": letter.verdict, "claim": letter.verdict.claim}
    return page(request, "public/letter.html", context)
