"""A real browser beside the desk, and what it had to complain of."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import builders

# A busy machine answers late; what never comes still fails.
expect.set_options(timeout=20_000)

OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(autouse=True)
def queries_beside_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright's loop runs in this thread, and Django takes that for asynchronous code."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(OPTIONS))
        yield browser
        browser.close()
        # Within the loop Django has a connection of its own, which PostgreSQL would wait for to be closed.
        connections.close_all()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser had to complain of, and every address outside of the desk that a page asked for."""
    return []


@pytest.fixture
def open_page(
    browser: Browser, live_server: LiveServer, complaints: list[str]
) -> Callable[[], Page]:
    def open_page() -> Page:
        page = browser.new_context().new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: complaints.append(line.text) if line.type == "error" else None,
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((live_server.url, "data:", "blob:"))
                else complaints.append(request.url)
            ),
        )
        return page

    return open_page


@pytest.fixture
def sign_in(open_page: Callable[[], Page], live_server: LiveServer) -> Callable[[User], Page]:
    def sign_in(person: User) -> Page:
        page = open_page()
        page.goto(f"{live_server.url}/admin/")
        page.fill("[name=username]", person.username)
        page.fill("[name=password]", builders.PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="The desk").first).to_be_visible()
        return page

    return sign_in
