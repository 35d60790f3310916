"""Signs of life of Celery's two processes: a worker's, for the whole desk to see, and beat's.

Both are given by the process's own loop. A thread would go on beside a loop that is stuck, and could hold a lock at
the moment at which a child is forked.
"""

import logging
import os
from typing import Any

from celery import beat, bootsteps
from django.db import Error, connection

from claims import clocks
from claims.models import Heartbeat
from workers.heartbeat import touch

logger = logging.getLogger(__name__)

# Seconds.
BEAT_EVERY = 5.0


class Pulse(bootsteps.StartStopStep):
    """The worker is connected to the broker, and its loop goes round."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        # Without the process's number two on one host bear one name.
        self.worker = f"{consumer.hostname}/{os.getpid()}"
        self.timer: Any = None

    def start(self, consumer: Any) -> None:
        # A worker may be started for some of the queues only.
        self.queues = [queue.name for queue in consumer.task_consumer.queues]
        self._beat()
        self.timer = consumer.timer.call_repeatedly(BEAT_EVERY, self._beat)

    def stop(self, consumer: Any) -> None:
        """At its end, and whenever it loses the broker: nobody listens then, and all may know at once."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
            self._tell(still_here=False)

    def _beat(self) -> None:
        touch()
        self._tell(still_here=True)

    def _tell(self, *, still_here: bool) -> None:
        try:
            if not still_here:
                Heartbeat.objects.filter(name=self.worker).delete()
            elif wrong := clocks.complaint():
                # It would take what is due for not due yet, or what somebody is at for left.
                logger.warning("This worker does no good, for %s", wrong)
            else:
                Heartbeat.objects.beat(self.worker, roles=self.queues)
        except Error as fault:
            logger.warning("No sign of life could be written: %s", fault)
        finally:
            connection.close()  # a child that is forked must not inherit it


class Scheduler(beat.Scheduler):
    """Beat without a file of its own: whatever it missed, the next sweep makes good."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        pause: float = super().tick(*args, **kwargs)
        touch()
        return pause
