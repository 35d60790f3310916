"""The audit log: narrowed, and taken away as a table."""

import csv
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims.models import Event
from claims.publishing import return_verdict
from factcheck.admin import events
from tests import builders
from tests.admin.desk import signed_in

pytestmark = pytest.mark.django_db


def export(by: User, **asked: Any) -> list[dict[str, str]]:
    answer = signed_in(by).get("/admin/claims/event/export/", asked)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "audit-log.csv" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(answer.getvalue().decode().splitlines()))


def test_the_export_has_what_the_list_shows_and_every_page_of_it(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "BATCH", 2)
    now = timezone.now()
    builders.a_published_verdict(alice, bob, now)
    builders.a_proposed_verdict(alice, now - timedelta(days=60))
    whole = export(bob)
    assert [int(row["id"]) for row in whole] == sorted(Event.objects.values_list("id", flat=True))
    of_alice = export(bob, actor__id__exact=alice.pk)
    assert {row["actor"] for row in of_alice} == {"alice"}
    assert 0 < len(of_alice) < len(whole)
    published = export(bob, kind__exact="verdict.published")
    assert [(row["kind"], row["actor"]) for row in published] == [("verdict.published", "bob")]
    lately = export(bob, at__gte=(now - timedelta(days=7)).isoformat())
    assert 0 < len(lately) < len(whole)


def test_no_cell_of_it_is_a_formula(alice: User, bob: User) -> None:
    alice.username = "=cmd()"
    alice.save()
    verdict = builders.a_proposed_verdict(alice, timezone.now())
    return_verdict(verdict_id=verdict.pk, note="=1+1", by=bob, now=timezone.now())
    rows = export(bob)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]
    assert "'=cmd()" in {row["actor"] for row in rows}
