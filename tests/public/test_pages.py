"""The pages that anyone may read."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from claims.intake import Source, submit_article
from claims.methodology import write_methodology
from claims.models import Article, Claim, Verdict
from factcheck.public import pages
from tests import builders
from tests.builders import NOW
from tests.public.reader import linked_data, read, words_of

pytestmark = pytest.mark.django_db

PUBLIC = ["/", "/verdicts/", "/verdicts/{id}/", "/corrections/", "/methodology/"]
TEXT = "Nobody was hurt. The bridge cost 2 million crowns. It opened in May."


@pytest.fixture
def verdict(alice: User, bob: User) -> Verdict:
    article = builders.a_read_article(
        TEXT, "The bridge cost 2 million crowns.", claimant="Mayor Holm"
    )
    Article.objects.filter(pk=article.pk).update(
        title="A bridge opens", publisher="The Paper", url="https://paper.example/bridge"
    )
    return builders.a_published_verdict(alice, bob, claim=article.claims.get())


def page_of(verdict: Verdict) -> str:
    return f"/verdicts/{verdict.pk}/"


# --- A verdict


def test_a_verdict_is_told_with_its_claim_its_evidence_and_what_it_stands_on(
    verdict: Verdict,
) -> None:
    said = words_of(read(page_of(verdict)))
    for part in (
        "Mayor Holm claimed",
        "Nobody was hurt. The bridge cost 2 million crowns. It opened in May.",
        "Mayor Holm, in A bridge opens, The Paper",
        "False",
        "1, on a scale from 1 (worst) to 5 (best)",
        "The bridge cost less.",
        "The final account of the city gives 980,000 crowns.",
        "We read the city's accounts.",
        "Bridges, 7th table, The statistics office Refutes the claim; primary source",
        "Original 2 March 2026, 09:30 UTC",
    ):
        assert part in said, part


def test_a_claim_deep_in_a_long_article_is_shown_with_a_few_whole_words_around_it(
    alice: User, bob: User
) -> None:
    text = "früher " * 100_000 + "The bridge cost 2 million crowns." + " später" * 100_000
    article = builders.a_read_article(text, "The bridge cost 2 million crowns.")
    page = read(page_of(builders.a_published_verdict(alice, bob, claim=article.claims.get())))
    assert "… früher früher" in words_of(page)
    assert "The bridge cost 2 million crowns. später später" in words_of(page)
    assert len(page.content) < 20_000


def test_everywhere_it_appeared_is_listed(verdict: Verdict) -> None:
    again = Source(url="https://post.example/2", title="Bridge, again", publisher="The Post")
    submit_article(text=TEXT, source=again, by=None, now=NOW)
    said = words_of(read(page_of(verdict)))
    assert "Where it appeared A bridge opens, The Paper Bridge, again, The Post" in said


def test_a_correction_says_so_and_shows_what_changed(
    verdict: Verdict, bob: User, erin: User
) -> None:
    builders.correct(
        verdict,
        bob,
        NOW,
        rating="mostly-false",
        conclusion="The bridge cost a little less.",
        review_by=date(2026, 9, 1),
        evidence=[{"url": "https://new.example/", "title": "The new account"}],
    )
    assert "Corrected" not in words_of(read(page_of(verdict)))
    builders.publish(verdict, erin, NOW + timedelta(days=1))
    page = read(page_of(verdict))
    said = words_of(page)
    assert f"Corrected on 3 March 2026. What changed {builders.NOTE}" in said
    for change in (
        "Rating Removed: False Added: Mostly false",
        "Conclusion The bridge cost Added: a little less.",
        "To be looked at again Removed: No date Added: 1 September 2026",
        "Added: The new account, https://new.example/ (gives context)",
        "Removed: Bridges, 7th table, The statistics office, https://stats.example.org/bridges/7",
        "Read version 1 as it was False The bridge cost less.",
    ):
        assert change in said, change
    assert "Method" not in said.split("Versions")[1].split("Read version")[0]
    assert b'<li id="version-2" value="2">' in page.content


def test_a_retracted_verdict_stays_and_says_why_and_no_longer_claims_anything(
    verdict: Verdict, bob: User
) -> None:
    builders.retract(verdict, bob, NOW)
    page = read(page_of(verdict))
    said = words_of(page)
    assert "Retracted on 2 March 2026" in said
    assert "The account was revised on 1 March." in said
    before_the_history = said.split("Versions")[0]
    assert "The bridge cost less." not in before_the_history
    assert "False" not in before_the_history
    assert "Read version 1 as it was False The bridge cost less." in said
    assert "reviewRating" not in linked_data(page)
    listed = words_of(read("/verdicts/"))
    assert "Retracted" in listed
    assert "The bridge cost less." not in listed


@pytest.mark.parametrize("state", ["proposed", "returned"])
def test_what_was_not_published_is_nobodys_to_read(state: str, alice: User, bob: User) -> None:
    waiting = builders.a_proposed_verdict(alice)
    if state == "returned":
        builders.send_back(waiting, bob, NOW)
    read(page_of(waiting), 404)
    assert waiting.claim.text not in words_of(read("/verdicts/"))


# --- ClaimReview and the head of the page


def test_a_page_has_its_one_claim_review(verdict: Verdict, settings: Settings) -> None:
    settings.SITE_URL = "https://facts.example.org"
    review = linked_data(read(page_of(verdict)))
    assert review["@type"] == "ClaimReview"
    assert review["url"] == f"https://facts.example.org/verdicts/{verdict.pk}/"


@pytest.mark.parametrize(
    "hostile",
    [
        "</script><script>alert(1)</script>",
        "<!-- <script> -->",
        "\u2028\u2029 & <b>\\u003C",
        "\"}]} ' {{ 7 }} {% now %}",
    ],
)
def test_no_words_of_an_article_get_out_of_their_place(
    hostile: str, alice: User, bob: User
) -> None:
    quote = f"The bridge {hostile} cost 2 crowns."
    claim = builders.a_claim(quote, claimant=hostile)
    Article.objects.filter(pk=claim.article_id).update(title=hostile, publisher=hostile)
    page = read(page_of(builders.a_published_verdict(alice, bob, claim=claim)))
    review = linked_data(page)
    assert review["claimReviewed"] == quote
    assert review["itemReviewed"]["author"]["name"] == hostile
    source = page.content.decode()
    inside = source.split('ld+json">')[1].split("</script>")[0]
    assert not set("<>&\u2028\u2029") & set(inside)
    assert "<b>" not in source
    assert source.count("<script") == 1
    for address in ("/", "/verdicts/", "/corrections/"):
        assert "<script" not in read(address).content.decode()


def test_a_page_names_itself_to_browsers_and_to_those_who_link_to_it(
    verdict: Verdict, settings: Settings
) -> None:
    settings.SITE_URL = "https://facts.example.org"
    source = read(f"{page_of(verdict)}?from=there").content.decode()
    own = f"https://facts.example.org/verdicts/{verdict.pk}/"
    for part in (
        "<title>False: The bridge cost 2 million crowns. — A factcheck desk</title>",
        f'<link rel="canonical" href="{own}">',
        f'<meta property="og:url" content="{own}">',
        '<meta property="og:title" content="False: The bridge cost 2 million crowns.">',
        '<meta property="og:description" content="The bridge cost less.">',
        '<meta property="article:published_time" content="2026-03-02T09:30:00+00:00">',
    ):
        assert part in source, part


# --- Lists


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("rating=false", True),
        ("rating=true", False),
        ("claimant=Mayor+Holm", True),
        ("claimant=Holm", False),
        ("publisher=The+Paper", True),
        ("q=bridges+holm", True),
        ("q=cathedral", False),
        ("q=%25", False),
        ("rating=false&claimant=Mayor+Holm&publisher=The+Paper&q=less", True),
    ],
)
def test_a_reader_narrows_the_list(query: str, found: bool, verdict: Verdict) -> None:
    page = read(f"/verdicts/?{query}")
    assert (page_of(verdict) in page.content.decode()) is found
    assert page.context["wanted"].is_valid()


@pytest.mark.parametrize("query", ["rating=unheard-of", "q=%00", "q=" + "a" * 501])
def test_what_cannot_be_asked_is_refused_beside_its_field(query: str, verdict: Verdict) -> None:
    assert 'class="error"' in read(f"/verdicts/?{query}", 400).content.decode()


def test_older_verdicts_are_a_page_further_and_none_is_left_out_or_shown_twice(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Published at one moment: the second key has to tell them apart.
    published = [builders.a_published_verdict(alice, bob).pk for _ in range(7)]
    monkeypatch.setattr(pages, "PAGE", 3)
    seen, address = [], "/verdicts/?rating=false"
    while address:
        page = read(address).context["page"]
        seen += [row.pk for row in page.rows]
        address = f"/verdicts/?rating=false&before={page.last}" if page.last else ""
    assert seen == published[::-1]


@pytest.mark.parametrize("before", ["abc", "0", "9" * 18, "9" * 400, "-1", "²"])
@pytest.mark.parametrize("address", ["/verdicts/", "/corrections/"])
def test_a_place_in_a_list_that_is_none_is_not_found(before: str, address: str) -> None:
    read(f"{address}?before={before}", 404)


def test_an_unpublished_verdict_is_no_place_in_a_list(alice: User) -> None:
    read(f"/verdicts/?before={builders.a_proposed_verdict(alice).pk}", 404)


def test_corrections_are_listed_newest_first(
    verdict: Verdict, alice: User, bob: User, erin: User
) -> None:
    other = builders.a_published_verdict(alice, bob)
    builders.correct(verdict, bob, NOW)
    builders.publish(verdict, erin, NOW + timedelta(days=1))
    builders.retract(other, bob, NOW + timedelta(days=2))
    page = read("/corrections/")
    kinds = [version.kind for version in page.context["page"].rows]
    assert kinds == ["retraction", "correction"]
    assert f"{page_of(verdict)}#version-2" in page.content.decode()


# --- Methodology


def test_the_methodology_is_what_an_editor_wrote_last(bob: User) -> None:
    assert "Nothing is published by the person who wrote it" in words_of(read("/methodology/"))
    write_methodology(text="Old words.", by=bob, now=NOW)
    text = "# How\n\nWe <b>ask</b>\nand read.\n\n- first\n- then\nso on"
    write_methodology(text=text, by=bob, now=NOW)
    page = read("/methodology/").content.decode()
    assert "Old words" not in page
    for part in (
        "<h2>How</h2>",
        "<p>We &lt;b&gt;ask&lt;/b&gt;<br>and read.</p>",
        "<ul><li>first</li><li>then</li></ul>",
        "<p>so on</p>",
    ):
        assert part in page, part


def test_an_editor_writes_the_methodology_at_the_desk(bob: User) -> None:
    at_the_desk = Client()
    at_the_desk.force_login(bob)
    address = "/admin/claims/methodology/add/"
    assert at_the_desk.post(address, {"text": "  We ask.\r\n\r\n- twice "}).status_code == 302
    assert "We ask." in words_of(read("/methodology/"))
    assert "  We ask.\n\n- twice " in at_the_desk.get(address).content.decode()
    for refused in ("", " ", "a" * 50_001):
        assert at_the_desk.post(address, {"text": refused}).status_code == 200


# --- Who may read, and at what cost


@pytest.mark.parametrize("address", PUBLIC)
def test_a_closed_desk_asks_readers_to_sign_in(
    address: str, verdict: Verdict, olga: User, settings: Settings
) -> None:
    settings.FACTCHECK_PUBLIC_READ = False
    address = address.format(id=verdict.pk)
    assert read(address, 302)["Location"] == f"/admin/login/?next={address}"
    signed_in = Client()
    signed_in.force_login(olga)
    assert signed_in.get(address).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("address", PUBLIC)
def test_a_page_is_asked_for_again_each_time_and_not_sent_twice(
    address: str, verdict: Verdict
) -> None:
    page = read(address.format(id=verdict.pk))
    assert page["Cache-Control"] == "no-cache"
    assert "Cookie" not in page.get("Vary", "")
    read(address.format(id=verdict.pk), 304, if_none_match=page["ETag"])
    assert Client().post(address.format(id=verdict.pk)).status_code == 405


QUERIES = [("/", 2), ("/verdicts/", 2), ("/verdicts/?q=bridge", 2), ("/corrections/", 1)]


@pytest.mark.parametrize(("address", "queries"), QUERIES)
def test_a_list_takes_as_many_queries_however_long_it_is(
    address: str,
    queries: int,
    alice: User,
    bob: User,
    erin: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(5):
        changed = builders.a_published_verdict(alice, bob)
        builders.correct(changed, bob, NOW)
        builders.publish(changed, erin, NOW)
    with django_assert_num_queries(queries):
        read(address)


def test_a_verdict_takes_as_many_queries_however_much_there_is_to_tell(
    verdict: Verdict, bob: User, erin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        builders.correct(verdict, bob, NOW, method=f"We asked {number} people.")
        builders.publish(verdict, erin, NOW)
        text = f"{TEXT} In place {number}."
        again = builders.a_read_article(text, "The bridge cost 2 million crowns.").claims.get()
        Claim.objects.filter(pk=again.pk).update(status="matched", same_as=verdict.claim)
    with django_assert_num_queries(9):
        read(page_of(verdict))
