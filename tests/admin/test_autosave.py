"""What the review page sends by itself: drafts that never write over newer ones, renewals, previews."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from claims.errors import LeaseLost, NewerDraft
from claims.models import Draft, Review
from claims.review import draft_mark, save_draft
from tests import builders
from tests.admin.desk import SOURCE, filled_in, signed_in
from tests.builders import A_SECOND, NOW

pytestmark = pytest.mark.django_db


def save(client: Client, review: Review, seen: str, **words: str) -> tuple[int, dict[str, Any]]:
    sent = filled_in(review.lease_token, "", SOURCE, **words) | {"seen": seen}
    answer = client.post(f"/admin/claims/review/claim/{review.claim_id}/draft/", sent)
    return answer.status_code, answer.json()


def test_a_draft_follows_the_one_before_and_no_other(alice: User) -> None:
    client, review = signed_in(alice), builders.a_leased_claim(alice, timezone.now())

    status, first = save(client, review, "", conclusion="One.")
    assert (status, first["seconds_left"]) == (200, 1800.0)
    assert save(client, review, first["seen"], conclusion="Two.")[0] == 200
    # A window that saw the first only; and one whose answer was lost, and which sends the same again.
    assert save(client, review, first["seen"], conclusion="Other.")[1]["type"] == "newer-draft"
    assert save(client, review, first["seen"], conclusion="Two.")[0] == 200

    assert Draft.objects.get().content["conclusion"] == "Two."


def test_a_late_draft_is_kept_and_says_so(alice: User) -> None:
    client, review = signed_in(alice), builders.a_leased_claim(alice, timezone.now())
    Review.objects.update(lease_expires_at=timezone.now())

    status, late = save(client, review, "", conclusion="Late.")

    assert (status, late["type"]) == (409, "lease-lost")
    assert late["seen"] == Draft.objects.get().saved_at.isoformat()


def test_a_late_draft_does_not_write_over_a_later_one(alice: User) -> None:
    review = builders.a_leased_claim(alice, NOW)
    keep = partial(save_draft, claim_id=review.claim_id, token=review.lease_token, by=alice)
    keep(content={"conclusion": "One."}, now=NOW)
    seen = draft_mark(claim_id=review.claim_id, by=alice)
    late = NOW + timedelta(hours=1)

    with pytest.raises(LeaseLost):
        keep(content={"conclusion": "Two."}, now=late, seen=seen)
    with pytest.raises(NewerDraft):
        keep(content={"conclusion": "Other."}, now=late + A_SECOND, seen=seen)

    assert Draft.objects.get().content == {"conclusion": "Two."}


def test_a_verdict_waits_until_its_author_has_seen_the_newer_draft(alice: User) -> None:
    client, review = signed_in(alice), builders.a_leased_claim(alice, timezone.now())
    save(client, review, "", conclusion="Of the other window.")
    address = f"/admin/claims/review/claim/{review.claim_id}/"
    mine = filled_in(review.lease_token, "verdict", SOURCE, conclusion="Mine.", rationale="So.")

    page = client.post(address, mine | {"seen": ""}).content.decode()
    assert 'id="newer-banner">' in page
    client.post(address, mine | {"seen": "", "step": "over"})
    seen = client.get(address).context["seen"]
    client.post(address, mine | {"seen": seen})

    assert not Draft.objects.exists()


def test_reading_renews_the_lease(alice: User) -> None:
    client, review = signed_in(alice), builders.a_leased_claim(alice, timezone.now())
    Review.objects.update(lease_expires_at=timezone.now() + timedelta(minutes=1))
    address = f"/admin/claims/review/claim/{review.claim_id}/renew/"

    answer = client.post(address, {"token": review.lease_token}).json()
    assert answer["seconds_left"] == 30 * 60
    assert client.post(address, {"token": "another"}).json()["type"] == "lease-lost"


def test_a_preview_links_to_the_web_alone_and_shows_words_as_words(alice: User) -> None:
    review = builders.a_leased_claim(alice, timezone.now())
    bad = {"url": "javascript:alert(1)", "title": "<i>A page</i>", "stance": "nonsense"}

    answer = signed_in(alice).post(
        f"/admin/claims/review/claim/{review.claim_id}/preview/",
        filled_in("", "", bad, SOURCE, conclusion="<script>{{ 1 }}", rating="false"),
    )

    page = answer.content.decode()
    assert "&lt;script&gt;{{ 1 }}" in page
    assert "&lt;i&gt;A page&lt;/i&gt;" in page
    assert "javascript:" not in page
    assert f'href="{SOURCE["url"]}"' in page


@pytest.mark.parametrize("call", ["draft", "renew", "preview", "take"])
def test_nothing_is_changed_by_get(call: str, alice: User) -> None:
    review = builders.a_leased_claim(alice, timezone.now())

    answer = signed_in(alice).get(f"/admin/claims/review/claim/{review.claim_id}/{call}/")

    assert answer.status_code == 405


@pytest.mark.parametrize("call", ["draft", "renew", "preview"])
def test_only_reviewers_are_answered(call: str, sam: User, alice: User) -> None:
    review = builders.a_leased_claim(alice, timezone.now())
    address = f"/admin/claims/review/claim/{review.claim_id}/{call}/"
    sent = filled_in(review.lease_token, "")

    assert signed_in(sam).post(address, sent).status_code == 403
    # Signed out: what the page's script takes for that.
    assert Client().post(address, sent).status_code == 302
