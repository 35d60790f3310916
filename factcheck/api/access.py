"""Who is asking, and what their role lets them do."""

from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from claims.models import ApiToken
from claims.roles import Role, roles_of
from claims.tokens import find_token

if TYPE_CHECKING:
    # DRF loads this module, by the setting that names it, while its own views are still being loaded.
    from rest_framework.views import APIView


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer …`, with a token that `create_token` made."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = find_token(secret=secret.decode("latin-1").strip(), now=timezone.now())
        if token is None:
            raise AuthenticationFailed(
                "This token is not known here, or it has expired or been revoked."
            )
        structlog.contextvars.bind_contextvars(user_id=token.user_id, token_id=token.pk)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="factcheck"'


class _HasRole(BasePermission):
    roles: frozenset[Role]

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return bool(roles_of(request.user) & self.roles)

    @property
    def message(self) -> str:
        return f"This needs one of these roles: {', '.join(sorted(self.roles))}."


class Submits(_HasRole):
    roles = frozenset({Role.SUBMITTER})


class Reviews(_HasRole):
    roles = frozenset({Role.REVIEWER})


class Edits(_HasRole):
    roles = frozenset({Role.EDITOR})


class WorksHere(_HasRole):
    """Anybody with a role: what submitters may read, reviewers and editors may too."""

    roles = frozenset(Role)


class ReadsVerdicts(BasePermission):
    """Anyone, or anyone who is signed in where the desk is not open to the public."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return settings.FACTCHECK_PUBLIC_READ or bool(
            request.user and request.user.is_authenticated
        )


def person(request: Request) -> User:
    """Who a request that passed a role's permission comes from."""
    user: Any = request.user
    assert isinstance(user, User)  # noqa: S101 -- for the type: anonymous requests have no role
    return user
