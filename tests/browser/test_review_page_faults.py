"""The review page where something goes wrong between a key and the desk: nothing typed is lost, nothing is told falsely."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import Article, Draft, Event, Note, Review
from tests import builders
from tests.browser.test_review_page import saved, take

pytestmark = pytest.mark.browser

CLAIM = "The bridge cost 14.2 million crowns."


@pytest.fixture
def article() -> Article:
    return builders.a_read_article(f"Rain fell. {CLAIM} Nobody swam.", CLAIM)


def write_note(page: Page, text: str) -> None:
    page.get_by_text("Write one").click()
    page.get_by_label("A note to colleagues").fill(text)
    page.get_by_role("button", name="Write the note").click()


def test_a_note_typed_without_a_network_stays_until_there_is_one(
    article: Article, alice: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(alice)
    take(page)
    page.context.set_offline(True)
    write_note(page, "Ask the harbour.")
    expect(page.locator("#save-state")).to_contain_text("Not done")
    expect(page.get_by_label("A note to colleagues")).to_have_value("Ask the harbour.")

    page.context.set_offline(False)
    page.get_by_role("button", name="Write the note").click()

    expect(page.get_by_text("Noted for your colleagues.")).to_be_visible()
    assert Note.objects.get().text == "Ask the harbour."


def test_a_note_of_somebody_who_is_signed_out_stays_on_the_page(
    article: Article, alice: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(alice)
    take(page)
    page.context.clear_cookies(name="sessionid")
    write_note(page, "Ask the harbour.")

    expect(page.locator("#signed-out-banner")).to_be_visible()
    expect(page.get_by_label("A note to colleagues")).to_have_value("Ask the harbour.")


def test_a_step_whose_loading_is_stopped_can_be_taken_again(
    article: Article, alice: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(alice)
    # Five seconds are soon over here.
    page.add_init_script(
        "const later = setTimeout; window.setTimeout = (what, after) => later(what, after === 5000 ? 50 : after);"
    )
    take(page)
    page.evaluate("addEventListener('submit', (event) => event.preventDefault(), { once: true })")
    page.get_by_role("button", name="Save draft").last.click()
    page.evaluate("new Promise((over) => { setTimeout(over, 5000); })")

    page.get_by_role("button", name="Save draft").last.click()

    expect(page.get_by_text("Kept as your draft.")).to_be_visible()


def test_words_typed_under_a_lost_lease_are_not_called_saved(
    article: Article, alice: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(alice)
    take(page)
    page.get_by_label("Conclusion").fill("It did.")
    saved(page)
    page.evaluate("desk.lose('Its time ran out.')")

    page.get_by_label("Conclusion").fill("It did not.")

    expect(page.locator("#save-state")).to_have_text("Kept in this browser only")


def test_the_words_of_one_person_are_not_saved_as_those_of_another_who_signs_in(
    article: Article, alice: User, carol: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(alice)
    held = builders.a_leased_claim(carol, timezone.now() - timedelta(hours=2), article.claims.get())
    assert Event.objects.filter(actor=carol, kind=Event.Kind.REVIEW_TAKEN, claim=held.claim_id)
    take(page)
    other = sign_in(carol)
    theirs = next(cookie for cookie in other.context.cookies() if cookie.get("name") == "sessionid")
    page.context.add_cookies(
        [
            {
                "name": "sessionid",
                "value": theirs.get("value", ""),
                "url": page.url.partition("/admin")[0],
            }
        ]
    )

    page.get_by_label("Conclusion").fill("Alice's own words.")

    expect(page.locator("#signed-out-banner")).to_be_visible()
    expect(page.get_by_label("Conclusion")).to_have_value("Alice's own words.")
    assert not Draft.objects.filter(author=carol).exists()
    assert Review.objects.get().reviewer == alice
