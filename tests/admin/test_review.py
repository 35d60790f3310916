"""A claim's way through the pages: taken, read in its article, checked, published."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims.models import Claim, Draft, Review, Verdict
from tests import builders
from tests.admin.desk import BLANK, SOURCE, WHOLE, filled_in, signed_in

pytestmark = pytest.mark.django_db


def test_a_claim_is_taken_checked_and_published(alice: User, bob: User) -> None:
    claim = builders.a_claim()
    reviewer, editor = signed_in(alice), signed_in(bob)

    taken = reviewer.post("/admin/claims/review/next/")
    assert taken.headers["Location"] == f"/admin/claims/review/claim/{claim.pk}/#claim"
    page = reviewer.get(taken.headers["Location"])
    assert f'<mark id="claim" class="desk-focus">{claim.quote}</mark>' in page.content.decode()
    token = page.context["token"]

    address = f"/admin/claims/review/claim/{claim.pk}/"
    reviewer.post(address, filled_in(token, "draft", SOURCE, conclusion=" half a thought\r\n\r\n"))
    kept = Draft.objects.get().content
    assert (kept["conclusion"], kept["evidence"][0]["url"]) == (
        " half a thought\n\n",
        SOURCE["url"],
    )
    assert "half a thought" in reviewer.get(address).content.decode()

    given = reviewer.post(address, filled_in(token, "verdict", BLANK, SOURCE, **WHOLE), follow=True)
    verdict = Verdict.objects.get()
    assert f"/admin/claims/verdict/{verdict.pk}/change/" in given.content.decode()
    version = verdict.versions.get()
    assert (version.rating and version.rating.slug, version.evidence.get().primary) == (
        "false",
        True,
    )

    assert f"/admin/claims/verdict/{verdict.pk}/change/" in editor.get("/admin/").content.decode()
    editor.post(f"/admin/claims/verdict/{verdict.pk}/publish/", {"version": version.pk})
    verdict.refresh_from_db()
    assert (verdict.state, Claim.objects.get().status) == ("published", "published")


def test_what_a_rule_finds_wrong_stands_beside_its_field(alice: User) -> None:
    review = builders.a_leased_claim(alice, timezone.now())
    bad = {"url": "javascript:alert(1)", "title": "A page"}

    answer = signed_in(alice).post(
        f"/admin/claims/review/claim/{review.claim_id}/",
        filled_in(
            review.lease_token, "verdict", BLANK, bad, rationale="Because.", review_by="soon"
        ),
    )
    assert "review_by" in answer.context["form"].words.errors

    answer = signed_in(alice).post(
        f"/admin/claims/review/claim/{review.claim_id}/",
        filled_in(review.lease_token, "verdict", BLANK, bad, rationale="Because."),
    )
    form = answer.context["form"]
    assert "conclusion" in form.words.errors
    assert [list(row.errors) for row in form.evidence] == [[], ["url"]]
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("step", ["draft", "verdict", "release", "dismiss"])
def test_words_outlive_a_lost_lease(step: str, alice: User) -> None:
    client, review = signed_in(alice), builders.a_leased_claim(alice, timezone.now())
    address = f"/admin/claims/review/claim/{review.claim_id}/"
    Review.objects.update(lease_expires_at=timezone.now())

    late = client.post(address, filled_in(review.lease_token, step, SOURCE, reason="-", **WHOLE))

    assert "This claim is not yours now." in late.content.decode()
    assert WHOLE["rationale"] in late.content.decode()
    assert Draft.objects.get().content["rationale"] == WHOLE["rationale"]
    again = client.post(address, filled_in(review.lease_token, "again", SOURCE, **WHOLE))
    assert WHOLE["rationale"] in again.content.decode()
    client.post(address, filled_in(again.context["token"], "verdict", SOURCE, **WHOLE))
    assert Verdict.objects.get().author == alice


def test_a_claim_that_somebody_else_took_is_not_taken_again(alice: User, carol: User) -> None:
    client, review = signed_in(alice), builders.a_leased_claim(alice, timezone.now())
    Review.objects.update(lease_expires_at=timezone.now())
    builders.a_leased_claim(carol, timezone.now(), review.claim)

    answer = client.post(
        f"/admin/claims/review/claim/{review.claim_id}/",
        filled_in(review.lease_token, "again", **WHOLE),
    )

    assert "somebody has it" in answer.content.decode()
    assert WHOLE["rationale"] in answer.content.decode()
    assert Draft.objects.get(author=alice).content["rationale"] == WHOLE["rationale"]


def test_more_rows_keep_what_was_typed(alice: User) -> None:
    review = builders.a_leased_claim(alice, timezone.now())

    answer = signed_in(alice).post(
        f"/admin/claims/review/claim/{review.claim_id}/",
        filled_in(review.lease_token, "row", SOURCE, **WHOLE),
    )

    assert len(answer.context["form"].evidence.forms) == 4
    assert SOURCE["url"] in answer.content.decode()


def test_an_idle_queue_says_so(alice: User) -> None:
    answer = signed_in(alice).post("/admin/claims/review/next/", follow=True)

    assert "Nothing waits in the queue for you just now." in answer.content.decode()
    assert "Nothing waits in the queue. Claims come" in answer.content.decode()


def test_a_claim_that_somebody_has_is_not_offered(alice: User, carol: User) -> None:
    review = builders.a_leased_claim(carol, timezone.now())
    client = signed_in(alice)

    page = client.get("/admin/claims/review/").content.decode()
    assert "carol until" in page
    assert "/take/" not in page
    answer = client.post(f"/admin/claims/review/claim/{review.claim_id}/take/", follow=True)
    assert "somebody has it" in answer.content.decode()


def test_a_dismissal_needs_a_reason(alice: User) -> None:
    client, review = signed_in(alice), builders.a_leased_claim(alice, timezone.now())
    address = f"/admin/claims/review/claim/{review.claim_id}/"

    missing = client.post(
        address, filled_in(review.lease_token, "dismiss", **{"dismiss-reason": " "})
    )
    assert missing.context["forms"].dismiss.errors["reason"]
    client.post(
        address, filled_in(review.lease_token, "dismiss", **{"dismiss-reason": "An opinion."})
    )
    assert Claim.objects.get().status == "dismissed"


def test_the_author_of_a_returned_verdict_finds_the_note_and_their_words(
    alice: User, bob: User
) -> None:
    verdict = builders.a_proposed_verdict(alice)
    version = verdict.versions.get()
    signed_in(bob).post(
        f"/admin/claims/verdict/{verdict.pk}/return/",
        {"version": version.pk, "return-note": "Which year?"},
    )
    client = signed_in(alice)

    assert "Returned to you by bob" in client.get("/admin/").content.decode()
    taken = client.post("/admin/claims/review/next/", follow=True)
    assert "Which year?" in taken.content.decode()
    assert version.rationale in taken.content.decode()
    assert taken.context["form"].evidence.forms[0]["url"].value() == builders.a_source().url
