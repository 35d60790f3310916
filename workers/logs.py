"""The lines that a task writes to the log, and the id on them that ties it to the request that rang for it."""

import logging.config
from typing import Any

import structlog
from celery.signals import setup_logging
from django.conf import settings
from django.dispatch import receiver
from django_structlog.celery.receivers import CeleryReceiver
from django_structlog.celery.signals import (
    bind_extra_task_metadata,
    modify_context_before_task_publish,
)

# Kept here: signals hold on to nobody.
lines = CeleryReceiver()
lines.connect_worker_signals()


@setup_logging.connect
def as_everywhere(**about: Any) -> None:
    """Celery sets up no logging of its own where somebody answers this."""
    logging.config.dictConfig(settings.LOGGING)


@receiver(modify_context_before_task_publish)
def send_only_ids(context: dict[str, Any], **about: Any) -> None:
    for name in context.keys() - {"request_id", "parent_task_id"}:
        del context[name]


@receiver(bind_extra_task_metadata)
def name_the_task(task: Any, **about: Any) -> None:
    structlog.contextvars.bind_contextvars(task=task.name)
