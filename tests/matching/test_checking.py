"""Has this been checked? Only what is published answers; a miss can be kept, and is answered by the next verdict."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import checking, matching
from claims.checking import ask, verdicts_on, which_wait
from claims.errors import Invalid
from claims.likeness import LONGEST, Statement
from claims.models import Claim, Event, Question, QuestionKey, Review, Verdict
from tests import builders

pytestmark = pytest.mark.django_db

RENTS = "Rents in Ostrava rose by 9 percent in 2024, the statistics office said in its report."
NEAR = RENTS.replace("its report", "a report")


def on(text: str, **changes: Any) -> list[tuple[int, str]]:
    matches = verdicts_on([Statement(text)], **({"most": 10} | changes))[0]
    return [(match.verdict_id, match.found.kind) for match in matches]


@pytest.fixture
def published(alice: User, bob: User) -> Verdict:
    return builders.a_published_verdict(alice, bob, claim=builders.a_claim(RENTS))


# --- What is found


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (RENTS, "exact"),
        (NEAR, "near"),
        (RENTS.replace("rose", "fell"), "similar"),
        ("Bread.", None),
    ],
)
def test_a_published_verdict_is_found_at_once(
    asked: str, kind: str | None, published: Verdict
) -> None:
    assert on(asked) == ([(published.pk, kind)] if kind else [])


def test_what_is_not_published_answers_nothing(alice: User, bob: User, now: datetime) -> None:
    verdict = builders.a_proposed_verdict(alice, claim=builders.a_claim(RENTS))
    assert on(RENTS) == []
    builders.send_back(verdict, bob, now)
    matching.compare_new_claims(limit=10, now=now)
    assert on(RENTS) == []


def test_a_retracted_verdict_is_no_match_and_a_corrected_one_stays(
    published: Verdict, bob: User, erin: User, now: datetime
) -> None:
    builders.correct(published, bob, now)
    builders.publish(published, erin, now)
    assert on(RENTS) == [(published.pk, "exact")]
    builders.retract(published, bob, now)
    assert on(RENTS) == []


def test_a_verdict_is_found_once_by_the_words_that_are_nearest(
    published: Verdict, alice: User, now: datetime
) -> None:
    claim = builders.a_claim(NEAR)
    matching.confirm_match(
        claim_id=claim.pk, earlier_id=published.claim_id, differs=[], by=alice, now=now
    )
    assert on(NEAR) == [(published.pk, "exact")]


def test_what_waits_is_told_for_the_same_words_only(alice: User, now: datetime) -> None:
    claim = builders.a_claim(RENTS)
    asked = [RENTS, NEAR, RENTS.replace("9", "8"), "Bread is dear."]
    assert which_wait([Statement(text) for text in asked]) == [False] * 4  # not indexed yet
    matching.compare_new_claims(limit=10, now=now)
    assert which_wait([Statement(text) for text in asked]) == [True, True, False, False]
    builders.a_proposed_verdict(alice, now, claim=claim)
    assert which_wait([Statement(RENTS)]) == [False]


# --- Questions


def urgency(claim: Claim) -> tuple[int, list[int]]:
    claim.refresh_from_db()
    return claim.priority, list(claim.reviews.values_list("priority", flat=True))


def test_a_question_makes_its_claim_more_urgent_once_for_each_asker(
    olga: User, sam: User, now: datetime
) -> None:
    claim = builders.a_claim(RENTS)
    matching.compare_new_claims(limit=10, now=now)
    ask(text=RENTS, by=olga, now=now)
    assert urgency(claim) == (1, [1])
    ask(text=RENTS, by=olga, now=now)
    ask(text=NEAR, by=olga, now=now)
    assert urgency(claim) == (1, [1])
    ask(text=RENTS.upper(), by=sam, now=now)
    assert urgency(claim) == (2, [2])


def test_a_claim_that_comes_later_is_as_urgent_as_it_was_asked_for(
    olga: User, sam: User, now: datetime
) -> None:
    for by in (olga, sam):
        ask(text=NEAR, by=by, now=now)
    claim = builders.a_claim(RENTS)
    for _ in range(2):
        matching.compare_new_claims(limit=10, now=now)
        Claim.objects.update(indexed_at=None)
    assert urgency(claim) == (2, [2])
    assert set(Question.objects.values_list("claim", flat=True)) == {claim.pk}


def test_an_asker_hears_when_a_verdict_on_the_same_words_is_published(
    olga: User, alice: User, bob: User, now: datetime
) -> None:
    question = ask(text=NEAR, by=olga, now=now)
    other = ask(text=RENTS.replace("9", "19"), by=olga, now=now)
    verdict = builders.a_published_verdict(alice, bob, claim=builders.a_claim(RENTS))
    question.refresh_from_db()
    assert (question.verdict, question.answered_at) == (verdict, builders.NOW)
    event = Event.objects.get(kind="check.answered")
    assert (event.verdict, event.claim, event.actor) == (verdict, verdict.claim, None)
    assert event.detail == {"question": question.pk, "asker": olga.pk, "match": "near"}
    assert set(QuestionKey.objects.values_list("question", flat=True)) == {other.pk}
    matching.compare_new_claims(limit=10, now=now)
    assert Event.objects.filter(kind="check.answered").count() == 1


def test_an_asker_hears_when_a_claim_is_matched_to_one_with_a_verdict(
    olga: User, alice: User, bob: User, now: datetime
) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    question = ask(text=RENTS, by=olga, now=now)
    claim = builders.a_claim(RENTS)
    seen = matching.differences_between(claim, verdict.claim)
    matching.confirm_match(
        claim_id=claim.pk, earlier_id=verdict.claim_id, differs=seen, by=alice, now=now
    )
    question.refresh_from_db()
    assert question.verdict == verdict


def test_a_question_that_has_its_answer_is_answered_at_once(
    olga: User, published: Verdict, now: datetime
) -> None:
    assert ask(text=RENTS, by=olga, now=now).verdict == published
    assert ask(text=RENTS, by=olga, now=now).verdict == published  # asked anew, of today's verdict


def test_a_verdict_published_while_it_is_asked_is_noticed_by_the_worker(
    olga: User, published: Verdict, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "verdicts_on", lambda *_, **__: [[]])  # not to be seen yet
    question = ask(text=RENTS, by=olga, now=now)
    matching.compare_new_claims(limit=10, now=now)
    question.refresh_from_db()
    assert question.verdict == published


@pytest.mark.parametrize("text", ["", " ", "x\0", "\ud800", "x" * (LONGEST + 1)])
def test_what_cannot_be_looked_up_cannot_be_asked(text: str, olga: User, now: datetime) -> None:
    with pytest.raises(Invalid):
        ask(text=text, by=olga, now=now)


def test_nobody_has_more_questions_open_than_so_many(
    olga: User, sam: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MOST_OPEN", 1)
    ask(text=RENTS, by=olga, now=now)
    ask(text=RENTS, by=olga, now=now)
    with pytest.raises(Invalid, match="1 open questions"):
        ask(text="Bread is dear.", by=olga, now=now)
    ask(text="Bread is dear.", by=sam, now=now)


@pytest.mark.django_db(transaction=True)
def test_the_same_question_asked_at_once_is_one(olga: User, now: datetime) -> None:
    claim = builders.a_claim(RENTS)
    matching.compare_new_claims(limit=10, now=now)
    asked = builders.at_once(*[lambda: ask(text=RENTS, by=olga, now=now)] * 4)
    assert {type(question) for question in asked} == {Question}
    assert Question.objects.count() == 1
    assert urgency(claim) == (1, [1])


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_compare_each_claim_once(now: datetime) -> None:
    claims = [builders.a_claim(f"{RENTS}{'!' * number}") for number in range(6)]
    done = builders.at_once(*[lambda: matching.compare_new_claims(limit=10, now=now)] * 3)
    while matching.compare_new_claims(limit=10, now=now):
        done.append(0)
    assert all(isinstance(count, int) for count in done), done
    # Each claim has every earlier one, or as many as are suggested.
    assert [claim.matches.count() for claim in claims] == [0, 1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
def test_of_two_claims_matched_to_each_other_at_once_one_is_matched(
    alice: User, carol: User, now: datetime
) -> None:
    first, second = builders.a_claim(RENTS), builders.a_claim(NEAR)

    def match(claim: Claim, earlier: Claim, by: User) -> Any:
        return matching.confirm_match(
            claim_id=claim.pk, earlier_id=earlier.pk, differs=[], by=by, now=now
        )

    builders.at_once(lambda: match(first, second, alice), lambda: match(second, first, carol))
    assert Claim.objects.filter(status="matched").count() == 1
    assert Review.objects.filter(status="open").count() == 1
