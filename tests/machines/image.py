"""What the Dockerfile puts into the image of the desk, laid out in a folder: for whatever it forgets to copy."""

import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCKERFILE = ROOT / "Dockerfile"


def instructions(stage: str) -> list[tuple[str, str]]:
    """The instructions of a stage of the Dockerfile, each with its words on one line."""
    lines = [line for line in DOCKERFILE.read_text().splitlines() if not line.startswith("#")]
    text = "\n".join(lines).replace("\\\n", " ")
    found = [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line.strip()]
    in_stage = False
    chosen = []
    for keyword, words in found:
        if keyword == "FROM":
            in_stage = re.search(rf" AS {stage}$", words) is not None
        elif in_stage:
            chosen.append((keyword, words))
    return chosen


def copied() -> list[str]:
    """The paths of the repository that are copied into the desk's image."""
    paths = []
    for keyword, words in instructions("desk"):
        if keyword == "COPY" and not words.startswith("--from"):
            paths += words.split()[:-1]
    return paths


def sent_to_the_engine(path: str) -> bool:
    """Does .dockerignore let this file through? The last line that fits decides."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!").strip()
        if line.startswith("#") or not pattern:
            continue
        parts = Path(path).parts
        over = {"/".join(parts[: depth + 1]) for depth in range(len(parts))}
        anywhere = pattern.removeprefix("**/")
        if any(fnmatch(one, pattern) or fnmatch(Path(one).name, anywhere) for one in over):
            sent = line.startswith("!")
    return sent


def lay_out(folder: Path) -> Path:
    """The folder /desk of the image: what is copied, and what the build makes of it."""
    folder.mkdir()
    for path in copied():
        if (ROOT / path).is_dir():
            shutil.copytree(
                ROOT / path, folder / path, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / path, folder / path)
    programs = str(Path(sys.executable).parent)
    for keyword, words in instructions("desk"):
        if keyword == "RUN" and "manage.py" in words:
            environment = {"PATH": f"{programs}:/usr/bin:/bin"}
            command = ["/bin/sh", "-ec", words]
            subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return folder
