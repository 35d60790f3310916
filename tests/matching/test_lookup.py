"""Claims are found by their words: exactly, nearly, by some of them; the same on every database."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from claims import lookup
from claims.likeness import Statement
from claims.lookup import Found, Index, find, write_keys
from claims.models import Claim, ClaimKey
from tests import builders

pytestmark = pytest.mark.django_db

RENTS = (
    "Rents in Ostrava rose by 9 percent in 2024, more than in any other city of the country, the statistics office"
    " said in its yearly report."
)


def indexed(*quotes: str) -> list[Claim]:
    claims = [builders.a_claim(quote) for quote in quotes]
    write_keys([(claim.pk, Statement(claim.text)) for claim in claims], index=Index.DESK)
    return claims


def found(text: str, **changes: object) -> list[Found]:
    options = {"index": Index.DESK, "among": Claim.objects.all(), **changes}
    return find([Statement(text)], **options)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "kind", "differs"),
    [
        (RENTS, "exact", []),
        (RENTS.upper().replace("PERCENT", "%"), "exact", []),
        (RENTS.replace("its yearly", "a yearly"), "near", []),
        (RENTS.replace("Rents in Ostrava rose", "Ostrava rents rose"), "near", []),
        (RENTS.replace("9 percent", "19 percent"), "similar", ["number"]),
        (RENTS.replace("2024", "2023"), "similar", ["date"]),
        (RENTS.replace(" in 2024", ""), "similar", ["date"]),
        (RENTS.replace("Ostrava", "Brno"), "similar", ["name"]),
        (RENTS.replace("rose", "did not rise"), "similar", ["negation"]),
        (RENTS.replace("rose", "fell"), "similar", ["opposite"]),
        ("How much higher are Ostrava rents, according to the statistics office?", "similar", None),
    ],
)
def test_a_claim_is_found_and_what_differs_is_said(
    asked: str, kind: str, differs: list[str] | None
) -> None:
    [claim] = indexed(RENTS)
    [each] = found(asked)
    assert (each.claim_id, each.kind) == (claim.pk, kind)
    assert 0 < each.score <= 1
    assert (each.score == 1.0) is (kind == "exact")
    assert kind != "similar" or each.score <= 0.5  # no threshold alone lets through what differs
    if differs is not None:
        assert [difference.kind for difference in each.differs] == differs


@pytest.mark.parametrize(
    "asked", ["The cathedral was built by monks.", "in any other of the", "…", "x" * 5_000]
)
def test_what_has_no_words_in_common_is_not_found(asked: str) -> None:
    indexed(RENTS)
    assert found(asked) == []


def test_the_best_come_first() -> None:
    near = RENTS.replace("its yearly", "a yearly")
    other, number, copy, close = indexed(
        "The statistics office moved to Ostrava.", RENTS.replace("9", "8"), RENTS, near
    )
    assert [each.claim_id for each in found(RENTS)] == [copy.pk, close.pk, number.pk, other.pk]
    assert [each.claim_id for each in found(RENTS, most=2)] == [copy.pk, close.pk]


def test_similar_ones_are_sought_only_where_they_are_wanted() -> None:
    indexed(RENTS)
    other = "How much higher are Ostrava rents, the statistics office?"
    assert found(other, similar_to=()) == []
    assert [each.kind for each in found(RENTS, similar_to=())] == ["exact"]


def test_only_those_that_count_are_found_and_only_in_their_index() -> None:
    first, second = indexed(RENTS, f"{RENTS} ")
    assert [each.claim_id for each in found(RENTS, among=Claim.objects.filter(pk=second.pk))] == [
        second.pk
    ]
    assert found(RENTS, index=Index.PUBLIC) == []
    write_keys([(first.pk, Statement(first.text))], index=Index.PUBLIC)
    assert [each.claim_id for each in found(RENTS, index=Index.PUBLIC)] == [first.pk]


def test_what_is_found_is_compared_as_it_stands_now() -> None:
    [claim] = indexed(RENTS)
    Claim.objects.filter(pk=claim.pk).update(text="Bread became dearer.")
    assert found(RENTS) == []


def test_words_that_are_common_lead_nowhere_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "COMMON", 3)
    monkeypatch.setattr(lookup, "_COUNT", lookup._COUNT.replace("2000", "3"))
    indexed(*(f"The bridge number {number} was painted." for number in range(3)), RENTS)
    assert found("A painted bridge!") == []
    assert len(found("A painted bridge in Ostrava!")) == 1


def test_many_statements_cost_a_few_questions_each(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    indexed(RENTS, *(f"The ferry number {number} ran aground." for number in range(20)))
    statements = [Statement(f"The ferry number {number} ran aground!") for number in range(20)]
    with django_assert_max_num_queries(4):
        exact = find(statements, index=Index.DESK, among=Claim.objects.all(), similar_to=())
    assert [[each.kind for each in matches] for matches in exact] == [["exact"]] * 20
    with django_assert_max_num_queries(4 + 20 + 3):
        assert all(find(statements, index=Index.DESK, among=Claim.objects.all()))


def test_keys_may_be_written_twice() -> None:
    [claim] = indexed(RENTS)
    before = ClaimKey.objects.count()
    write_keys([(claim.pk, Statement(claim.text))], index=Index.DESK)
    assert ClaimKey.objects.count() == before == len(Statement(RENTS).keys(Index.DESK))


def test_of_words_that_thousands_have_only_some_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "_HOLDERS", lookup._HOLDERS.replace("LIMIT 20", "LIMIT 2"))
    claims = indexed(*(f"{RENTS}{' ' * number}." for number in range(4)))
    assert [each.claim_id for each in found(RENTS, similar_to=())] == [c.pk for c in claims[:2]]


def test_a_found_claim_says_its_differences_plainly(alice: User) -> None:
    indexed(RENTS)
    [each] = found(RENTS.replace("9 percent", "19 percent"))
    assert lookup.plainly(each.differs) == [
        {"kind": "number", "here": "19 percent", "there": "9 percent"}
    ]
    assert replace(each, differs=()).differs == ()
