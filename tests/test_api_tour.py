"""Every example of docs/api.md, run as it stands there: by bash, curl and jq, against an open desk."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.conftest import go_without
from tests.desk_process import PATIENCE, DeskFolder

TOUR = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text()
# A script, and the JSON that its last command prints, if it is told.
EXAMPLE = re.compile(r"^```sh\n(.*?)^```(?:\n\n```json\n(.*?)^```)?", re.MULTILINE | re.DOTALL)


def examples() -> Iterator[tuple[str, Any]]:
    for script, expected in EXAMPLE.findall(TOUR):
        yield script, json.loads(expected) if expected else None


def test_every_example_of_the_tour_gives_what_the_tour_says(tmp_path: Path) -> None:
    if missing := [program for program in ("bash", "curl", "jq") if not shutil.which(program)]:
        go_without(f"found no {' and no '.join(missing)}")
    desk = DeskFolder(tmp_path)
    with desk.open_desk() as (address, _):
        variables = {"DESK": address}
        for name in ("submitter", "reviewer", "editor"):
            variables[name.upper()] = desk.run("create_token", name).stdout.decode().strip()
        # One shell for all: a variable that one example sets, a later one uses.
        parts = [
            f"{script}\nprintf '\\n%s\\n' '== {number}'"
            for number, (script, _) in enumerate(examples())
        ]
        done = subprocess.run(
            ["/usr/bin/env", "bash", "-euo", "pipefail", "-c", "\n".join(parts)],
            cwd=tmp_path,
            env=desk.environment | variables | {"no_proxy": "127.0.0.1"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2_000:]
    printed = re.split(r"^== \d+$", done.stdout, flags=re.MULTILINE)
    told = list(examples())
    assert len(printed) == len(told) + 1
    assert len(told) >= 15
    assert [
        (script, output, expected)
        for (script, expected), output in zip(told, printed, strict=False)
        if expected is not None and not fits(_last(output), expected)
    ] == []


def _last(output: str) -> Any:
    """The last of the JSON documents that were printed."""
    decoder, at, found = json.JSONDecoder(), 0, None
    while (rest := output[at:].lstrip()) != "":
        at = len(output) - len(rest)
        found, at = decoder.raw_decode(output, at)
    return found


def fits(answer: Any, expected: Any) -> bool:
    """Whether `answer` has all that is expected; "…" is anything but nothing."""
    if expected == "…":
        return answer is not None
    if isinstance(expected, dict):
        return isinstance(answer, dict) and all(
            fits(answer.get(name), value) for name, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(answer, list)
            and len(answer) == len(expected)
            and all(map(fits, answer, expected))
        )
    return bool(answer == expected)
