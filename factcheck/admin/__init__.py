"""The desk in the browser, on django-unfold's admin site. Django finds this package and so its pages."""

from django.contrib import admin

from factcheck.admin import (
    articles,
    claims,
    events,
    evidence_links,
    letters,
    methodology,
    people,
    queue,
    ratings,
    tokens,
    verdicts,
    webhooks,
)

__all__ = [
    "articles",
    "claims",
    "events",
    "evidence_links",
    "letters",
    "methodology",
    "people",
    "queue",
    "ratings",
    "tokens",
    "verdicts",
    "webhooks",
]

admin.site.index_template = "desk/index.html"
