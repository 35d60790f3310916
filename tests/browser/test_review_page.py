"""The review page in a real browser: nothing typed is lost, and all of it goes without a mouse."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Article, Claim, Draft, Event, Note, Review, Verdict
from tests import builders
from tests.desk_process import DeskFolder, free_port

pytestmark = pytest.mark.browser

BEFORE = "😀 Rain fell on the fair 👩‍👩‍👧.\r\nThe ferry waited. "
CLAIM = "The bridge cost 14.2 million crowns, and it carries 23,000 cars a day."
AFTER = " The quay is 300 metres long, Mayor Holm said. Nobody swam."
PAGE = re.compile(r"/admin/claims/review/claim/\d+/")


@pytest.fixture
def article(live_server: LiveServer) -> Article:
    return builders.a_read_article(f"{BEFORE}{CLAIM}{AFTER}", CLAIM)


def take(page: Page) -> None:
    page.get_by_role("link", name="Queue").click()
    page.get_by_role("button", name="Take next claim").click()
    expect(page.locator("mark#claim")).to_be_in_viewport()


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_contain_text("Saved", timeout=15_000)


def test_words_are_kept_by_themselves_and_become_a_verdict(
    article: Article, alice: User, sign_in: Callable[[User], Page], complaints: list[str]
) -> None:
    page = sign_in(alice)
    take(page)

    page.get_by_label("Conclusion").fill("It cost 14.2 million.")
    page.get_by_label("Address").first.fill("https://stats.example.org/7")
    saved(page)
    assert Draft.objects.get().content["conclusion"] == "It cost 14.2 million."

    # Left in the middle of a word: the page is gone before the few seconds are over.
    page.get_by_label("Rationale").fill("The account says s")
    page.get_by_role("link", name="Queue").click()
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_label("Rationale")).to_have_value("The account says s")

    page.get_by_label("Rationale").fill("The account says so.")
    page.locator("label", has_text="Mostly true").click()
    page.get_by_text("What the public will read").click()
    expect(page.locator("#preview-body")).to_contain_text("The account says so.")
    page.get_by_role("button", name="Give verdict").click()
    expect(page.get_by_text("Your verdict is with the editors.")).to_be_visible()

    version = Verdict.objects.get().versions.get()
    assert (version.rationale, version.rating and version.rating.slug) == (
        "The account says so.",
        "mostly-true",
    )
    assert (
        page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('desk:words'))")
        == []
    )
    assert complaints == []


def test_a_lease_that_is_lost_is_told_and_taken_again_with_every_word(
    article: Article, alice: User, carol: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(alice)
    take(page)
    expect(page.locator("#lease-state")).to_contain_text("min left")
    page.get_by_label("Rationale").fill("The account says so.")
    saved(page)

    Review.objects.update(lease_expires_at=timezone.now())
    page.get_by_label("Conclusion").fill("Typed too late.")
    expect(page.get_by_text("This claim is not yours now.")).to_be_visible(timeout=15_000)
    page.get_by_label("Method").fill("Typed after that.")
    # A colleague has it, and gives it back with nothing done.
    held = builders.a_leased_claim(carol, timezone.now(), article.claims.get())
    page.get_by_role("button", name="Take it again").click()
    expect(page.get_by_text("somebody has it")).to_be_visible()
    Review.objects.filter(pk=held.pk).update(lease_expires_at=timezone.now() - timedelta(hours=1))
    page.get_by_role("button", name=re.compile("^Take it")).click()

    expect(page.get_by_text("The claim is yours")).to_be_visible()
    expect(page.get_by_label("Conclusion")).to_have_value("Typed too late.")
    expect(page.get_by_label("Method")).to_have_value("Typed after that.")
    saved(page)
    assert Draft.objects.get(author=alice).content["method"] == "Typed after that."


def test_two_windows_never_write_over_each_other_unasked(
    article: Article, alice: User, sign_in: Callable[[User], Page]
) -> None:
    one = sign_in(alice)
    take(one)
    other = one.context.new_page()
    other.goto(one.url)

    one.get_by_label("Conclusion").fill("Of the one.")
    saved(one)
    other.get_by_label("Conclusion").fill("Of the other.")
    expect(other.get_by_text("You have written other words")).to_be_visible(timeout=15_000)
    assert Draft.objects.get().content["conclusion"] == "Of the one."
    other.get_by_role("button", name="Keep the words of this window").click()
    expect(other.get_by_text("These words are your draft now.")).to_be_visible()

    assert Draft.objects.get().content["conclusion"] == "Of the other."


def test_a_desk_that_stops_and_starts_while_somebody_types_loses_nothing(
    tmp_path: Path, browser: Browser
) -> None:
    desk, port = DeskFolder(tmp_path), free_port()
    page = browser.new_page()
    with desk.open_desk(port=port) as (address, _):
        password = json.loads((tmp_path / ".factcheck-accounts.json").read_text())["reviewer"]
        page.goto(f"{address}/admin/")
        page.fill("[name=username]", "reviewer")
        page.fill("[name=password]", password)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("button", name="Take next claim").click()
        page.get_by_label("Conclusion").fill("Typed before.")
        saved(page)
    page.get_by_label("Rationale").fill("Typed while it was away.")
    expect(page.locator("#save-state")).to_contain_text("does not answer", timeout=15_000)
    page.get_by_role("button", name="Give verdict").click()  # goes nowhere, and nothing is lost
    expect(page.locator("#announcer")).to_contain_text("does not answer")

    with desk.open_desk("--no-sample", port=port):
        saved(page)
        page.get_by_label("Method").fill("Typed after.")
        saved(page)
        # Signed out, and in again: the same page, with the words that were typed in between.
        page.context.clear_cookies(name="sessionid")
        page.get_by_label("Rationale").fill("Typed while signed out.")
        page.get_by_role("link", name="Sign in again").click(timeout=15_000)
        page.fill("[name=username]", "reviewer")
        page.fill("[name=password]", password)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_label("Rationale")).to_have_value("Typed while signed out.")
        expect(page.get_by_label("Method")).to_have_value("Typed after.")
        saved(page)
        page.reload()
        expect(page.get_by_label("Rationale")).to_have_value("Typed while signed out.")


def test_a_claim_is_worked_on_by_keys_alone(
    article: Article, alice: User, carol: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(alice)
    take(page)
    keys = page.keyboard

    def typed(key: str, words: str) -> None:
        page.wait_for_load_state()  # the keys are bound once the scripts of a new page have run
        keys.press(key)
        keys.type(words)

    keys.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Put it aside")
    keys.press("Escape")
    # A part a line: the second part begins after "and".
    keys.press("k")
    keys.press("Control+Home")
    keys.press("Control+a")
    keys.type("The bridge cost 14.2 million crowns\nit carries 23,000 cars a day.")
    keys.press("Control+Enter")
    expect(page.get_by_text("Split in 2")).to_be_visible()
    typed("w", " (reworded)")
    keys.press("Control+Enter")
    expect(page.get_by_text("The claim is worded anew.")).to_be_visible()
    typed("t", "See the ferry too.")
    keys.press("Control+Enter")
    expect(page.get_by_text("Noted for your colleagues.")).to_be_visible()

    keys.press("5")
    typed("c", "It cost less: v5?")
    keys.press("Escape")
    typed("r", "The account says so.")
    keys.press("Escape")
    typed("e", "https://stats.example.org/7")
    keys.press("Control+Enter")
    expect(page.get_by_text("Your verdict is with the editors.")).to_be_visible()
    verdict = Verdict.objects.get()
    version = verdict.versions.get()
    assert (version.conclusion, version.rating and version.rating.slug) == (
        "It cost less: v5?",
        "false",
    )

    # The next one is here: to carol with it.
    expect(page.locator("mark#claim")).to_have_text("it carries 23,000 cars a day.")
    typed("h", "carol")
    keys.press("Tab")
    keys.type("Yours, I think.")
    keys.press("Control+Enter")
    expect(page.get_by_text("The claim is with carol now.")).to_be_visible()
    assert Review.objects.get(status="open").reserved_for == carol
    assert Note.objects.get().text == "See the ferry too."
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds >= {"claim.split", "claim.reworded", "claim.noted", "review.handed_over"}


def test_a_selection_means_the_same_words_to_the_browser_and_to_the_desk(
    article: Article, alice: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(alice)
    take(page)

    # By mouse: a word is taken by two clicks on it.
    first_line = page.evaluate(
        "(({x, y}) => [x + 50, y + 8])(document.getElementById('claim').getClientRects()[0])"
    )
    page.mouse.dblclick(*first_line)
    expect(page.locator("#passage-words")).to_have_text("bridge")
    start = int(page.input_value("[name=passage-start]"))
    assert article.text[start : int(page.input_value("[name=passage-end]"))] == "bridge"
    page.keyboard.press("Escape")
    # By keys: the sentence after the claim, and its last three words and the full stop away.
    for key in (".", "<", "<", "<", "<"):
        page.keyboard.press(key)
    expect(page.locator("#passage-words")).to_have_text("The quay is 300 metres long")
    page.keyboard.press("a")
    expect(page.get_by_text("waits in the queue")).to_be_visible()
    added = Claim.objects.get(added_by=alice)
    assert added.quote == "The quay is 300 metres long"

    for key in ("<", "<", "<", "<"):
        page.keyboard.press(key)
    page.keyboard.press("p")
    expect(page.get_by_text("The claim is this passage now.")).to_be_visible()
    moved = Claim.objects.get(added_by=None)
    assert moved.quote == "The bridge cost 14.2 million crowns, and it carries 23,000"
    assert article.text[moved.start : moved.end] == moved.quote


def test_the_title_of_a_cited_page_fills_an_empty_field_only(
    article: Article, alice: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(alice)
    take(page)
    answers = iter([("waiting", ""), ("read", "Bridges, <b>7th</b> table"), ("read", "Another")])

    def look_up(route: Route) -> None:  # as the worker would, which does not run here
        status, title = next(answers)
        known = {"status": status, "title": title, "publisher": "The office", "error": ""}
        route.fulfill(json=known)

    page.route("**/api/v1/evidence-pages/**", look_up)
    page.keyboard.press("e")
    page.keyboard.type("https://stats.example.org/7")
    page.keyboard.press("Tab")

    title = page.get_by_label("Title").first
    expect(title).to_have_value("Bridges, <b>7th</b> table")
    expect(page.get_by_label("Publisher").first).to_have_value("The office")
    title.fill("My own words")
    page.get_by_label("Address").first.fill("https://stats.example.org/8")
    page.get_by_label("Conclusion").fill("So.")
    saved(page)
    source = Draft.objects.get().content["evidence"][0]
    assert (source["title"], bool(source["accessed_at"])) == ("My own words", True)
