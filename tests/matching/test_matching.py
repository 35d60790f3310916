"""Earlier claims are suggested by the machine and matched by a person; the verdict is shared; all of it can be undone."""

from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import matching
from claims.checking import verdicts_on
from claims.errors import Invalid, LeaseLost, NotAllowed, NotFound, WrongState
from claims.likeness import Statement
from claims.models import Claim, ClaimMatch, Event, Review
from claims.passages import change_wording
from claims.review import dismiss_claim, reopen_claim
from tests import builders

pytestmark = pytest.mark.django_db

RENTS = "Rents in Ostrava rose by 9 percent in 2024, the statistics office said in its report."
NEAR = RENTS.replace("its report", "a report")
OTHER = RENTS.replace("9", "19")


def compared(*quotes: str) -> list[Claim]:
    claims = [builders.a_claim(quote) for quote in quotes]
    matching.compare_new_claims(limit=100, now=builders.NOW)
    return claims


def suggested(claim: Claim) -> list[tuple[int, str]]:
    return list(claim.matches.order_by("-score").values_list("earlier", "kind"))


def confirm(claim: Claim, earlier: Claim, by: User, **changes: Any) -> Claim:
    told: dict[str, Any] = {
        "claim_id": claim.pk,
        "earlier_id": earlier.pk,
        "differs": matching.differences_between(claim, earlier),
        "now": builders.NOW,
    }
    return matching.confirm_match(by=by, **(told | changes))


# --- The machine suggests


def test_earlier_claims_are_suggested_with_how_near_they_are_and_what_differs() -> None:
    first, second, third = compared(RENTS, NEAR, OTHER)
    assert suggested(first) == []
    assert suggested(second) == [(first.pk, "near")]
    assert [kind for _, kind in suggested(third)] == ["similar", "similar"]
    told = third.matches.get(earlier=first).differs
    assert told == [{"kind": "number", "here": "19 percent", "there": "9 percent"}]


def test_claims_found_together_are_compared_with_each_other() -> None:
    text = f"{RENTS} How nice that is. {NEAR}"
    article = builders.a_read_article(text, RENTS, NEAR)
    matching.compare_new_claims(limit=100, now=builders.NOW)
    first, second = article.claims.order_by("id")
    assert suggested(second) == [(first.pk, "near")]


def test_comparing_twice_is_comparing_once() -> None:
    compared(RENTS, NEAR)
    Claim.objects.update(indexed_at=None)
    before = builders.all_rows()
    assert matching.compare_new_claims(limit=100, now=builders.NOW) == 2
    assert matching.compare_new_claims(limit=100, now=builders.NOW) == 0
    Claim.objects.update(indexed_at=None)
    assert builders.all_rows() == before


def test_so_many_are_compared_as_are_wanted_the_oldest_first() -> None:
    claims = [builders.a_claim() for _ in range(3)]
    assert matching.compare_new_claims(limit=2, now=builders.NOW) == 2
    assert Claim.objects.get(indexed_at=None) == claims[2]


def test_a_claim_with_new_words_is_compared_anew(alice: User, now: datetime) -> None:
    first, bridge, _ = compared(RENTS, "The bridge of Brno was closed to lorries.", "It is so.")
    held = builders.a_leased_claim(alice, now, bridge)
    change_wording(claim_id=bridge.pk, token=held.lease_token, text=NEAR, by=alice, now=now)
    matching.compare_new_claims(limit=100, now=now)
    assert suggested(bridge) == [(first.pk, "near")]
    change_wording(
        claim_id=bridge.pk, token=held.lease_token, text="Bread is dear.", by=alice, now=now
    )
    matching.compare_new_claims(limit=100, now=now)
    assert suggested(bridge) == []


def test_words_changed_while_they_are_compared_are_due_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claim = builders.a_claim(RENTS)

    def meanwhile(compared: Claim, **_: Any) -> None:
        Claim.objects.filter(pk=compared.pk).update(text="Bread is dear.", indexed_at=None)

    monkeypatch.setattr(matching, "_compare", meanwhile)
    matching.compare_new_claims(limit=1, now=builders.NOW)
    claim.refresh_from_db()
    assert claim.indexed_at is None


def test_words_that_cannot_be_compared_do_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    claims = [builders.a_claim(RENTS), builders.a_claim(NEAR)]

    def stumble(claim: Claim, **_: Any) -> None:
        if claim == claims[0]:
            raise ValueError("no such letter")

    monkeypatch.setattr(matching, "_compare", stumble)
    assert matching.compare_new_claims(limit=10, now=builders.NOW) == 2
    assert not Claim.objects.filter(indexed_at=None).exists()
    assert f"Claim {claims[0].pk} could not be compared" in caplog.text


def test_a_dismissed_claim_is_not_suggested_and_a_reopened_one_is_compared(
    alice: User, now: datetime
) -> None:
    first = builders.a_claim(RENTS)
    held = builders.a_leased_claim(alice, now, first)
    dismiss_claim(
        claim_id=first.pk, token=held.lease_token, reason="An opinion.", by=alice, now=now
    )
    (second,) = compared(NEAR)
    assert suggested(second) == []
    reopen_claim(claim_id=first.pk, reason="It matters.", by=alice, now=now)
    assert Claim.objects.get(indexed_at=None) == first


# --- A person decides


def test_a_matched_claim_leaves_the_queue_and_shares_the_verdict(
    alice: User, bob: User, now: datetime
) -> None:
    first, second = compared(RENTS, NEAR)
    builders.a_published_verdict(alice, bob, now, claim=first)
    matched = confirm(second, first, alice)
    assert (matched.status, matched.same_as) == ("matched", first)
    assert list(second.reviews.values_list("status", "lease_token")) == [("cancelled", "")]
    match = second.matches.get()
    assert (match.state, match.decided_by, match.kind) == ("confirmed", alice, "near")
    [found] = verdicts_on([Statement(NEAR)], most=10)[0]
    assert (found.found.claim_id, found.found.kind) == (second.pk, "exact")


def test_a_claim_is_not_matched_across_a_difference_that_was_not_shown(alice: User) -> None:
    first, third = compared(RENTS, OTHER)
    seen = matching.differences_between(third, first)
    for told in ([], [{**seen[0], "there": "19 percent"}], [*seen, *seen]):
        with pytest.raises(Invalid, match="“19 percent” here, “9 percent” there"):
            confirm(third, first, alice, differs=told)
    assert confirm(third, first, alice, differs=seen).status == "matched"
    assert third.matches.get().differs == seen


def test_what_does_not_differ_cannot_have_been_seen(alice: User) -> None:
    first, second = compared(RENTS, NEAR)
    with pytest.raises(Invalid, match="nothing"):
        confirm(second, first, alice, differs=[{"kind": "number", "here": "1", "there": "2"}])


def test_a_chain_is_matched_to_its_root_and_what_hangs_on_a_claim_goes_with_it(
    alice: User,
) -> None:
    first, second, third, fourth = compared(RENTS, NEAR, f"{RENTS}!", f"{NEAR}!")
    confirm(second, first, alice)
    assert confirm(third, second, alice).same_as == first
    # The fourth is the same as a claim that comes to be matched itself.
    fifth = compared(f"{RENTS}!!")[0]
    confirm(fifth, fourth, alice)
    confirm(fourth, third, alice)
    assert set(Claim.objects.filter(same_as=first)) == {second, third, fourth, fifth}
    assert not Claim.objects.filter(same_as__status="matched").exists()


def test_the_root_is_suggested_and_not_what_is_the_same_as_it(alice: User) -> None:
    first, second = compared(OTHER, RENTS)
    confirm(second, first, alice)
    (third,) = compared(NEAR)
    assert [earlier for earlier, _ in suggested(third)] == [first.pk]


@pytest.mark.parametrize("other", ["itself", "one that is matched to it"])
def test_a_claim_is_never_the_same_as_itself(other: str, alice: User) -> None:
    first, second = compared(RENTS, NEAR)
    confirm(second, first, alice)
    with pytest.raises(Invalid, match="itself"):
        confirm(first, first if other == "itself" else second, alice)


def test_a_claim_that_somebody_works_on_is_matched_with_the_token_of_the_lease(
    alice: User, carol: User, now: datetime
) -> None:
    first, second = compared(RENTS, NEAR)
    token = builders.a_leased_claim(alice, now, second).lease_token
    for by in (carol, alice):
        with pytest.raises(WrongState, match="works on this claim"):
            confirm(second, first, by)
    for by, shown in ((carol, token), (alice, "guessed"), (alice, "\0")):
        with pytest.raises(LeaseLost):
            confirm(second, first, by, token=shown)
    assert confirm(second, first, alice, token=token).status == "matched"
    assert not Review.objects.leased(now).exists()


def test_a_match_is_refused_where_it_cannot_stand(
    alice: User, sam: User, bob: User, now: datetime
) -> None:
    first, second, third = compared(RENTS, NEAR, f"{RENTS}!")
    with pytest.raises(NotAllowed):
        confirm(second, first, sam)
    for pair in ({"claim_id": 0}, {"earlier_id": 0}):
        with pytest.raises(NotFound):
            confirm(second, first, alice, **pair)
    builders.a_proposed_verdict(alice, now, claim=second)
    with pytest.raises(WrongState, match="waits in the queue"):
        confirm(second, first, alice)
    held = builders.a_leased_claim(alice, now, first)
    dismiss_claim(
        claim_id=first.pk, token=held.lease_token, reason="An opinion.", by=alice, now=now
    )
    with pytest.raises(WrongState, match="dismissed"):
        confirm(third, first, alice)


def test_a_rejected_suggestion_is_not_made_again(alice: User, sam: User, now: datetime) -> None:
    first, second = compared(RENTS, NEAR)
    reject = partial(matching.reject_match, match_id=second.matches.get().pk, now=now)
    with pytest.raises(NotAllowed):
        reject(claim_id=second.pk, by=sam)
    with pytest.raises(NotFound):
        reject(claim_id=first.pk, by=alice)
    assert reject(claim_id=second.pk, by=alice).state == "rejected"
    with pytest.raises(WrongState, match="rejected already"):
        reject(claim_id=second.pk, by=alice)
    Claim.objects.update(indexed_at=None)
    matching.compare_new_claims(limit=10, now=now)
    assert list(second.matches.values_list("state", flat=True)) == ["rejected"]
    # A person may think better of it.
    assert confirm(second, first, alice).status == "matched"


def test_a_match_can_be_undone(alice: User, bob: User, now: datetime) -> None:
    first, second = compared(RENTS, NEAR)
    builders.a_published_verdict(alice, bob, now, claim=first)
    confirm(second, first, alice)
    undo = partial(matching.unmatch_claim, claim_id=second.pk, by=bob, now=now)
    with pytest.raises(Invalid):
        undo(reason=" ")
    claim = undo(reason="It is about another year.")
    assert (claim.status, claim.same_as_id) == ("queued", None)
    assert Review.objects.open(now).filter(claim=second).count() == 1
    assert second.matches.get().state == "rejected"
    assert [each.found.claim_id for each in verdicts_on([Statement(NEAR)], most=9)[0]] == [first.pk]
    with pytest.raises(WrongState, match="not matched"):
        undo(reason="Again.")
    with pytest.raises(NotFound):
        undo(claim_id=0, reason="Again.")
    kinds = Event.objects.filter(claim=second).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["claim.matched", "claim.unmatched"]


def test_decisions_give_the_precision_of_each_kind(alice: User, now: datetime) -> None:
    first, *copies = compared(RENTS, NEAR, f"{RENTS}!", OTHER, OTHER.replace("19", "29"))
    confirm(copies[0], first, alice)
    confirm(copies[1], first, alice)
    for match in ClaimMatch.objects.filter(kind="similar", state="suggested")[:1]:
        matching.reject_match(claim_id=match.claim_id, match_id=match.pk, by=alice, now=now)
    by_kind = {tally["kind"]: tally for tally in ClaimMatch.objects.tallies()}
    assert {kind: tally["precision"] for kind, tally in by_kind.items()} == {
        "exact": 1.0, "near": 1.0, "similar": 0.0
    }  # fmt: skip
    assert by_kind["similar"]["suggested"] > 0


def test_what_a_person_found_alone_counts_for_no_kind(alice: User) -> None:
    first, second = builders.a_claim(RENTS), builders.a_claim(NEAR)
    confirm(second, first, alice)
    assert all(tally["precision"] is None for tally in ClaimMatch.objects.tallies())
