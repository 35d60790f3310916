"""Where a request comes from: the one answer that logs, throttles and the lock on signing in go by."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The client's address, as far as it can be believed; None behind a socket that has none.

    The last FACTCHECK_PROXIES entries of X-Forwarded-For were written by our own proxies. Whatever stands to the
    left of them anybody can have written.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if settings.FACTCHECK_PROXIES:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(hops) >= settings.FACTCHECK_PROXIES:
            peer = hops[-settings.FACTCHECK_PROXIES]
    address = _parsed(peer.strip()) or _parsed(request.META.get("REMOTE_ADDR", ""))
    return str(address) if address else None


def counted_address(request: HttpRequest) -> str | None:
    """What is counted as one client: an IPv4 address, or a /64, which one host of IPv6 has to itself."""
    address = client_address(request)
    if address is None or ":" not in address:
        return address
    return str(IPv6Network((address, 64), strict=False).network_address)


def _parsed(words: str) -> IPv4Address | IPv6Address | None:
    for candidate in (words, _without_port(words)):
        try:
            address = ip_address(candidate)
        except ValueError:
            continue
        if isinstance(address, IPv6Address):
            # Without a scope, behind which any words may stand.
            return address.ipv4_mapped or IPv6Address(int(address))
        return address
    return None


def _without_port(words: str) -> str:
    try:
        return urlsplit(f"//{words}").hostname or ""
    except ValueError:
        return ""
