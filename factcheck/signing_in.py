"""Signing in: who was recognised is named in the log, and who guesses passwords is stopped for a while."""

from typing import Any

import structlog
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class People(ModelBackend):
    """Django's own; whoever's session it recognises is named on the lines of the request."""

    def get_user(self, user_id: int) -> User | None:
        user: User | None = super().get_user(user_id)
        if user is not None:
            structlog.contextvars.bind_contextvars(user_id=user.pk)
        return user


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """The page for a name and an address with too many wrong passwords, whether there is such a person or not."""
    wait = settings.AXES_COOLOFF_TIME
    page = render(
        request,
        "desk/locked_out.html",
        {
            **admin.site.each_context(request),
            "title": "Not now",
            "minutes": round(wait.total_seconds() / 60),
        },
        status=429,
    )
    page["Retry-After"] = str(round(wait.total_seconds()))
    return page
