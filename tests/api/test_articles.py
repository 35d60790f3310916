"""Articles in, their text out again, their claims with exact offsets."""

import json

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from claims.intake import Source
from claims.models import Article
from claims.reading import record_page
from tests import builders
from tests.api.client import API, client_of, send
from workers import tasks

TEXT = "Rents in Ostrava rose by 9 percent in 2024, the statistics office said. How nice that is."


@pytest.fixture
def client(sam: User) -> APIClient:
    return client_of(sam)


def test_an_article_is_taken_in_read_and_its_claims_fit_its_text(client: APIClient) -> None:
    answer = client.post(f"{API}/articles/", {"text": TEXT, "title": " Rents ", "language": "en"})
    assert answer.status_code == 202
    article = answer.json()
    assert (article["status"], article["title"]) == ("received", " Rents ")
    assert article["characters"] == len(TEXT)

    tasks.read_article(article["id"])

    read = client.get(f"{API}/articles/{article['id']}/").json()
    assert (read["status"], read["claims_count"]) == ("extracted", 1)
    text = client.get(f"{API}/articles/{article['id']}/text/")
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert text.content.decode() == TEXT
    (claim,) = client.get(f"{API}/articles/{article['id']}/claims/").json()["results"]
    assert TEXT[claim["start"] : claim["end"]] == claim["quote"]
    assert claim["kind"] == "quantity"
    (aside,) = client.get(f"{API}/articles/{article['id']}/ledger/").json()["results"]
    assert aside["quote"] == "How nice that is."
    assert aside["reason"]


def test_the_same_text_again_is_the_same_article(client: APIClient) -> None:
    first = client.post(f"{API}/articles/", {"text": TEXT})
    again = client.post(f"{API}/articles/", {"text": TEXT, "url": "https://example.org/second"})
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Article.objects.get().appearances.get().url == "https://example.org/second"


def test_an_address_alone_is_to_be_fetched(client: APIClient) -> None:
    answer = client.post(f"{API}/articles/", {"url": "https://example.org/a"})
    assert (answer.status_code, answer.json()["status"]) == (202, "fetching")


def test_a_page_with_a_known_text_leads_to_the_article_that_has_it(
    client: APIClient, sam: User
) -> None:
    known = builders.a_read_article(TEXT, TEXT[:43])
    pointer = client.post(f"{API}/articles/", {"url": "https://example.org/a"}).json()["id"]
    record_page(article_id=pointer, text=TEXT, source=Source(), now=timezone.now())
    assert client.get(f"{API}/articles/{pointer}/").json()["id"] == known.pk
    assert (
        client.get(f"{API}/articles/{pointer}/claims/").json()["results"][0]["article"] == known.pk
    )
    assert [row["id"] for row in client.get(f"{API}/articles/").json()["results"]] == [known.pk]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": None}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \r\n\t"}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "a\ud800b"}, "text"),
        ({"text": 5}, "text"),
        ({"text": ["a"]}, "text"),
        ({"text": "", "url": "https://example.org/"}, "text"),
        ({"url": "ftp://example.org/"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": "https://example.org:99999/"}, "url"),
        ({"url": "https://[::1/"}, "url"),
        ({"url": "https://user:secret@example.org/"}, "url"),
        ({"url": "https://example.org/a b"}, "url"),
        ({"text": "a", "url": "https://example.org/" + "a" * 2000}, "url"),
        ({"text": "a", "title": "a" * 501}, "title"),
        ({"text": "a", "title": "a\0b"}, "title"),
        ({"text": "a", "published_at": "yesterday"}, "published_at"),
        ({"text": "a", "external_id": {"a": 1}}, "external_id"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_field_named(
    body: dict[str, object], field: str, client: APIClient
) -> None:
    # Spelt in ASCII, as half a surrogate pair can only be sent escaped.
    sent = json.dumps(body).encode()
    answer = send(client, "POST", "articles/", sent)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert field in [error["field"] for error in problem["errors"]]
    assert not Article.objects.exists()


def test_offsets_can_be_counted_as_browsers_count(client: APIClient) -> None:
    text = "🎉🎉 Party! Rents rose by 9 percent, Ann said 🎉. Rents fell."
    article = builders.a_read_article(text, "Rents rose by 9 percent", "Rents fell.")
    units = text.encode("utf-16-le")
    for path in (f"articles/{article.pk}/claims/", "claims/"):
        shown = client.get(f"{API}/{path}?offsets=utf16").json()["results"]
        assert len(shown) == 2
        for claim in shown:
            found = units[2 * claim["start"] : 2 * claim["end"]].decode("utf-16-le")
            assert found == claim["quote"]
    assert client.get(f"{API}/claims/?offsets=bytes").status_code == 400
    one = article.claims.first()
    assert one is not None
    assert client.get(f"{API}/claims/{one.pk}/?offsets=utf16").json()["start"] == one.start + 2


def test_a_claim_shows_how_its_wording_differs_from_the_quote(client: APIClient) -> None:
    text = "🎉 Ann Bee left. 🎉 Bee sold the town hall."
    start = text.index("Bee sold")
    change = {
        "start": start,
        "end": start + 3,
        "replaced": "Bee",
        "wording": "Ann Bee",
        "source_start": 2,
        "source_end": 9,
        "reason": "name in full",
    }
    builders.a_read_article(text, "Bee sold the town hall.", substitutions=[change])
    (claim,) = client.get(f"{API}/claims/").json()["results"]
    assert claim["substitutions"] == [change]
    (claim,) = client.get(f"{API}/claims/?offsets=utf16").json()["results"]
    units = text.encode("utf-16-le")
    (shown,) = claim["substitutions"]
    assert units[2 * shown["start"] : 2 * shown["end"]].decode("utf-16-le") == "Bee"
    assert (
        units[2 * shown["source_start"] : 2 * shown["source_end"]].decode("utf-16-le") == "Ann Bee"
    )


def test_lists_are_paged_by_a_cursor_with_absolute_addresses(client: APIClient) -> None:
    for number in range(5):
        builders.an_article(f"Text {number}.")
    seen, address = [], f"{API}/articles/?page_size=2"
    while address:
        page = client.get(address).json()
        seen += [article["id"] for article in page["results"]]
        address = page["next"]
        assert address is None or address.startswith("http://testserver/api/v1/articles/?")
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 5


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=queued", 2),
        ("status=published", 0),
        ("kind=quantity", 2),
        ("kind=law", 0),
        ("claimant=Ann Bee", 2),
        ("min_check_worthiness=0.75", 2),
        ("min_check_worthiness=0.76", 0),
        ("q=FELL", 1),
        ("article=999999", 0),
        ("article=99999999999999999999999", 400),
        ("article=x", 400),
        ("status=lost", 400),
        ("min_check_worthiness=high", 400),
        ("min_check_worthiness=NaN", 400),
        ("cursor=nonsense", 400),
        ("q=%00", 400),
        ("claimant=%00", 400),
    ],
)
def test_claims_are_filtered_and_bad_filters_named(
    query: str, found: int, client: APIClient
) -> None:
    text = "Rents rose. Rents fell."
    builders.a_read_article(text, "Rents rose.", "Rents fell.", kind="quantity", claimant="Ann Bee")
    answer = client.get(f"{API}/claims/?{query}")
    if found == 400:
        assert answer.status_code == 400
        assert answer.json()["type"] == "urn:factcheck:problem:invalid"
    else:
        assert len(answer.json()["results"]) == found


def test_a_list_costs_the_same_queries_however_long_it_is(
    client: APIClient, django_assert_max_num_queries: object
) -> None:
    text = "Rents rose. Rents fell. Rents stood."
    builders.a_read_article(text, "Rents rose.", "Rents fell.", "Rents stood.")
    for path in ("articles/", "claims/", "claims/?offsets=utf16"):
        with django_assert_max_num_queries(5):  # type: ignore[operator]
            assert client.get(f"{API}/{path}").status_code == 200
