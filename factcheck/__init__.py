# Importing the Celery app here makes it the current one before any task is defined or called, and lets
# `celery -A factcheck` find it. Without it a stray `shared_task` would publish to amqp://localhost.
from workers.celery import app as celery_app

__version__ = "0.1.0"
__all__ = ["celery_app"]
