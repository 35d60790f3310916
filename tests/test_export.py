"""Everything the desk knows, as a table or as objects, without holding it all in memory."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from factcheck.management.commands import export
from tests import builders
from tests.desk_process import MANAGE, DeskFolder

pytestmark = pytest.mark.django_db


def _exported(what: str, form: str) -> str:
    output = io.StringIO()
    call_command("export", what, format=form, stdout=output)
    return output.getvalue()


def _objects(what: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _exported(what, "ndjson").splitlines()]


def _table(what: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_exported(what, "csv"))))


def test_every_claim_is_a_line_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "BATCH", 2)
    ids = [builders.a_claim().pk for _ in range(5)]
    assert [claim["id"] for claim in _objects("claims")] == ids
    assert [int(claim["id"]) for claim in _table("claims")] == ids


def test_a_verdict_is_exported_with_its_claim_rating_and_evidence(alice: User, bob: User) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    (shown,) = _objects("verdicts")
    assert shown["claim"]["id"] == verdict.claim_id
    (row,) = _table("verdicts")
    assert row["claim_text"] == verdict.claim.text
    assert (row["rating"], row["state"], row["version"]) == ("false", "published", "1")
    assert row["evidence"] == "https://stats.example.org/bridges/7"


def test_what_waits_for_an_editor_is_exported_too(alice: User) -> None:
    builders.a_proposed_verdict(alice)
    (shown,) = _objects("verdicts")
    assert (shown["state"], shown["pending"]["conclusion"]) == ("proposed", "The bridge cost less.")


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@A1", "\t=1"])
def test_a_quote_that_a_spreadsheet_would_calculate_is_made_harmless(formula: str) -> None:
    quote = f"{formula} of 3 bridges fell in 2024, the city said."
    claim = builders.a_claim(quote)
    (row,) = _table("claims")
    assert row["quote"] == f"'{claim.quote}"
    assert _objects("claims")[0]["quote"] == claim.quote


def test_words_with_commas_quotes_and_new_lines_stay_in_their_cell(
    alice: User, bob: User, erin: User
) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    builders.correct(verdict, bob, builders.NOW, conclusion='It said "no",\nand left.')
    builders.publish(verdict, erin, builders.NOW)
    (row,) = _table("verdicts")
    assert row["conclusion"] == 'It said "no",\nand left.'


def test_a_reader_who_has_enough_ends_the_export_quietly(tmp_path: Path) -> None:
    desk = DeskFolder(tmp_path)
    (desk.folder / "long.txt").write_text("The city built 1,200 flats in 2024.\n" * 2_000)
    assert desk.run("submit", "long.txt", "--wait").returncode == 0
    with subprocess.Popen(
        [sys.executable, str(MANAGE), "export", "claims"],
        cwd=desk.folder,
        env=desk.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as exporting:
        assert exporting.stdout is not None
        assert exporting.stderr is not None
        assert json.loads(exporting.stdout.readline())["quote"]
        exporting.stdout.close()
        assert exporting.stderr.read() == b""
        assert exporting.wait(timeout=60) == 128 + 13
