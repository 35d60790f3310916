"""What a browser is told about every page: what may run there, and who may frame it."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests import builders

pytestmark = pytest.mark.django_db

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
DESK = STRICT | {
    "script-src": "'self' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
}
PAGES = {
    "/": (200, STRICT),
    "/verdicts/{verdict}/": (200, STRICT),
    "/verdicts/0/": (404, STRICT),
    "/verdicts/": (200, STRICT),
    "/corrections/": (200, STRICT),
    "/methodology/": (200, STRICT),
    "/feeds/verdicts.atom": (200, STRICT),
    "/feeds/claimreview.json": (200, STRICT),
    "/nothing/here": (404, STRICT),
    "/api/v1/docs/": (200, STRICT),
    "/api/v1/docs/?script=": (200, STRICT),
    "/api/v1/schema/": (200, STRICT),
    "/api/v1/verdicts/": (200, STRICT),
    "/api/v1/articles/": (401, STRICT),
    "/static/desk/icon.svg": (200, STRICT),
    "/administration/": (404, STRICT),
    "/admin": (301, STRICT),
    "/admin/": (302, DESK),
    "/admin/login/": (200, DESK),
    "/admin/nothing/": (302, DESK),
}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_the_policy_of_its_place(address: str, alice: User, bob: User) -> None:
    status, policy = PAGES[address]
    verdict = builders.a_published_verdict(alice, bob)

    answer = Client().get(address.format(verdict=verdict.pk))
    answer.close()  # a static file is an open one

    assert answer.status_code == status
    told = answer.headers["Content-Security-Policy"].split("; ")
    assert dict(directive.split(" ", 1) for directive in told) == policy


@pytest.mark.parametrize(
    "address",
    ["/", "/verdicts/", "/verdicts/{verdict}/", "/corrections/", "/methodology/", "/api/v1/docs/"],
)
def test_a_strict_page_has_nothing_that_its_policy_would_stop(
    address: str, alice: User, bob: User
) -> None:
    verdict = builders.a_published_verdict(alice, bob)

    page = Client().get(address.format(verdict=verdict.pk)).content.decode()

    assert "<style" not in page
    assert "style=" not in page
    # JSON-LD is no script to a browser, but a block of data.
    runs = page.count("<script") - page.count('<script type="application/ld+json">')
    assert runs == page.count("<script src=")
    assert not re.search(r"\son\w+=", page)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_every_page_has_the_headers_that_protect_it(header: str, value: str) -> None:
    for address in ("/", "/admin/login/", "/api/v1/docs/", "/api/v1/verdicts/"):
        assert Client().get(address).headers[header] == value, address
