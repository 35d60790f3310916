"""Evidence that lasts: links of published verdicts are looked at by a worker, dead ones are told, copies are archived."""

import threading
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from claims import evidence_links
from claims.evidence_links import DEAD_AFTER, HOST_PAUSE, PAUSE, SOONER
from claims.models import EvidenceLink, Verdict
from claims.review import give_verdict
from tests import builders
from tests.admin.desk import signed_in
from tests.test_fetching import Site, reply
from workers import tasks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def looking(settings: Settings) -> None:
    settings.FACTCHECK_LINK_DAYS = 30
    settings.FACTCHECK_FETCH_PRIVATE = True
    settings.FACTCHECK_ARCHIVE_URL = ""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        threading.Thread(target=site.serve_forever, args=(0.01,)).start()
        site.answers["/page"] = reply("Bridges: 9.8 million crowns.")
        yield site
        site.over.set()
        site.shutdown()


def citing(alice: User, bob: User, *urls: str) -> Verdict:
    """A published verdict that cites these addresses."""
    now = timezone.now()
    held = builders.a_leased_claim(alice, now)
    sources = tuple(builders.a_source(url=url) for url in urls)
    given = give_verdict(
        claim_id=held.claim_id,
        token=held.lease_token,
        answer=builders.an_answer(evidence=sources),
        by=alice,
        now=now,
    )
    return builders.publish(given, bob, now)


def look_again() -> bool:
    """As when the next look is due."""
    EvidenceLink.objects.update(next_check_at=timezone.now(), begun_at=None)
    return tasks.check_next_link()


def test_a_link_is_seen_and_kept_by_its_digest_and_date(site: Site, alice: User, bob: User) -> None:
    citing(alice, bob, site.at("/page"))
    assert tasks.check_next_link()
    assert not tasks.check_next_link()
    link = EvidenceLink.objects.get()
    assert link.content == sha256(b"Bridges: 9.8 million crowns.").hexdigest()
    assert link.seen_at is not None
    assert link.next_check_at - link.seen_at == timedelta(days=30)
    assert (link.changed_at, link.dead_since, link.failures) == (None, None, 0)


def test_another_content_is_a_change_and_the_same_again_is_none(
    site: Site, alice: User, bob: User
) -> None:
    citing(alice, bob, site.at("/page"))
    tasks.check_next_link()
    look_again()
    assert EvidenceLink.objects.get().changed_at is None
    site.answers["/page"] = reply("Bridges: 14.2 million crowns.")
    look_again()
    assert EvidenceLink.objects.get().changed_at is not None


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("application/pdf", b"%PDF-1.7 \xff"), ("", b""), ("image/png", b"x")],
)
def test_evidence_may_be_of_any_type(
    content_type: str, body: bytes, site: Site, alice: User, bob: User
) -> None:
    site.answers["/page"] = reply(body, content_type=content_type)
    citing(alice, bob, site.at("/page"))
    tasks.check_next_link()
    assert EvidenceLink.objects.get().content == sha256(body).hexdigest()


def test_a_link_is_dead_after_three_looks_in_vain_and_the_editor_is_told(
    site: Site, alice: User, bob: User
) -> None:
    verdict = citing(alice, bob, site.at("/page"))
    tasks.check_next_link()
    site.answers["/page"] = reply("Gone.", status=404)
    for number in range(1, DEAD_AFTER + 1):
        look_again()
        link = EvidenceLink.objects.get()
        assert (link.failures, link.dead_since is not None) == (number, number == DEAD_AFTER)
        if number == 1:
            assert link.begun_at is not None
            assert timedelta() < link.next_check_at - link.begun_at - SOONER < timedelta(minutes=1)
    assert link.dead_since == link.failing_since
    assert "no page at this address" in link.error
    desk = signed_in(bob)
    assert "Dead evidence links" in desk.get("/admin/").content.decode()
    listed = desk.get("/admin/claims/evidencelink/?dead_since__isempty=0").content.decode()
    assert site.at("/page") in listed
    assert f"/admin/claims/verdict/{verdict.pk}/change/" in listed
    # It may come back.
    site.answers["/page"] = reply("Here again.")
    look_again()
    link.refresh_from_db()
    assert (link.failures, link.dead_since, link.failing_since, link.error) == (0, None, None, "")
    assert "Dead evidence links" not in desk.get("/admin/").content.decode()


def test_one_site_is_not_called_on_twice_in_a_moment(site: Site, alice: User, bob: User) -> None:
    site.answers["/other"] = reply("Other.")
    citing(alice, bob, site.at("/page"), site.at("/other"))
    assert tasks.check_next_link()
    assert not tasks.check_next_link()
    now = timezone.now() + HOST_PAUSE
    assert evidence_links.begin_look(now=now) is not None


def test_a_private_address_is_not_called_on(
    site: Site, alice: User, bob: User, settings: Settings
) -> None:
    settings.FACTCHECK_FETCH_PRIVATE = False
    citing(alice, bob, site.at("/page"))
    tasks.check_next_link()
    assert site.asked == []
    assert "private network" in EvidenceLink.objects.get().error


def test_what_no_verdict_of_today_cites_is_forgotten(site: Site, alice: User, bob: User) -> None:
    verdict = citing(alice, bob, site.at("/page"))
    builders.retract(verdict, bob, timezone.now())
    assert not tasks.check_next_link()
    assert site.asked == []
    assert not EvidenceLink.objects.exists()


def test_two_verdicts_that_cite_one_page_have_it_looked_at_once(
    site: Site, alice: User, bob: User
) -> None:
    first = citing(alice, bob, site.at("/page"))
    second = citing(alice, bob, site.at("/page"))
    link = EvidenceLink.objects.get()
    assert link.verdict_id == second.pk
    builders.retract(first, bob, timezone.now())
    assert tasks.check_next_link()
    assert len(site.asked) == 1


def test_a_page_that_an_older_verdict_still_cites_is_not_forgotten(
    site: Site, alice: User, bob: User
) -> None:
    first = citing(alice, bob, site.at("/page"))
    second = citing(alice, bob, site.at("/page"))
    builders.retract(second, bob, timezone.now())
    assert tasks.check_next_link()
    assert EvidenceLink.objects.get().verdict_id == first.pk


def test_a_source_that_a_correction_has_replaced_is_forgotten(
    site: Site, alice: User, bob: User, erin: User
) -> None:
    site.answers["/new"] = reply("New.")
    verdict = citing(alice, bob, site.at("/page"))
    now = timezone.now()
    source = asdict(builders.a_source(url=site.at("/new")))
    change = builders.correct(verdict, bob, now, evidence=[source])
    builders.publish(change, erin, now)
    assert look_again()
    assert EvidenceLink.objects.get().url == site.at("/new")


def test_a_look_whose_worker_died_is_due_again(
    site: Site, alice: User, bob: User, now: datetime
) -> None:
    citing(alice, bob, site.at("/page"))
    now = timezone.now()
    begun = evidence_links.begin_look(now=now)
    assert begun is not None
    assert evidence_links.begin_look(now=now + PAUSE - timedelta(seconds=1)) is None
    again = evidence_links.begin_look(now=now + PAUSE)
    assert again is not None
    # The first worker was slow, not dead: what it saw is no longer written.
    evidence_links.record_in_vain(link=begun, reason="Late.", now=now)
    assert EvidenceLink.objects.get().failures == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_look_at_one_link(alice: User, bob: User) -> None:
    citing(alice, bob, "https://stats.example.org/7")
    now = timezone.now()
    begun = builders.at_once(*[lambda: evidence_links.begin_look(now=now)] * 4)
    assert len([each for each in begun if isinstance(each, EvidenceLink)]) == 1


def test_a_desk_that_is_to_look_at_none_looks_at_none(
    site: Site, alice: User, bob: User, settings: Settings
) -> None:
    settings.FACTCHECK_LINK_DAYS = 0
    citing(alice, bob, site.at("/page"))
    assert not tasks.check_next_link()
    assert site.asked == []


def test_the_sweep_rings_for_what_is_due(
    site: Site, alice: User, bob: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBEDDED = False
    rung: list[str] = []
    monkeypatch.setattr(tasks, "bells_waiting", lambda queue: 0)
    monkeypatch.setattr(tasks, "_ring", lambda task, *ids: rung.append(task.name))
    tasks.sweep()
    assert "workers.tasks.check_links" not in rung
    citing(alice, bob, site.at("/page"))
    tasks.sweep()
    assert rung.count("workers.tasks.check_links") == 1


# --- Copies


def test_the_archive_is_asked_for_a_copy_and_the_public_is_led_to_it(
    site: Site, alice: User, bob: User, settings: Settings
) -> None:
    settings.FACTCHECK_ARCHIVE_URL = site.at("/save/")
    page = site.at("/page")
    copy = site.at(f"/web/20260302/{page}")
    site.answers[f"/save/{page}"] = reply("", status=302, Location=f"/web/20260302/{page}")
    site.answers[f"/web/20260302/{page}"] = reply("A copy.")
    verdict = citing(alice, bob, page)
    tasks.check_next_link()
    link = EvidenceLink.objects.get()
    assert (link.archived_as, link.archived_at is not None) == (copy, True)
    shown = Client().get(f"/verdicts/{verdict.pk}/").content.decode()
    assert f'href="{copy}"' in shown
    # Once for one content.
    asked = len(site.asked)
    look_again()
    assert len(site.asked) == asked + 1
    site.answers["/page"] = reply("Revised.")
    look_again()
    assert len(site.asked) == asked + 4


def test_an_archive_that_says_where_its_copy_is_is_believed(
    site: Site, alice: User, bob: User, settings: Settings
) -> None:
    settings.FACTCHECK_ARCHIVE_URL = site.at("/save/")
    page = site.at("/page")
    site.answers[f"/save/{page}"] = reply("Saved.", Content_Location="/web/1/x")
    citing(alice, bob, page)
    tasks.check_next_link()
    assert EvidenceLink.objects.get().archived_as == site.at("/web/1/x")


def test_an_archive_that_fails_costs_nothing_but_the_copy(
    site: Site, alice: User, bob: User, settings: Settings
) -> None:
    settings.FACTCHECK_ARCHIVE_URL = site.at("/save/")
    page = site.at("/page")
    site.answers[f"/save/{page}"] = reply("Busy.", status=503)
    citing(alice, bob, page)
    assert tasks.check_next_link()
    link = EvidenceLink.objects.get()
    assert (link.archived_as, bool(link.content), link.failures) == ("", True, 0)
    site.answers[f"/save/{page}"] = reply("Saved.", Content_Location="/web/2/x")
    look_again()
    assert EvidenceLink.objects.get().archived_as == site.at("/web/2/x")


def test_javascript_of_an_archive_is_no_link(
    site: Site, alice: User, bob: User, settings: Settings
) -> None:
    settings.FACTCHECK_ARCHIVE_URL = site.at("/save/")
    page = site.at("/page")
    site.answers[f"/save/{page}"] = reply("Saved.", Content_Location="javascript:alert(1)")
    citing(alice, bob, page)
    tasks.check_next_link()
    assert EvidenceLink.objects.get().archived_as == ""


def test_editors_see_every_link(site: Site, alice: User, bob: User) -> None:
    citing(alice, bob, site.at("/page"))
    page: Any = signed_in(bob).get("/admin/claims/evidencelink/")
    assert "not looked at yet" in page.content.decode()
    assert signed_in(alice).get("/admin/claims/evidencelink/").status_code == 403


def test_looking_at_links_ends_before_the_task_is_cut_off(settings: Settings) -> None:
    longest = tasks.CHECKING_SECONDS + tasks.LINK_SECONDS + tasks.ARCHIVE_SECONDS
    assert longest < settings.CELERY_TASK_SOFT_TIME_LIMIT
    assert timedelta(seconds=tasks.LINK_SECONDS) < PAUSE
