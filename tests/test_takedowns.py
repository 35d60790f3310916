"""A text that has to go is gone from everywhere, and that it went is not."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from claims import intake, letters, matching, reading, review, takedowns, webhooks
from claims.errors import Invalid, NotAllowed, NotFound, WrongState
from claims.models import Article, Claim, Event, Takedown, Verdict, WebhookDelivery
from claims.queue import take_review
from claims.review import save_draft, write_note
from tests import builders
from tests.admin.desk import signed_in
from tests.api.client import API, client_of

pytestmark = pytest.mark.django_db

# A word that stands in everything of one article, and nowhere else.
SECRET = "Xanthippe"
TEXT = f"{SECRET} took 14 million crowns. {SECRET} lied. {SECRET} sold it."
QUOTES = [f"{SECRET} took 14 million crowns.", f"{SECRET} lied.", f"{SECRET} sold it."]
REASON = "Order 7 C 12/2026 of the district court."


@pytest.fixture
def article(alice: User, bob: User, erin: User, now: datetime) -> Article:
    """With a corrected verdict, one that waits, and a claim in review, and words of all kinds about them."""
    source = intake.Source(
        title=f"{SECRET} at it", url="https://news.example/x", author=f"A friend of {SECRET}"
    )
    article, _ = intake.submit_article(text=TEXT, source=source, by=None, now=now)
    reading.begin_work(article_id=article.pk, stage=Article.Status.RECEIVED, now=now)
    found, start = [], 0
    for quote in QUOTES:
        start = TEXT.index(quote, start)
        span = {"start": start, "end": start + len(quote), "check_worthiness": 0.5}
        found.append({**span, "text": quote, "claimant": f"Son of {SECRET}"})
    whole = reading.Reading("by-hand 1", found, [], 3, 1)
    reading.record_extraction(article_id=article.pk, reading=whole, now=now)
    public, waiting, held = article.claims.order_by("start")
    said = {"conclusion": f"{SECRET} did.", "rationale": f"{SECRET} said so.", "method": SECRET}
    answer = builders.an_answer(**said, evidence=(builders.a_source(title=SECRET, quote=SECRET),))
    for claim in (public, waiting):
        taken = take_review(claim_id=claim.pk, by=alice, now=now)
        token: dict[str, Any] = {"claim_id": claim.pk, "token": taken.lease_token}
        verdict = review.give_verdict(answer=answer, by=alice, now=now, **token)
        if claim == public:
            builders.publish(verdict, bob, now)
            change = builders.correct(verdict, bob, now, conclusion=f"{SECRET} did not.")
            builders.publish(change, erin, now)
            told: dict[str, Any] = {"verdict_id": verdict.pk, "now": now}
            letters.log_reply(name=SECRET, text=f"I am {SECRET}.", by=bob, **told)
            asked: dict[str, Any] = {"kind": "correction", "address": "192.0.2.1", **told}
            letter, _ = letters.write_letter(text=SECRET, contact=SECRET, **asked)
            answer_to: dict[str, Any] = {"letter_id": letter.pk, "accept": False, "now": now}
            letters.answer_letter(answer=f"{SECRET} did.", by=bob, **answer_to)
    taken = take_review(claim_id=held.pk, by=alice, now=now)
    under: dict[str, Any] = {
        "claim_id": held.pk,
        "token": taken.lease_token,
        "by": alice,
        "now": now,
    }
    save_draft(content={"conclusion": SECRET}, **under)
    write_note(claim_id=held.pk, text=f"Ask {SECRET}.", by=alice, now=now)
    matching.compare_new_claims(limit=100, now=now)
    return article


def everything() -> str:
    """Every value of every row of the desk."""
    rows = [
        list(model._base_manager.values_list())
        for model in apps.get_app_config("claims").get_models()
    ]
    return json.dumps(rows, default=str, ensure_ascii=False)


def take_down(article: Article, by: User, now: datetime) -> Takedown:
    return takedowns.take_down(article_id=article.pk, reason=REASON, by=by, now=now)


def test_no_row_has_a_word_of_it_afterwards(article: Article, root: User, now: datetime) -> None:
    assert everything().count(SECRET) > 20
    take_down(article, root, now)
    assert SECRET not in everything()
    assert SECRET.casefold() not in everything().casefold()


def test_that_it_happened_is_kept(article: Article, root: User, now: datetime) -> None:
    events = Event.objects.filter(article=article).count()
    take_down(article, root, now)
    kept = Takedown.objects.get()
    assert (kept.reason, kept.taken_down_by, kept.article.status) == (REASON, root, "removed")
    last = Event.objects.filter(article=article).latest("pk")
    assert (last.kind, last.actor, last.detail) == ("article.taken_down", root, {})
    # What had happened before still has: the retraction and this came to it.
    assert Event.objects.filter(article=article).count() == events + 2


def test_its_verdicts_are_retracted_and_its_claims_leave_the_queue(
    article: Article, root: User, alice: User, now: datetime
) -> None:
    webhooks.add_endpoint(
        url="https://cms.example/", kinds=["verdict.retracted"], by=alice, now=now
    )
    take_down(article, root, now)
    assert set(Verdict.objects.values_list("state", flat=True)) == {"retracted", "returned"}
    statuses = list(article.claims.order_by("start").values_list("status", flat=True))
    assert statuses == ["published", "dismissed", "dismissed"]
    told = WebhookDelivery.objects.get()
    assert told.event.kind == "verdict.retracted"


def test_the_public_reads_that_it_is_gone_and_nothing_else(
    article: Article, root: User, bob: User, now: datetime
) -> None:
    verdict = Verdict.objects.get(state="published")
    take_down(article, root, now)
    page: Any = Client().get(f"/verdicts/{verdict.pk}/")
    assert page.status_code == 451
    assert "taken down for legal reasons" in page.content.decode()
    asked = client_of().get(f"{API}/verdicts/{verdict.pk}/").json()
    assert (asked["retracted"], asked["conclusion"]) == (True, takedowns.REMOVED)
    for address in (
        *("/", "/verdicts/", "/corrections/", f"/verdicts/{verdict.pk}/write/"),
        *("/feeds/verdicts.atom", "/feeds/corrections.atom", "/feeds/claimreview.json"),
        *(f"{API}/verdicts/", f"{API}/corrections/", f"{API}/verdicts/{verdict.pk}/versions/"),
        f"{API}/verdicts/{verdict.pk}/claimreview/",
    ):
        answer: Any = Client().get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        assert (answer.status_code, SECRET.encode() in body) == (200, False), address
    desk = signed_in(root)
    for address in (
        f"claims/article/{article.pk}/change/",
        f"claims/verdict/{verdict.pk}/change/",
        *(f"claims/claim/{claim.pk}/change/" for claim in article.claims.all()),
        *("", "claims/article/", "claims/claim/", "claims/verdict/", "claims/event/"),
    ):
        shown: Any = desk.get(f"/admin/{address}")
        assert (shown.status_code, SECRET in shown.content.decode()) == (200, False), address


def test_an_export_has_not_a_word_of_it(
    article: Article, root: User, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    take_down(article, root, now)
    for what in ("claims", "verdicts"):
        call_command("export", what, "--format", "ndjson")
    assert SECRET not in capsys.readouterr().out


def test_the_same_text_is_not_taken_in_again(
    article: Article, root: User, sam: User, now: datetime
) -> None:
    take_down(article, root, now)
    with pytest.raises(Invalid, match="taken down for legal reasons on 2 March 2026"):
        intake.submit_article(text=TEXT, source=intake.Source(), by=sam, now=now)
    page, _ = intake.submit_article(
        text=None, source=intake.Source(url="https://news.example/y"), by=sam, now=now
    )
    with pytest.raises(Invalid, match="taken down"):
        reading.record_page(article_id=page.pk, text=TEXT, source=intake.Source(), now=now)


def test_nothing_of_it_is_taken_up_again(
    article: Article, root: User, alice: User, bob: User, now: datetime
) -> None:
    take_down(article, root, now)
    for claim in article.claims.all():
        with pytest.raises(WrongState):
            review.reopen_claim(claim_id=claim.pk, reason="It matters.", by=bob, now=now)
        with pytest.raises(WrongState):
            take_review(claim_id=claim.pk, by=alice, now=now)
    with pytest.raises(WrongState):
        intake.send_again(article_id=article.pk, by=bob, now=now)
    with pytest.raises(WrongState):
        take_down(article, root, now)
    assert reading.begin_work(article_id=article.pk, stage=Article.Status.RECEIVED, now=now) is None


def test_a_worker_that_reads_it_meanwhile_records_nothing(root: User, now: datetime) -> None:
    article = builders.an_article(TEXT, now=now)
    assert reading.begin_work(article_id=article.pk, stage=Article.Status.RECEIVED, now=now)
    take_down(article, root, now)
    with pytest.raises(WrongState):
        reading.record_extraction(
            article_id=article.pk, reading=reading.Reading("x 1", [], [], 1, 1), now=now
        )
    assert not Claim.objects.exists()


def test_only_whoever_keeps_the_desk_takes_a_text_down_and_says_why(
    article: Article, bob: User, root: User, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        take_down(article, bob, now)
    with pytest.raises(Invalid):
        takedowns.take_down(article_id=article.pk, reason=" ", by=root, now=now)
    with pytest.raises(NotFound):
        takedowns.take_down(article_id=0, reason=REASON, by=root, now=now)
    assert SECRET in everything()


def test_it_is_done_at_the_desk_by_somebody_who_is_sure(article: Article, root: User) -> None:
    desk, step = signed_in(root), f"/admin/claims/article/{article.pk}/take-down/"
    unsure: Any = desk.post(step, {"reason": REASON})
    assert unsure.context["taking_down"].errors == {"sure": ["Tick this if you are sure."]}
    no_reason: Any = desk.post(step, {"reason": "", "sure": "on"})
    assert "reason" in no_reason.context["taking_down"].errors
    assert not Takedown.objects.exists()
    desk.post(step, {"reason": REASON, "sure": "on"})
    assert REASON in desk.get(f"/admin/claims/article/{article.pk}/change/").content.decode()
