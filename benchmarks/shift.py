"""A reviewer's shift at the review page, by keys alone: how many keys a claim takes, and how much of the server.

    python -m benchmarks.shift                      100 claims, in a real Chromium beside a real desk

The desk is made for the run, in a folder of its own, with SQLite and its worker inside. Of twenty claims fourteen
get a verdict with a source and a quote, three are put aside, two dismissed, one handed to a colleague; after each the
next one comes by itself. A key is a key pressed for the page's sake: the words typed into a field are not counted, a
chord such as Ctrl+Enter is one. The server's time is what its own log says of every request since the claim was
taken: the steps, the drafts saved by themselves, the page of the next claim. Nobody thinks here, so a claim saves
fewer drafts by itself than in a real shift: one more every three seconds of typing, `--think` has them.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright
from tqdm import tqdm

MANAGE = Path(__file__).parent.parent / "manage.py"
PASSWORD = "a shift of eight hours"  # noqa: S105 -- of a desk that is thrown away
PEOPLE = """
from django.contrib.auth.models import Group, User
for name in ("rae", "sol"):
    user = User.objects.create_user(name, password="a shift of eight hours", is_staff=True)
    user.groups.set([Group.objects.get(name="reviewer")])
"""
CLAIMS_OF_AN_ARTICLE = 20


def text_of(article: int) -> str:
    """An article of some 25 sentences, most of them claims, none like that of another article."""
    lines = [f"The council of district {article} met on Monday. The ferry waited."]
    for bridge in range(CLAIMS_OF_AN_ARTICLE):
        cost, cars = 10 + article + bridge, 20_000 + 100 * article + bridge
        lines.append(
            f"Bridge {bridge} of district {article} cost {cost} million crowns in 2024, Mayor Holm said,"
            f" {bridge + 2}% more than its {cars:,} daily users had been told."
        )
    return " ".join(lines)


class Keys:
    """The keyboard, and how often it was used for the page rather than for words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, words: str, think: float) -> None:
        self.page.keyboard.type(words)
        if think:
            self.page.wait_for_timeout(think * 1000)


def verdict(keys: Keys, think: float) -> None:
    keys.press("4", "c")
    keys.type("It cost less than the mayor said.", think)
    keys.press("Tab")
    keys.type("The final account of the city gives another figure.", think)
    keys.press("Escape", "e")
    keys.type("https://stats.example.org/bridges/7", think)
    keys.press("Tab", "Tab", "Tab")
    keys.type("Bridge 7: 980,000 crowns", think)
    keys.press("Control+Enter")


def put_aside(keys: Keys, think: float) -> None:
    keys.press("s")
    keys.type("Waiting for the statistics office.", think)
    keys.press("Control+Enter")


def dismiss(keys: Keys, think: float) -> None:
    keys.press("x")
    keys.type("Nothing in it can be checked.", think)
    keys.press("Control+Enter")


def hand_over(keys: Keys, think: float) -> None:
    keys.press("h")
    keys.type("sol", think)
    keys.press("Tab")
    keys.type("You know the bridges.", think)
    keys.press("Control+Enter")


WAYS = {"verdict": verdict, "aside": put_aside, "dismiss": dismiss, "hand over": hand_over}
TWENTY = [*["verdict"] * 5, "aside", *["verdict"] * 4, "dismiss", "aside", *["verdict"] * 3]
TWENTY += ["hand over", "verdict", "aside", "dismiss", "verdict"]


@contextmanager
def a_desk(folder: Path, articles: int) -> Iterator[tuple[str, Path]]:
    """An open desk with two reviewers and articles that are read; its address, and its log."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/desk.sqlite3",
        "FACTCHECK_LOG": "json",
        "PYTHONUNBUFFERED": "1",
    }

    def manage(*arguments: str, words: str = "") -> None:
        subprocess.run(  # noqa: S603 -- our own commands
            [sys.executable, str(MANAGE), *arguments],
            cwd=folder,
            env=environment,
            input=words,
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    manage("migrate")
    manage("shell", "-c", PEOPLE)
    files = [folder / f"{article}.txt" for article in range(articles)]
    for article, file in enumerate(files):
        file.write_text(text_of(article))
    manage("submit", "--wait", *map(str, files))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    log = folder / "desk.log"
    with log.open("w") as out:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [
                sys.executable,
                str(MANAGE),
                "desk",
                "--no-sample",
                "--port",
                address.rpartition(":")[2],
            ],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=out,
            text=True,
        )
    try:
        _wait_for(f"{address}/healthz/live")
        yield address, log
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 -- loopback
            return
        except OSError:
            time.sleep(0.1)  # nothing tells when a port of another process begins to listen
    raise AssertionError(f"{address} did not answer.")


def server_milliseconds(log: Path) -> list[tuple[str, int]]:
    """Path and duration of every request so far."""
    lines = (json.loads(line) for line in log.read_text().splitlines() if line.startswith("{"))
    return [(line["path"], line["duration_ms"]) for line in lines if "duration_ms" in line]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--claims", type=int, default=100)
    parser.add_argument("--think", type=float, default=0, help="seconds after each field")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="shift-"))
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    assert chromium, "This needs a Chromium."
    keys_of: dict[str, list[int]] = {way: [] for way in WAYS}
    server, requests = [], []
    try:
        with (
            a_desk(folder, articles=2 + options.claims // CLAIMS_OF_AN_ARTICLE) as (address, log),
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page()
            page.goto(f"{address}/admin/")
            page.fill("[name=username]", "rae")
            page.fill("[name=password]", PASSWORD)
            page.keyboard.press("Enter")
            page.get_by_role("button", name="Take next claim").press("Enter")
            page.wait_for_selector("#review.desk-with-keys")
            passed = len(server_milliseconds(log))
            for number in tqdm(range(options.claims)):
                way = TWENTY[number % len(TWENTY)]
                keys, before = Keys(page), page.locator("#review").get_attribute("data-claim")
                WAYS[way](keys, options.think)
                page.wait_for_selector(
                    f"#review.desk-with-keys:not([data-claim='{before}'])", timeout=30_000
                )
                keys_of[way].append(keys.presses)
                since = server_milliseconds(log)[passed:]
                passed += len(since)
                asked = [taken for path, taken in since if path.startswith(("/admin/", "/api/"))]
                server.append(sum(asked))
                requests.append(len(asked))
            browser.close()
    finally:
        shutil.rmtree(folder)

    every = [presses for ways in keys_of.values() for presses in ways]
    print(
        f"{len(every)} claims: {dict(Counter({way: len(found) for way, found in keys_of.items()}))}"
    )
    print(f"keys a claim, besides words: median {median(every):g}, most {max(every)}")
    for way, found in keys_of.items():
        if found:
            print(f"  {way}: {median(found):g}")
    print(
        f"server a claim: median {median(server):g} ms, 95 % within {quantiles(server, n=20)[-1]:.0f} ms,"
        f" in {median(requests):g} requests (median)"
    )


if __name__ == "__main__":
    main()
