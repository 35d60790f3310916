"""What the database itself refuses, whoever writes past the rules: each constraint by its name."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F

from claims.models import (
    ApiToken,
    Appearance,
    Article,
    ArticleWord,
    Claim,
    ClaimMatch,
    Draft,
    Event,
    EvidenceLink,
    EvidencePage,
    ExtractionRun,
    Heartbeat,
    KeyedCall,
    Letter,
    Note,
    Question,
    Rating,
    Review,
    Skip,
    Verdict,
    VerdictVersion,
    VerdictWord,
    WebhookDelivery,
    WebhookEndpoint,
)
from tests.builders import NOW, a_claim, a_published_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(alice: User, bob: User, now: datetime) -> None:
    """One article with a claim that waits, one with a claim whose verdict is published."""
    verdict = a_published_verdict(alice, bob, now)
    Letter.objects.create(verdict=verdict, kind="correction", text="No.", created_at=now)
    claim = a_claim(now=now)
    Note.objects.create(claim=claim, author=alice, text="Ask the city.", written_at=now)
    ClaimMatch.objects.create(
        claim=claim, earlier=Claim.objects.earliest("pk"), kind="near", score=0.7
    )
    Question.objects.create(asker=alice, text=claim.text, key=1, asked_at=now)
    KeyedCall.objects.create(user=alice, key="k", fingerprint="f", begun_at=now)
    endpoint = WebhookEndpoint.objects.create(
        owner=alice, url="https://a.example/", secret="whsec_x", created_at=now
    )
    endpoint.deliveries.create(
        event=Event.objects.earliest("pk"), created_at=now, tried_since=now, next_attempt_at=now
    )
    EvidencePage.objects.create(
        url="https://a.example/", digest="0" * 64, next_attempt_at=now, asked_by=alice, asked_at=now
    )


def alice_again() -> User:
    return User.objects.get(username="alice")


Change = dict[str, Any] | Callable[[], dict[str, Any]]
NO_TEXT: dict[str, Any] = {"text": "", "sha256": None}
LEASE = {"lease_token": "x", "lease_expires_at": NOW}
ANSWERED = {"status": "answered", "answered_at": NOW, "answer": {}}

# The constraint, which rows of the desk, and changes of them that it refuses.
CHECKS: list[tuple[str, models.QuerySet[Any], list[Change]]] = [
    (
        "letter_answered_by_somebody",
        Letter.objects.all(),
        [{"state": "declined"}, {"answered_at": NOW}, lambda: {"answered_by": alice_again()}],
    ),
    (
        "evidence_link_fails_for_a_reason",
        EvidenceLink.objects.all(),
        [
            {"failures": 1, "failing_since": NOW},
            {"failures": 1, "error": "Gone."},
            {"dead_since": NOW},
            {"error": "Gone."},
        ],
    ),
    (
        "evidence_link_seen_with_its_content",
        EvidenceLink.objects.all(),
        [{"seen_at": NOW}, {"content": "0" * 64}],
    ),
    ("letter_reply_has_a_name", Letter.objects.all(), [{"kind": "reply", "name": ""}]),
    (
        "event_of_an_article_or_a_person",
        # The set of its own refuses any change.
        models.QuerySet(Event),
        [{"article": None}, lambda: {"person": alice_again()}],
    ),
    ("match_of_two", ClaimMatch.objects.all(), [{"earlier": F("claim")}]),
    (
        "match_decided_by_somebody",
        ClaimMatch.objects.all(),
        [
            {"state": "confirmed"},
            {"decided_at": NOW},
            lambda: {"state": "rejected", "decided_by": alice_again()},
        ],
    ),
    (
        "question_answered_by_a_verdict",
        Question.objects.all(),
        [{"answered_at": NOW}, lambda: {"verdict": Verdict.objects.earliest("pk")}],
    ),
    (
        "article_text_has_its_digest",
        Article.objects.all(),
        [{"text": ""}, {"sha256": None, "status": "failed", "error": "No answer."}],
    ),
    (
        "article_read_only_with_text",
        Article.objects.all(),
        [NO_TEXT, {**NO_TEXT, "status": "received"}],
    ),
    ("article_failed_with_a_reason", Article.objects.all(), [{"status": "failed"}]),
    ("claim_span_not_empty", Claim.objects.all(), [{"end": F("start")}, {"start": 9, "end": 8}]),
    (
        "claim_claimant_span_whole",
        Claim.objects.all(),
        [
            {"claimant_start": 1},
            {"claimant_end": 1},
            {"claimant_start": 2, "claimant_end": 2},
            {"claimant_start": 3, "claimant_end": 2},
        ],
    ),
    (
        "claim_check_worthiness_0_to_1",
        Claim.objects.all(),
        [{"check_worthiness": -0.001}, {"check_worthiness": 1.001}],
    ),
    (
        "claim_matched_to_another",
        Claim.objects.all(),
        [{"status": "matched"}, {"same_as": F("pk")}],
    ),
    (
        "review_lease_whole",
        Review.objects.filter(status="open"),
        [{"lease_token": "x"}, {"lease_expires_at": NOW}, LEASE],
    ),
    (
        "review_answered_by_somebody",
        Review.objects.filter(status="open"),
        [
            ANSWERED,
            lambda: {**ANSWERED, "reviewer": alice_again(), "answered_at": None},
            lambda: {"status": "answered", "answered_at": NOW, "reviewer": alice_again()},
        ],
    ),
    (
        "review_reserved_whole",
        Review.objects.filter(status="open"),
        [{"reserved_until": NOW}, lambda: {"reserved_for": alice_again()}],
    ),
    ("note_says_something", Note.objects.all(), [{"text": ""}]),
    (
        "evidence_page_due_while_waiting",
        EvidencePage.objects.all(),
        [{"next_attempt_at": None}, {"status": "read"}, {"status": "failed", "error": "Gone."}],
    ),
    (
        "evidence_page_failed_with_a_reason",
        EvidencePage.objects.all(),
        [{"status": "failed", "next_attempt_at": None}],
    ),
    (
        "webhook_off_with_a_reason",
        WebhookEndpoint.objects.all(),
        [{"off_since": NOW}, {"off_because": "It answered 410."}],
    ),
    (
        "delivery_due_while_waiting",
        WebhookDelivery.objects.all(),
        [{"next_attempt_at": None}, {"status": "given_up"}],
    ),
    (
        "delivery_delivered_at_a_time",
        WebhookDelivery.objects.all(),
        [{"status": "delivered", "next_attempt_at": None}],
    ),
    (
        "rating_value_within_scale",
        Rating.objects.filter(slug="true"),
        [{"value": 6}, {"value": 0}, {"value": None}, {"worst": None}, {"best": None}],
    ),
    (
        "verdict_public_with_a_version",
        Verdict.objects.all(),
        [
            {"current": None},
            {"published_at": None},
            {"updated_at": None},
            {"state": "proposed"},
            {"state": "returned", "current": None},
            {"state": "retracted", "current": None},
        ],
    ),
    ("version_change_has_a_note", VerdictVersion.objects.all(), [{"kind": "retraction"}]),
    (
        "version_numbered_when_public",
        VerdictVersion.objects.all(),
        [{"number": None}, {"published_at": None}, {"state": "returned"}, {"state": "proposed"}],
    ),
]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("name", "rows", "change"),
    [
        pytest.param(name, rows, change, id=f"{name}, {n}")
        for name, rows, changes in CHECKS
        for n, change in enumerate(changes, start=1)
    ],
)
def test_a_change_that_breaks_a_check_is_refused(
    name: str, rows: models.QuerySet[Any], change: Change
) -> None:
    changes = change() if callable(change) else change
    assert rows.all().exists()
    with pytest.raises(IntegrityError, match=name):
        rows.all().update(**changes)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("rows", "change"),
    [
        (Article.objects.all(), {"status": "failed", "error": "No answer."}),
        (Claim.objects.all(), {"claimant_start": 1, "claimant_end": 2}),
        (
            Claim.objects.filter(status="queued"),
            lambda: {"status": "matched", "same_as": Claim.objects.get(status="published")},
        ),
        (Claim.objects.all(), {"check_worthiness": 0}),
        (Claim.objects.all(), {"check_worthiness": 1}),
        (Review.objects.filter(status="open"), lambda: {**LEASE, "reviewer": alice_again()}),
        (Review.objects.filter(status="open"), lambda: {**ANSWERED, "reviewer": alice_again()}),
        (EvidencePage.objects.all(), {"status": "failed", "error": "x", "next_attempt_at": None}),
        (Rating.objects.all(), {"value": None, "worst": None, "best": None}),
        (Rating.objects.all(), {"value": -1, "worst": -1, "best": -1}),
        (VerdictVersion.objects.all(), {"kind": "retraction", "note": "Why."}),
    ],
)
def test_a_change_that_keeps_the_checks_is_taken(
    rows: models.QuerySet[Any], change: Change
) -> None:
    changes = change() if callable(change) else change
    assert rows.all().update(**changes) > 0


# --- What there may be only one of


def copy(rows: models.QuerySet[Any], **changes: Any) -> None:
    """Write a second row that differs from the first of `rows` in its key and in `changes` alone."""
    row = rows.earliest("pk")
    for name, value in changes.items():
        setattr(row, name, value)
    row.pk, row._state.adding = None, True
    row.save(force_insert=True)


def two_appearances() -> None:
    for _ in range(2):
        Appearance.objects.create(
            article=Article.objects.earliest("pk"), url="https://a.example/", created_at=NOW
        )


def two_drafts() -> None:
    for _ in range(2):
        Draft.objects.create(claim=Claim.objects.earliest("pk"), author=alice_again(), saved_at=NOW)


def two_skips() -> None:
    for _ in range(2):
        Skip.objects.create(review=Review.objects.earliest("pk"), reviewer=alice_again(), until=NOW)


def two_tokens() -> None:
    for _ in range(2):
        ApiToken.objects.create(
            user=alice_again(), prefix="fc_12345", digest="0" * 64, created_at=NOW
        )


def two_pending() -> None:
    waits = {"state": "proposed", "number": None, "published_at": None}
    for _ in range(2):
        copy(VerdictVersion.objects.all(), **waits)


def alive(state: str, **unpublished: Any) -> Callable[[], None]:
    changes = {"state": state, "review": None, **unpublished}
    return lambda: copy(Verdict.objects.all(), **changes)


UNPUBLISHED = {"current": None, "published_at": None}


def two_heartbeats() -> None:
    Heartbeat.objects.beat("one", roles=["sweep"])
    copy(Heartbeat.objects.all())


def two_matches() -> None:
    copy(ClaimMatch.objects.all())


def two_questions() -> None:
    copy(Question.objects.all())


def two_words_alike() -> None:
    for _ in range(2):
        ArticleWord.objects.create(article=Article.objects.earliest("pk"), word="bridge")


UNIQUE: list[tuple[str, str, Callable[[], None]]] = [
    # the constraint, the first column that SQLite names in its place, and how it is broken
    ("claim_once_per_span", "claims_claim.article_id", lambda: copy(Claim.objects.all())),
    ("run_read_once", "claims_extractionrun.article", lambda: copy(ExtractionRun.objects.all())),
    ("appearance_once", "claims_appearance.article_id", two_appearances),
    ("draft_one_each", "claims_draft.claim_id", two_drafts),
    ("match_once_per_pair", "claims_claimmatch.claim_id", two_matches),
    ("question_asked_once", "claims_question.asker_id", two_questions),
    (
        "delivery_once",
        "claims_webhookdelivery.endpoint_id",
        lambda: copy(WebhookDelivery.objects.all()),
    ),
    ("keyed_call_once", "claims_keyedcall.user_id", lambda: copy(KeyedCall.objects.all())),
    ("skip_one_each", "claims_skip.review_id", two_skips),
    (
        "claims_evidencepage_digest_key",
        "claims_evidencepage.digest",
        lambda: copy(EvidencePage.objects.all()),
    ),
    (
        "verdict_one_alive_per_claim",
        "claims_verdict.claim_id",
        alive("proposed", **UNPUBLISHED),
    ),
    (
        "version_numbered_once",
        "claims_verdictversion.verdict_id, claims_verdictversion.number",
        lambda: copy(VerdictVersion.objects.all()),
    ),
    (
        "verdict_word_once",
        "claims_verdictword.word, claims_verdictword.verdict_id",
        lambda: copy(VerdictWord.objects.all()),
    ),
    (
        "article_word_once",
        "claims_articleword.word, claims_articleword.article_id",
        two_words_alike,
    ),
    ("version_one_pending", "claims_verdictversion.verdict_id", two_pending),
    (
        "heartbeat_once_per_role",
        "claims_heartbeat.name",
        two_heartbeats,
    ),
    ("claims_article_sha256_key", "claims_article.sha256", lambda: copy(Article.objects.all())),
    ("claims_apitoken_digest_key", "claims_apitoken.digest", two_tokens),
    ("claims_rating_slug_key", "claims_rating.slug", lambda: copy(Rating.objects.all())),
    (
        "claims_verdict_review_id_key",
        "claims_verdict.review_id",
        lambda: copy(Verdict.objects.all(), state="returned", **UNPUBLISHED),
    ),
    (
        "claims_verdict_current_id_key",
        "claims_verdict.current_id",
        alive("retracted"),
    ),
]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(("name", "columns", "step"), UNIQUE, ids=[row[0] for row in UNIQUE])
def test_a_second_row_is_refused_where_there_may_be_one(
    name: str, columns: str, step: Callable[[], None]
) -> None:
    says = name if connection.vendor == "postgresql" else f"UNIQUE constraint failed: {columns}"
    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        step()


@pytest.mark.usefixtures("desk")
def test_a_claim_may_have_any_number_of_verdicts_that_were_returned() -> None:
    for _ in range(2):
        alive("returned", **UNPUBLISHED)()
    assert Verdict.objects.count() == 3


def test_every_constraint_of_the_models_is_in_these_tables() -> None:
    named = {
        constraint.name
        for model in apps.get_app_config("claims").get_models()
        for constraint in model._meta.constraints
    }
    tested = {name for name, _, _ in CHECKS} | {name for name, _, _ in UNIQUE}
    assert named <= tested
