"""What gunicorn reads of itself where it is started: its own lines look like the desk's.

There is no access log: `factcheck/logs.py` writes a line for each request.
"""

import os
import shutil
import sys
import tempfile
from typing import Any

# Before anything of prometheus_client is imported: it looks once whether there is such a folder.
_counts = tempfile.mkdtemp(prefix="factcheck-metrics-")
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", _counts)

from django.conf import settings  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

try:
    logconfig_dict = settings.LOGGING
except ImproperlyConfigured as error:
    sys.exit(f"factcheck cannot start. {error}")


def child_exit(server: Any, worker: Any) -> None:
    """What a process that is gone has counted stays in the sums, and nothing else of it does."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """Not left to the folder's own finalizer: each process would take it away from the others."""
    shutil.rmtree(_counts, ignore_errors=True)
