"""Rows for tests to stand on, each made by the same rule functions as on the desk.

article = a_read_article("Rain fell. Rents rose by 9 percent.", "Rents rose by 9 percent.")
verdict = a_published_verdict(author=alice, editor=bob)
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Barrier
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection

from claims.answers import Answer
from claims.answers import Source as EvidenceSource
from claims.intake import Source, submit_article
from claims.models import Article, Claim, Review, Verdict
from claims.publishing import correct_verdict, publish_verdict, retract_verdict, return_verdict
from claims.queue import take_review
from claims.reading import Reading, record_extraction
from claims.review import give_verdict
from claims.roles import Role

PASSWORD = "correct horse"

# When every test begins. Rules are given the time, so a test moves it by adding to it.
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
NOTE = "The account was revised on 1 March."

_serial = count(1)


def a_person(username: str, *roles: Role, is_superuser: bool = False) -> User:
    """A signed-in member of the staff with these roles."""
    user = User.objects.create_user(
        username, password=PASSWORD, is_staff=True, is_superuser=is_superuser
    )
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    return user


def a_sentence() -> str:
    """A sentence that no other call gives."""
    return f"The bridge at Neustadt cost {1_000_000 + next(_serial):,} crowns."


# --- Articles and claims


def an_article(text: str | None = None, *, by: User | None = None, now: datetime = NOW) -> Article:
    """An article that waits to be read."""
    article, _ = submit_article(
        text=a_sentence() if text is None else text, source=Source(), by=by, now=now
    )
    return article


def a_reading(text: str, *quotes: str, **fields: Any) -> Reading:
    """A reading that found `quotes` in `text`, each with the further `fields` of a claim."""
    found = []
    for quote in quotes:
        start = text.index(quote)
        span = {"start": start, "end": start + len(quote), "text": quote}
        found.append({"check_worthiness": 0.75, **span, **fields})
    return Reading(
        extractor="by-hand 1", claims=found, ledger=[], sentences_count=len(quotes), milliseconds=1
    )


def a_read_article(text: str, *quotes: str, now: datetime = NOW, **fields: Any) -> Article:
    """An article with these claims, each waiting in the queue."""
    article = an_article(text, now=now)
    record_extraction(article_id=article.pk, reading=a_reading(text, *quotes, **fields), now=now)
    article.refresh_from_db()
    return article


def a_claim(quote: str | None = None, *, now: datetime = NOW, **fields: Any) -> Claim:
    """A claim in the queue, alone in an article of its own."""
    quote = a_sentence() if quote is None else quote
    return a_read_article(quote, quote, now=now, **fields).claims.get()


# --- Reviews and verdicts


def a_leased_claim(by: User, now: datetime = NOW, claim: Claim | None = None) -> Review:
    """A review that `by` holds, of a claim of its own or of the given one."""
    claim = claim or a_claim(now=now)
    return take_review(claim_id=claim.pk, by=by, now=now)


def a_source(**changes: Any) -> EvidenceSource:
    """A piece of evidence that can be kept."""
    return replace(
        EvidenceSource(
            url="https://stats.example.org/bridges/7",
            title="Bridges, 7th table",
            publisher="The statistics office",
            quote="Neustadt: 980,000 crowns",
            stance="refutes",
            primary=True,
            accessed_at=NOW.date(),
        ),
        **changes,
    )


def an_answer(**changes: Any) -> Answer:
    """A whole answer that can stand as a verdict."""
    return replace(
        Answer(
            conclusion="The bridge cost less.",
            rationale="The final account of the city gives 980,000 crowns.",
            rating="false",
            method="We read the city's accounts.",
            evidence=(a_source(),),
        ),
        **changes,
    )


def a_proposed_verdict(by: User, now: datetime = NOW, *, claim: Claim | None = None) -> Verdict:
    """A verdict that waits for an editor."""
    review = a_leased_claim(by, now, claim)
    return give_verdict(
        claim_id=review.claim_id, token=review.lease_token, answer=an_answer(), by=by, now=now
    )


def a_published_verdict(
    author: User, editor: User, now: datetime = NOW, *, claim: Claim | None = None
) -> Verdict:
    """A verdict that the public reads."""
    verdict = a_proposed_verdict(author, now, claim=claim)
    return publish_verdict(verdict_id=verdict.pk, by=editor, now=now)


# --- An editor's steps, with words that can stand


def publish(verdict: Verdict, by: User, now: datetime) -> Verdict:
    return publish_verdict(verdict_id=verdict.pk, by=by, now=now)


def send_back(verdict: Verdict, by: User, now: datetime) -> Verdict:
    return return_verdict(verdict_id=verdict.pk, note=NOTE, by=by, now=now)


def correct(verdict: Verdict, by: User, now: datetime, **changes: Any) -> Verdict:
    changes = changes or {"conclusion": "The bridge cost a little less."}
    return correct_verdict(
        verdict_id=verdict.pk, kind="correction", note=NOTE, changes=changes, by=by, now=now
    )


def retract(verdict: Verdict, by: User, now: datetime) -> Verdict:
    return retract_verdict(verdict_id=verdict.pk, note=NOTE, by=by, now=now)


# --- Looking at what a step did


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of the desk, so that two calls tell whether anything was written between them."""
    return {
        model.__name__: list(model._base_manager.order_by("pk").values())
        for model in apps.get_app_config("claims").get_models()
    }


def at_once(*steps: Callable[[], Any]) -> list[Any]:
    """Take the steps in as many threads, started together: what each returned, or the error it raised.

    A thread has a connection of its own, so the test needs `django_db(transaction=True)`.
    """
    start = Barrier(len(steps))

    def take(step: Callable[[], Any]) -> Any:
        start.wait(timeout=30)
        try:
            return step()
        except Exception as error:  # whatever happens to a thread is for the test to see
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as threads:
        return list(threads.map(take, steps))
