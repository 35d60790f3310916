"""What published verdicts are found by, and that finding them takes an index."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import QuerySet

from claims.catalogue import found_by, words_of
from claims.models import Rating, Verdict, VerdictVersion
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

SPELT = [
    ("Bridges, cost & 980,000 crowns!", ["bridge", "cost", "980", "000", "crown"]),
    ("Évian ÉVIAN", ["evian", "evian"]),
    ("Straße ﬁnal", ["strasse", "final"]),
    ("the class of gas is less", ["the", "class", "of", "gas", "is", "less"]),
    ("x" * 300, ["x" * 40]),
    ("… — %%%", []),
]


@pytest.mark.parametrize(("text", "words"), SPELT)
def test_words_are_entered_without_case_accents_and_plural(text: str, words: list[str]) -> None:
    assert list(words_of(text)) == words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bridge", True),
        ("BRIDGES less", True),
        ("holm", True),
        ("bridge cathedral", False),
        ("a%", False),
        ("%", False),
        ("ridge", False),
        ("bridge " * 500, True),
    ],
)
def test_a_verdict_is_found_by_all_the_words(
    words: str, found: bool, alice: User, bob: User
) -> None:
    claim = builders.a_claim(claimant="Mayor Holm")
    builders.a_published_verdict(alice, bob, claim=claim)
    assert found_by(Verdict.objects.published(), words).exists() is found


def test_a_correction_is_found_by_its_own_words_and_rating_once_it_is_published(
    alice: User, bob: User, erin: User
) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    builders.correct(verdict, bob, NOW, conclusion="A ferry, in truth.", rating="half-true")
    published = Verdict.objects.published()
    assert not found_by(published, "ferry").exists()
    assert published.filter(rating__slug="false").exists()
    builders.publish(verdict, erin, NOW)
    assert found_by(published, "ferry").exists()
    assert published.filter(rating__slug="half-true").exists()


# --- The plans


def plan_of(rows: QuerySet[Verdict] | QuerySet[VerdictVersion]) -> str:
    """What the database would do, were its tables large."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    return rows.explain()


@pytest.mark.parametrize(
    ("index", "narrowed"),
    [
        ("verdict_newest", {}),
        ("verdict_by_rating", {"rating": 1}),
        ("verdict_by_claimant", {"claimant": "Mayor Holm"}),
        ("verdict_by_publisher", {"publisher": "The Paper"}),
    ],
)
def test_a_list_comes_from_its_index_in_order(index: str, narrowed: dict[str, object]) -> None:
    assert Rating.objects.exists()
    newest = Verdict.objects.published().filter(**narrowed).order_by("-published_at", "-id")
    for page in (newest[:30], newest.filter(published_at__lte=NOW)[:30]):
        plan = plan_of(page)
        assert index in plan, plan
        assert "Sort" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def test_corrections_come_from_their_index() -> None:
    changes = VerdictVersion.objects.changes().filter(published_at__gt=NOW - timedelta(days=1))
    for page in (changes.order_by("-published_at", "-id"), changes.order_by("published_at", "id")):
        plan = plan_of(page[:30])
        assert "version_changes" in plan, plan


def test_a_word_is_looked_up() -> None:
    plan = plan_of(found_by(Verdict.objects.published(), "bridge ferry"))
    looked_up = "verdict_word_once" if connection.vendor == "postgresql" else "(word=?)"
    assert plan.count(looked_up) == 2, plan


def test_a_verdict_about_html_is_found_by_that_word(alice: User, bob: User) -> None:
    claim = builders.a_claim("The HTML standard of www pages has 1,200 sections.")
    verdict = builders.a_published_verdict(alice, bob, claim=claim)
    assert list(found_by(Verdict.objects.all(), "html www")) == [verdict]
