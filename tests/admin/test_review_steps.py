"""Every step of the review page: by its button, with its event, and with the words kept."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from claims.models import Claim, Draft, Event, Note, Review, Verdict
from factcheck.admin.review_forms import NotInClaim, spans_of_parts
from tests import builders
from tests.admin.desk import SOURCE, WHOLE, filled_in, signed_in

pytestmark = pytest.mark.django_db

FIRST = "The bridge cost 14 million crowns, and the ferry was sold."
SECOND = "The quay is 300 metres long."
TEXT = f"😀 It rained.\r\n{FIRST} {SECOND} Nobody swam."

Fields = dict[str, str | list[str]]


@pytest.fixture
def review(alice: User) -> Review:
    article = builders.a_read_article(TEXT, FIRST, SECOND)
    return builders.a_leased_claim(alice, timezone.now(), article.claims.get(quote=FIRST))


def address_of(claim: Claim) -> str:
    return f"/admin/claims/review/claim/{claim.pk}/"


def send(client: Client, review: Review, step: str, fields: Fields | None = None) -> str:
    """Press the button of `step`, with words in the form, and follow to the page it leads to."""
    sent = filled_in(review.lease_token, step, SOURCE, **WHOLE) | (fields or {})
    return client.post(address_of(review.claim), sent, follow=True).content.decode()


def at(words: str) -> Fields:
    start = TEXT.index(words)
    return {"passage-start": str(start), "passage-end": str(start + len(words))}


STEPS: list[tuple[str, Fields, str]] = [
    ("wording", {"wording-text": "The Neustadt bridge cost 14 million."}, "claim.reworded"),
    ("passage", at("The bridge cost 14 million crowns"), "claim.moved"),
    ("split", {"split-parts": "The bridge cost 14 million\nthe ferry was sold."}, "claim.split"),
    ("note", {"note-text": "Ask the harbour."}, "claim.noted"),
    ("add", at("Nobody swam."), "claim.added"),
    ("aside", {"aside-to": "later", "aside-reason": "No answer yet."}, "review.skipped"),
    ("aside", {"aside-to": "editor", "aside-reason": "Too close."}, "review.skipped"),
    ("hand", {"hand-colleague": "carol", "hand-reason": "Yours."}, "review.handed_over"),
    ("dismiss", {"dismiss-reason": "An opinion."}, "claim.dismissed"),
    ("release", {}, "review.released"),
]


@pytest.mark.parametrize(("step", "fields", "event"), STEPS)
def test_each_step_has_its_event_and_keeps_the_words(
    step: str, fields: Fields, event: str, review: Review, alice: User, carol: User
) -> None:
    page = send(signed_in(alice), review, step, fields)

    assert Event.objects.filter(kind=event, claim__article=review.claim.article).exists()
    assert Draft.objects.get(claim=review.claim).content["rationale"] == WHOLE["rationale"]
    assert 'class="desk-message' in page
    assert not Verdict.objects.exists()


WRONG: list[tuple[str, Fields]] = [
    ("wording", {"wording-text": " "}),
    ("passage", at(" The quay")),
    ("split", {"split-parts": "The bridge cost 15 million\nthe ferry was sold."}),
    ("split", {"split-parts": FIRST}),
    ("merge", {}),
    ("note", {"note-text": ""}),
    ("add", {}),
    ("aside", {"aside-to": "later", "aside-reason": ""}),
    ("aside", {"aside-to": "nobody", "aside-reason": "So."}),
    ("hand", {"hand-colleague": "", "hand-reason": "Yours."}),
    ("hand", {"hand-colleague": "carol", "hand-reason": ""}),
    ("dismiss", {"dismiss-reason": ""}),
]


@pytest.mark.parametrize(("step", "fields"), WRONG)
def test_what_a_step_lacks_is_marked_beside_it_and_the_words_stand(
    step: str, fields: Fields, review: Review, alice: User, carol: User
) -> None:
    before = Event.objects.count()

    page = send(signed_in(alice), review, step, fields)

    assert "errorlist" in page
    assert WHOLE["rationale"] in page
    assert Event.objects.count() == before


@pytest.mark.parametrize(("step", "fields"), [(step, fields) for step, fields, _ in STEPS])
def test_a_step_under_a_lost_lease_loses_no_words(
    step: str, fields: Fields, review: Review, alice: User, carol: User
) -> None:
    Review.objects.filter(pk=review.pk).update(lease_expires_at=timezone.now())

    page = send(signed_in(alice), review, step, fields)

    assert "This claim is not yours now." in page
    assert WHOLE["rationale"] in page
    assert Draft.objects.get(claim=review.claim).content["rationale"] == WHOLE["rationale"]


def test_claims_that_say_one_thing_are_merged(review: Review, alice: User) -> None:
    other = Claim.objects.get(quote=SECOND)

    send(signed_in(alice), review, "merge", {"merge-claims": [str(other.pk)]})

    other.refresh_from_db()
    review.claim.refresh_from_db()
    assert (other.status, review.claim.quote) == ("dismissed", f"{FIRST} {SECOND}")


def test_a_dismissed_claim_is_reopened_with_a_reason_and_taken(review: Review, alice: User) -> None:
    client = signed_in(alice)
    send(client, review, "dismiss", {"dismiss-reason": "An opinion."})

    assert "An opinion." in client.get(address_of(review.claim)).content.decode()
    assert "errorlist" in send(client, review, "reopen", {"reopen-reason": ""})
    send(client, review, "reopen", {"reopen-reason": "It is not."})

    assert Review.objects.leased(timezone.now()).get().claim == review.claim


def test_a_line_of_the_ledger_is_raised_from_either_page(review: Review, alice: User) -> None:
    client, article = signed_in(alice), review.claim.article
    start = TEXT.index("Nobody swam.")
    line = [start, len(TEXT), 0.1, "no figure"]
    article.runs.update(ledger=[[2, 12, 0.2, "weather"], line])

    assert f"add:{start}-{len(TEXT)}" in client.get(address_of(review.claim)).content.decode()
    send(client, review, f"add:{start}-{len(TEXT)}")
    page = client.post(f"/admin/claims/article/{article.pk}/raise/", {"span": "2-12"}, follow=True)

    added = Claim.objects.filter(added_by=alice).order_by("id")
    assert [claim.quote for claim in added] == ["Nobody swam.", "It rained."]
    assert "Raise to a claim" not in page.content.decode()


def test_the_next_claim_follows_only_where_that_is_wished(review: Review, alice: User) -> None:
    client, other = signed_in(alice), Claim.objects.get(quote=SECOND)

    sent = filled_in(review.lease_token, "verdict", SOURCE, **WHOLE) | {"next": "on"}
    given = client.post(address_of(review.claim), sent)
    assert given.headers["Location"].startswith(address_of(other))
    held = Review.objects.leased(timezone.now()).get()
    given = client.post(address_of(other), filled_in(held.lease_token, "verdict", SOURCE, **WHOLE))

    assert given.headers["Location"] == "/admin/claims/review/"
    assert client.session["desk_goes_on"] is False


def test_notes_of_colleagues_are_shown_as_words(review: Review, alice: User) -> None:
    Note.objects.create(
        claim=review.claim, author=alice, text="<b>Look</b> {{ 1 }}", written_at=timezone.now()
    )

    page = signed_in(alice).get(address_of(review.claim)).content.decode()

    assert "&lt;b&gt;Look&lt;/b&gt; {{ 1 }}" in page


def test_a_browser_is_given_every_code_point_of_the_article(review: Review, alice: User) -> None:
    page = signed_in(alice).get(address_of(review.claim)).content.decode()

    # A bare CR would be read as a line feed, and shift all that comes after.
    assert "😀 It rained.&#13;\n" in page


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ("one two\nthree", ["one \n two", "three"]),
        ("one\n\n three ", ["one", "three"]),
        ("onetwo\nthree", ["one \n two", "three"]),
        ("", []),
    ],
)
def test_parts_are_found_whatever_white_space_is_between(parts: str, found: list[str]) -> None:
    claim = Claim(start=7, quote="one \n two, three")

    spans = spans_of_parts(parts, claim)

    assert [claim.quote[start - 7 : end - 7] for start, end in spans] == found


@pytest.mark.parametrize("parts", ["four", "three\none", "one\none"])
def test_parts_that_the_claim_does_not_have_are_named(parts: str) -> None:
    with pytest.raises(NotInClaim):
        spans_of_parts(parts, Claim(start=0, quote="one two three"))


def test_a_claim_that_was_moved_is_marked_where_it_is_now_though_a_field_is_half_a_date(
    review: Review, alice: User
) -> None:
    moved = "The bridge cost 14 million crowns"

    page = send(signed_in(alice), review, "passage", at(moved) | {"review_by": "2026-"})

    assert f'<mark id="claim" class="desk-focus">{moved}</mark>' in page


def test_a_form_shown_to_one_person_does_nothing_for_another_who_has_signed_in(
    review: Review, alice: User, carol: User
) -> None:
    held = review.lease_token

    page = send(signed_in(carol), review, "again", {"who": str(alice.pk)})

    assert "Somebody else has signed in in this browser" in page
    review.refresh_from_db()
    assert (review.lease_token, review.reviewer) == (held, alice)
    assert not Draft.objects.filter(author=carol)
