"""Every page of the desk with a million claims against the same page with a thousand: queries, and time.

    python -m benchmarks.desk                                   SQLite, in a file of its own, 100,000 claims
    DATABASE_URL=postgres://… python -m benchmarks.desk --copies 1000       a million on PostgreSQL

A thousand claims come through the rules: in articles of fifty, a fifth with a published verdict, some dismissed, some
in review, the rest waiting. Their pages are asked for; then every row is copied so many times inside of the database,
each copy with ids and moments of its own over the year before, and the pages are asked for again. The database is
made for the run and dropped after it. A page's time is the median of `--rounds`, in this process, with no network.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("FACTCHECK_SECRET_KEY", "nothing is signed here")
os.environ["FACTCHECK_MAX_LEASES"] = "1000"
os.environ["FACTCHECK_ALLOWED_HOSTS"] = "testserver"
django.setup()

# Models can be imported only now.
from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from tqdm import tqdm  # noqa: E402

from claims import intake, matching, publishing, queue, reading, review  # noqa: E402
from claims import models as desk  # noqa: E402
from claims.answers import Answer, Source  # noqa: E402

CLAIMS, OF_AN_ARTICLE = 1_000, 50
# Ids of one copy lie so far from those of the next.
STRIDE = 100_000
DAYS = 365
# In the order in which each points at those before it.
COPIED: tuple[type[models.Model], ...] = (
    *(desk.Article, desk.ArticleWord, desk.ExtractionRun, desk.Claim, desk.ClaimKey, desk.Review),
    *(desk.Verdict, desk.VerdictVersion, desk.VerdictWord, desk.Evidence, desk.ClaimMatch),
    *(desk.Event,),
)
PLACES = ("Tolmere", "Kestrelmoor", "Varnholt", "Ashwick", "Lindqvar", "Orrin", "Brannoch")
PAGES = {
    "front page": "/admin/",
    "queue": "/admin/claims/review/",
    "queue, of a kind": "/admin/claims/review/?claim__kind__exact=quantity",
    "queue, older than a week": "/admin/claims/review/?came=older-than-week",
    "queue, of a publisher": "/admin/claims/review/?publisher=Gazette+3",
    "queue, mine": "/admin/claims/review/?mine=yes",
    "claims": "/admin/claims/claim/",
    "claims, page 200": "/admin/claims/claim/?p=200",
    "claims, dismissed": "/admin/claims/claim/?status__exact=dismissed",
    "claims, by a word": "/admin/claims/claim/?q=bridge",
    "claims, by two words": "/admin/claims/claim/?q=tolmere+717",
    "claims, by a word there is not": "/admin/claims/claim/?q=zeppelin",
    "claims, of a claimant": "/admin/claims/claim/?claimant=Mayor+7",
    "claims, of a publisher": "/admin/claims/claim/?publisher=Gazette+3",
    "claims, of the last day": "/admin/claims/claim/?came=day",
    "claims, older than a month": "/admin/claims/claim/?came=older-than-month",
    "claims, mine": "/admin/claims/claim/?mine=yes",
    "articles": "/admin/claims/article/",
    "articles, by words": "/admin/claims/article/?q=report+gazette",
    "articles, failed": "/admin/claims/article/?status__exact=failed",
    "verdicts": "/admin/claims/verdict/",
    "verdicts, awaiting an editor": "/admin/claims/verdict/?awaiting=editor",
    "verdicts, by a word": "/admin/claims/verdict/?q=bridge",
    "verdicts, mine": "/admin/claims/verdict/?mine=yes",
    "audit log": "/admin/claims/event/",
    "audit log, of a kind": "/admin/claims/event/?kind__exact=verdict.published",
    "a claim": "/admin/claims/claim/{claim}/change/",
    "an article": "/admin/claims/article/{article}/change/",
    "a verdict": "/admin/claims/verdict/{verdict}/change/",
    "a claim in review": "/admin/claims/review/claim/{held}/",
    "a person": "/admin/auth/user/{person}/change/",
    "matching": "/admin/claims/claim/precision/",
    "public front page": "/",
    "public list, by a word": "/verdicts/?q=bridge",
    "a public verdict": "/verdicts/{verdict}/",
    "feed": "/feeds/verdicts.atom",
    "api: claims": "/api/v1/claims/",
    "api: queued claims": "/api/v1/claims/?status=queued",
    "api: articles": "/api/v1/articles/",
    "api: verdicts": "/api/v1/verdicts/",
    "api: verdicts, by a word": "/api/v1/verdicts/?q=bridge",
    "api: corrections": "/api/v1/corrections/",
}


@contextmanager
def a_database() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="factcheck-desk-") as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["NAME"] = str(Path(folder) / "desk.sqlite3")
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            yield
            connection.close()
        else:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            yield
            connection.creation.destroy_test_db("factcheck", verbosity=0)


# --- A thousand claims, by the rules


def a_thousand(person: User) -> None:
    told = Answer(
        conclusion="The bridge cost less than that.",
        rationale="The account of the city says so.",
        rating="false",
        evidence=(Source(url="https://stats.example.org/7", stance="refutes", primary=True),),
    )
    numbers = count(1)
    for article in tqdm(range(CLAIMS // OF_AN_ARTICLE), "A thousand claims by the rules"):
        now = timezone.now()
        sentences = [
            f"The bridge of {PLACES[number % len(PLACES)]} cost {number} million crowns in 2024."
            for number, _ in zip(numbers, range(OF_AN_ARTICLE), strict=False)
        ]
        text = "\n".join(sentences)
        source = intake.Source(
            url=f"https://news.example.org/{article}/bridges",
            title=f"Report {article} on bridges",
            publisher=f"Gazette {article % 10}",
        )
        taken, _ = intake.submit_article(text=text, source=source, by=person, now=now)
        reading.begin_work(article_id=taken.pk, stage=desk.Article.Status.RECEIVED, now=now)
        found, start = [], 0
        for number, sentence in enumerate(sentences):
            found.append(
                {
                    "start": start,
                    "end": start + len(sentence),
                    "text": sentence,
                    "claimant": f"Mayor {number % 20}",
                    "check_worthiness": 0.3 + number / 100,
                    "kind": "quantity" if number % 2 else "event",
                }
            )
            start += len(sentence) + 1
        reading.record_extraction(
            article_id=taken.pk,
            now=now,
            reading=reading.Reading("by-hand 1", found, [], len(sentences), 1),
        )
    matching.compare_new_claims(limit=2 * CLAIMS, now=timezone.now())
    # Lists are searched by the keys of words; those of whole wordings only would fill the disk.
    _keep_keys_of_words()
    for number, claim in enumerate(tqdm(desk.Claim.objects.all(), "What came of them")):
        now = timezone.now()
        if number % 5 == 0:
            _decide(claim.pk, told, person, now, publish=number % 50 != 0)
        elif number % 5 == 1:
            held = queue.take_review(claim_id=claim.pk, by=person, now=now)
            review.dismiss_claim(
                claim_id=claim.pk, token=held.lease_token, reason="An opinion.", by=person, now=now
            )
        elif number % 50 == 2:
            queue.take_review(claim_id=claim.pk, by=person, now=now)


def _decide(pk: int, told: Answer, person: User, now: Any, *, publish: bool) -> None:
    held = queue.take_review(claim_id=pk, by=person, now=now)
    given = review.give_verdict(
        claim_id=pk, token=held.lease_token, answer=told, by=person, now=now
    )
    if publish:
        publishing.publish_verdict(verdict_id=given.pk, by=person, now=now)


def _keep_keys_of_words() -> None:
    from claims.likeness import Statement
    from claims.lookup import Index

    words: set[int] = set()
    for text, claimant in desk.Claim.objects.values_list("text", "claimant"):
        words |= set(Statement(text).term_keys(Index.DESK))
        words |= set(Statement(claimant).term_keys(Index.CLAIMANTS))
    desk.ClaimKey.objects.exclude(key__in=list(words)[:900]).exclude(
        key__in=list(words)[900:]
    ).delete()


# --- Copies


def copy_all(copies: int) -> None:
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The desk's own limit is for requests; and what is copied points where the original does.
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL session_replication_role = replica")
        for model in tqdm(COPIED, f"{copies:,} copies"):
            fields = model._meta.concrete_fields
            columns = ", ".join(quote(str(field.column)) for field in fields)
            values = ", ".join(_copied(field, copies) for field in fields)
            cursor.execute(
                f"WITH RECURSIVE copies(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copies WHERE k < {copies})"  # noqa: S608
                f" INSERT INTO {quote(model._meta.db_table)} ({columns})"
                f" SELECT {values} FROM copies CROSS JOIN {quote(model._meta.db_table)} AS row"
            )
        for statement in connection.ops.sequence_reset_sql(no_style(), list(COPIED)):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    connection.close()  # a new one has the desk's limits again


def _copied(field: Any, copies: int) -> str:
    """The SQL of a column's value in copy number `k`."""
    column = f"row.{connection.ops.quote_name(field.column)}"
    points_at = field.related_model if field.is_relation else field.model
    if (field.primary_key or field.is_relation) and points_at in COPIED:
        return f"{column} + k * {STRIDE}"
    if isinstance(field, models.DateTimeField):
        # The later the copy, the later its moments: ids grow with time, as they do at a desk.
        ago = f"({copies} - k) * {DAYS} / {copies} + 1"
        if connection.vendor == "postgresql":
            return f"{column} - ({ago}) * interval '1 day'"
        return f"strftime('%Y-%m-%d %H:%M:%f', {column}, '-' || ({ago}) || ' days')"
    if field.name == "sha256":
        digits = (
            "lpad(to_hex(k), 8, '0')" if connection.vendor == "postgresql" else "printf('%08x', k)"
        )
        return f"substr({column}, 1, 56) || {digits}"
    return column


# --- What is measured


def measured(person: User, rounds: int) -> dict[str, tuple[int, float]]:
    """Of each page how many queries it asks, and its median time in milliseconds."""
    client = Client()
    client.force_login(person)
    rows = {
        "claim": desk.Claim.objects.latest("pk").pk,
        "article": desk.Article.objects.latest("pk").pk,
        "verdict": desk.Verdict.objects.filter(state="published").latest("pk").pk,
        "held": queue.take_next_review(by=person, now=timezone.now()).claim_id,  # type: ignore[union-attr]
        "person": person.pk,
    }
    found = {}
    for name, address in PAGES.items():
        asked = address.format(**rows)
        took = []
        for _ in range(rounds + 1):
            with CaptureQueriesContext(connection) as queries:
                began = time.perf_counter()
                answer = client.get(asked)
                b"".join(answer.streaming_content) if answer.streaming else None  # type: ignore[attr-defined]
                took.append((time.perf_counter() - began) * 1_000)
            if answer.status_code != 200:
                raise SystemExit(f"{asked} answers {answer.status_code}: {answer.content[:200]!r}")
        found[name] = (len(queries), median(took[1:]))
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--copies", type=int, default=100, help="of the thousand claims")
    options.add_argument("--rounds", type=int, default=5)
    asked = options.parse_args()
    with a_database():
        person = User.objects.create_superuser("root")
        person.groups.add(Group.objects.get(name="editor"))
        from django.conf import settings

        settings.FACTCHECK_SECOND_PERSON = False
        a_thousand(person)
        few = measured(person, asked.rounds)
        began = time.monotonic()
        copy_all(asked.copies)
        print(f"Copied in {time.monotonic() - began:.0f} s")
        claims = desk.Claim.objects.count()
        many = measured(person, asked.rounds)
    print(f"\n{connection.vendor}, {CLAIMS:,} claims against {claims:,}\n")
    print(f"{'page':<34}{'queries':>12}{'ms':>16}{'ratio':>8}")
    for name in PAGES:
        (queries, before), (queries_then, after) = few[name], many[name]
        print(
            f"{name:<34}{queries:>5} {queries_then:>6}{before:>8.0f} {after:>7.0f}{after / before:>8.1f}"
        )
    print(f"\nslowest {max(ms for _, ms in many.values()):.0f} ms")


if __name__ == "__main__":
    main()
