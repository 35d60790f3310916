"""Every page, wide and light, narrow and dark: axe-core finds nothing serious, and nothing lies outside the window.

FACTCHECK_SCREENSHOTS=/some/folder python -m pytest tests/browser/test_accessibility.py     to look at them
"""

import os
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from claims import letters, methodology
from claims.models import Claim, Letter, Verdict
from tests import builders
from tests.admin.test_lists import PAGES, much

pytestmark = pytest.mark.browser

SERIOUS = {"serious", "critical"}
LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1440, "light"), (420, "dark"))


def _at_the_desk(name: str) -> str:
    return f"/admin/{PAGES[name]()}"


def _verdict(state: str, place: int) -> int:
    return list(Verdict.objects.filter(state=state).order_by("pk"))[place].pk


def _held() -> int:
    return Claim.objects.filter(reviews__reviewer__username="root").latest("pk").pk


PUBLIC: dict[str, Callable[[], str]] = {
    "the public front page": lambda: "/",
    "what was found": lambda: "/verdicts/?q=bridge",
    "a public verdict": lambda: f"/verdicts/{_verdict('published', -1)}/",
    "a corrected verdict": lambda: f"/verdicts/{_verdict('published', 0)}/",
    "a retracted verdict": lambda: f"/verdicts/{_verdict('retracted', 0)}/",
    "writing a letter": lambda: f"/verdicts/{_verdict('published', 0)}/write/",
    "a letter": lambda: "/letters/of-a-reader/",
    "corrections": lambda: "/corrections/",
    "methodology": lambda: "/methodology/",
    "a page that is not there": lambda: "/nowhere/",
    "the door": lambda: "/admin/login/",
}
AT_THE_DESK: dict[str, Callable[[], str]] = {
    **{name or "the front page": partial(_at_the_desk, name) for name in PAGES},
    "a verdict that waits": lambda: f"/admin/claims/verdict/{_verdict('proposed', 0)}/change/",
    "a letter that waits": lambda: (
        f"/admin/claims/letter/{Letter.objects.get(state='open').pk}/change/"
    ),
    "a correction": lambda: f"/admin/claims/verdict/{_verdict('published', -1)}/correct/",
    "a claim in review": lambda: f"/admin/claims/review/claim/{_held()}/",
    "a new person": lambda: "/admin/auth/user/add/",
    "a new rating": lambda: "/admin/claims/rating/add/",
    "the methodology anew": lambda: "/admin/claims/methodology/add/",
    "another password": lambda: "/admin/password_change/",
}


@pytest.fixture
def desk(alice: User, bob: User, erin: User, root: User) -> None:
    much(alice, bob, 2)
    now = timezone.now()
    builders.a_leased_claim(root, now)
    first, last = Verdict.objects.filter(state="published").order_by("pk")
    builders.publish(builders.correct(first, bob, now), erin, now)
    builders.retract(builders.a_published_verdict(alice, bob, now), erin, now)
    builders.correct(last, bob, now)
    Letter.objects.create(
        verdict=first,
        kind="correction",
        text="The account was revised.",
        key_digest=sha256(b"of-a-reader").hexdigest(),
        created_at=now,
    )
    letters.log_reply(verdict_id=first.pk, name="Mayor Holm", text="No.", by=bob, now=now)
    methodology.write_methodology(text="# How we work\n\nWe read.\n\n- Twice.", by=bob, now=now)


def look_at(page: Page, pages: dict[str, Callable[[], str]], base: str) -> list[str]:
    """What is wrong with the pages, each named with its width."""
    wrong = []
    folder = os.environ.get("FACTCHECK_SCREENSHOTS")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for name, address in pages.items():
            page.goto(base + address())
            for violation in Axe().run(page).response["violations"]:
                if violation["impact"] in SERIOUS:
                    where = [node["html"][:200] for node in violation["nodes"][:3]]
                    wrong.append(f"{name}, {width} {scheme}: {violation['id']} {where}")
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if beyond > 0:
                wrong.append(f"{name}, {width} {scheme}: {beyond} px lie outside of the window")
            if folder:
                file = f"{name.replace('/', '-').replace(' ', '-')}-{width}-{scheme}.png"
                page.screenshot(path=Path(folder) / file, full_page=True)
    return wrong


@pytest.mark.usefixtures("desk")
def test_every_public_page_can_be_read_by_everyone(
    open_page: Callable[[], Page], live_server: LiveServer
) -> None:
    assert look_at(open_page(), PUBLIC, live_server.url) == []


@pytest.mark.usefixtures("desk")
def test_every_page_of_the_desk_can_be_used_by_everyone(
    root: User, sign_in: Callable[[User], Page], live_server: LiveServer
) -> None:
    assert look_at(sign_in(root), AT_THE_DESK, live_server.url) == []
