"""The sidebar, in the desk's words, and what every page of the admin loads."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from claims.roles import Role, roles_of
from factcheck.admin.access import WORKS_WITH_CLAIMS, is_superuser


def stylesheet(request: HttpRequest) -> str:
    return static("desk/desk.css")


def icon(request: HttpRequest) -> str:
    return static("desk/icon.svg")


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """What `UNFOLD["SIDEBAR"]["navigation"]` shows; each item to those who may open it."""
    editors = frozenset({Role.EDITOR})
    return [
        {
            "items": [
                _item("Front page", "home", "index", _anybody),
                _item("Queue", "inbox", "claims_review_changelist", _of(WORKS_WITH_CLAIMS)),
                _item("Claims", "format_quote", "claims_claim_changelist", _of(WORKS_WITH_CLAIMS)),
                _item("Articles", "article", "claims_article_changelist", _of(frozenset(Role))),
                _item("Verdicts", "gavel", "claims_verdict_changelist", _of(WORKS_WITH_CLAIMS)),
            ]
        },
        {
            "title": "The desk",
            "separator": True,
            "items": [
                _item("Ratings", "straighten", "claims_rating_changelist", _of(editors)),
                _item("Letters", "mail", "claims_letter_changelist", _of(editors)),
                _item("Evidence links", "link", "claims_evidencelink_changelist", _of(editors)),
                _item("Methodology", "menu_book", "claims_methodology_changelist", _of(editors)),
                _item("Matching", "join_inner", "desk_precision", _of(editors)),
                _item("Webhooks", "webhook", "claims_webhookendpoint_changelist", _of(editors)),
                _item("Deliveries", "send", "claims_webhookdelivery_changelist", _of(editors)),
                _item("Audit log", "history", "claims_event_changelist", _of(editors)),
                _item("People", "group", "auth_user_changelist", is_superuser),
                _item("Tokens", "key", "claims_apitoken_changelist", is_superuser),
            ],
        },
    ]


def _item(
    title: str, icon: str, page: str, permission: Callable[[HttpRequest], bool]
) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse(f"admin:{page}"),
        "permission": permission,
        "active": partial(_is_at, page),
    }


def _is_at(page: str, request: HttpRequest) -> bool:
    """Whether the person is on an item's page, or on one beneath it that has no item of its own."""
    here, item = request.resolver_match, reverse(f"admin:{page}")
    if here is None or here.url_name in {"index", "desk_precision"}:
        return request.path == item
    return page != "index" and request.path.startswith(item)


def _anybody(request: HttpRequest) -> bool:
    return True


def _of(roles: frozenset[Role]) -> Callable[[HttpRequest], bool]:
    return partial(_has_any, roles)


def _has_any(roles: frozenset[Role], request: HttpRequest) -> bool:
    return bool(roles & roles_of(request.user))
