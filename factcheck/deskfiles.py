"""What an embedded desk keeps beside its database: its secret key, its demo passwords, its locks.

The key and the passwords are readable by their owner alone; all begin with `.factcheck-`.
"""

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path


class DamagedFile(Exception):
    """A file of the desk cannot be read as what it is; the message has the fix."""


def secret_key(folder: Path) -> str:
    """The key of the desk in `folder`, made at the first call."""
    return _read_or_create(folder / ".factcheck-secret-key", secrets.token_urlsafe(50))


def demo_passwords(folder: Path, usernames: Iterable[str]) -> dict[str, str]:
    """One random password for each demo account, made at the first call."""
    fresh = {name: secrets.token_urlsafe(9) for name in usernames}
    file = demo_passwords_file(folder)
    try:
        kept: dict[str, str] = json.loads(_read_or_create(file, json.dumps(fresh, indent=2) + "\n"))
        return {name: kept[name] for name in fresh}
    except (ValueError, KeyError, TypeError):
        raise DamagedFile(
            f"{file} is damaged: delete it; manage.py changepassword sets new passwords."
        ) from None


def demo_passwords_file(folder: Path) -> Path:
    return folder / ".factcheck-accounts.json"


def desk_lock(folder: Path, database: str) -> Path:
    return folder / f".factcheck-{database}-desk.lock"


def worker_lock(folder: Path, database: str) -> Path:
    return folder / f".factcheck-{database}-worker.lock"


def migration_lock(folder: Path, database: str) -> Path:
    return folder / f".factcheck-{database}-migration.lock"


def _read_or_create(path: Path, content: str) -> str:
    """Two processes may start at once: both write a file of their own, one link wins, both read that."""
    if not path.exists():
        mine = path.with_name(f"{path.name}.{os.getpid()}")
        mine.unlink(missing_ok=True)
        descriptor = os.open(mine, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
        try:
            os.link(mine, path)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return path.read_text()
