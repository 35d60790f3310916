"""Who may open which page of the desk, and that looking changes nothing."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from claims.intake import Source, submit_article
from claims.letters import log_reply
from claims.methodology import write_methodology
from claims.models import ApiToken, Event, Rating, Review
from claims.reading import fail_article
from claims.tokens import create_token
from tests import builders
from tests.admin.desk import signed_in

pytestmark = pytest.mark.django_db

NOBODY = "anonymous"
CAST = (NOBODY, "olga", "sam", "alice", "bob", "root")


@pytest.fixture
def rows(alice: User, bob: User) -> dict[str, int]:
    """One of everything, by the name it has in the table below."""
    published = builders.a_published_verdict(alice, bob)
    failed, _ = submit_article(
        text=None, source=Source(url="https://example.org/x"), by=None, now=builders.NOW
    )
    fail_article(article_id=failed.pk, reason="No answer.", now=builders.NOW)
    token, _ = create_token(user=alice, days=1, now=timezone.now())
    claim = builders.a_claim()
    return {
        "verdict": published.pk,
        "waiting": builders.a_proposed_verdict(alice).pk,
        "article": published.claim.article_id,
        "failed": failed.pk,
        "claim": claim.pk,
        "review": claim.reviews.get().pk,
        "event": Event.objects.order_by("id")[0].pk,
        "methodology": write_methodology(text="We read.", by=bob, now=builders.NOW).pk,
        "rating": Rating.objects.get(slug="false").pk,
        "token": token.pk,
        "letter": log_reply(
            verdict_id=published.pk, name="Holm", text="No.", by=bob, now=builders.NOW
        ).pk,
        "user": alice.pk,
    }


# The codes stand in the order of CAST.
PAGES = {
    "": "302 200 200 200 200 200",
    "claims/review/": "302 403 403 200 200 200",
    "claims/review/{review}/change/": "302 403 403 302 302 302",
    "claims/review/claim/{claim}/": "302 403 403 200 200 200",
    "claims/claim/": "302 403 403 200 200 200",
    "claims/claim/{claim}/change/": "302 403 403 200 200 200",
    "claims/verdict/": "302 403 403 200 200 200",
    "claims/verdict/?awaiting=editor": "302 403 403 200 200 200",
    "claims/verdict/{verdict}/change/": "302 403 403 200 200 200",
    "claims/verdict/{waiting}/change/": "302 403 403 200 200 200",
    "claims/verdict/{verdict}/correct/": "302 403 403 403 200 200",
    "claims/article/": "302 403 200 200 200 200",
    "claims/article/{article}/change/": "302 403 200 200 200 200",
    "claims/article/{failed}/change/": "302 403 200 200 200 200",
    "claims/article/submit/": "302 403 200 403 200 200",
    "claims/article/{article}/status/": "302 403 200 200 200 200",
    "claims/claim/precision/": "302 403 403 403 200 200",
    "claims/rating/": "302 403 403 403 200 200",
    "claims/rating/add/": "302 403 403 403 200 200",
    "claims/rating/{rating}/change/": "302 403 403 403 200 200",
    "claims/methodology/": "302 403 403 403 200 200",
    "claims/methodology/add/": "302 403 403 403 200 200",
    "claims/methodology/{methodology}/change/": "302 403 403 403 200 200",
    "claims/methodology/{methodology}/delete/": "302 403 403 403 403 403",
    "claims/event/": "302 403 403 403 200 200",
    "claims/event/export/": "302 403 403 403 200 200",
    "claims/event/{event}/change/": "302 403 403 403 200 200",
    "claims/webhookendpoint/": "302 403 403 403 200 200",
    "claims/webhookdelivery/": "302 403 403 403 200 200",
    "claims/webhookendpoint/add/": "302 403 403 403 403 403",
    "claims/letter/": "302 403 403 403 200 200",
    "claims/letter/{letter}/change/": "302 403 403 403 200 200",
    "claims/evidencelink/": "302 403 403 403 200 200",
    "claims/evidencelink/add/": "302 403 403 403 403 403",
    "claims/letter/add/": "302 403 403 403 403 403",
    "claims/letter/{letter}/delete/": "302 403 403 403 403 403",
    "claims/apitoken/": "302 403 403 403 403 200",
    "claims/apitoken/{token}/change/": "302 403 403 403 403 200",
    "claims/apitoken/make/": "302 403 403 403 403 200",
    "auth/user/": "302 403 403 403 403 200",
    "auth/user/add/": "302 403 403 403 403 200",
    "auth/user/{user}/change/": "302 403 403 403 403 200",
    "auth/user/{user}/password/": "302 403 403 403 403 200",
    "auth/group/": "302 403 403 403 403 200",
    # No page of Django's makes, changes or deletes what the rules keep.
    "claims/article/add/": "302 403 403 403 403 403",
    "claims/claim/add/": "302 403 403 403 403 403",
    "claims/review/add/": "302 403 403 403 403 403",
    "claims/verdict/add/": "302 403 403 403 403 403",
    "claims/event/add/": "302 403 403 403 403 403",
    "claims/apitoken/add/": "302 403 403 403 403 403",
    "claims/article/{article}/delete/": "302 403 403 403 403 403",
    "claims/claim/{claim}/delete/": "302 403 403 403 403 403",
    "claims/review/{review}/delete/": "302 403 403 403 403 403",
    "claims/verdict/{verdict}/delete/": "302 403 403 403 403 403",
    "claims/rating/{rating}/delete/": "302 403 403 403 403 403",
    "claims/event/{event}/delete/": "302 403 403 403 403 403",
    "claims/apitoken/{token}/delete/": "302 403 403 403 403 403",
    "auth/user/{user}/delete/": "302 403 403 403 403 403",
}
# Each may be POSTed by those who do not get 302 to the sign-in page or 403; a GET of theirs is 405.
STEPS = {
    "claims/review/next/": "302 403 403 405 405 405",
    "claims/review/claim/{claim}/take/": "302 403 403 405 405 405",
    "claims/verdict/{waiting}/publish/": "302 403 403 403 405 405",
    "claims/verdict/{waiting}/return/": "302 403 403 403 405 405",
    "claims/verdict/{verdict}/retract/": "302 403 403 403 405 405",
    "claims/article/{failed}/again/": "302 403 405 403 405 405",
    "claims/article/submit/table/": "302 403 405 403 405 405",
    "claims/article/{article}/raise/": "302 403 403 405 405 405",
    "claims/claim/{claim}/match/": "302 403 403 405 405 405",
    "claims/claim/{claim}/unmatch/": "302 403 403 405 405 405",
    "claims/article/{article}/take-down/": "302 403 403 403 403 405",
    "claims/letter/{letter}/answer/": "302 403 403 403 405 405",
    "claims/letter/of/{verdict}/": "302 403 403 403 405 405",
    "claims/apitoken/{token}/revoke/": "302 403 403 403 403 405",
}


def codes(table: dict[str, str]) -> list[Any]:
    return [
        pytest.param(address, name, int(code), id=f"{address or 'index'} {name}")
        for address, row in table.items()
        for name, code in zip(CAST, row.split(), strict=True)
    ]


@pytest.fixture
def visitor(request: pytest.FixtureRequest, name: str) -> Client:
    return Client() if name == NOBODY else signed_in(request.getfixturevalue(name))


@pytest.mark.parametrize(("address", "name", "code"), codes(PAGES | STEPS))
def test_a_page_opens_for_those_whose_role_it_is_and_looking_changes_nothing(
    address: str, code: int, visitor: Client, rows: dict[str, int]
) -> None:
    before = (Event.objects.count(), list(Review.objects.values()), list(ApiToken.objects.values()))

    answer = visitor.get("/admin/" + address.format(**rows))

    assert answer.status_code == code
    assert before == (
        Event.objects.count(),
        list(Review.objects.values()),
        list(ApiToken.objects.values()),
    )


@pytest.mark.parametrize(("address", "name", "code"), codes(STEPS))
def test_a_step_is_refused_to_those_whose_role_it_is_not(
    address: str, name: str, code: int, visitor: Client, rows: dict[str, int]
) -> None:
    before = Event.objects.count()

    answer = visitor.post("/admin/" + address.format(**rows), {"note": "Because."})

    if code == 405:
        # Let in; that a note is not all this step asks for is another matter.
        assert answer.status_code in {200, 302, 400, 404}
        assert not str(answer.headers.get("Location", "")).startswith("/admin/login/")
    else:
        assert (answer.status_code, Event.objects.count()) == (code, before)


@pytest.mark.parametrize(
    "address",
    [
        "claims/claim/{claim}/change/",
        "claims/verdict/{verdict}/change/",
        "claims/event/{event}/change/",
        "claims/article/{article}/change/",
        "claims/apitoken/{token}/change/",
    ],
)
def test_not_even_a_superuser_changes_a_row_by_hand(
    address: str, root: User, rows: dict[str, int]
) -> None:
    answer = signed_in(root).post("/admin/" + address.format(**rows), {"text": "Other words."})

    assert answer.status_code == 403


def test_a_step_needs_the_token_of_its_own_page(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post("/admin/claims/review/next/").status_code == 403


def test_nobody_without_a_role_sees_that_there_is_a_desk(olga: User) -> None:
    page = signed_in(olga).get("/admin/").content.decode()

    assert "You have no role at this desk yet" in page
    assert "/admin/claims/" not in page


def test_a_list_filters_only_by_what_it_offers(alice: User, bob: User) -> None:
    token = builders.a_leased_claim(bob, timezone.now()).lease_token

    answer = signed_in(alice).get(f"/admin/claims/review/?lease_token__startswith={token[:3]}")

    assert answer.status_code == 400
    assert token not in signed_in(alice).get("/admin/claims/review/").content.decode()


def test_a_longer_queue_takes_no_more_queries(
    alice: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(60):
        builders.a_claim()
    client = signed_in(alice)

    with django_assert_max_num_queries(6) as queries:
        page = client.get("/admin/claims/review/").content.decode()

    assert page.count("/take/") == 50
    assert not [query for query in queries.captured_queries if "COUNT(" in query["sql"]]
