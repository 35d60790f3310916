"""Who may do what: every rule function, every role, in one table."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User

from claims import evidence_pages, intake, leases, passages, publishing, queue, review
from claims.errors import LeaseLost, NotAllowed, NotFound
from claims.intake import Source
from claims.roles import Role, require, roles_of
from tests.builders import a_person, a_read_article, all_rows, an_answer

pytestmark = pytest.mark.django_db

LEASE = {"claim_id": 0, "token": "none"}
CHANGE = {"kind": "correction", "note": "Why.", "changes": {}}

# Each rule on a row that is not there: whoever is allowed is told so, and whoever is not learns nothing of it.
RULES: list[tuple[Callable[..., Any], dict[str, Any], Role]] = [
    (intake.submit_article, {"text": "Rents rose.", "source": Source()}, Role.SUBMITTER),
    (intake.send_again, {"article_id": 0}, Role.SUBMITTER),
    (passages.add_claim, {"article_id": 0, "start": 0, "end": 1}, Role.REVIEWER),
    (passages.change_wording, {**LEASE, "text": "Rents rose."}, Role.REVIEWER),
    (passages.change_span, {**LEASE, "start": 0, "end": 1}, Role.REVIEWER),
    (passages.split_claim, {**LEASE, "spans": [(0, 1), (2, 3)]}, Role.REVIEWER),
    (passages.merge_claims, {**LEASE, "others": [1]}, Role.REVIEWER),
    (queue.take_next_review, {}, Role.REVIEWER),
    (queue.take_review, {"claim_id": 0}, Role.REVIEWER),
    (leases.renew_lease, LEASE, Role.REVIEWER),
    (queue.release_review, LEASE, Role.REVIEWER),
    (queue.skip_review, {**LEASE, "reason": "Later.", "to": "later"}, Role.REVIEWER),
    (queue.hand_over_review, {**LEASE, "reason": "Yours.", "colleague": "carol"}, Role.REVIEWER),
    (review.save_draft, {**LEASE, "content": {}}, Role.REVIEWER),
    (review.give_verdict, {**LEASE, "answer": an_answer()}, Role.REVIEWER),
    (review.dismiss_claim, {**LEASE, "reason": "An opinion."}, Role.REVIEWER),
    (review.reopen_claim, {"claim_id": 0, "reason": "It matters."}, Role.REVIEWER),
    (review.write_note, {"claim_id": 0, "text": "Ask the city."}, Role.REVIEWER),
    (evidence_pages.ask_for_page, {"url": "https://a.example/"}, Role.REVIEWER),
    (publishing.publish_verdict, {"verdict_id": 0}, Role.EDITOR),
    (publishing.return_verdict, {"verdict_id": 0, "note": "Why."}, Role.EDITOR),
    (publishing.correct_verdict, {"verdict_id": 0, **CHANGE}, Role.EDITOR),
    (publishing.retract_verdict, {"verdict_id": 0, "note": "Why."}, Role.EDITOR),
]
MAY: dict[str, set[Role]] = {
    # who: in whose place they may act
    "olga": set(),
    "sam": {Role.SUBMITTER},
    "alice": {Role.REVIEWER},
    "bob": set(Role),
    "root": set(Role),
}


@pytest.fixture
def cast(olga: User, sam: User, alice: User, bob: User, root: User, carol: User) -> dict[str, User]:
    return {user.username: user for user in (olga, sam, alice, bob, root)}


@pytest.mark.parametrize("who", MAY)
@pytest.mark.parametrize(
    ("rule", "given", "role"), RULES, ids=[rule.__name__ for rule, _, _ in RULES]
)
def test_a_rule_is_open_to_its_role_and_to_nobody_else(
    rule: Callable[..., Any],
    given: dict[str, Any],
    role: Role,
    who: str,
    cast: dict[str, User],
    now: datetime,
) -> None:
    before = all_rows()
    try:
        rule(**given, by=cast[who], now=now)
    except NotAllowed:
        allowed = False
    except (NotFound, LeaseLost):
        allowed = True
    else:
        allowed = True
    assert allowed == (role in MAY[who])
    assert allowed or all_rows() == before


def test_every_rule_that_a_person_calls_is_in_the_table() -> None:
    rules = {
        rule
        for module in (evidence_pages, intake, leases, passages, publishing, queue, review)
        for name, rule in vars(module).items()
        if callable(rule)
        and getattr(rule, "__module__", "") == module.__name__
        and not name.startswith("_")
        and {"by", "now"} <= rule.__annotations__.keys()
    }
    # These read what is the asker's own, or are what the rules are made of.
    read = {leases.my_leases, leases.held, leases.claim_under_lease, leases.record_on_claim}
    assert rules - read - {queue.why_next} == {rule for rule, _, _ in RULES}


@pytest.mark.parametrize("who", MAY)
def test_the_roles_of_a_person(who: str, cast: dict[str, User]) -> None:
    assert roles_of(cast[who]) == MAY[who]


@pytest.mark.parametrize("who", ["sam", "alice", "bob", "root"])
def test_somebody_who_left_has_no_role(who: str, cast: dict[str, User]) -> None:
    person = cast[who]
    person.is_active = False
    assert roles_of(person) == frozenset()
    with pytest.raises(NotAllowed):
        require(person, Role.SUBMITTER)


def test_nobody_has_no_role() -> None:
    assert roles_of(AnonymousUser()) == frozenset()


def test_other_groups_are_no_roles(db: None) -> None:
    user = a_person("dora")
    user.groups.add(Group.objects.create(name="Editor"), Group.objects.create(name="owners"))
    assert roles_of(user) == frozenset()


def test_several_roles_add_up(db: None) -> None:
    both = a_person("dora", Role.SUBMITTER, Role.REVIEWER)
    assert roles_of(both) == {Role.SUBMITTER, Role.REVIEWER}


def test_the_roles_are_read_once_for_each_request(
    alice: User, django_assert_num_queries: Any
) -> None:
    user = User.objects.get(pk=alice.pk)
    with django_assert_num_queries(1):
        for _ in range(3):
            require(user, Role.REVIEWER)
    alice.groups.clear()
    assert roles_of(User.objects.get(pk=alice.pk)) == frozenset()


def test_the_desk_itself_may_submit_and_add(now: datetime) -> None:
    article = a_read_article("Rents rose.", now=now)
    claim, _ = passages.add_claim(article_id=article.pk, start=0, end=5, by=None, now=now)
    assert (article.submitted_by, claim.added_by) == (None, None)
