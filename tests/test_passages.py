"""Which words of an article a claim is: raised, reworded, moved, split and merged, and never two on one passage."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.errors import Invalid, LeaseLost, NotFound, WrongState
from claims.models import Article, Claim, Draft, Event, Review
from claims.passages import (
    LONGEST_PASSAGE,
    LONGEST_WORDING,
    add_claim,
    change_span,
    change_wording,
    merge_claims,
    split_claim,
)
from claims.queue import hand_over_review, skip_review, take_review
from claims.review import dismiss_claim, save_draft
from tests.builders import a_leased_claim, a_read_article, all_rows, at_once

pytestmark = pytest.mark.django_db

TEXT = "👍 Rain fell on Monday.\r\nRents rose by 9 percent, Ada Novak said.\nSo it goes."
RAIN, RENTS, SAID = "Rain fell on Monday.", "Rents rose by 9 percent", "Ada Novak said."
BOTH = f"{RENTS}, {SAID}"


def span(quote: str) -> tuple[int, int]:
    return TEXT.index(quote), TEXT.index(quote) + len(quote)


# --- Under a lease


@pytest.fixture
def desk(now: datetime) -> Article:
    """An article with a claim of two statements, and one beside it."""
    return a_read_article(TEXT, RAIN, BOTH, now=now, claimant="Ada Novak", priority=4)


@pytest.fixture
def held(desk: Article, alice: User, now: datetime) -> dict[str, Any]:
    """What alice's window knows of the claim of two statements, which she holds."""
    review = a_leased_claim(alice, now, desk.claims.get(quote=BOTH))
    shown: dict[str, Any] = {"claim_id": review.claim_id, "token": review.lease_token, "by": alice}
    return {**shown, "now": now}


def stored(claim: Claim) -> tuple[str, str, tuple[int, int]]:
    claim.refresh_from_db()
    assert claim.article.text[claim.start : claim.end] == claim.quote
    return claim.quote, claim.text, (claim.start, claim.end)


def test_a_claim_is_worded_so_that_it_stands_alone_and_back_as_it_is_quoted(
    held: dict[str, Any],
) -> None:
    Claim.objects.update(substitutions=["it: the rents"])
    claim = change_wording(**held, text=" Rents in Neustadt rose\n by 9 percent. ")
    assert stored(claim) == (BOTH, " Rents in Neustadt rose\n by 9 percent. ", span(BOTH))
    assert claim.substitutions == []
    assert stored(change_wording(**held, text="")) == (BOTH, BOTH, span(BOTH))


def test_a_claim_becomes_another_passage_and_a_wording_that_was_the_quote_follows(
    held: dict[str, Any],
) -> None:
    start, end = span(RENTS)
    claim = change_span(**held, start=start, end=end)
    assert stored(claim) == (RENTS, RENTS, (start, end))
    change_wording(**held, text="In words of our own.")
    start, end = span(BOTH)
    claim = change_span(**held, start=start, end=end)
    assert stored(claim) == (BOTH, "In words of our own.", (start, end))


def test_what_changes_nothing_writes_no_event(held: dict[str, Any]) -> None:
    before = Event.objects.count()
    start, end = span(BOTH)
    change_wording(**held, text=BOTH)
    change_wording(**held, text="")
    change_span(**held, start=start, end=end)
    assert Event.objects.count() == before


def test_a_claim_that_says_two_things_becomes_two_and_the_new_one_waits_beside_it(
    held: dict[str, Any], alice: User, carol: User, now: datetime
) -> None:
    change_wording(**held, text="Both at once.")
    claim, part = split_claim(**held, spans=[span(RENTS), span(SAID)])
    assert stored(claim) == (RENTS, RENTS, span(RENTS))
    assert stored(part) == (SAID, SAID, span(SAID))
    assert (part.status, part.claimant, part.priority, part.added_by, part.run) == (
        Claim.Status.QUEUED,
        "Ada Novak",
        4,
        alice,
        None,
    )
    assert take_review(claim_id=part.pk, by=carol, now=now).priority == 4
    assert Review.objects.leased(now).get(claim=claim).reviewer == alice


def test_a_claim_that_keeps_its_span_in_a_split_keeps_its_wording(held: dict[str, Any]) -> None:
    start, end = span(RENTS)
    change_span(**held, start=start, end=end)
    change_wording(**held, text="In words of our own.")
    claim, _ = split_claim(**held, spans=[span(RENTS), span(SAID)])
    assert stored(claim)[1] == "In words of our own."


def test_the_extractors_wording_does_not_outlive_its_passage(held: dict[str, Any]) -> None:
    Claim.objects.filter(pk=held["claim_id"]).update(
        text="Rents rose.", substitutions=[{"wording": ""}]
    )
    start, end = span(RENTS)
    claim = change_span(**held, start=start, end=end)
    assert (claim.text, claim.substitutions) == (RENTS, [])


def test_merged_claims_are_one_passage_and_leave_the_queue(
    held: dict[str, Any], desk: Article, alice: User, carol: User, now: datetime
) -> None:
    other = desk.claims.get(quote=RAIN)
    review = take_review(claim_id=other.pk, by=carol, now=now)
    theirs: dict[str, Any] = {
        "claim_id": other.pk,
        "token": review.lease_token,
        "by": carol,
        "now": now,
    }
    save_draft(**theirs, content={"conclusion": "So far."})
    skip_review(**theirs, reason="Later.", to="later")
    claim = merge_claims(**held, others=[other.pk])
    whole = TEXT[2 : TEXT.index(SAID) + len(SAID)]
    assert stored(claim) == (whole, whole, span(whole))
    other.refresh_from_db()
    assert other.status == Claim.Status.DISMISSED
    assert set(other.reviews.values_list("status", flat=True)) == {Review.Status.CANCELLED}
    assert Draft.objects.get().author == carol
    event = Event.objects.get(kind=Event.Kind.CLAIM_DISMISSED)
    assert (event.claim, event.detail["merged_into"]) == (other, claim.pk)


def test_both_claims_may_be_mine_when_i_merge_them(
    held: dict[str, Any], desk: Article, alice: User, now: datetime
) -> None:
    other = a_leased_claim(alice, now, desk.claims.get(quote=RAIN))
    merge_claims(**held, others=[other.claim_id])
    assert [review.claim_id for review in Review.objects.leased(now)] == [held["claim_id"]]


# --- Refused

LEFT, RIGHT = span(BOTH)
REFUSED: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
    (change_wording, {"text": " \n"}, "text"),
    (change_wording, {"text": "x" * (LONGEST_WORDING + 1)}, "text"),
    (change_wording, {"text": "NUL \0"}, "text"),
    (change_span, {"start": LEFT, "end": LEFT}, "end"),
    (change_span, {"start": RIGHT, "end": LEFT}, "end"),
    (change_span, {"start": -1, "end": LEFT}, "end"),
    (change_span, {"start": LEFT, "end": len(TEXT) + 1}, "end"),
    (change_span, {"start": LEFT, "end": 10**30}, "end"),
    (change_span, {"start": LEFT - 1, "end": RIGHT}, "start"),
    (change_span, {"start": LEFT, "end": RIGHT + 1}, "start"),
    (split_claim, {"spans": []}, "spans"),
    (split_claim, {"spans": [(LEFT, RIGHT)]}, "spans"),
    (split_claim, {"spans": [(n, n + 1) for n in range(21)]}, "spans"),
    (split_claim, {"spans": [(LEFT, LEFT + 5), (LEFT + 4, RIGHT)]}, "spans"),
    (split_claim, {"spans": [span(SAID), span(RENTS)]}, "spans"),
    (split_claim, {"spans": [span(RENTS), (RIGHT, RIGHT + 1)]}, "spans.1.start"),
    (split_claim, {"spans": [(5, 4), span(RENTS)]}, "spans.0.end"),
    (merge_claims, {"others": []}, "claims"),
    (merge_claims, {"others": list(range(1, 21))}, "claims"),
    (merge_claims, {"others": [0]}, "claims"),
]


@pytest.mark.parametrize(("rule", "given", "field"), REFUSED)
def test_what_cannot_be_a_claim_is_refused_by_name_and_nothing_is_written(
    rule: Callable[..., Any], given: dict[str, Any], field: str, held: dict[str, Any]
) -> None:
    before = all_rows()
    with pytest.raises(Invalid) as refusal:
        rule(**held, **given)
    assert list(refusal.value.errors) == [field]
    assert all_rows() == before


def test_a_passage_has_a_bound_that_merging_does_not_pass(alice: User, now: datetime) -> None:
    first, last = "Rents rose.", "Prices fell."
    between = "\n" * (LONGEST_PASSAGE - len(first) - len(last))
    for more, fits in (("", True), ("\n", False)):
        article = a_read_article(f"{first}{between}{more}{last}", first, last, now=now)
        one, other = article.claims.order_by("start")
        review = a_leased_claim(alice, now, one)
        given: dict[str, Any] = {
            "claim_id": one.pk,
            "token": review.lease_token,
            "others": [other.pk],
        }
        if fits:
            merge_claims(**given, by=alice, now=now)
            continue
        before = all_rows()
        with pytest.raises(Invalid, match="at most 5,000"):
            merge_claims(**given, by=alice, now=now)
        assert all_rows() == before


def test_a_passage_that_is_a_claim_already_is_refused_with_its_number(
    held: dict[str, Any], desk: Article
) -> None:
    other = desk.claims.get(quote=RAIN)
    before = all_rows()
    with pytest.raises(WrongState, match=f"number {other.pk}, queued"):
        change_span(**held, start=other.start, end=other.end)
    with pytest.raises(WrongState, match=f"number {other.pk}, queued"):
        split_claim(**held, spans=[span(RAIN), span(SAID)])
    assert all_rows() == before


def test_claims_are_not_merged_into_a_passage_that_a_third_one_has(
    held: dict[str, Any], desk: Article, now: datetime
) -> None:
    start, end = span(RAIN)[0], span(BOTH)[1]
    third, _ = add_claim(article_id=desk.pk, start=start, end=end, by=None, now=now)
    before = all_rows()
    with pytest.raises(WrongState, match=f"number {third.pk}, queued"):
        merge_claims(**held, others=[desk.claims.get(quote=RAIN).pk])
    assert all_rows() == before


@pytest.mark.parametrize(
    "state", ["held by another", "handed to another", "for editors", "dismissed"]
)
def test_what_is_somebody_elses_or_not_in_the_queue_is_not_merged(
    state: str,
    held: dict[str, Any],
    desk: Article,
    bob: User,
    carol: User,
    erin: User,
    now: datetime,
) -> None:
    other = desk.claims.get(quote=RAIN)
    review = take_review(claim_id=other.pk, by=bob, now=now)
    theirs: dict[str, Any] = {
        "claim_id": other.pk,
        "token": review.lease_token,
        "by": bob,
        "now": now,
    }
    if state == "handed to another":
        hand_over_review(**theirs, colleague="carol", reason="Yours.")
    elif state == "for editors":
        skip_review(**theirs, to="editor", reason="Hard.")
    elif state == "dismissed":
        dismiss_claim(**theirs, reason="Opinion.")
    before = all_rows()
    with pytest.raises(WrongState):
        merge_claims(**held, others=[other.pk])
    assert all_rows() == before


STEPS: list[Callable[[dict[str, Any]], Any]] = [
    lambda held: change_wording(**held, text="Other words."),
    lambda held: change_span(**held, start=LEFT, end=LEFT + 5),
    lambda held: split_claim(**held, spans=[span(RENTS), span(SAID)]),
    lambda held: merge_claims(
        **held, others=[Claim.objects.exclude(pk=held["claim_id"]).earliest("pk").pk]
    ),
]


@pytest.mark.parametrize("step", STEPS, ids=["reword", "move", "split", "merge"])
def test_only_whoever_holds_a_claim_changes_it(
    step: Callable[[dict[str, Any]], Any], held: dict[str, Any], carol: User
) -> None:
    before = all_rows()
    for wrong in ({"token": "made-up"}, {"by": carol}, {"token": "\0"}):
        with pytest.raises(LeaseLost):
            step({**held, **wrong})
    with pytest.raises(NotFound):
        step({**held, "claim_id": 0})
    assert all_rows() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", STEPS, ids=["reword", "move", "split", "merge"])
def test_of_a_change_and_a_dismissal_at_once_the_later_finds_what_the_earlier_left(
    step: Callable[[dict[str, Any]], Any], held: dict[str, Any]
) -> None:
    answers = at_once(lambda: step(held), lambda: dismiss_claim(**held, reason="An opinion."))
    claim = Claim.objects.select_related("article").get(pk=held["claim_id"])
    assert claim.status == Claim.Status.DISMISSED
    assert isinstance(answers[1], Claim)
    assert isinstance(answers[0], Claim | tuple | LeaseLost)
    assert claim.article.text[claim.start : claim.end] == claim.quote


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_the_same_claim_into_their_own_at_once_one_does(
    held: dict[str, Any], desk: Article, carol: User, now: datetime
) -> None:
    third, _ = add_claim(
        article_id=desk.pk, start=span("So it goes.")[0], end=len(TEXT), by=None, now=now
    )
    rain = a_leased_claim(carol, now, desk.claims.get(quote=RAIN))
    theirs: dict[str, Any] = {
        "claim_id": rain.claim_id,
        "token": rain.lease_token,
        "by": carol,
        "now": now,
    }
    answers = at_once(
        lambda: merge_claims(**held, others=[third.pk]),
        lambda: merge_claims(**theirs, others=[third.pk]),
    )
    assert {type(answer) for answer in answers} == {Claim, WrongState}
    assert Event.objects.filter(kind=Event.Kind.CLAIM_MERGED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_each_others_claims_at_once_are_both_told_so(
    held: dict[str, Any], desk: Article, carol: User, now: datetime
) -> None:
    rain = a_leased_claim(carol, now, desk.claims.get(quote=RAIN))
    theirs: dict[str, Any] = {
        "claim_id": rain.claim_id,
        "token": rain.lease_token,
        "by": carol,
        "now": now,
    }
    answers = at_once(
        lambda: merge_claims(**held, others=[rain.claim_id]),
        lambda: merge_claims(**theirs, others=[held["claim_id"]]),
    )
    assert [type(answer) for answer in answers] == [WrongState] * 2
