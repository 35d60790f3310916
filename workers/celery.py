"""The Celery app. Every setting of it stands, with its reason, in `factcheck/settings.py`."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init

from workers import logs as logs  # every task's lines

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

app = Celery("factcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = ["workers.tasks"]
app.steps["consumer"].add("workers.pulse:Pulse")


@celeryd_init.connect
@beat_init.connect
def be_patient(**about: Any) -> None:
    """A worker and beat wait for a slow broker, as no request may."""
    hasty = app.conf.broker_transport_options
    patience = {"socket_timeout": 10, "socket_connect_timeout": 3, "read_timeout": 10}
    app.conf.broker_transport_options = {
        name: patience.get(name, value)
        for name, value in hasty.items()
        if name not in {"max_retries", "write_timeout"}
    }
    app.conf.broker_connection_timeout = 3
