"""What a desk needs before its first day: its tables, demo accounts, a sample of work. All of it twice is once."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from claims import intake, passages, people, publishing, queue, reading, review
from claims.answers import Answer
from claims.errors import WrongState
from claims.models import Article, Claim
from claims.roles import Role
from factcheck import deskfiles
from workers import tasks
from workers.embedded import sole_owner

SEEDS = settings.BASE_DIR / "seeds"

DEMO_ACCOUNTS = ("submitter", "reviewer", "editor", "admin")
# How a demo account is known, wherever its database goes: no mail reaches such an address.
DEMO_MARK = "@demo.invalid"


def migrate_if_needed() -> bool:
    """Bring the tables of an embedded desk up to date; says whether there was anything to do.

    Two processes may start on one fresh database: the second waits, then finds it done.
    """
    # The database holds sessions and drafts: like the keys beside it, it is its owner's alone.
    os.umask(0o077)
    with sole_owner(deskfiles.migration_lock(settings.DESK_FOLDER, settings.DESK_NAME), wait=True):
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        call_command("migrate", verbosity=0, interactive=False)
        return True


# --- Demo accounts: on embedded desks only


@transaction.atomic
def demo_accounts() -> dict[str, str]:
    """The four demo accounts and their passwords, made if they are not there.

    An account that is there already keeps its password, and what a person changed of it.
    """
    folder = settings.DESK_FOLDER
    there = User.objects.filter(username__in=DEMO_ACCOUNTS)
    if there.exists() and not deskfiles.demo_passwords_file(folder).exists():
        # They may be people's own by now: nobody's password is changed behind their back.
        return {name: f"(as it was; manage.py changepassword {name})" for name in DEMO_ACCOUNTS}
    passwords = deskfiles.demo_passwords(folder, DEMO_ACCOUNTS)
    for username, password in passwords.items():
        user, is_new = User.objects.get_or_create(
            username=username,
            defaults={
                "email": username + DEMO_MARK,
                "is_staff": True,
                "is_superuser": username == "admin",
            },
        )
        if is_new:
            user.set_password(password)
            user.save(update_fields=["password"])
        if is_new and username in set(Role):
            user.groups.add(Group.objects.get(name=username))
    # They were closed if this database has been a desk of many machines meanwhile.
    there.filter(email__endswith=DEMO_MARK).update(is_active=True)
    return passwords


def close_demo_accounts(**signal: Any) -> None:
    """After every `migrate`, which a desk of many machines begins with: nobody signs in with a printed password.

    An account whose mail address was changed is somebody's own by now, and stays.
    """
    if settings.EMBEDDED:
        return
    with transaction.atomic():
        for account in User.objects.filter(email__endswith=DEMO_MARK, is_active=True):
            before = people.standing(account)
            account.is_active = False
            account.save(update_fields=["is_active"])
            people.note_standing(person=account, before=before, by=None, now=timezone.now())


# --- The sample

Progress = Callable[[list[Any], str], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Desk:
    """The people of the sample: nobody can sign in as one of them."""

    reviewer: User
    editor: User
    second_editor: User


def load_sample(*, now: datetime, progress: Progress) -> None:
    """Submit and read the articles of `seeds/`, and decide the claims that `seeds/desk.json` tells of.

    Args:
        progress: wraps each list of steps, given with what is being done, to show how far it is.
    """
    texts = sorted(SEEDS.glob("*.txt"))
    articles = {
        path.stem: _sample_article(path, now=now - timedelta(days=25))
        for path in progress(texts, "Reading sample articles")
    }
    decided = json.loads((SEEDS / "desk.json").read_text())["verdicts"]
    desk = Desk(
        reviewer=_sample_person("sample-reviewer", Role.REVIEWER),
        editor=_sample_person("sample-editor", Role.EDITOR),
        second_editor=_sample_person("sample-second-editor", Role.EDITOR),
    )
    for entry in progress(decided, "Deciding sample claims"):
        _sample_verdict(entry, article=articles[entry["article"]], desk=desk, now=now)


@transaction.atomic
def _sample_person(username: str, role: Role) -> User:
    user, is_new = User.objects.get_or_create(username=username)
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    user.groups.add(Group.objects.get(name=role))
    return user


def _sample_article(path: Path, *, now: datetime) -> Article:
    about = json.loads(path.with_suffix(".json").read_text())
    source = intake.Source(
        url=about["url"],
        title=about["title"],
        publisher=about["publisher"],
        author=about["author"],
        language=about["language"],
        published_at=datetime.fromisoformat(about["published_at"]),
    )
    article, _ = intake.submit_article(
        text=path.read_bytes().decode(), source=source, by=None, now=now
    )
    # Begun and recorded in one transaction: a start that is cut off in between leaves it due, not begun.
    with transaction.atomic():
        begun = reading.begin_work(article_id=article.pk, stage=Article.Status.RECEIVED, now=now)
        if begun is not None:
            reading.record_extraction(article_id=article.pk, reading=tasks.read(begun), now=now)
    article.refresh_from_db()
    return article


def _sample_verdict(entry: dict[str, Any], *, article: Article, desk: Desk, now: datetime) -> None:
    """One entry from the queue to where it ends, in one transaction: a start that is cut off leaves no half of it."""
    if article.status != Article.Status.EXTRACTED:
        return  # another worker is reading it now; the next start decides its claims
    start = article.text.index(entry["quote"])
    end = start + len(entry["quote"])
    at = _moments(now - timedelta(days=entry["days_ago"]))
    with transaction.atomic():
        claim = Claim.objects.filter(article=article, start=start, end=end).first()
        if claim is None:
            claim, _ = passages.add_claim(
                article_id=article.pk, start=start, end=end, by=desk.reviewer, now=next(at)
            )
        if claim.verdicts.exists():
            return  # decided by an earlier start, and whatever people did to it since is theirs
        try:
            taken = queue.take_review(claim_id=claim.pk, by=desk.reviewer, now=next(at))
        except WrongState:
            return  # somebody is on it
        verdict = review.give_verdict(
            claim_id=claim.pk,
            token=taken.lease_token,
            answer=Answer.of(entry),
            by=desk.reviewer,
            now=next(at),
        )
        if entry["state"] == "proposed":
            return
        publishing.publish_verdict(verdict_id=verdict.pk, by=desk.editor, now=next(at))
        if correction := entry.get("correction"):
            publishing.correct_verdict(
                verdict_id=verdict.pk,
                kind=correction["kind"],
                note=correction["note"],
                changes={k: v for k, v in correction.items() if k not in {"kind", "note"}},
                by=desk.editor,
                now=next(at),
            )
            publishing.publish_verdict(verdict_id=verdict.pk, by=desk.second_editor, now=next(at))
        if retraction := entry.get("retraction"):
            publishing.retract_verdict(
                verdict_id=verdict.pk, note=retraction["note"], by=desk.editor, now=next(at)
            )


def _moments(start: datetime) -> Iterator[datetime]:
    """The steps of one claim, some minutes apart, and never so far that a short lease would run out between."""
    pause = min(timedelta(minutes=7), timedelta(minutes=settings.FACTCHECK_LEASE_MINUTES) / 2)
    while True:
        yield start
        start += pause
