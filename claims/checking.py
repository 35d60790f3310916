"""Has this been checked? Published verdicts are found by a statement, and open questions by a new verdict.

A miss can be kept: the claim it concerns becomes more urgent, and the asker hears once there is a verdict.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from claims.errors import Invalid
from claims.likeness import LONGEST, Statement
from claims.lookup import Found, Index, Kind, compare, find, write_keys
from claims.models import Claim, Event, Question, QuestionKey, Review, Verdict, record
from claims.webhooks import announce
from claims.wording import problem_with_text

LONGEST_STATEMENT = LONGEST
# So many questions of one asker may be open.
MOST_OPEN = 1_000
# So many open questions about one claim are looked at, at a time.
MOST_ASKED = 1_000

THE_SAME = frozenset({Kind.EXACT, Kind.NEAR})


@dataclass(frozen=True, slots=True)
class Match:
    """A published verdict that may answer a statement, by the claim whose words led to it."""

    verdict_id: int
    found: Found


def check_statement(text: str, *, field: str) -> Statement:
    """Raise `Invalid` unless `text` can be looked up."""
    if problem := problem_with_text(text, longest=LONGEST_STATEMENT):
        raise Invalid(**{field: problem})
    return Statement(text)


def verdicts_on(
    statements: Sequence[Statement], *, most: int, similar_to: Collection[int] | None = None
) -> list[list[Match]]:
    """For each statement the published verdicts that may answer it, best first; a retracted one answers nothing.

    Args:
        most: at most so many for each.
        similar_to: places of the statements for which similar claims are sought too; by default of all.
    """
    found = find(
        statements,
        index=Index.PUBLIC,
        among=with_published_verdict(),
        most=most,
        similar_to=similar_to,
    )
    verdicts = _verdicts({each.claim_id for matches in found for each in matches})
    return [list(_once_each(matches, verdicts)) for matches in found]


def with_published_verdict() -> QuerySet[Claim]:
    """Claims with a published verdict: their own, or that of the claim they are the same as."""
    public = Verdict.objects.filter(claim=OuterRef("root"), state="published")
    return Claim.objects.alias(root=Coalesce("same_as_id", "id")).filter(Exists(public))


def _verdicts(claim_ids: Collection[int]) -> dict[int, int]:
    roots = dict(
        Claim.objects.filter(pk__in=claim_ids).values_list("id", Coalesce("same_as_id", "id"))
    )
    public = Verdict.objects.filter(claim__in=set(roots.values()), state="published")
    by_root = dict(public.values_list("claim_id", "id"))
    return {claim_id: by_root[root] for claim_id, root in roots.items() if root in by_root}


def _once_each(matches: Sequence[Found], verdicts: dict[int, int]) -> Iterator[Match]:
    """The best match of each verdict; one retracted since the search is gone."""
    seen = set()
    for each in matches:
        verdict_id = verdicts.get(each.claim_id)
        if verdict_id is not None and verdict_id not in seen:
            seen.add(verdict_id)
            yield Match(verdict_id, each)


def which_wait(statements: Sequence[Statement]) -> list[bool]:
    """Of each statement, whether a claim of the same words, or nearly, waits in the queue."""
    queued = Claim.objects.filter(status=Claim.Status.QUEUED)
    found = find(statements, index=Index.DESK, among=queued, most=1, similar_to=())
    return [any(each.kind in THE_SAME for each in matches) for matches in found]


# --- Questions that are kept


def ask(*, text: str, by: User, now: datetime) -> Question:
    """Keep a statement on which there is no verdict, until there is one; the same again is the same question.

    The claim of these words in the queue, if there is one, becomes more urgent: once for each asker.

    Raises:
        Invalid: the text cannot be looked up, or the asker has too many open questions.
    """
    statement = check_statement(text, field="claims")
    mine = Question.objects.filter(asker=by, answered_at=None)
    key = statement.exact_key(Index.QUESTIONS)
    if (known := mine.filter(key=key).first()) is not None:
        return known
    if mine.count() >= MOST_OPEN:
        raise Invalid(
            notify=f"You have {MOST_OPEN:,} open questions: wait for some to be answered."
        )
    try:
        with transaction.atomic():
            question = Question.objects.create(asker=by, text=text, key=key, asked_at=now)
            keys = {key, *statement.band_keys(Index.QUESTIONS)}
            QuestionKey.objects.bulk_create(QuestionKey(key=k, question=question) for k in keys)
            queued = Claim.objects.filter(status=Claim.Status.QUEUED)
            alike = find([statement], index=Index.DESK, among=queued, most=1, similar_to=())[0]
            if alike and alike[0].kind in THE_SAME:
                _hurry(question, claim_id=alike[0].claim_id)
    except IntegrityError:
        return mine.get(key=key)  # asked twice at once
    # A verdict published meanwhile did not see this question, which was not committed yet: now it is, so either
    # this look sees the verdict, or the worker's look at its claim, after its publication, sees the question.
    for match in verdicts_on([statement], most=1, similar_to=())[0]:
        if match.found.kind in THE_SAME:
            verdict = Verdict.objects.select_related("claim").get(pk=match.verdict_id)
            _answer(question, verdict, kind=match.found.kind, now=now)
    question.refresh_from_db()
    return question


def hurry_for_askers(claim: Claim, statement: Statement) -> None:
    """Make a claim that has come into the queue as urgent as those who asked about it before make it."""
    for question, _ in _open_questions(statement, claim=None):
        _hurry(question, claim_id=claim.pk)


def _hurry(question: Question, *, claim_id: int) -> None:
    asked_before = Question.objects.filter(asker=question.asker_id, claim=claim_id).exists()
    won = Question.objects.filter(pk=question.pk, claim=None).update(claim=claim_id)
    if won and not asked_before:
        # The reviews repeat the claim's priority, for the index of the queue. They are locked first, as by all.
        Review.objects.filter(claim=claim_id, status="open").update(priority=F("priority") + 1)
        Claim.objects.filter(pk=claim_id).update(priority=F("priority") + 1)


def _open_questions(statement: Statement, **narrowed: None) -> list[tuple[Question, Kind]]:
    """The open questions in the words of `statement`, or nearly, with how near they are."""
    keys = [statement.exact_key(Index.QUESTIONS), *statement.band_keys(Index.QUESTIONS)]
    ids = QuestionKey.objects.filter(key__in=keys).values_list("question_id", flat=True).distinct()
    open_ones = Question.objects.filter(pk__in=list(ids[:MOST_ASKED]), answered_at=None, **narrowed)
    compared = [
        (question, compare(Statement(question.text), statement).kind)
        for question in open_ones.order_by("id")
    ]
    return [(question, kind) for question, kind in compared if kind in THE_SAME]


# --- A verdict is published


def let_verdict_be_found(*, root_id: int, now: datetime) -> None:
    """Let a published verdict be found by the words of its claim and of those that are the same, and tell the askers.

    In the transaction that publishes it, or that matches a claim to one with a verdict; and again by the worker, who
    finds what was asked at that very moment. Without a published verdict it does nothing.
    """
    verdict = (
        Verdict.objects.select_related("claim").filter(claim=root_id, state="published").first()
    )
    if verdict is None:
        return
    claims = [verdict.claim, *verdict.claim.repeats.order_by("id")]
    statements = [(claim.pk, Statement(claim.text)) for claim in claims]
    write_keys(statements, index=Index.PUBLIC)
    for _, statement in statements:
        for question, kind in _open_questions(statement):
            _answer(question, verdict, kind=kind, now=now)


def _answer(question: Question, verdict: Verdict, *, kind: Kind, now: datetime) -> None:
    with transaction.atomic():
        won = Question.objects.filter(pk=question.pk, answered_at=None).update(
            answered_at=now, verdict=verdict
        )
        if not won:
            return
        QuestionKey.objects.filter(question=question).delete()
        event = record(
            Event.Kind.CHECK_ANSWERED,
            by=None,
            at=now,
            article_id=verdict.claim.article_id,
            claim_id=verdict.claim_id,
            verdict_id=verdict.pk,
            question=question.pk,
            asker=question.asker_id,
            match=str(kind),
        )
        announce(event)
