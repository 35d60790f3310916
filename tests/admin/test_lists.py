"""The lists: searched, narrowed, bounded, and as many queries for many rows as for few."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import matching
from claims.intake import Source, submit_article
from claims.letters import log_reply
from claims.models import Article, Claim, Event, Review, Verdict
from claims.webhooks import add_endpoint
from factcheck.admin import access
from tests import builders
from tests.admin.desk import signed_in

pytestmark = pytest.mark.django_db

CLAIMS, QUEUE, ARTICLES, VERDICTS = (
    f"/admin/claims/{model}/" for model in ("claim", "review", "article", "verdict")
)


def listed(by: User, address: str, **asked: Any) -> list[Any]:
    answer: Any = signed_in(by).get(address, asked)
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


def a_desk_of_two(alice: User, bob: User) -> tuple[Claim, Claim]:
    """A claim of Kristi Noem's in an article of last month, and one of nobody's that came just now."""
    long_ago = timezone.now() - timedelta(days=40)
    old = builders.a_claim("Unemployment fell by 5 percent.", claimant="Kristi Noem", now=long_ago)
    Article.objects.filter(pk=old.article_id).update(publisher="The Tolmere Gazette")
    new = builders.a_claim("The bridge cost 2 million crowns.", now=timezone.now())
    matching.compare_new_claims(limit=10, now=timezone.now())
    return old, new


@pytest.mark.parametrize(
    ("asked", "which"),
    [
        ({"q": "unemployment"}, [0]),
        ({"q": "UNEMPLOYMENT  percents"}, [0]),
        ({"q": "noem unemployment"}, [0]),
        ({"q": "Kristi"}, [0]),
        ({"q": "crown bridge"}, [1]),
        ({"q": "unemployment bridge"}, []),
        ({"q": "the"}, []),
        ({"q": "  "}, [1, 0]),
        ({"claimant": "Kristi Noem"}, [0]),
        ({"claimant": "Noem"}, []),
        ({"publisher": "The Tolmere Gazette"}, [0]),
        ({"came": "day"}, [1]),
        ({"came": "month"}, [1]),
        ({"came": "older-than-week"}, [0]),
        ({"came": "older-than-month", "q": "bridge"}, []),
        ({"came": "never"}, [1, 0]),
        ({"status__exact": "queued"}, [1, 0]),
        ({"status__exact": "decided"}, []),
    ],
)
def test_claims_are_found_by_words_and_narrowed(
    asked: dict[str, str], which: list[int], alice: User, bob: User
) -> None:
    claims = a_desk_of_two(alice, bob)
    assert listed(alice, CLAIMS, **asked) == [claims[place] for place in which]


@pytest.mark.parametrize(
    ("asked", "which"),
    [
        ({"claimant": "Kristi Noem"}, [0]),
        ({"publisher": "The Tolmere Gazette"}, [0]),
        ({"came": "older-than-week"}, [0]),
        ({"came": "day"}, [1]),
        ({"claim__kind__exact": "law"}, []),
        ({"mine": "yes"}, []),
    ],
)
def test_the_queue_is_narrowed(
    asked: dict[str, str], which: list[int], alice: User, bob: User
) -> None:
    claims = a_desk_of_two(alice, bob)
    Review.objects.filter(claim=claims[0]).update(created_at=claims[0].created_at)
    assert [row.claim for row in listed(alice, QUEUE, **asked)] == [
        claims[place] for place in which
    ]


def test_what_is_mine_is_what_i_have_had_written_or_sent(
    alice: User, carol: User, bob: User, sam: User
) -> None:
    now = timezone.now()
    verdict = builders.a_proposed_verdict(alice, now)
    held = builders.a_leased_claim(carol, now)
    article, _ = submit_article(text="Mine.", source=Source(), by=sam, now=now)
    assert listed(alice, CLAIMS, mine="yes") == [verdict.claim]
    assert listed(carol, CLAIMS, mine="yes") == [held.claim]
    assert listed(alice, QUEUE, mine="yes") == []
    assert listed(carol, QUEUE, mine="yes") == [held]
    assert listed(alice, VERDICTS, mine="yes") == [verdict]
    assert listed(carol, VERDICTS, mine="yes") == []
    assert listed(sam, ARTICLES, mine="yes") == [article]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("harbour", True),
        ("HARBOURS example", True),
        ("gazette", True),
        ("lindqvist", True),
        ("Lindqvíst", True),
        ("harbour tunnel", False),
        ("https", False),
        ("2026", True),
    ],
)
def test_articles_are_found_by_what_is_said_of_them(words: str, found: bool, sam: User) -> None:
    source = Source(
        url="https://example.org/news/2026/harbour-dredged",
        title="Harbour dredged",
        publisher="The Gazette",
        author="Ove Lindqvist",
    )
    submit_article(text="Ships came.", source=source, by=sam, now=timezone.now())
    assert bool(listed(sam, ARTICLES, q=words)) is found


def test_an_article_is_found_by_where_it_appeared_later(sam: User) -> None:
    now = timezone.now()
    for title in ("First here", "Elsewhere second"):
        source = Source(title=title, publisher=title)
        submit_article(text="Ships came.", source=source, by=sam, now=now)
    assert len(listed(sam, ARTICLES, q="elsewhere")) == 1


def test_verdicts_are_found_by_the_words_of_their_claim_and_conclusion(
    alice: User, bob: User
) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    word = verdict.claim.text.split()[1]
    assert listed(bob, VERDICTS, q=word) == [verdict]
    assert listed(bob, VERDICTS, q="absent") == []


@pytest.mark.parametrize(
    "asked",
    [
        "/admin/claims/review/?lease_token__startswith=a",
        "/admin/claims/event/?actor__password__startswith=md5",
        "/admin/claims/event/?actor__is_superuser=1",
        "/admin/claims/verdict/?author__password__startswith=md5",
        "/admin/claims/claim/?article__text__contains=secret",
        "/admin/claims/webhookendpoint/?secret__startswith=whsec_A",
        "/admin/claims/webhookdelivery/?endpoint__secret__startswith=whsec_A",
    ],
)
def test_nobody_guesses_letter_by_letter_what_a_list_does_not_show(asked: str, bob: User) -> None:
    answer: Any = signed_in(bob).get(asked)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        "/admin/claims/event/?kind__exact=verdict.published",
        "/admin/claims/event/?actor__id__exact=1",
        "/admin/claims/event/?at__gte=2026-01-01T00:00:00Z&at__lt=2026-02-01T00:00:00Z",
        "/admin/claims/webhookendpoint/?off_since__isempty=1",
        "/admin/claims/webhookdelivery/?status__exact=waiting",
        "/admin/claims/verdict/?state__exact=published&awaiting=editor",
        "/admin/claims/verdict/?rating__id__exact=1",
    ],
)
def test_a_list_is_narrowed_by_what_it_offers(asked: str, bob: User) -> None:
    answer: Any = signed_in(bob).get(asked)
    assert answer.status_code == 200


def test_pages_end_where_nobody_would_turn_to(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        builders.a_claim()
    monkeypatch.setattr(access.RoleAdmin, "list_per_page", 1)
    monkeypatch.setattr(access, "MOST_PAGES", 2)
    client = signed_in(alice)
    pages: list[Any] = [client.get(CLAIMS, {"p": page}) for page in (1, 2, 3)]
    assert [page.status_code for page in pages] == [200, 200, 302]


# --- Queries


def much(alice: User, bob: User, times: int) -> None:
    """Of all that the lists show."""
    for number in range(times):
        now = timezone.now()
        verdict = builders.a_published_verdict(alice, bob, now)
        builders.a_proposed_verdict(alice, now)
        builders.a_claim(claimant=f"Claimant {number}", now=now)
        builders.a_leased_claim(bob, now)
        log_reply(verdict_id=verdict.pk, name="Holm", text="No.", by=bob, now=now)
        url = f"https://hooks.example/{number}"
        add_endpoint(url=url, kinds=["verdict.published"], by=alice, now=now)
    matching.compare_new_claims(limit=1_000, now=timezone.now())


PAGES: dict[str, Callable[[], str]] = {
    "": lambda: "",
    **{
        name: lambda name=name: f"{name}/"  # type: ignore[misc]
        for name in (
            *("claims/review", "claims/claim", "claims/article", "claims/verdict"),
            *(
                "claims/event",
                "claims/letter",
                "claims/evidencelink",
                "claims/webhookendpoint",
                "claims/webhookdelivery",
            ),
            *("claims/apitoken", "claims/rating", "claims/methodology", "auth/user"),
            *("claims/claim/precision", "claims/article/submit", "claims/apitoken/make"),
        )
    },
    "claims found": lambda: "claims/claim/?q=bridge&came=day&status__exact=queued",
    "articles found": lambda: "claims/article/?q=gazette&came=day&mine=yes",
    "verdicts found": lambda: "claims/verdict/?q=bridge&came=day",
    "the audit log by person": lambda: "claims/event/?actor__id__exact=1",
    "a claim": lambda: f"claims/claim/{Claim.objects.latest('pk').pk}/change/",
    "an article": lambda: f"claims/article/{Article.objects.latest('pk').pk}/change/",
    "a verdict": lambda: f"claims/verdict/{Verdict.objects.latest('pk').pk}/change/",
    "a person": lambda: f"auth/user/{User.objects.get(username='bob').pk}/change/",
    "a review": lambda: f"claims/review/claim/{Claim.objects.latest('pk').pk}/",
}
# The most that any page asks; a page that needs more should say why.
MOST_QUERIES = 32


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_no_more_of_a_full_desk_than_of_an_empty_one(
    page: str, alice: User, bob: User, root: User
) -> None:
    client = signed_in(root)

    def queries() -> int:
        address = f"/admin/{PAGES[page]()}"
        client.get(address)  # what is kept in memory is read now
        with CaptureQueriesContext(connection) as asked:
            answer: Any = client.get(address)
            assert answer.status_code == 200
        return len(asked)

    much(alice, bob, 2)
    few = queries()
    much(alice, bob, 12)
    assert queries() <= few <= MOST_QUERIES
    assert Event.objects.count() > 100
