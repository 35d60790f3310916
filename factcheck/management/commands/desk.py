"""The whole desk in one process: web server, worker, database file."""

import signal
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from waitress.server import create_server

from factcheck import deskfiles, setting_up
from factcheck.management.progress import bar
from factcheck.wsgi import application
from workers.embedded import EmbeddedWorker, LockTaken, sole_owner


class Command(BaseCommand):
    help = "Runs the desk on this machine, with nothing else to install: web server and worker in one process."
    requires_system_checks = ["models", "security"]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
        parser.add_argument("--port", type=int, default=8000, help="default: %(default)s")
        parser.add_argument("--no-sample", action="store_true", help="without the sample articles")

    def handle(self, *, host: str, port: int, no_sample: bool, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "REDIS_URL is set, so Celery workers do this desk's work: start gunicorn, celery worker and"
                " celery beat instead, or unset REDIS_URL."
            )
        # A shell starts what it puts in the background with SIGINT ignored; asked for by name, it still closes.
        for asked_to_close in (signal.SIGINT, signal.SIGTERM):
            signal.signal(asked_to_close, _as_interrupt)
        try:
            with sole_owner(deskfiles.desk_lock(settings.DESK_FOLDER, settings.DESK_NAME)):
                self._open(host, port, sample=not no_sample)
        except LockTaken:
            raise CommandError(
                f"Another desk is open on {settings.DATABASES['default']['NAME']}: use that one, or stop it first."
            ) from None
        except (DatabaseError, PermissionError) as error:
            raise CommandError(
                f"The database {settings.DATABASES['default']['NAME']} cannot be used: {error}."
            ) from None
        except deskfiles.DamagedFile as damage:
            raise CommandError(str(damage)) from None
        except KeyboardInterrupt:
            self._say("The desk is closed. Everything is kept; the next start goes on from here.")

    def _open(self, host: str, port: int, *, sample: bool) -> None:
        if not 1 <= port <= 65_535:
            raise CommandError(f"--port: {port} is no port: 1 to 65535.")
        try:
            # Before the work of setting up, so that a port in use is told at once.
            server = create_server(
                application,
                host=host,
                port=port,
                threads=8,
                ident="factcheck",
                # Behind a proxy that ends TLS, the scheme it tells must come through, or the redirect to https
                # leads to itself for ever; and so the address of whoever asks.
                clear_untrusted_proxy_headers=not (
                    settings.SITE_URL.startswith("https://") or settings.FACTCHECK_PROXIES
                ),
                # Ours answers larger bodies than it takes in the API's own words.
                max_request_body_size=2 * settings.MAX_BODY_BYTES,
            )
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "no such host or port"
            raise CommandError(
                f"The desk cannot listen on {host}:{port} ({reason}). Another port: --port 8123, or"
                " PORT=8123 make run."
            ) from None
        self._say(f"Database: {settings.DATABASES['default']['NAME']}")
        if setting_up.migrate_if_needed():
            self._say("Its tables are made.")
        if sample:
            self._say("Setting out the sample articles and verdicts ...")
            setting_up.load_sample(now=timezone.now(), progress=bar)
        passwords = setting_up.demo_accounts()
        with EmbeddedWorker(deskfiles.worker_lock(settings.DESK_FOLDER, settings.DESK_NAME)):
            self._welcome(f"http://{host}:{port}", passwords)
            try:
                server.run()  # returns at an interrupt, after the requests under way
            finally:
                server.close()
        raise KeyboardInterrupt

    def _welcome(self, address: str, passwords: dict[str, str]) -> None:
        self._say(f"\nThe desk is open at {self.style.SUCCESS(address)}")
        self._say(f"  reviewers and editors   {address}/admin/")
        self._say(f"  the API, to try out     {address}/api/v1/docs/")
        self._say("\nDemo accounts of this desk (they exist only in this mode):")
        for username, password in passwords.items():
            self._say(f"  {username:<10} {password}")
        self._say(
            f"\nKept in {deskfiles.demo_passwords_file(settings.DESK_FOLDER)}. Ctrl-C closes the desk.\n"
        )

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _as_interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
