"""Every step on the desk, ready to be taken: what it needs is there, and the step itself is given back.

With each stands the event that it writes, so that `test_events` can hold the one against the other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction

from claims import (
    checking,
    intake,
    leases,
    letters,
    matching,
    passages,
    people,
    publishing,
    queue,
    reading,
    review,
    takedowns,
    tokens,
    webhooks,
)
from claims.intake import Source
from claims.likeness import Statement
from claims.lookup import Index
from claims.models import Article, Claim, Event, Question, QuestionKey, Verdict
from tests.builders import (
    a_claim,
    a_leased_claim,
    a_person,
    a_proposed_verdict,
    a_published_verdict,
    a_read_article,
    a_reading,
    an_answer,
    an_article,
)

Kind = Event.Kind
NOTE = "The account was revised."


@dataclass(frozen=True)
class Scene:
    """Who takes part, when the stage is set, and when the step is taken."""

    sam: User
    alice: User
    bob: User
    erin: User
    then: datetime
    now: datetime


# --- Each prepares a row and gives back the step, which has not been taken yet

Step = Callable[[], Any]


def submit(scene: Scene) -> Step:
    source = Source(title="Bridges")
    return lambda: intake.submit_article(
        text="Rents rose.", source=source, by=scene.sam, now=scene.now
    )


def submit_an_address(scene: Scene) -> Step:
    source = Source(url="https://example.org/")
    return lambda: intake.submit_article(text=None, source=source, by=scene.sam, now=scene.now)


def submit_again_elsewhere(scene: Scene) -> Step:
    an_article("Rents rose.", now=scene.then)
    source = Source(url="https://example.org/")
    return lambda: intake.submit_article(
        text="Rents rose.", source=source, by=scene.sam, now=scene.now
    )


def submit_again(scene: Scene) -> Step:
    an_article("Rents rose.", now=scene.then)
    return lambda: intake.submit_article(
        text="Rents rose.", source=Source(), by=scene.sam, now=scene.now
    )


def a_page(scene: Scene) -> Article:
    source = Source(url="https://example.org/")
    return intake.submit_article(text=None, source=source, by=scene.sam, now=scene.then)[0]


def fetch(scene: Scene) -> Step:
    page = a_page(scene)
    return lambda: reading.record_page(
        article_id=page.pk, text="Rents rose.", source=Source(), now=scene.now
    )


def read(scene: Scene) -> Step:
    article = an_article("Rents rose.", now=scene.then)
    found = a_reading("Rents rose.", "Rents rose.")
    return lambda: reading.record_extraction(article_id=article.pk, reading=found, now=scene.now)


def begin(scene: Scene) -> Step:
    article = an_article(now=scene.then)
    return lambda: reading.begin_work(
        article_id=article.pk, stage=Article.Status.RECEIVED, now=scene.now
    )


def fail(scene: Scene) -> Step:
    page = a_page(scene)
    return lambda: reading.fail_article(article_id=page.pk, reason="No answer.", now=scene.now)


def send_again(scene: Scene) -> Step:
    page = a_page(scene)
    reading.fail_article(article_id=page.pk, reason="No answer.", now=scene.then)
    return lambda: intake.send_again(article_id=page.pk, by=scene.sam, now=scene.now)


def add_claim(scene: Scene) -> Step:
    article = a_read_article("Rents rose.", now=scene.then)
    return lambda: passages.add_claim(
        article_id=article.pk, start=0, end=5, by=scene.alice, now=scene.now
    )


def take_next(scene: Scene) -> Step:
    a_claim(now=scene.then)
    return lambda: queue.take_next_review(by=scene.alice, now=scene.now)


def take_chosen(scene: Scene) -> Step:
    claim = a_claim(now=scene.then)
    return lambda: queue.take_review(claim_id=claim.pk, by=scene.alice, now=scene.now)


def under_a_lease(rule: Callable[..., Any], **more: Any) -> Callable[[Scene], Step]:
    def prepared(scene: Scene) -> Step:
        held = a_leased_claim(scene.alice, scene.then)
        shown: dict[str, Any] = {
            "claim_id": held.claim_id,
            "token": held.lease_token,
            "by": scene.alice,
        }
        return lambda: rule(**shown, **more, now=scene.now)

    return prepared


def merge(scene: Scene) -> Step:
    article = a_read_article("Rents rose. Prices fell.", "Rents rose.", "Prices fell.")
    first, second = article.claims.order_by("start")
    held = a_leased_claim(scene.alice, scene.then, first)
    return lambda: passages.merge_claims(
        claim_id=first.pk,
        token=held.lease_token,
        others=[second.pk],
        by=scene.alice,
        now=scene.now,
    )


def reopen(scene: Scene) -> Step:
    held = a_leased_claim(scene.alice, scene.then)
    shown: dict[str, Any] = {"claim_id": held.claim_id, "by": scene.alice}
    review.dismiss_claim(**shown, token=held.lease_token, reason="Opinion.", now=scene.then)
    return lambda: review.reopen_claim(**shown, reason="It matters.", now=scene.now)


def note(scene: Scene) -> Step:
    claim = a_claim(now=scene.then)
    return lambda: review.write_note(
        claim_id=claim.pk, text="Ask the city.", by=scene.alice, now=scene.now
    )


RENTS = "Rents in Ostrava rose by 9 percent in 2024, the statistics office said."


def two_alike(scene: Scene) -> tuple[Claim, Claim]:
    earlier, claim = a_claim(RENTS, now=scene.then), a_claim(f"{RENTS}!", now=scene.then)
    matching.compare_new_claims(limit=10, now=scene.then)
    return earlier, claim


def match(scene: Scene) -> Step:
    earlier, claim = two_alike(scene)
    pair: dict[str, Any] = {"claim_id": claim.pk, "earlier_id": earlier.pk}
    return lambda: matching.confirm_match(**pair, differs=[], by=scene.alice, now=scene.now)


def unmatch(scene: Scene) -> Step:
    earlier, claim = two_alike(scene)
    matching.confirm_match(
        claim_id=claim.pk, earlier_id=earlier.pk, differs=[], by=scene.bob, now=scene.then
    )
    return lambda: matching.unmatch_claim(
        claim_id=claim.pk, reason="Another year.", by=scene.alice, now=scene.now
    )


def reject(scene: Scene) -> Step:
    _, claim = two_alike(scene)
    suggestion = claim.matches.get()
    return lambda: matching.reject_match(
        claim_id=claim.pk, match_id=suggestion.pk, by=scene.alice, now=scene.now
    )


def answer(scene: Scene) -> Step:
    claim = a_published_verdict(scene.alice, scene.bob, scene.then).claim
    key = Statement(claim.text).exact_key(Index.QUESTIONS)
    question = Question.objects.create(
        asker=scene.sam, text=claim.text, key=key, asked_at=scene.then
    )
    QuestionKey.objects.create(key=key, question=question)
    return lambda: checking.let_verdict_be_found(root_id=claim.pk, now=scene.now)


def by_an_editor(
    rule: Callable[..., Any], state: Callable[[Scene], Verdict], **more: Any
) -> Callable[[Scene], Step]:
    def prepared(scene: Scene) -> Step:
        verdict = state(scene)
        return lambda: rule(verdict_id=verdict.pk, by=scene.erin, now=scene.now, **more)

    return prepared


def proposed(scene: Scene) -> Verdict:
    return a_proposed_verdict(scene.alice, scene.then)


def published(scene: Scene) -> Verdict:
    return a_published_verdict(scene.alice, scene.bob, scene.then)


CHANGE: dict[str, Any] = {"kind": "clarification", "note": NOTE, "changes": {"conclusion": "Less."}}


def with_a_change(scene: Scene) -> Verdict:
    verdict = published(scene)
    return publishing.correct_verdict(verdict_id=verdict.pk, by=scene.bob, now=scene.then, **CHANGE)


# --- What concerns the desk and no article


def add_a_person(scene: Scene) -> Step:
    def step() -> None:
        with transaction.atomic():
            dora, is_new = User.objects.get_or_create(username="dora")
            before = None if is_new else people.standing(dora)
            people.note_standing(person=dora, before=before, by=scene.erin, now=scene.now)

    return step


def make_an_editor(scene: Scene) -> Step:
    def step() -> None:
        with transaction.atomic():
            before = people.standing(scene.sam)
            scene.sam.groups.add(Group.objects.get(name="editor"))
            people.note_standing(person=scene.sam, before=before, by=scene.erin, now=scene.now)

    return step


def make_a_token(scene: Scene) -> Step:
    return lambda: tokens.create_token(user=scene.sam, days=None, by=scene.erin, now=scene.now)


def revoke_a_token(scene: Scene) -> Step:
    token, _ = tokens.create_token(user=scene.sam, days=None, now=scene.then)
    return lambda: tokens.revoke_token(token_id=token.pk, by=scene.erin, now=scene.now)


HOOK: dict[str, Any] = {"url": "https://hooks.example/", "kinds": [Kind.VERDICT_PUBLISHED]}


def add_an_endpoint(scene: Scene) -> Step:
    return lambda: webhooks.add_endpoint(by=scene.sam, now=scene.now, **HOOK)


def on_an_endpoint(rule: Callable[..., Any], **more: Any) -> Callable[[Scene], Step]:
    def prepare(scene: Scene) -> Step:
        endpoint = webhooks.add_endpoint(by=scene.sam, now=scene.then, **HOOK)
        return lambda: rule(endpoint_id=endpoint.pk, by=scene.sam, now=scene.now, **more)

    return prepare


def switched_off_by_its_answer(scene: Scene) -> Step:
    webhooks.add_endpoint(by=scene.sam, now=scene.then, **HOOK)
    published(scene)
    delivery = webhooks.begin_delivery(now=scene.now)
    assert delivery is not None
    return lambda: webhooks.record_failure(
        delivery=delivery, answered=410, error="No.", now=scene.now
    )


def take_down(scene: Scene) -> Step:
    article = a_read_article("Rents rose.", "Rents rose.", now=scene.then)
    root = a_person("root", is_superuser=True)
    order: dict[str, Any] = {"article_id": article.pk, "reason": "Order 7/2026.", "by": root}
    return lambda: takedowns.take_down(now=scene.now, **order)


LETTER = {"kind": "correction", "text": "See page 7.", "address": "192.0.2.1"}


def write_a_letter(scene: Scene) -> Step:
    verdict = published(scene)
    return lambda: letters.write_letter(verdict_id=verdict.pk, now=scene.now, **LETTER)


def answer_a_letter(scene: Scene) -> Step:
    letter, _ = letters.write_letter(verdict_id=published(scene).pk, now=scene.then, **LETTER)
    told: dict[str, Any] = {"letter_id": letter.pk, "accept": True, "answer": "Yes."}
    return lambda: letters.answer_letter(by=scene.erin, now=scene.now, **told)


def log_a_reply(scene: Scene) -> Step:
    said: dict[str, Any] = {"verdict_id": published(scene).pk, "name": "Mayor Holm", "text": "No."}
    return lambda: letters.log_reply(by=scene.erin, now=scene.now, **said)


STEPS: dict[str, tuple[Callable[[Scene], Step], Event.Kind | None, str | None, dict[str, Any]]] = {
    # what is done: how, the event, who did it, and some of its detail
    "submit": (submit, Kind.ARTICLE_SUBMITTED, "sam", {}),
    "submit an address": (submit_an_address, Kind.ARTICLE_SUBMITTED, "sam", {}),
    "submit again": (submit_again, None, None, {}),
    "submit again elsewhere": (submit_again_elsewhere, Kind.ARTICLE_APPEARED, "sam", {}),
    "fetch": (fetch, Kind.ARTICLE_FETCHED, None, {}),
    "begin": (begin, None, None, {}),
    "read": (read, Kind.ARTICLE_EXTRACTED, None, {"claims": 1}),
    "fail": (fail, Kind.ARTICLE_FAILED, None, {"reason": "No answer."}),
    "send again": (send_again, Kind.ARTICLE_SENT_AGAIN, "sam", {}),
    "add a claim": (add_claim, Kind.CLAIM_ADDED, "alice", {}),
    "take the next": (take_next, Kind.REVIEW_TAKEN, "alice", {}),
    "take a chosen": (take_chosen, Kind.REVIEW_TAKEN, "alice", {}),
    "renew": (under_a_lease(leases.renew_lease), None, None, {}),
    "save a draft": (under_a_lease(review.save_draft, content={"conclusion": "S"}), None, None, {}),
    "release": (under_a_lease(queue.release_review), Kind.REVIEW_RELEASED, "alice", {}),
    "skip": (
        under_a_lease(queue.skip_review, reason="No time.", to="later"),
        Kind.REVIEW_SKIPPED,
        "alice",
        {"reason": "No time.", "to": "later"},
    ),
    "hand over": (
        under_a_lease(queue.hand_over_review, reason="Your field.", colleague="bob"),
        Kind.REVIEW_HANDED_OVER,
        "alice",
        {"reason": "Your field.", "to": "bob"},
    ),
    "reword": (
        under_a_lease(passages.change_wording, text="What it says."),
        Kind.CLAIM_REWORDED,
        "alice",
        {"after": "What it says."},
    ),
    "move": (
        under_a_lease(passages.change_span, start=4, end=10),
        Kind.CLAIM_MOVED,
        "alice",
        {"after": [4, 10]},
    ),
    "split": (
        under_a_lease(passages.split_claim, spans=[(0, 3), (4, 10)]),
        Kind.CLAIM_SPLIT,
        "alice",
        {"after": [0, 3]},
    ),
    "merge": (merge, Kind.CLAIM_MERGED, "alice", {"before": [0, 11], "after": [0, 24]}),
    "reopen": (reopen, Kind.CLAIM_REOPENED, "alice", {"reason": "It matters."}),
    "write a note": (note, Kind.CLAIM_NOTED, "alice", {}),
    "match": (match, Kind.CLAIM_MATCHED, "alice", {}),
    "unmatch": (unmatch, Kind.CLAIM_UNMATCHED, "alice", {"reason": "Another year."}),
    "reject a match": (reject, Kind.CLAIM_MATCH_REJECTED, "alice", {}),
    "answer a question": (answer, Kind.CHECK_ANSWERED, None, {"match": "exact"}),
    "dismiss": (
        under_a_lease(review.dismiss_claim, reason="An opinion."),
        Kind.CLAIM_DISMISSED,
        "alice",
        {"reason": "An opinion."},
    ),
    "give a verdict": (
        under_a_lease(review.give_verdict, answer=an_answer()),
        Kind.VERDICT_PROPOSED,
        "alice",
        {"rating": "false"},
    ),
    "publish": (
        by_an_editor(publishing.publish_verdict, proposed),
        Kind.VERDICT_PUBLISHED,
        "erin",
        {"version": 1},
    ),
    "return": (
        by_an_editor(publishing.return_verdict, proposed, note=NOTE),
        Kind.VERDICT_RETURNED,
        "erin",
        {"note": NOTE, "change": "original"},
    ),
    "correct": (
        by_an_editor(publishing.correct_verdict, published, **CHANGE),
        Kind.VERDICT_CORRECTION_PROPOSED,
        "erin",
        {"note": NOTE, "change": "clarification"},
    ),
    "publish a change": (
        by_an_editor(publishing.publish_verdict, with_a_change),
        Kind.VERDICT_CORRECTED,
        "erin",
        {"version": 2},
    ),
    "return a change": (
        by_an_editor(publishing.return_verdict, with_a_change, note=NOTE),
        Kind.VERDICT_RETURNED,
        "erin",
        {"note": NOTE, "change": "clarification"},
    ),
    "retract": (
        by_an_editor(publishing.retract_verdict, with_a_change, note=NOTE),
        Kind.VERDICT_RETRACTED,
        "erin",
        {"version": 2, "note": NOTE},
    ),
    "write a letter": (write_a_letter, Kind.LETTER_RECEIVED, None, {"concerns": "correction"}),
    "log a reply": (log_a_reply, Kind.LETTER_RECEIVED, "erin", {"concerns": "reply"}),
    "answer a letter": (answer_a_letter, Kind.LETTER_ANSWERED, "erin", {"outcome": "accepted"}),
    "take a text down": (take_down, Kind.ARTICLE_TAKEN_DOWN, "root", {}),
    "add a person": (add_a_person, Kind.PERSON_ADDED, "erin", {}),
    "make somebody an editor": (
        make_an_editor,
        Kind.PERSON_CHANGED,
        "erin",
        {"before": {"roles": ["submitter"]}, "after": {"roles": ["editor", "submitter"]}},
    ),
    "make a token": (make_a_token, Kind.TOKEN_MADE, "erin", {"expires_at": None}),
    "revoke a token": (revoke_a_token, Kind.TOKEN_REVOKED, "erin", {}),
    "add an endpoint": (add_an_endpoint, Kind.ENDPOINT_ADDED, "sam", {"url": HOOK["url"]}),
    "move an endpoint": (
        on_an_endpoint(webhooks.change_endpoint, url="https://new.example/"),
        Kind.ENDPOINT_CHANGED,
        "sam",
        {"url": "https://new.example/"},
    ),
    "change nothing of an endpoint": (
        on_an_endpoint(webhooks.change_endpoint, on=True, **HOOK),
        None,
        None,
        {},
    ),
    "switch an endpoint off": (
        on_an_endpoint(webhooks.change_endpoint, on=False),
        Kind.ENDPOINT_SWITCHED_OFF,
        "sam",
        {"reason": "Switched off by its owner."},
    ),
    "be told that an endpoint is gone": (
        switched_off_by_its_answer,
        Kind.ENDPOINT_SWITCHED_OFF,
        None,
        {"reason": "It answered 410: it wants no more."},
    ),
    "rotate a secret": (on_an_endpoint(webhooks.rotate_secret), Kind.ENDPOINT_CHANGED, "sam", {}),
    "delete an endpoint": (
        on_an_endpoint(webhooks.delete_endpoint),
        Kind.ENDPOINT_DELETED,
        "sam",
        {},
    ),
}

# Taken twice these are two.
ANEW = (
    "submit",
    "write a letter",
    "log a reply",
    "make a token",
    "add an endpoint",
    "rotate a secret",
)
