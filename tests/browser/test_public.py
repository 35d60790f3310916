"""The public's pages in a real browser: without JavaScript, on a telephone, under the strict policy."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Verdict
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.browser

HOSTILE = "The bridge </script><script>window.ran = true</script> cost 2 crowns."
PAGES = ("/", "/verdicts/", "/verdicts/{id}/", "/corrections/", "/methodology/", "/nowhere/")


@pytest.fixture
def verdict(live_server: LiveServer, alice: User, bob: User, erin: User) -> Verdict:
    claim = builders.a_claim(HOSTILE, claimant="W" * 120)
    verdict = builders.a_published_verdict(alice, bob, claim=claim)
    builders.correct(verdict, bob, NOW)
    return builders.publish(verdict, erin, NOW + timedelta(days=1))


def test_a_claim_review_stands_in_the_page_and_no_policy_is_broken(
    verdict: Verdict, live_server: LiveServer, open_page: Callable[[], Page], complaints: list[str]
) -> None:
    page = open_page()
    for address in PAGES[:-1]:
        page.goto(f"{live_server.url}{address.format(id=verdict.pk)}")
    page.goto(f"{live_server.url}/verdicts/{verdict.pk}/")
    reviewed = page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)"
    )
    assert reviewed["claimReviewed"] == HOSTILE
    assert page.evaluate("window.ran") is None
    assert complaints == []


def test_a_reader_without_javascript_finds_a_verdict_on_a_telephone(
    verdict: Verdict, live_server: LiveServer, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 420, "height": 800})
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_label("Words of a claim").fill("bridges crown")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="The bridge").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    page.get_by_text("Read version 1 as it was").click()
    expect(page.locator("details")).to_contain_text("The bridge cost less.")


def test_no_page_is_wider_than_a_telephone(
    verdict: Verdict, live_server: LiveServer, open_page: Callable[[], Page]
) -> None:
    page = open_page()
    page.set_viewport_size({"width": 320, "height": 640})
    for address in PAGES:
        page.goto(f"{live_server.url}{address.format(id=verdict.pk)}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
