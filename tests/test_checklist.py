"""What an editor looks for in the evidence, and what a desk may insist on."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from claims.checklist import checklist
from claims.errors import Invalid
from claims.evidence_pages import ask_for_page, begin_page, fail_page
from claims.models import Evidence, Verdict, VerdictVersion
from claims.publishing import correct_verdict, publish_verdict
from tests import builders
from tests.admin.desk import signed_in

pytestmark = pytest.mark.django_db


def a_version(alice: User, now: datetime, *sources: dict[str, Any]) -> VerdictVersion:
    version = builders.a_proposed_verdict(alice, now).versions.get()
    version.evidence.all().delete()
    for number, source in enumerate(sources):
        Evidence.objects.create(
            version=version, **{"url": f"https://{number}.example/", "quote": "So.", **source}
        )
    return version


@pytest.mark.parametrize(
    ("sources", "wanted", "primary_suffices", "met"),
    [
        ([], 2, True, False),
        ([{}], 2, True, False),
        ([{"primary": True}], 2, True, True),
        ([{"primary": True}], 2, False, False),
        ([{}, {}], 2, False, True),
        ([{"url": "https://a.example/"}, {"url": "https://a.example/"}], 2, True, False),
        ([], 0, False, True),
    ],
)
def test_the_desk_says_how_many_sources_are_enough(
    sources: list[dict[str, Any]],
    wanted: int,
    primary_suffices: bool,
    met: bool,
    alice: User,
    now: datetime,
    settings: Settings,
) -> None:
    settings.FACTCHECK_SOURCES, settings.FACTCHECK_PRIMARY_SUFFICES = wanted, primary_suffices
    assert checklist(a_version(alice, now, *sources))[0].met is met


def test_each_point_says_what_is_missing(alice: User, now: datetime) -> None:
    source = {"url": "https://gone.example/a.pdf", "quote": "", "stance": "context"}
    version = a_version(alice, now, source)
    ask_for_page(url="https://gone.example/a.pdf", by=alice, now=now)
    page = begin_page(now=now)
    assert page is not None
    fail_page(page=page, reason="This is a PDF.", now=now)
    assert [(point.found, point.met) for point in checklist(version)] == [
        ("1 source", False),
        ("1 source without", False),
        ("1 context", False),
        ("https://gone.example/a.pdf: This is a PDF.", False),
    ]


@pytest.mark.parametrize("binding", [False, True])
def test_a_verdict_without_sources_is_published_only_where_the_rule_does_not_bind(
    binding: bool, alice: User, bob: User, now: datetime, settings: Settings
) -> None:
    settings.FACTCHECK_REQUIRE_SOURCES = binding
    verdict = a_version(alice, now).verdict
    if binding:
        with pytest.raises(Invalid, match="at least 2 sources, or a primary one") as refusal:
            publish_verdict(verdict_id=verdict.pk, by=bob, now=now)
        assert set(refusal.value.errors) == {"evidence"}
    else:
        publish_verdict(verdict_id=verdict.pk, by=bob, now=now)
    verdict.refresh_from_db()
    assert (verdict.state == "published") is not binding


def test_a_correction_that_changes_nothing_is_refused_and_a_clarification_may(
    alice: User, bob: User, now: datetime
) -> None:
    verdict = builders.a_published_verdict(alice, bob, now)
    given: dict[str, Any] = {
        "verdict_id": verdict.pk,
        "note": "Why.",
        "changes": {},
        "by": bob,
        "now": now,
    }
    with pytest.raises(Invalid, match="changes something"):
        correct_verdict(kind="correction", **given)
    assert correct_verdict(kind="clarification", **given).pk == verdict.pk


# --- On the page


def page_of(verdict: Verdict, by: User) -> str:
    address = f"/admin/claims/verdict/{verdict.pk}/change/"
    return signed_in(by).get(address).content.decode()


def test_an_editor_sees_what_a_correction_would_change(
    alice: User, bob: User, erin: User, now: datetime
) -> None:
    verdict = builders.a_published_verdict(alice, bob, now)
    builders.correct(verdict, bob, now, conclusion="It cost <b>9</b> million.", evidence=())
    page = page_of(verdict, erin)
    assert "What would change for the public" in page
    assert '<ins><span class="aloud">Added: </span>' in page
    assert "<b>9</b>" not in page
    assert "✗" in page.split("desk-checklist")[1]


def test_an_editor_sees_what_has_changed_since_a_verdict_was_returned(
    alice: User, bob: User, now: datetime
) -> None:
    returned = builders.a_proposed_verdict(alice, now)
    builders.send_back(returned, bob, now)
    again = builders.a_proposed_verdict(alice, now, claim=returned.claim)
    page = page_of(again, bob)
    assert "What has changed since it was returned" in page
    assert "Nothing: the words are the same." in page
    assert "What has changed" not in page_of(builders.a_proposed_verdict(alice, now), bob)
