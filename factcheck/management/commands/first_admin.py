"""The first administrator of a desk, out of the environment, where nobody is there to be asked."""

import os
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Makes the administrator that FACTCHECK_ADMIN_USERNAME and FACTCHECK_ADMIN_PASSWORD name, unless there is"
        " an account of that name; it keeps its password then. Without them it does nothing."
    )

    def handle(self, **options: Any) -> None:
        username = os.environ.get("FACTCHECK_ADMIN_USERNAME", "")
        password = os.environ.get("FACTCHECK_ADMIN_PASSWORD", "")
        if not username and not password:
            return
        if not username or not password:
            missing = "USERNAME" if not username else "PASSWORD"
            raise CommandError(f"FACTCHECK_ADMIN_{missing}: set both, or neither.")
        try:
            User.username_validator(username)
        except ValidationError as problem:
            raise CommandError(f"FACTCHECK_ADMIN_USERNAME: {' '.join(problem.messages)}") from None
        if User.objects.filter(username=username).exists():
            self.stdout.write(f"There is an account {username}: it stays as it is.")
            return
        try:
            validate_password(password, User(username=username))
        except ValidationError as problem:
            raise CommandError(f"FACTCHECK_ADMIN_PASSWORD: {' '.join(problem.messages)}") from None
        User.objects.create_superuser(username=username, password=password)
        self.stdout.write(f"The administrator {username} can sign in.")
