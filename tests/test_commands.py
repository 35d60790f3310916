"""The commands, as a user runs them: whole processes in a folder of their own."""

import http.server
import json
import os
import signal
import stat
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from tests.desk_process import DeskFolder, free_port

TEXT = (
    "Rents in Ostrava rose by 9 percent in 2024, the Statistics Office said.\r\n"
    "🎉 The city built 1,200 flats last year, according to Mayor Ann Bee.\r\nHow nice that is!\r\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> DeskFolder:
    return DeskFolder(tmp_path)


def _lines(output: bytes) -> list[dict[str, dict[str, object]]]:
    return [json.loads(line) for line in output.decode().splitlines()]


def test_submit_reads_files_and_prints_their_claims_with_no_desk_running(desk: DeskFolder) -> None:
    (desk.folder / "rents.txt").write_bytes(TEXT.encode())
    told = desk.run("submit", "rents.txt", "--wait")
    assert told.returncode == 0, told.stderr
    printed = told.stdout.decode()
    assert "rents.txt: article 1, read, 2 claims" in printed
    assert "quantity  Statistics Office" in printed
    assert "Ann Bee" in printed

    as_json = desk.run("submit", "rents.txt", "--wait", "--json")
    (line,) = _lines(as_json.stdout)
    assert line["article"]["claims_count"] == 2
    for claim in line["claims"]:
        assert TEXT[claim["start"] : claim["end"]] == claim["quote"]  # type: ignore[index]


def test_submit_reads_standard_input(desk: DeskFolder) -> None:
    told = desk.run("submit", "-", "--wait", "--json", "--title", "Rents", stdin=TEXT.encode())
    assert told.returncode == 0, told.stderr
    assert _lines(told.stdout)[0]["article"]["title"] == "Rents"
    assert _lines(told.stdout)[0]["article"]["characters"] == len(TEXT)


def test_submit_hands_its_work_to_an_open_desk(desk: DeskFolder) -> None:
    with desk.open_desk("--no-sample") as (address, _):
        told = desk.run("submit", "-", "--wait", "--json", stdin=TEXT.encode())
        token = desk.run("create_token", "submitter", "--days", "1").stdout.decode()
        assert token.count("\n") == 1
        request = urllib.request.Request(
            f"{address}/api/v1/articles/", headers={"Authorization": f"Bearer {token.strip()}"}
        )
        with urllib.request.urlopen(request) as answer:
            (article,) = json.load(answer)["results"]
    assert told.returncode == 0, told.stderr
    assert _lines(told.stdout)[0]["article"] == article


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "text: This is empty"),
        (b" \n", "text: This is empty"),
        (b"caf\xe9", "text: This is not UTF-8: byte 3 is 0xe9."),
        (b"a\0b", "text: Character 1 is NUL"),
        (None, "This file cannot be read: No such file"),
    ],
)
def test_bad_input_is_named_and_what_is_good_is_still_read(
    content: bytes | None, words: str, desk: DeskFolder
) -> None:
    (desk.folder / "good.txt").write_bytes(TEXT.encode())
    if content is not None:
        (desk.folder / "bad.txt").write_bytes(content)
    told = desk.run("submit", "bad.txt", "good.txt", "--wait")
    assert told.returncode == 2
    assert f"bad.txt: {words}" in told.stderr.decode()
    assert "2 claims" in told.stdout.decode()


@pytest.fixture
def page() -> Iterator[str]:
    """The address of a page on this machine."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/rents.txt" else 404)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.end_headers()
            self.wfile.write(TEXT.encode())

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_submit_fetches_a_page(tmp_path: Path, page: str) -> None:
    desk = DeskFolder(tmp_path, FACTCHECK_FETCH_PRIVATE="True")
    told = desk.run("submit", f"{page}/rents.txt", "--wait", "--json")
    assert told.returncode == 0, told.stderr
    (line,) = _lines(told.stdout)
    assert line["article"]["url"] == f"{page}/rents.txt"
    assert line["article"]["claims_count"] == 2
    missing = desk.run("submit", f"{page}/gone.txt", "--wait")
    assert missing.returncode == 1
    assert "404" in missing.stdout.decode()


def test_a_private_address_fails_with_the_reason(desk: DeskFolder, page: str) -> None:
    told = desk.run("submit", f"{page}/rents.txt", "--wait", "--json")
    assert told.returncode == 1
    (line,) = _lines(told.stdout)
    assert line["article"]["status"] == "failed"
    assert line["article"]["error"]


def test_a_desk_opens_with_its_sample_and_closes_cleanly_and_opens_again(desk: DeskFolder) -> None:
    with desk.open_desk() as (address, process):
        with urllib.request.urlopen(f"{address}/api/v1/verdicts/") as answer:
            verdicts = json.load(answer)["results"]
        with urllib.request.urlopen(f"{address}/verdicts/{verdicts[0]['id']}/") as answer:
            assert answer.status == 200
        second = desk.run("desk", "--port", "1")
        assert second.returncode == 1
        assert "Another desk is open on" in second.stderr.decode()
        process.send_signal(signal.SIGINT)
        printed = process.communicate(timeout=60)[0]
    assert process.returncode == 0
    assert f"The desk is open at {address}" in printed
    assert "The desk is closed." in printed
    assert "Traceback" not in printed
    accounts = json.loads((desk.folder / ".factcheck-accounts.json").read_text())
    assert set(accounts) == {"submitter", "reviewer", "editor", "admin"}
    for name, password in accounts.items():
        assert f"{name:<10} {password}" in printed
    for kept in (".factcheck-accounts.json", ".factcheck-secret-key", "desk.sqlite3"):
        assert stat.S_IMODE(os.stat(desk.folder / kept).st_mode) == 0o600

    assert len(verdicts) == 10
    assert len({verdict["rating"]["slug"] for verdict in verdicts}) >= 4
    assert [verdict["retracted"] for verdict in verdicts].count(True) == 1
    assert max(verdict["version"] for verdict in verdicts) == 2

    with desk.open_desk() as (address, process):
        with urllib.request.urlopen(f"{address}/api/v1/verdicts/") as answer:
            again = json.load(answer)["results"]
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert [verdict["id"] for verdict in again] == [verdict["id"] for verdict in verdicts]
    assert json.loads((desk.folder / ".factcheck-accounts.json").read_text()) == accounts


def test_a_port_in_use_is_told_at_once(desk: DeskFolder, page: str) -> None:
    told = desk.run("desk", "--port", page.rsplit(":", 1)[1])
    assert told.returncode == 1
    assert "cannot listen on 127.0.0.1" in told.stderr.decode()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("desk.sqlite3", "desk.sqlite3 cannot be used: file is not a database"),
        (".factcheck-accounts.json", "is damaged: delete it"),
    ],
)
def test_a_damaged_file_is_told_with_what_to_do(file: str, words: str, desk: DeskFolder) -> None:
    (desk.folder / file).write_text("[1, 2, 3] " * 100)
    told = desk.run("desk", "--no-sample", "--port", str(free_port()))
    assert told.returncode == 1
    assert words in told.stderr.decode()
    assert "Traceback" not in told.stderr.decode()


def test_the_shortest_lease_does_not_keep_the_sample_from_the_desk(tmp_path: Path) -> None:
    assert DeskFolder(tmp_path, FACTCHECK_LEASE_MINUTES="0.001").run("seed").returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FACTCHECK_LEASE_MINUTES", "soon"),
        ("FACTCHECK_LEASE_MINUTES", "0"),
        ("FACTCHECK_SECOND_PERSON", "perhaps"),
        ("FACTCHECK_MAX_ARTICLE_CHARS", "-1"),
        ("FACTCHECK_CHECKWORTHY_THRESHOLD", "2"),
        ("FACTCHECK_SCORER", "oracle"),
        ("FACTCHECK_SITE_URL", "facts.example.org"),
        ("FACTCHECK_SQLITE_SYNCHRONOUS", "OFF"),
        ("DATABASE_URL", "oracle-of-delphi"),
        ("FACTCHECK_SECRET_KEY", ""),
        ("FACTCHECK_PROXIES", "-1"),
        ("FACTCHECK_THROTTLE", "plenty"),
        ("FACTCHECK_LOG", "xml"),
    ],
)
def test_a_bad_setting_refuses_to_start_and_names_itself(
    name: str, value: str, tmp_path: Path
) -> None:
    settings = {name: value}
    if name == "FACTCHECK_SECRET_KEY":
        settings["REDIS_URL"] = "redis://127.0.0.1:6379/0"
    told = DeskFolder(tmp_path, **settings).run("check")
    assert told.returncode != 0
    assert name in told.stderr.decode().splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("create_token", "nobody"), "no active user 'nobody'"),
        (("create_token", "nobody", "--days", "x"), "invalid int value"),
        (("submit", "-", "--published-at", "soon"), "--published-at: 'soon' is not a date"),
        (("submit",), "required"),
    ],
)
def test_a_bad_argument_is_told(arguments: tuple[str, ...], words: str, desk: DeskFolder) -> None:
    told = desk.run(*arguments)
    assert told.returncode != 0
    assert words in told.stderr.decode()


def test_seeding_twice_is_once(desk: DeskFolder) -> None:
    counts = []
    for _ in range(2):
        assert desk.run("seed").returncode == 0
        counted = desk.run(
            "shell", "-v0", "-c",
            "from claims.models import *; print(*(m.objects.count() for m in"
            " (Article, Appearance, Claim, Review, Verdict, VerdictVersion, Evidence, Event)))",
        )  # fmt: skip
        counts.append(counted.stdout)
    assert counts[0] == counts[1]
    assert counts[0].split()[0] == b"10"


# --- The first administrator


@pytest.mark.parametrize(
    ("username", "password", "status", "says", "made"),
    [
        ("", "", 0, "", False),
        ("boss", "quite-a-long-word-7", 0, "can sign in", True),
        ("boss", "", 1, "FACTCHECK_ADMIN_PASSWORD: set both", False),
        ("", "quite-a-long-word-7", 1, "FACTCHECK_ADMIN_USERNAME: set both", False),
        ("boss", "12345", 1, "FACTCHECK_ADMIN_PASSWORD: This password is too short", False),
        ("bo ss!", "quite-a-long-word-7", 1, "FACTCHECK_ADMIN_USERNAME: Enter a valid", False),
    ],
)
@pytest.mark.django_db
def test_the_first_administrator_comes_out_of_the_environment(
    username: str,
    password: str,
    status: int,
    says: str,
    made: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FACTCHECK_ADMIN_USERNAME", username)
    monkeypatch.setenv("FACTCHECK_ADMIN_PASSWORD", password)
    refused = ""
    try:
        call_command("first_admin")
    except CommandError as refusal:
        refused = str(refusal)
    assert bool(refused) == bool(status)
    assert says in refused + capsys.readouterr().out
    assert User.objects.filter(username="boss", is_superuser=True, is_staff=True).exists() == made


@pytest.mark.django_db
def test_an_account_that_is_there_keeps_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_ADMIN_USERNAME", "boss")
    for password in ("quite-a-long-word-7", "another-long-word-8"):
        monkeypatch.setenv("FACTCHECK_ADMIN_PASSWORD", password)
        call_command("first_admin")
    assert User.objects.get(username="boss").check_password("quite-a-long-word-7")
