"""Articles from files, addresses or standard input."""

import contextlib
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from rest_framework.renderers import JSONRenderer
from tqdm import tqdm

from claims import intake
from claims.errors import Invalid
from claims.models import Article, Claim
from factcheck import deskfiles, setting_up
from factcheck.api.articles import ArticleOut, shown
from factcheck.api.claims import ClaimOut, for_reading
from workers.embedded import EmbeddedWorker
from workers.tasks import ring

LOOK_EVERY = 0.1
UNFINISHED = [Article.Status.FETCHING, Article.Status.RECEIVED]


@dataclass(frozen=True, slots=True)
class Submitted:
    name: str
    article_id: int


class Command(BaseCommand):
    help = (
        "Submits articles. Needs no running desk. Exit status: 0 all were read (or, without --wait, taken in),"
        " 1 some failed, 2 bad input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("inputs", nargs="+", metavar="FILE|URL|-", help="- is standard input")
        parser.add_argument("--title", default="")
        parser.add_argument("--url", default="", help="where the text of a file appeared")
        parser.add_argument("--publisher", default="")
        parser.add_argument(
            "--published-at", default="", help="as 2026-05-01 or 2026-05-01T08:30:00Z"
        )
        parser.add_argument(
            "--wait", action="store_true", help="until all are read; prints the claims"
        )
        parser.add_argument(
            "--timeout", type=float, default=600, help="seconds to wait at most (%(default)s)"
        )
        parser.add_argument(
            "--json", action="store_true", help="an object a line, in the API's shapes"
        )

    def handle(self, *, inputs: list[str], wait: bool, timeout: float, **options: Any) -> None:
        if settings.EMBEDDED:
            setting_up.migrate_if_needed()
        about = {
            "title": options["title"],
            "publisher": options["publisher"],
            "published_at": _moment(options["published_at"]),
        }
        submitted, refused = [], 0
        for name in inputs:
            try:
                submitted.append(self._submit(name, url=options["url"], about=about))
            except (Invalid, OSError, UnicodeDecodeError) as problem:
                refused += 1
                self.stderr.write(f"{name}: {_in_words(problem)}")
        overdue = self._wait(submitted, timeout=timeout) if wait else set()
        failed = 0
        for item in submitted:
            article = shown(item.article_id)
            failed += article.status == Article.Status.FAILED or item.article_id in overdue
            claims = for_reading(timezone.now()).filter(article=article.pk).order_by("start", "end")
            if options["json"]:
                line = {
                    "article": ArticleOut(article).data,
                    "claims": ClaimOut(claims, many=True, context={}).data,
                }
                self.stdout.write(JSONRenderer().render(line).decode())
            else:
                self._print(item.name, article, claims)
        if overdue:
            self.stderr.write(
                f"Not read after {timeout:g} s: {len(overdue)}. They stay in the queue."
            )
        if refused or failed:
            raise SystemExit(2 if refused else 1)

    def _submit(self, name: str, *, url: str, about: dict[str, Any]) -> Submitted:
        text: str | None
        if name.lower().startswith(("http://", "https://")):
            text, url = None, name
        elif name == "-":
            text = sys.stdin.buffer.read().decode()
        else:
            # As bytes: reading as text would turn CRLF into LF, and every offset after it would be wrong.
            text = Path(name).read_bytes().decode()
        article, _ = intake.submit_article(
            text=text, source=intake.Source(url=url, **about), by=None, now=timezone.now()
        )
        ring(article)
        return Submitted(name, article.pk)

    def _wait(self, submitted: list[Submitted], *, timeout: float) -> set[int]:
        """Follow the work to its end, doing it here if no desk does; gives what was not done in time."""
        worker: contextlib.AbstractContextManager[Any] = contextlib.nullcontext()
        if settings.EMBEDDED:
            # Stands by as long as an open desk does the work.
            worker = EmbeddedWorker(deskfiles.worker_lock(settings.DESK_FOLDER, settings.DESK_NAME))
        deadline = time.monotonic() + timeout
        waiting = {item.article_id for item in submitted}
        progress = tqdm(
            total=len(waiting),
            desc="Reading",
            unit="article",
            disable=not sys.stderr.isatty(),
            leave=False,
        )
        with worker, progress:
            while still := _unfinished(waiting):
                progress.update(len(waiting) - len(still))
                waiting = still
                if time.monotonic() >= deadline:
                    return waiting
                time.sleep(LOOK_EVERY)
        return set()

    def _print(self, name: str, article: Article, claims: Iterable[Claim]) -> None:
        found = list(claims)
        heading = f"{name}: article {article.pk}, {article.get_status_display()}"
        if article.status == Article.Status.EXTRACTED:
            heading += f", {len(found)} claim{'s' if len(found) != 1 else ''}"
        self.stdout.write(self.style.MIGRATE_HEADING(heading))
        if article.error:
            self.stdout.write(f"  {_harmless(article.error)}")
        for claim in found:
            said_by = _harmless(claim.claimant) or "(the article)"
            self.stdout.write(
                f"\n  {claim.check_worthiness:.2f}  {claim.kind}  {said_by}"
                f"  [{claim.start}:{claim.end}]\n    {_harmless(claim.quote)}"
            )
        self.stdout.write("")


def _unfinished(article_ids: set[int]) -> set[int]:
    return set(
        Article.objects.filter(pk__in=article_ids, status__in=UNFINISHED).values_list(
            "id", flat=True
        )
    )


def _harmless(text: str) -> str:
    """Without the controls by which a text could act upon a terminal; JSON has them escaped anyway."""
    return "".join(
        character if character.isprintable() or character in "\n\t" else f"\\u{ord(character):04x}"
        for character in text
    )


def _moment(words: str) -> datetime | None:
    if not words:
        return None
    try:
        moment = parse_datetime(words) or parse_datetime(f"{words}T00:00:00")
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(
            f"--published-at: {words!r} is not a date such as 2026-05-01 or 2026-05-01T08:30:00Z.",
            returncode=2,
        )
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _in_words(problem: Invalid | OSError | UnicodeDecodeError) -> str:
    if isinstance(problem, UnicodeDecodeError):
        return f"text: This is not UTF-8: byte {problem.start} is {problem.object[problem.start]:#04x}."
    if isinstance(problem, OSError):
        return f"This file cannot be read: {problem.strerror}."
    return str(problem)
