"""Claim matching in the browser: what differs is shown, and a person says whether it is the same."""

import json
import re

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims import matching
from claims.models import Claim, ClaimMatch, Event, Verdict
from tests import builders
from tests.admin.desk import WHOLE, filled_in, signed_in

pytestmark = pytest.mark.django_db

RENTS = "Rents in Ostrava rose by 9 percent in 2024, the statistics office said in its report."


@pytest.fixture
def published(alice: User, bob: User) -> Verdict:
    now = timezone.now()
    return builders.a_published_verdict(alice, bob, now, claim=builders.a_claim(RENTS, now=now))


@pytest.fixture
def suggested(published: Verdict) -> ClaimMatch:
    claim = builders.a_claim(RENTS.replace("9", "<b>8</b>"), now=timezone.now())
    matching.compare_new_claims(limit=10, now=timezone.now())
    return claim.matches.get()


def seen_on(page: str) -> dict[str, str]:
    """What the page would send back of the differences."""
    found = re.findall(r'name="(seen-\d+)" value="([^"]*)"', page)
    return {name: value.replace("&quot;", '"').replace("&lt;", "<") for name, value in found}


def page_of(claim: Claim) -> str:
    return f"/admin/claims/claim/{claim.pk}/change/"


def test_a_claim_is_matched_from_its_page_and_the_match_undone(
    suggested: ClaimMatch, alice: User, published: Verdict
) -> None:
    client, claim = signed_in(alice), suggested.claim
    page = client.get(page_of(claim)).content.decode()
    assert "<b>9 percent</b> there" in page
    assert published.current is not None
    assert published.current.conclusion in page
    address = f"/admin/claims/claim/{claim.pk}/match/"
    client.post(address, {"step": f"match:{suggested.pk}", **seen_on(page)})
    claim.refresh_from_db()
    assert (claim.status, claim.same_as) == ("matched", published.claim)
    undo = f"/admin/claims/claim/{claim.pk}/unmatch/"
    refused = client.post(undo, {"reason": ""}, follow=True).content.decode()
    claim.refresh_from_db()
    assert claim.status == "matched"
    assert "reason" in refused.lower()
    client.post(undo, {"reason": "Another year."})
    claim.refresh_from_db()
    assert (claim.status, claim.same_as) == ("queued", None)


def test_what_somebody_says_of_themselves_is_another_claim_from_another_mouth(
    published: Verdict, alice: User
) -> None:
    earlier, later = published.claim, builders.a_claim("Rents fell.", now=timezone.now())
    words = "I have never raised the rents of Ostrava, and we'll not raise them."
    Claim.objects.filter(pk=earlier.pk).update(
        text=words, claimant="Jana <Dvořák>", indexed_at=None
    )
    Claim.objects.filter(pk=later.pk).update(text=words, claimant="Petr Novák", indexed_at=None)
    matching.compare_new_claims(limit=10, now=timezone.now())
    match = later.matches.get()
    assert match.kind == "exact"
    client = signed_in(alice)
    page = client.get(page_of(later)).content.decode()
    assert "said by <bdi>Jana &lt;Dvořák&gt;</bdi>" in page
    assert "speaker: <b>Petr Novák</b> here, <b>Jana &lt;Dvořák&gt;</b> there" in page
    address = f"/admin/claims/claim/{later.pk}/match/"
    step = {"step": f"match:{match.pk}"}
    refused = client.post(address, {**step, f"seen-{match.pk}": "[]"}, follow=True).content.decode()
    assert "They differ in speaker" in refused
    client.post(
        address,
        {**step, **{name: seen.replace("&gt;", ">") for name, seen in seen_on(page).items()}},
    )
    later.refresh_from_db()
    assert (later.status, later.same_as) == ("matched", earlier)


@pytest.mark.parametrize(
    ("words", "claimants", "differ"),
    [
        ("I voted for it.", ("Jana Dvořák", "Petr Novák"), True),
        ("I’ve voted for it.", ("Jana Dvořák", ""), True),
        ("We'll vote for it.", ("Jana Dvořák", "Petr Novák"), True),
        ("I voted for it.", ("Jana Dvořák", "Jana Dvořák"), False),
        ("Rents rose in the US.", ("Jana Dvořák", "Petr Novák"), False),
    ],
)
def test_who_says_it_is_a_difference_only_where_they_speak_of_themselves(
    words: str, claimants: tuple[str, str], differ: bool
) -> None:
    here, there = (Claim(text=words, claimant=claimant) for claimant in claimants)
    assert [each["kind"] for each in matching.differences_between(here, there)] == (
        ["speaker"] if differ else []
    )


@pytest.mark.parametrize(
    "seen", [[], [{"kind": "number", "here": "1", "there": "2"}], "[", "5", "[5]", "[" * 100_000]
)
def test_what_was_not_shown_is_not_confirmed(
    seen: object, suggested: ClaimMatch, alice: User
) -> None:
    sent = seen if isinstance(seen, str) else json.dumps(seen)
    answer = signed_in(alice).post(
        f"/admin/claims/claim/{suggested.claim_id}/match/",
        {"step": f"match:{suggested.pk}", f"seen-{suggested.pk}": sent},
        follow=True,
    )
    assert answer.status_code == 200
    assert Claim.objects.get(pk=suggested.claim_id).status == "queued"


def test_a_suggestion_is_rejected_once_and_is_gone(suggested: ClaimMatch, alice: User) -> None:
    client = signed_in(alice)
    for _ in range(2):
        client.post(
            f"/admin/claims/claim/{suggested.claim_id}/match/", {"step": f"unlike:{suggested.pk}"}
        )
    assert Event.objects.filter(kind="claim.match_rejected").count() == 1
    assert "Checked before?" not in client.get(page_of(suggested.claim)).content.decode()


@pytest.mark.parametrize(
    ("step", "status", "event"),
    [("match", "matched", "claim.matched"), ("unlike", "queued", "claim.match_rejected")],
)
def test_a_reviewer_decides_under_the_lease(
    step: str, status: str, event: str, suggested: ClaimMatch, alice: User
) -> None:
    review = builders.a_leased_claim(alice, timezone.now(), suggested.claim)
    address = f"/admin/claims/review/claim/{suggested.claim_id}/"
    client = signed_in(alice)
    page = client.get(address).content.decode()
    assert 'data-key="m"' in page
    assert 'data-key="j"' in page
    sent = filled_in(review.lease_token, f"{step}:{suggested.pk}", **WHOLE) | seen_on(page)
    assert client.post(address, sent, follow=True).status_code == 200
    claim = Claim.objects.get(pk=suggested.claim_id)
    assert claim.status == status
    assert claim.events.filter(kind=event, actor=alice).exists()


def test_who_reviews_nothing_decides_nothing(suggested: ClaimMatch, sam: User) -> None:
    address = f"/admin/claims/claim/{suggested.claim_id}/match/"
    assert signed_in(sam).post(address, {"step": f"unlike:{suggested.pk}"}).status_code == 403
    assert ClaimMatch.objects.get().state == "suggested"


def test_editors_see_how_often_each_tier_is_confirmed(
    suggested: ClaimMatch, alice: User, bob: User
) -> None:
    matching.reject_match(
        claim_id=suggested.claim_id, match_id=suggested.pk, by=alice, now=timezone.now()
    )
    page = signed_in(bob).get("/admin/claims/claim/precision/").content.decode()
    assert "0 % confirmed" in page
    assert "nobody has decided one yet" in page
    assert signed_in(alice).get("/admin/claims/claim/precision/").status_code == 403


@pytest.mark.parametrize(
    ("address", "item"),
    [
        ("/admin/", "Front page"),
        ("/admin/claims/claim/precision/", "Matching"),
        ("/admin/claims/claim/", "Claims"),
        ("/admin/claims/claim/{}/change/", "Claims"),
    ],
)
def test_the_sidebar_marks_one_place(
    address: str, item: str, suggested: ClaimMatch, bob: User
) -> None:
    answer = signed_in(bob).get(address.format(suggested.claim_id))
    groups = answer.context["sidebar_navigation"]
    marked = [each["title"] for group in groups for each in group["items"] if each["active"]]
    assert marked == [item]
