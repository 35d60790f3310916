"""What a reviewer may do under a lease, and what becomes of the words of one who is late."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from claims.answers import Answer
from claims.errors import Invalid, LeaseLost, NotFound
from claims.leases import renew_lease
from claims.models import Claim, Draft, Event, Rating, Review, Verdict, VerdictVersion
from claims.queue import release_review, take_next_review, take_review
from claims.review import dismiss_claim, draft_of, give_verdict, save_draft
from tests.builders import A_SECOND, a_leased_claim, a_source, all_rows, an_answer, at_once

pytestmark = pytest.mark.django_db

LEASE = timedelta(minutes=30)
WORDS = {"conclusion": "So far, so good.", "evidence": [{"url": "https://exam"}]}


@pytest.fixture(autouse=True)
def half_an_hour(settings: Settings) -> None:
    settings.FACTCHECK_LEASE_MINUTES = LEASE / timedelta(minutes=1)


@dataclass(frozen=True)
class Lease:
    """What a reviewer's window knows: the claim, the token, and who sits before it."""

    claim_id: int
    token: str
    by: User

    @classmethod
    def of(cls, review: Review) -> "Lease":
        assert review.reviewer is not None
        return cls(review.claim_id, review.lease_token, review.reviewer)

    def shown(self) -> dict[str, Any]:
        return {"claim_id": self.claim_id, "token": self.token, "by": self.by}


def renew(lease: Lease, now: datetime) -> Any:
    return renew_lease(**lease.shown(), now=now)


def release(lease: Lease, now: datetime) -> Any:
    return release_review(**lease.shown(), now=now)


def draft(lease: Lease, now: datetime) -> Any:
    return save_draft(**lease.shown(), content=WORDS, now=now)


def answer(lease: Lease, now: datetime) -> Verdict:
    return give_verdict(**lease.shown(), answer=an_answer(), now=now)


def dismiss(lease: Lease, now: datetime) -> Claim:
    return dismiss_claim(**lease.shown(), reason="An opinion.", now=now)


Step = Callable[[Lease, datetime], Any]
STEPS: list[Step] = [renew, release, draft, answer, dismiss]
# What each step keeps of the words of one who is late.
KEPT: dict[Step, dict[str, Any]] = {draft: WORDS, answer: an_answer().as_plain()}


def rows_but_drafts() -> dict[str, Any]:
    return {name: rows for name, rows in all_rows().items() if name != "Draft"}


# --- In time


def test_renewing_begins_the_time_anew_under_the_same_token(now: datetime, alice: User) -> None:
    lease = Lease.of(a_leased_claim(alice, now))
    last_second = now + LEASE - A_SECOND
    review = renew(lease, last_second)
    assert (review.lease_token, review.lease_expires_at) == (lease.token, last_second + LEASE)


def test_a_released_claim_goes_back_to_its_place_and_its_draft_waits_for_its_author(
    now: datetime, alice: User, carol: User
) -> None:
    lease = Lease.of(a_leased_claim(alice, now))
    draft(lease, now)
    release(lease, now)
    assert Review.objects.get().reviewer is None
    assert take_next_review(by=carol, now=now) == Review.objects.get(claim=lease.claim_id)
    assert draft_of(claim_id=lease.claim_id, by=carol) is None
    assert draft_of(claim_id=lease.claim_id, by=alice) == WORDS


def test_saving_a_draft_renews_the_lease_and_replaces_the_draft_before(
    now: datetime, alice: User
) -> None:
    lease = Lease.of(a_leased_claim(alice, now))
    save_draft(**lease.shown(), content={"conclusion": "First."}, now=now)
    later = now + timedelta(minutes=20)
    review = draft(lease, later)
    assert review.lease_expires_at == later + LEASE
    assert Draft.objects.get().content == WORDS


def test_a_verdict_decides_the_claim_keeps_the_answer_and_removes_the_draft(
    now: datetime, alice: User
) -> None:
    lease = Lease.of(a_leased_claim(alice, now))
    draft(lease, now)
    verdict = answer(lease, now)
    claim = Claim.objects.get(pk=lease.claim_id)
    review = Review.objects.get()
    assert (claim.status, verdict.state, verdict.author) == ("decided", "proposed", alice)
    assert (review.status, review.answered_at, review.reviewer) == ("answered", now, alice)
    assert (review.lease_token, review.lease_expires_at) == ("", None)
    assert Answer.of(review.answer or {}) == Answer.of(an_answer().as_plain())
    assert not Draft.objects.exists()
    version = verdict.versions.get()
    assert (version.kind, version.state, version.number) == ("original", "proposed", None)
    assert Answer.in_version(version) == an_answer()


@pytest.mark.parametrize(
    "changes",
    [
        {"rating": None},
        {"method": ""},
        {"evidence": ()},
        {"review_by": date(2027, 1, 1)},
        {"conclusion": "\r\n👍 c\u0327a \ufeff"},
        {"conclusion": "x" * 2_000},
        {"evidence": tuple(a_source(url=f"https://e.example/{n}") for n in range(50))},
    ],
)
def test_what_an_answer_says_is_stored_exactly(
    changes: dict[str, Any], now: datetime, alice: User
) -> None:
    lease = Lease.of(a_leased_claim(alice, now))
    verdict = give_verdict(**lease.shown(), answer=an_answer(**changes), now=now)
    assert Answer.in_version(verdict.versions.get()) == an_answer(**changes)


def test_a_dismissed_claim_leaves_the_queue_with_every_open_review_of_it(
    now: datetime, alice: User, carol: User
) -> None:
    lease = Lease.of(a_leased_claim(alice, now))
    second = Review.objects.create(claim_id=lease.claim_id, check_worthiness=0.5, created_at=now)
    colleague = Lease.of(take_review(claim_id=lease.claim_id, by=carol, now=now))
    assert dismiss(lease, now).status == Claim.Status.DISMISSED
    assert set(Review.objects.values_list("status", flat=True)) == {Review.Status.CANCELLED}
    assert take_next_review(by=alice, now=now + timedelta(days=1)) is None
    with pytest.raises(LeaseLost):
        answer(colleague, now)
    assert draft_of(claim_id=second.claim_id, by=carol) == KEPT[answer]


# --- Late, or never there: LeaseLost, and nothing is written but the draft of one who once held the claim


def ran_out(lease: Lease, carol: User, now: datetime) -> datetime:
    return now + LEASE


def ran_out_and_taken_by_another(lease: Lease, carol: User, now: datetime) -> datetime:
    assert take_next_review(by=carol, now=now + LEASE) is not None
    return now + LEASE


def released(lease: Lease, carol: User, now: datetime) -> datetime:
    release(lease, now)
    return now


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("lost", [ran_out, ran_out_and_taken_by_another, released])
def test_a_late_writer_changes_nothing_and_keeps_their_words(
    step: Step,
    lost: Callable[[Lease, User, datetime], datetime],
    now: datetime,
    alice: User,
    carol: User,
) -> None:
    lease = Lease.of(a_leased_claim(alice, now))
    at = lost(lease, carol, now)
    before = rows_but_drafts()
    with pytest.raises(LeaseLost):
        step(lease, at)
    assert rows_but_drafts() == before
    assert draft_of(claim_id=lease.claim_id, by=alice) == KEPT.get(step)
    assert Draft.objects.exclude(author=alice).count() == 0


@pytest.mark.parametrize("step", STEPS)
def test_an_old_window_does_not_overwrite_the_draft_of_a_newer_lease(
    step: Step, now: datetime, alice: User
) -> None:
    old = Lease.of(a_leased_claim(alice, now))
    newer = Lease.of(take_review(claim_id=old.claim_id, by=alice, now=now + LEASE))
    save_draft(**newer.shown(), content={"conclusion": "Newer."}, now=now + LEASE)
    before = all_rows()
    with pytest.raises(LeaseLost):
        step(old, now + LEASE)
    assert all_rows() == before


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("token", ["", "made-up", "x" * 43, "\0", "\ud800", "of a colleague"])
def test_a_stranger_leaves_nothing(
    step: Step, token: str, now: datetime, alice: User, carol: User
) -> None:
    colleagues = Lease.of(a_leased_claim(alice, now))
    if token == "of a colleague":
        token = colleagues.token
    before = all_rows()
    with pytest.raises(LeaseLost):
        step(Lease(colleagues.claim_id, token, carol), now)
    assert all_rows() == before


@pytest.mark.parametrize("step", STEPS)
def test_the_token_of_one_claim_opens_no_other(step: Step, now: datetime, alice: User) -> None:
    mine, other = a_leased_claim(alice, now), a_leased_claim(alice, now)
    before = all_rows()
    with pytest.raises(LeaseLost):
        step(Lease(other.claim_id, mine.lease_token, alice), now)
    assert all_rows() == before


@pytest.mark.parametrize("step", STEPS)
def test_a_claim_that_is_none_is_not_found(step: Step, now: datetime, alice: User) -> None:
    with pytest.raises(NotFound):
        step(Lease(0, "made-up", alice), now)


@pytest.mark.parametrize("last", [answer, dismiss])
@pytest.mark.parametrize("step", STEPS)
def test_after_the_last_step_a_lease_opens_nothing(
    last: Step, step: Step, now: datetime, alice: User
) -> None:
    lease = Lease.of(a_leased_claim(alice, now))
    last(lease, now)
    before = rows_but_drafts()
    with pytest.raises(LeaseLost):
        step(lease, now)
    assert rows_but_drafts() == before


@pytest.mark.django_db(transaction=True)
def test_a_verdict_given_twice_at_once_is_given_once(now: datetime, alice: User) -> None:
    lease = Lease.of(a_leased_claim(alice, now))
    answers = at_once(*[lambda: answer(lease, now)] * 2)
    assert {type(each) for each in answers} == {Verdict, LeaseLost}
    assert VerdictVersion.objects.count() == 1
    assert Event.objects.filter(kind=Event.Kind.VERDICT_PROPOSED).count() == 1


# --- An answer that cannot stand


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"conclusion": ""}, {"conclusion"}),
        ({"conclusion": " \n"}, {"conclusion"}),
        ({"conclusion": "x" * 2_001}, {"conclusion"}),
        ({"rationale": ""}, {"rationale"}),
        ({"rationale": "NUL \0"}, {"rationale"}),
        ({"method": "half \udc00"}, {"method"}),
        ({"method": " "}, {"method"}),
        ({"rating": "bogus"}, {"rating"}),
        ({"rating": ""}, {"rating"}),
        ({"rating": "retired"}, {"rating"}),
        ({"evidence": (a_source(url=""),)}, {"evidence.0.url"}),
        ({"evidence": (a_source(), a_source(url="javascript:x"))}, {"evidence.1.url"}),
        ({"evidence": (a_source(url="https://e.example/" + "x" * 2_000),)}, {"evidence.0.url"}),
        ({"evidence": (a_source(stance="likes"),)}, {"evidence.0.stance"}),
        ({"evidence": (a_source(title="x" * 501),)}, {"evidence.0.title"}),
        ({"evidence": (a_source(publisher="\0"),)}, {"evidence.0.publisher"}),
        ({"evidence": (a_source(quote="\ud800"),)}, {"evidence.0.quote"}),
        ({"evidence": (a_source(),) * 51}, {"evidence"}),
        ({"conclusion": "", "rationale": "", "rating": "x"}, {"conclusion", "rationale", "rating"}),
    ],
)
def test_an_answer_that_cannot_stand_names_its_fields_and_writes_nothing(
    changes: dict[str, Any], fields: set[str], now: datetime, alice: User
) -> None:
    Rating.objects.create(slug="retired", label="Retired", colour="#000000", active=False)
    lease = Lease.of(a_leased_claim(alice, now))
    before = all_rows()
    with pytest.raises(Invalid) as refusal:
        give_verdict(**lease.shown(), answer=an_answer(**changes), now=now)
    assert set(refusal.value.errors) == fields
    assert all_rows() == before


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"conclusion": "\0"}, "conclusion"),
        ({"evidence": [{}, {"quote": "\ud83d"}]}, "evidence.1.quote"),
        ({"self": "\0"}, "self"),
    ],
)
def test_a_draft_may_be_anything_that_can_be_kept(
    content: dict[str, Any], field: str, now: datetime, alice: User
) -> None:
    lease = Lease.of(a_leased_claim(alice, now))
    before = all_rows()
    with pytest.raises(Invalid) as refusal:
        save_draft(**lease.shown(), content=content, now=now)
    assert list(refusal.value.errors) == [field]
    assert all_rows() == before


@pytest.mark.parametrize("reason", ["", " \n", "NUL \0", "x" * 5_001])
def test_a_claim_is_not_dismissed_without_a_reason(reason: str, now: datetime, alice: User) -> None:
    lease = Lease.of(a_leased_claim(alice, now))
    before = all_rows()
    with pytest.raises(Invalid) as refusal:
        dismiss_claim(**lease.shown(), reason=reason, now=now)
    assert list(refusal.value.errors) == ["reason"]
    assert all_rows() == before


def test_what_is_sent_twice_leaves_no_draft_on_a_claim_that_has_its_verdict(
    now: datetime, alice: User
) -> None:
    lease = Lease.of(a_leased_claim(alice, now))
    answer(lease, now)
    with pytest.raises(LeaseLost):
        answer(lease, now)
    assert draft_of(claim_id=lease.claim_id, by=alice) is None
