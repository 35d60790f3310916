"""A claim's whole way in a real browser: pasted in its article, taken, given a verdict, published."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Article, Claim, Verdict
from tests import builders
from workers.tasks import read_article

pytestmark = pytest.mark.browser

BEFORE = "The council met until late, and the ferry waited. " * 200
CLAIM = "The bridge at Neustadt cost 14.2 million crowns, Mayor Holm said."
OTHER = "It carries 23,000 cars a day."
PHONE = {"width": 420, "height": 800}


@pytest.fixture
def article(live_server: LiveServer) -> Article:
    return builders.a_read_article(f"{BEFORE}{CLAIM} {OTHER}", CLAIM, OTHER)


def test_a_pasted_article_is_read_a_claim_of_it_taken_checked_and_published_by_three_people(
    sam: User,
    alice: User,
    bob: User,
    sign_in: Callable[[User], Page],
    complaints: list[str],
) -> None:
    page = sign_in(sam)
    page.get_by_role("link", name="Submit articles").click()
    page.get_by_label("Text", exact=True).fill(f"{BEFORE}{CLAIM} {OTHER}")
    page.get_by_label("Title").fill("Bridges")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="A worker reads it")).to_be_visible()
    # Nobody works beside this browser; the page finds out by itself when somebody has.
    read_article(Article.objects.get().pk)
    expect(page.get_by_text("How it was read")).to_be_visible()
    expect(page.get_by_text(CLAIM)).to_be_visible()

    page = sign_in(alice)
    page.get_by_role("link", name="Queue").click()
    page.get_by_role("button", name="Take next claim").click()

    claim = page.locator("mark#claim")
    expect(claim).to_have_text(CLAIM)
    expect(claim).to_be_in_viewport()
    expect(page.get_by_role("link", name=OTHER)).to_be_visible()

    page.get_by_label("Mostly true").check()
    page.get_by_label("Conclusion").fill("It cost 14.2 million; 14.21 to be exact.")
    page.get_by_label("Rationale").fill("The final account says so.")
    page.get_by_label("Address").first.fill("javascript:alert(1)")
    page.get_by_role("button", name="Give verdict").click()
    expect(page.get_by_text("An address begins with http")).to_be_visible()

    page.get_by_label("Address").first.fill("https://stats.example.org/bridges/7")
    page.get_by_label("Stance").first.select_option("supports")
    page.get_by_label("Primary source").first.check()
    page.get_by_role("button", name="More rows").click()
    expect(page.get_by_text("Source 4")).to_be_visible()
    page.get_by_role("button", name="Give verdict").click()
    expect(page.get_by_text("Your verdict is with the editors.")).to_be_visible()
    page.get_by_role("link", name="Read it").click()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)

    page = sign_in(bob)
    page.get_by_role("link", name=str(Claim.objects.get(quote=CLAIM))).click()
    expect(page.locator("mark#claim")).to_have_text(CLAIM)
    expect(page.get_by_role("link", name="https://stats.example.org/bridges/7")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("What the public reads")).to_be_visible()

    assert Verdict.objects.get().state == "published"
    assert Claim.objects.get(quote=CLAIM).status == "published"
    assert complaints == []


def test_the_desk_fits_a_telephone(
    article: Article, alice: User, sign_in: Callable[[User], Page], live_server: LiveServer
) -> None:
    page = sign_in(alice)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a TypedDict of these two
    page.goto(f"{live_server.url}/admin/claims/review/")
    page.get_by_role("button", name="Take", exact=True).first.click()
    expect(page.locator("mark#claim")).to_be_in_viewport()

    verdict = builders.a_proposed_verdict(alice, claim=article.claims.get(quote=OTHER))
    for address in (
        page.url,
        "/admin/",
        "/admin/claims/review/",
        "/admin/claims/claim/",
        "/admin/claims/article/",
        "/admin/claims/verdict/",
        f"/admin/claims/article/{article.pk}/change/",
        f"/admin/claims/verdict/{verdict.pk}/change/",
    ):
        page.goto(address if address.startswith("http") else f"{live_server.url}{address}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], address
