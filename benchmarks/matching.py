"""How well and how fast earlier claims are found: by each of the three tiers, and by plain full-text search beside it.

    python -m benchmarks.matching --data FOLDER                         SQLite, in a file of its own
    DATABASE_URL=postgres://… python -m benchmarks.matching --data FOLDER --claims 1000000

FOLDER holds CheckThat! 2020 task 2: `verified_claims.docs.tsv`, and `train` and `dev` with `tweets.queries.tsv` and
`tweet-vclaim-pairs.qrels`. Up to `--claims` further ones are made of those by splicing two of them and changing their
numbers, so that every word becomes as much more common as there are more claims. The thresholds of `claims.lookup`
were chosen on `train`; `dev` was not looked at.

R@1 and R@10 are of tweets that ask for the claim they repeat. For the exact and the near tier, which are not made for
paraphrase, the questions are the claims themselves: in other case and punctuation, and with one word in ten dropped.
The full-text search is each database's own (FTS5 with bm25, tsvector with ts_rank), an OR of the question's words.
"""

import argparse
import csv
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

import django
from tqdm import tqdm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("FACTCHECK_SECRET_KEY", "nothing is signed here")
django.setup()

# Models can be imported only now.
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.leases import a_database  # noqa: E402
from claims.likeness import Statement  # noqa: E402
from claims.lookup import Index, find, write_keys  # noqa: E402
from claims.models import Article, Claim, ClaimKey  # noqa: E402

AT_ONCE = 5_000


class Question(NamedTuple):
    text: str
    answer: int
    """The claim's place among those of the task, from 0."""


# --- The data


def read_claims(folder: Path) -> list[str]:
    with (folder / "verified_claims.docs.tsv").open(newline="") as file:
        rows = csv.reader(file, delimiter="\t")
        next(rows)
        return [row[1] for row in rows]


def read_questions(folder: Path) -> list[Question]:
    with (folder / "tweets.queries.tsv").open(newline="") as file:
        rows = csv.reader(file, delimiter="\t")
        next(rows)
        tweets = {row[0]: row[1] for row in rows}
    pairs = (
        line.split() for line in (folder / "tweet-vclaim-pairs.qrels").read_text().splitlines()
    )
    return [Question(tweets[pair[0]], int(pair[2])) for pair in pairs if pair]


def variations(originals: Sequence[str], count: int, dice: random.Random) -> Iterator[str]:
    """So many statements, each of the first words of one and the last of another, with other numbers."""
    for _ in range(count):
        head, tail = dice.choice(originals).split(), dice.choice(originals).split()
        words = [*head[: len(head) // 2 + 1], *tail[len(tail) // 2 :]]
        yield re.sub(r"\d", lambda _: str(dice.randrange(10)), " ".join(words))


# --- The database


def fill(statements: Iterator[str], count: int) -> None:
    """One article with so many claims, indexed, with a progress bar."""
    now = timezone.now()
    article = Article.objects.create(status=Article.Status.FETCHING, created_at=now)
    progress = tqdm(total=count, unit="claim", disable=None, leave=False)
    place = 0
    while place < count:
        texts = [next(statements) for _ in range(min(AT_ONCE, count - place))]
        with transaction.atomic():
            claims = Claim.objects.bulk_create(
                Claim(
                    article=article,
                    quote="",
                    text=text,
                    start=place + number,
                    end=place + number + 1,
                    check_worthiness=0.5,
                    created_at=now,
                    indexed_at=now,
                )
                for number, text in enumerate(texts)
            )
            _index([(claim.pk, Statement(claim.text)) for claim in claims])
        place += len(texts)
        progress.update(len(texts))
    progress.close()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE claims_claimkey")
            cursor.execute("VACUUM ANALYZE claims_claim")
        else:
            cursor.execute("ANALYZE")


def _index(claims: list[tuple[int, Statement]]) -> None:
    if connection.vendor != "postgresql":
        write_keys(claims, index=Index.DESK)
        return
    # The same rows, by COPY: what is measured is the search.
    with connection.cursor() as cursor, cursor.copy("COPY claims_claimkey FROM STDIN") as copy:
        for claim_id, statement in claims:
            for key in statement.keys(Index.DESK):
                copy.write_row((key, claim_id))


# --- The ways to search: a question in, the ids of claims out, best first

Search = Callable[[str], list[int]]


def by_tier(*, similar: bool) -> Search:
    def search(text: str) -> list[int]:
        asked = [Statement(text)]
        places = None if similar else ()
        found = find(asked, index=Index.DESK, among=Claim.objects.all(), similar_to=places)[0]
        return [each.claim_id for each in found]

    return search


def full_text() -> Search:
    """The database's own, over the same claims."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE INDEX plain_full_text ON claims_claim USING gin (to_tsvector('english', text))"
            )
            cursor.execute("ANALYZE claims_claim")
        else:
            cursor.execute(
                "CREATE VIRTUAL TABLE plain_full_text USING fts5"
                "(text, content='claims_claim', content_rowid='id', tokenize='porter')"
            )
            cursor.execute("INSERT INTO plain_full_text(plain_full_text) VALUES ('rebuild')")

    def search(text: str) -> list[int]:
        words = list(dict.fromkeys(re.findall(r"[a-z0-9]+", text.lower())))
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                question = " | ".join(words)
                cursor.execute(
                    "SELECT id FROM claims_claim, to_tsquery('english', %s) AS question"
                    " WHERE to_tsvector('english', text) @@ question"
                    " ORDER BY ts_rank(to_tsvector('english', text), question) DESC LIMIT 10",
                    [question],
                )
            else:
                cursor.execute(
                    "SELECT rowid FROM plain_full_text WHERE plain_full_text MATCH %s"
                    " ORDER BY bm25(plain_full_text) LIMIT 10",
                    [" OR ".join(f'"{word}"' for word in words)],
                )
            return [row[0] for row in cursor.fetchall()]

    return search


# --- The run


class Figures(NamedTuple):
    first: float
    among_ten: float
    p50: float
    p95: float


def measure(name: str, search: Search, questions: Sequence[Question], first_id: int) -> Figures:
    first = among_ten = 0
    times = []
    for question in tqdm(questions, desc=name, disable=None, leave=False):
        began = time.perf_counter()
        ids = search(question.text)
        times.append(1000 * (time.perf_counter() - began))
        first += ids[:1] == [question.answer + first_id]
        among_ten += question.answer + first_id in ids[:10]
    cuts = quantiles(times, n=20)
    return Figures(first / len(questions), among_ten / len(questions), cuts[9], cuts[18])


def copies(originals: Sequence[str], dice: random.Random, count: int) -> list[Question]:
    places = dice.sample(range(len(originals)), count)
    return [Question(f"“{originals[place].upper()}”", place) for place in places]


def near_copies(originals: Sequence[str], dice: random.Random, count: int) -> list[Question]:
    """Claims of ten words and more, one in ten of which was dropped; never a number or a name."""
    questions: list[Question] = []
    for place in dice.sample(range(len(originals)), len(originals)):
        words = originals[place].split()
        plain = [at for at, word in enumerate(words) if at and word.isalpha() and word.islower()]
        drop = len(words) // 10
        if drop and len(plain) >= 2 * drop and len(questions) < count:
            gone = set(dice.sample(plain, drop))
            kept = (word for at, word in enumerate(words) if at not in gone)
            questions.append(Question(" ".join(kept), place))
    return questions


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--claims", type=int, default=0, help="how many there are to search in")
    parser.add_argument("--questions", type=int, default=200, help="at most so many of each kind")
    parser.add_argument("--split", choices=["dev", "train"], default="dev")
    options = parser.parse_args()
    originals = read_claims(options.data)
    count = max(options.claims, len(originals))
    dice = random.Random(1)  # noqa: S311 -- the same ones in every run
    tweets = read_questions(options.data / options.split)[: options.questions]
    asked = {
        "exact": (by_tier(similar=False), copies(originals, dice, min(options.questions, 200))),
        "near": (by_tier(similar=False), near_copies(originals, dice, min(options.questions, 200))),
        "exact, near, similar": (by_tier(similar=True), tweets),
    }
    made = variations(originals, count - len(originals), dice)
    with a_database():
        began = time.monotonic()
        fill(
            iter([*originals, *made]) if count < 50_000 else _one_after_the_other(originals, made),
            count,
        )
        seconds = time.monotonic() - began
        first_id = Claim.objects.order_by("id").values_list("id", flat=True)[0]
        print(
            f"{connection.vendor}, {count:,} claims with {ClaimKey.objects.count():,} keys, made in {seconds:,.0f} s;"
            f" {len(tweets)} tweets of {options.split}"
        )
        print(f"{'':34}{'R@1':>7}{'R@10':>7}{'p50 ms':>9}{'p95 ms':>9}")
        shown: dict[str, Figures] = {}
        for name, (search, questions) in asked.items():
            search(questions[0].text)
            shown[name] = measure(name, search, questions, first_id)
            _print(f"{name} ({len(questions)})", shown[name])
        shown["full text"] = measure("full text", full_text(), tweets, first_id)
        _print("full text, OR of all words", shown["full text"])
        ours, theirs = shown["exact, near, similar"], shown["full text"]
        print(
            f"{'full text / ours':34}{theirs.first / ours.first:7.2f}{theirs.among_ten / ours.among_ten:7.2f}"
            f"{theirs.p50 / ours.p50:9.1f}{theirs.p95 / ours.p95:9.1f}"
        )


def _one_after_the_other(originals: Sequence[str], made: Iterator[str]) -> Iterator[str]:
    yield from originals
    yield from made


def _print(name: str, figures: Figures) -> None:
    print(
        f"{name:34}{figures.first:7.2f}{figures.among_ten:7.2f}{figures.p50:9.1f}{figures.p95:9.1f}"
    )


if __name__ == "__main__":
    main()
