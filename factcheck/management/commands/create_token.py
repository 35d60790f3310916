"""A new API token for a program that acts as one of the desk's people."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims.errors import Invalid
from claims.tokens import create_token
from factcheck import setting_up


class Command(BaseCommand):
    help = "Prints a new API token, alone on standard output, once: only its digest is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="whose roles it has")
        parser.add_argument(
            "--days", type=int, help="how long it is valid; without it, until revoked"
        )

    def handle(self, *, user: str, days: int | None, **options: Any) -> None:
        if settings.EMBEDDED:
            setting_up.migrate_if_needed()
        owner = User.objects.filter(username=user, is_active=True).first()
        if owner is None:
            raise CommandError(f"There is no active user {user!r} here.")
        try:
            _, secret = create_token(user=owner, days=days, now=timezone.now())
        except Invalid as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(secret)
