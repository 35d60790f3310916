"""How many calls of the API a token, or an address without one, may make.

Counted in fixed windows, in the cache that all processes share. An accepted inexactness: around the turn of a window
twice the rate may pass. A cache that is down lets every call pass: a desk that works matters more than its counts.
"""

import logging
import math
import threading
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from claims.models import ApiToken
from factcheck.addresses import counted_address

if TYPE_CHECKING:
    # DRF loads this module, by the setting that names it, while its own views are still being loaded.
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)

# So many seconds a cache that failed is left alone: one request pays for the next look at it, not each.
PAUSE = 5.0


class Allowance(BaseThrottle):
    def allow_request(self, request: Request, view: "APIView") -> bool:
        self.left = _seconds_to_wait(request)
        return self.left is None

    def wait(self) -> float | None:
        return self.left


def one_too_many(request: Request) -> Throttled | None:
    """Count a call that was refused before DRF asked its throttles: who guesses tokens makes calls as well."""
    wait = _seconds_to_wait(request)
    return None if wait is None else Throttled(wait)


def _seconds_to_wait(request: Request) -> float | None:
    """Count this call; if it is one too many, how long it is until the next is not."""
    scope, caller = _caller(request)
    rate = settings.FACTCHECK_RATES.get(scope)
    if rate is None:
        return None
    now = time.time()
    window = math.floor(now / rate.seconds)
    calls = _shared.count(f"calls:{scope}:{caller}:{window}", keep=2 * rate.seconds)
    return (window + 1) * rate.seconds - now if calls > rate.calls else None


def _caller(request: Request) -> tuple[str, str]:
    if isinstance(request.auth, ApiToken):
        return "token", str(request.auth.pk)
    if request.user and request.user.is_authenticated:
        return "token", f"session-of-{request.user.pk}"
    return "anonymous", counted_address(request) or "nowhere"


class _SharedCounts:
    """The cache as a counter that never fails and never keeps its callers waiting twice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_out = False
        self._again_at = 0.0

    def count(self, key: str, *, keep: int) -> int:
        """How often `key` was counted, this time included; 0 while the cache cannot be asked."""
        if self._is_out and not self._may_look_again():
            return 0
        try:
            calls = self._counted(key, keep)
        except (RedisError, OSError) as fault:
            self._found(is_out=True, fault=fault)
            return 0
        if self._is_out:
            self._found(is_out=False)
        return calls

    def _counted(self, key: str, keep: int) -> int:
        try:
            return cache.incr(key)
        except ValueError:
            # The first of its window; of two that come at once one adds it.
            return 1 if cache.add(key, 1, keep) else cache.incr(key)

    def _may_look_again(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now < self._again_at:
                return False
            self._again_at = now + PAUSE
            return True

    def _found(self, *, is_out: bool, fault: Exception | None = None) -> None:
        with self._lock:
            is_news = self._is_out != is_out
            self._is_out, self._again_at = is_out, time.monotonic() + PAUSE
        if is_news and is_out:
            logger.warning("The cache does not answer, so calls are not counted: %s", fault)
        elif is_news:
            logger.info("The cache answers again: calls are counted.")


_shared = _SharedCounts()
