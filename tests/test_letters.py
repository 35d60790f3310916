"""The public writes about a verdict, an editor answers, and each reads what came of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from claims import letters
from claims.errors import Invalid, NotAllowed, NotFound, TooMany, WrongState
from claims.models import Letter, Verdict
from tests import builders
from tests.admin.desk import signed_in

pytestmark = pytest.mark.django_db

WORDS = "The account was revised in May; see page 7."


@pytest.fixture
def verdict(alice: User, bob: User) -> Verdict:
    return builders.a_published_verdict(alice, bob)


def write(verdict: Verdict, now: datetime = builders.NOW, **changes: Any) -> tuple[Letter, str]:
    said = {"kind": "correction", "text": WORDS, "address": "192.0.2.1"} | changes
    return letters.write_letter(verdict_id=verdict.pk, now=now, **said)


# --- The rules


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "complaint"}, "kind"),
        ({"text": " "}, "text"),
        ({"text": "x" * 5_001}, "text"),
        ({"text": "NUL \0"}, "text"),
        ({"kind": "reply"}, "name"),
        ({"kind": "reply", "name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"contact": "half \ud800"}, "contact"),
    ],
)
def test_a_letter_that_cannot_be_kept_is_refused_by_field(
    changes: dict[str, Any], field: str, verdict: Verdict
) -> None:
    with pytest.raises(Invalid) as refused:
        write(verdict, **changes)
    assert set(refused.value.errors) == {field}
    assert not Letter.objects.exists()


def test_nobody_writes_about_what_the_public_does_not_know(alice: User) -> None:
    with pytest.raises(NotFound):
        write(builders.a_proposed_verdict(alice))


def test_one_address_writes_only_so_often_and_others_still_may(
    verdict: Verdict, now: datetime
) -> None:
    for _ in range(letters.MOST_AN_HOUR):
        write(verdict)
    with pytest.raises(TooMany):
        write(verdict)
    write(verdict, address="192.0.2.2")
    write(verdict, now=now + timedelta(hours=1, seconds=1))


def test_a_flood_about_one_verdict_ends(verdict: Verdict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "MOST_OPEN", 2)
    for number in range(2):
        write(verdict, address=f"192.0.2.{number}")
    with pytest.raises(TooMany):
        write(verdict, address="192.0.2.9")


def test_no_address_is_kept_and_its_hash_no_longer_than_needed(
    verdict: Verdict, bob: User, now: datetime
) -> None:
    letter, key = write(verdict)
    kept = " ".join(str(value) for value in Letter.objects.values_list().get())
    assert "192.0.2.1" not in kept
    assert key not in kept
    letters.answer_letter(letter_id=letter.pk, accept=True, answer="Yes.", by=bob, now=now)
    assert Letter.objects.get().sender == ""


def test_only_an_editor_answers_and_only_once(
    verdict: Verdict, alice: User, bob: User, now: datetime
) -> None:
    letter, _ = write(verdict)
    told: dict[str, Any] = {"letter_id": letter.pk, "accept": False, "now": now}
    with pytest.raises(NotAllowed):
        letters.answer_letter(answer="No.", by=alice, **told)
    with pytest.raises(Invalid):
        letters.answer_letter(answer=" ", by=bob, **told)
    letters.answer_letter(answer="No.", by=bob, **told)
    with pytest.raises(WrongState):
        letters.answer_letter(answer="Or yes.", by=bob, **told)
    with pytest.raises(NotFound):
        letters.answer_letter(answer="No.", by=bob, **(told | {"letter_id": 0}))
    assert (Letter.objects.get().state, Letter.objects.get().answer) == ("declined", "No.")


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_stands(verdict: Verdict, bob: User, erin: User) -> None:
    letter, _ = write(verdict)

    def answer(by: User) -> Any:
        return letters.answer_letter(
            letter_id=letter.pk, accept=by == bob, answer="So.", by=by, now=builders.NOW
        )

    done = builders.at_once(lambda: answer(bob), lambda: answer(erin))
    assert sorted(type(each).__name__ for each in done) == ["Letter", "WrongState"]


# --- The pages


def address(verdict: Verdict) -> str:
    return f"/verdicts/{verdict.pk}/write/"


def test_a_request_goes_from_its_form_to_an_editor_and_its_answer_back(
    verdict: Verdict, bob: User
) -> None:
    reader = Client()
    assert address(verdict) in reader.get(f"/verdicts/{verdict.pk}/").content.decode()
    form = {"kind": "correction", "text": "Line 1\r\nLine 2 <b>", "contact": "me@example.org"}
    sent: Any = reader.post(address(verdict), form)
    assert sent.status_code == 302
    page: Any = reader.get(sent["Location"])
    assert "It waits for an editor" in page.content.decode()
    assert "Line 2 &lt;b&gt;" in page.content.decode()
    letter = Letter.objects.get()
    assert letter.text == "Line 1\nLine 2 <b>"

    editor = signed_in(bob)
    assert "Letters to answer" in editor.get("/admin/").content.decode()
    assert (
        "me@example.org" in editor.get(f"/admin/claims/letter/{letter.pk}/change/").content.decode()
    )
    answer = {"answer": "You are right: we correct it today.", "step": "accept"}
    editor.post(f"/admin/claims/letter/{letter.pk}/answer/", answer)
    told = reader.get(sent["Location"]).content.decode()
    assert "Accepted" in told
    assert "we correct it today" in told
    assert "bob" not in told
    assert WORDS not in reader.get(f"/verdicts/{verdict.pk}/").content.decode()


def test_a_reply_is_shown_with_the_verdict_once_an_editor_has_accepted_it(
    verdict: Verdict, bob: User
) -> None:
    reader, page = Client(), f"/verdicts/{verdict.pk}/"
    form = {"kind": "reply", "text": "I was misquoted.", "name": "Mayor <i>Holm</i>"}
    reader.post(address(verdict), form)
    assert "misquoted" not in reader.get(page).content.decode()
    letter = Letter.objects.get()
    signed_in(bob).post(
        f"/admin/claims/letter/{letter.pk}/answer/", {"answer": "It is there.", "step": "accept"}
    )
    shown = reader.get(page).content.decode()
    assert "I was misquoted." in shown
    assert "Mayor &lt;i&gt;Holm&lt;/i&gt;" in shown
    assert "It is there." not in shown


def test_an_editor_adds_a_statement_that_came_by_telephone(verdict: Verdict, bob: User) -> None:
    editor, log = signed_in(bob), f"/admin/claims/letter/of/{verdict.pk}/"
    refused: Any = editor.post(log, {"name": "", "text": "No comment."})
    assert refused.context["replying"].errors == {
        "name": ["A reply stands under the name of whoever makes it."]
    }
    editor.post(log, {"name": "The ministry", "text": "No comment."})
    assert "The ministry" in Client().get(f"/verdicts/{verdict.pk}/").content.decode()


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"kind": "correction", "text": ""}, 400),
        ({"kind": "x", "text": WORDS}, 400),
        ({"kind": "reply", "text": WORDS}, 400),
        ({"kind": "correction", "text": WORDS, "website": "https://spam.example/"}, 400),
        ({"kind": "correction", "text": "NUL \0"}, 400),
        ({}, 400),
    ],
)
def test_a_form_that_cannot_be_sent_says_so_and_keeps_the_words(
    form: dict[str, str], status: int, verdict: Verdict
) -> None:
    answer: Any = Client().post(address(verdict), form)
    assert answer.status_code == status
    assert "This was not sent" in answer.content.decode()
    assert form.get("text", "").replace("NUL \0", "") in answer.content.decode()
    assert not Letter.objects.exists()


def test_whoever_writes_too_often_is_told_and_loses_nothing(verdict: Verdict) -> None:
    form = {"kind": "correction", "text": WORDS}
    for _ in range(letters.MOST_AN_HOUR):
        assert Client().post(address(verdict), form).status_code == 302
    answer: Any = Client().post(address(verdict), form)
    assert answer.status_code == 429
    assert WORDS in answer.content.decode()


def test_no_other_site_sends_the_form(verdict: Verdict) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(address(verdict), {"kind": "correction", "text": WORDS})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path", ["/letters/x/", "/letters/\ud800/", "/verdicts/0/write/", "/letters/"]
)
def test_a_letter_that_is_not_there_has_no_page(path: str) -> None:
    assert (
        Client().get(path.encode(errors="surrogatepass").decode(errors="replace")).status_code
        == 404
    )


def test_nobody_keeps_or_finds_a_letters_page(verdict: Verdict) -> None:
    sent: Any = Client().post(address(verdict), {"kind": "correction", "text": WORDS})
    page: Any = Client().get(sent["Location"])
    assert "no-store" in page["Cache-Control"]
    assert 'name="robots" content="noindex"' in page.content.decode()


def test_a_closed_desk_hears_only_those_who_are_signed_in(
    verdict: Verdict, settings: Settings, alice: User
) -> None:
    settings.FACTCHECK_PUBLIC_READ = False
    form = {"kind": "correction", "text": WORDS}
    outside: Any = Client().post(address(verdict), form)
    assert "/admin/login/" in outside["Location"]
    assert not Letter.objects.exists()
    signed_in(alice).post(address(verdict), form)
    assert Letter.objects.exists()
