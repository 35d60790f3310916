"""Whose address is believed, and what is counted as one client."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from factcheck.addresses import client_address, counted_address

PEER = "10.0.0.9"
HOPS = "6.6.6.6, 198.51.100.7, 10.0.0.8"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "address"),
    [
        (0, None, PEER, PEER),
        (0, HOPS, PEER, PEER),
        (1, HOPS, PEER, "10.0.0.8"),
        (2, HOPS, PEER, "198.51.100.7"),
        # Whoever comes past the proxies has written the header alone.
        (4, HOPS, PEER, PEER),
        (1, None, PEER, PEER),
        (1, "", PEER, PEER),
        (1, "unknown", PEER, PEER),
        (1, "198.51.100.7\n10.1.1.1", PEER, PEER),
        (1, "198.51.100.7:4711", PEER, "198.51.100.7"),
        (1, "[2001:db8::7]:4711", PEER, "2001:db8::7"),
        (1, "[2001:db8::7", PEER, PEER),
        (1, "2001:DB8:0::7", PEER, "2001:db8::7"),
        (0, None, "::ffff:198.51.100.7", "198.51.100.7"),
        (0, None, "fe80::1%<script>", "fe80::1"),
        (0, None, "", None),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(
    proxies: int, forwarded: str | None, peer: str, address: str | None, settings: Settings
) -> None:
    settings.FACTCHECK_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=peer)
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded

    assert client_address(request) == address


@pytest.mark.parametrize(
    ("peer", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::1", "::"),
        ("", None),
    ],
)
def test_a_host_of_ipv6_is_counted_by_its_network(peer: str, counted: str | None) -> None:
    assert counted_address(RequestFactory().get("/", REMOTE_ADDR=peer)) == counted
