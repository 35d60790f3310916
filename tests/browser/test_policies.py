"""The content policy in a real browser: no page is hindered by it, and unfold's and Swagger's scripts run."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import builders

pytestmark = pytest.mark.browser


def test_no_page_is_hindered_by_the_content_policy(
    live_server: LiveServer,
    alice: User,
    bob: User,
    root: User,
    open_page: Callable[[], Page],
    sign_in: Callable[[User], Page],
    complaints: list[str],
) -> None:
    verdict = builders.a_published_verdict(alice, bob, timezone.now())
    waiting = builders.a_proposed_verdict(alice)
    claim = builders.a_leased_claim(alice, timezone.now()).claim
    at_the_desk = (
        "/admin/",
        f"/admin/claims/review/claim/{claim.pk}/",
        "/admin/claims/claim/",
        f"/admin/claims/claim/{claim.pk}/change/",
        f"/admin/claims/article/{claim.article_id}/change/",
        "/admin/claims/verdict/",
        f"/admin/claims/verdict/{waiting.pk}/change/",
        "/admin/claims/rating/add/",
        "/admin/claims/event/",
        "/admin/auth/user/add/",
        "/admin/password_change/",
    )

    page = open_page()
    for address in ("/", f"/verdicts/{verdict.pk}/", "/admin/login/"):
        page.goto(f"{live_server.url}{address}")
    page = sign_in(root)
    for address in at_the_desk:
        page.goto(f"{live_server.url}{address}")
        # Alpine has run: without it unfold's frame stays hidden.
        expect(page.locator("html")).not_to_have_attribute("x-cloak", "")

    assert complaints == []


def test_the_theme_of_the_desk_changes_at_a_click(
    alice: User, sign_in: Callable[[User], Page], complaints: list[str]
) -> None:
    page = sign_in(alice)

    page.get_by_text("unfold_more").click()
    page.get_by_text("Dark", exact=True).click()

    expect(page.locator("html")).to_have_class("dark")
    assert complaints == []


def test_the_api_can_be_tried_out_in_its_docs(
    live_server: LiveServer, open_page: Callable[[], Page], complaints: list[str]
) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/api/v1/docs/")

    page.locator("[id^=operations-]").filter(has_text="/ratings/").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    expect(page.get_by_text("mostly-true").first).to_be_visible()
    assert complaints == []


INLINE = """() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    return window.ran === true;
}"""


@pytest.mark.parametrize("address", ["/", "/admin/login/", "/api/v1/docs/"])
def test_a_script_in_the_page_itself_does_not_run(
    address: str, live_server: LiveServer, open_page: Callable[[], Page], complaints: list[str]
) -> None:
    page = open_page()
    page.goto(f"{live_server.url}{address}")

    assert page.evaluate(INLINE) is False
    assert ["Content Security Policy" in complaint for complaint in complaints] == [True]
