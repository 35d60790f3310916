"""How long each route takes to answer: counted in memory, and told by /metrics.

Where gunicorn runs several processes each keeps its counts in a file of the folder that PROMETHEUS_MULTIPROC_DIR
names, which `gunicorn.conf.py` makes, and any of them tells the sum.
"""

import os

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# A request may come with any word for its method.
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

_IN_THIS_PROCESS = CollectorRegistry()
_REQUESTS = Histogram(
    "factcheck_request_seconds",
    "How long requests took to answer, by route; none is an address that leads nowhere.",
    ["method", "route", "status"],
    buckets=SECONDS,
    registry=_IN_THIS_PROCESS,
)


def count(*, method: str, route: str | None, status: int, seconds: float) -> None:
    """Count a request that was answered.

    Args:
        route: the pattern of its address, of which there are few, unlike addresses.
    """
    known = method if method in METHODS else "other"
    _REQUESTS.labels(known, route or "none", f"{status // 100}xx").observe(seconds)


def of_all_processes() -> CollectorRegistry:
    """What the web processes of this host have counted since they were started."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return _IN_THIS_PROCESS
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
