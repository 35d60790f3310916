"""What editors do with verdicts on the desk's pages."""

import pytest
from django.contrib.auth.models import User

from claims.intake import Source, submit_article
from claims.models import Article, Rating, Verdict
from claims.publishing import correct_verdict, publish_verdict, return_verdict
from claims.reading import fail_article
from tests import builders
from tests.admin.desk import filled_in, signed_in

pytestmark = pytest.mark.django_db

LATER = builders.NOW + builders.A_SECOND
NOTE = "The accounts were revised."


def a_change(verdict: Verdict, **changes: str) -> dict[str, str]:
    """What the form of a change sends: the words of today, but for `changes`."""
    current = verdict.current
    assert current is not None
    source = current.evidence.get()
    row = {
        "url": source.url,
        "title": source.title,
        "publisher": source.publisher,
        "quote": source.quote,
        "stance": source.stance,
        "primary": "on",
        "accessed_at": f"{source.accessed_at:%Y-%m-%d}",
    }
    whole = {
        "version": str(current.pk),
        "kind": "correction",
        "note": NOTE,
        "conclusion": current.conclusion,
        "rationale": current.rationale,
        "method": current.method,
        "rating": "false",
    }
    return filled_in("", "propose", row, **whole) | changes


def test_an_author_is_told_why_another_publishes(bob: User, erin: User) -> None:
    verdict = builders.a_proposed_verdict(bob)
    address = f"/admin/claims/verdict/{verdict.pk}/"

    page = signed_in(bob).get(f"{address}change/").content.decode()
    assert "You wrote this, so another editor publishes it" in page
    assert f"{address}publish/" not in page
    refused = signed_in(bob).post(
        f"{address}publish/", {"version": verdict.versions.get().pk}, follow=True
    )
    assert "A second person publishes" in refused.content.decode()
    assert f"{address}publish/" in signed_in(erin).get(f"{address}change/").content.decode()


def test_a_return_needs_a_note_and_keeps_what_was_typed(alice: User, bob: User) -> None:
    verdict = builders.a_proposed_verdict(alice)
    version = str(verdict.versions.get().pk)

    answer = signed_in(bob).post(
        f"/admin/claims/verdict/{verdict.pk}/return/", {"version": version, "return-note": " "}
    )

    assert answer.context["returning"].errors["note"]
    verdict.refresh_from_db()
    assert verdict.state == "proposed"


def test_a_correction_changes_what_changed_and_waits_for_another_editor(
    alice: User, bob: User, erin: User
) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    address = f"/admin/claims/verdict/{verdict.pk}/"

    answer = signed_in(bob).post(
        f"{address}correct/", a_change(verdict, rationale="Line one.\r\nLine two.")
    )

    assert answer.headers["Location"] == f"{address}change/"
    waiting = verdict.versions.get(state="proposed")
    assert (waiting.rationale, waiting.note) == ("Line one.\nLine two.", NOTE)
    assert waiting.evidence.values_list("url", "accessed_at").get() == (
        builders.a_source().url,
        builders.a_source().accessed_at,
    )
    signed_in(erin).post(f"{address}publish/", {"version": waiting.pk})
    verdict.refresh_from_db()
    assert verdict.current == waiting


def test_what_is_wrong_with_a_correction_stands_beside_its_field(alice: User, bob: User) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    address = f"/admin/claims/verdict/{verdict.pk}/correct/"

    no_note = signed_in(bob).post(address, a_change(verdict, note=""))
    assert no_note.context["change"].errors["note"]
    no_kind = signed_in(bob).post(address, a_change(verdict, kind=""))
    assert no_kind.context["change"].errors["kind"]
    no_words = signed_in(bob).post(address, a_change(verdict, conclusion=""))
    assert no_words.context["form"].words.errors["conclusion"]
    more = signed_in(bob).post(address, a_change(verdict, step="row"))
    assert len(more.context["form"].evidence.forms) == 4
    assert verdict.versions.count() == 1


def test_a_correction_may_keep_a_rating_that_the_scale_has_no_more(alice: User, bob: User) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    Rating.objects.filter(slug="false").update(active=False)
    address = f"/admin/claims/verdict/{verdict.pk}/correct/"

    assert 'value="false"' in signed_in(bob).get(address).content.decode()
    signed_in(bob).post(address, a_change(verdict, conclusion="It cost far less."))

    waiting = verdict.versions.get(state="proposed")
    assert (waiting.conclusion, waiting.rating and waiting.rating.slug) == (
        "It cost far less.",
        "false",
    )


def test_words_that_were_replaced_meanwhile_are_not_decided_upon(
    alice: User, bob: User, erin: User
) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    opened = a_change(verdict, conclusion="From an old window.")

    def propose(conclusion: str) -> int:
        correct_verdict(
            verdict_id=verdict.pk,
            kind="correction",
            note=NOTE,
            changes={"conclusion": conclusion},
            by=bob,
            now=LATER,
        )
        return verdict.versions.get(state="proposed").pk

    read = propose("The first.")
    return_verdict(verdict_id=verdict.pk, note="No.", by=erin, now=LATER)
    propose("The second.")
    answer = signed_in(erin).post(
        f"/admin/claims/verdict/{verdict.pk}/publish/", {"version": read}, follow=True
    )
    assert "Another version waits now" in answer.content.decode()
    assert verdict.versions.filter(state="proposed").exists()

    publish_verdict(verdict_id=verdict.pk, by=erin, now=LATER)
    answer = signed_in(bob).post(f"/admin/claims/verdict/{verdict.pk}/correct/", opened)
    assert "Another change has been published" in answer.content.decode()
    assert "From an old window." in answer.content.decode()


def test_a_retraction_takes_effect_at_once_and_needs_a_note(alice: User, bob: User) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    address = f"/admin/claims/verdict/{verdict.pk}/retract/"

    assert signed_in(bob).post(address, {}).context["retracting"].errors["note"]
    signed_in(bob).post(address, {"retract-note": "The source was forged."})

    verdict.refresh_from_db()
    assert verdict.state == "retracted"


# --- The rest of the house


def test_a_failed_article_is_sent_again(sam: User) -> None:
    article, _ = submit_article(
        text=None, source=Source(url="https://example.org/x"), by=sam, now=builders.NOW
    )
    fail_article(article_id=article.pk, reason="No answer.", now=builders.NOW)
    client = signed_in(sam)

    page = client.get(f"/admin/claims/article/{article.pk}/change/").content.decode()
    assert "No answer." in page
    client.post(f"/admin/claims/article/{article.pk}/again/")
    client.post(f"/admin/claims/article/{article.pk}/again/")

    assert Article.objects.get().status == "fetching"


def test_an_editor_keeps_the_scale_but_for_its_slugs(bob: User) -> None:
    rating = Rating.objects.get(slug="false")
    changed = {
        "label": "Untrue",
        "slug": "untrue",
        "order": "4",
        "colour": "#b3261e",
        "active": "on",
    }

    signed_in(bob).post(f"/admin/claims/rating/{rating.pk}/change/", changed)

    rating.refresh_from_db()
    assert (rating.label, rating.slug) == ("Untrue", "false")
