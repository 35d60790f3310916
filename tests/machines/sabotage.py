"""The desk's settings, with a saboteur among them: DJANGO_SETTINGS_MODULE=sabotage, beside the desk's own programs.

Settings are loaded before whatever they are about, so this is where a test reaches into another process.

- A text that holds the word in the file FACTCHECK_SABOTAGE/poison kills the process that reads it.
- A task that has done its work is killed before it can be acknowledged, once for each file
  FACTCHECK_SABOTAGE/after-effect-…: the child that ran it, or its whole worker.
- FACTCHECK_CLOCK_AHEAD seconds are added to `django.utils.timezone.now`, by which all the desk's rules go;
  `time.time`, the timers of a server and the database's own clock stay.
"""

import os
import signal
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from celery.signals import task_success
from django.utils import timezone

from factcheck.settings import *  # noqa: F403 -- they are the desk's
from workers import extraction

_folder = Path(os.environ.get("FACTCHECK_SABOTAGE", "/nonexistent"))
_ahead = timedelta(seconds=float(os.environ.get("FACTCHECK_CLOCK_AHEAD", "0")))

_extract = extraction.extract
_now = timezone.now


def _read_or_die(text: str, *arguments: Any, **options: Any) -> extraction.Extraction:
    poison = _folder / "poison"
    if poison.exists() and poison.read_text() in text:
        os.kill(os.getpid(), signal.SIGKILL)
    return _extract(text, *arguments, **options)


def _now_by_a_wrong_clock() -> datetime:
    return _now() + _ahead


@task_success.connect(weak=False)
def _die_before_it_is_acknowledged(sender: Any, **about: Any) -> None:
    if sender.name != "workers.tasks.read_article":
        return
    for order in sorted(_folder.glob("after-effect-*")):
        try:
            order.unlink()
        except FileNotFoundError:  # another process takes this one
            continue
        if "worker" in order.name:
            os.killpg(0, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


extraction.extract = _read_or_die
if _ahead:
    timezone.now = _now_by_a_wrong_clock
