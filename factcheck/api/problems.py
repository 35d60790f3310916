"""One shape for every error: RFC 9457 problem details, with the fields at fault.

{"type": "urn:factcheck:problem:lease-lost", "title": …, "status": 409, "detail": …,
 "errors": [{"field": …, "message": …}]}
"""

import sys
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views import defaults
from drf_spectacular.utils import inline_serializer
from rest_framework import exceptions, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from claims import errors as rules
from factcheck.api.throttles import one_too_many

MEDIA_TYPE = "application/problem+json"

TOO_LARGE = f"A body has at most {settings.MAX_BODY_BYTES:,} bytes."
UNAVAILABLE = "The desk cannot use its database just now. Try again in a few seconds."


class TooLarge(exceptions.APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too-large"
    default_detail = TOO_LARGE


class FieldProblem(serializers.Serializer[Any]):
    field = serializers.CharField()
    message = serializers.CharField()


# For the schema. Not a class: a field called `errors` would hide the serializer's own.
Problem = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "detail": serializers.CharField(),
        "errors": FieldProblem(many=True),
    },
)


_OF_RULES: Mapping[type[rules.RuleError], tuple[HTTPStatus, str]] = {
    rules.Invalid: (HTTPStatus.BAD_REQUEST, "invalid"),
    rules.NotAllowed: (HTTPStatus.FORBIDDEN, "not-allowed"),
    rules.NotFound: (HTTPStatus.NOT_FOUND, "not-found"),
    rules.WrongState: (HTTPStatus.CONFLICT, "wrong-state"),
    rules.LeaseLost: (HTTPStatus.CONFLICT, "lease-lost"),
    rules.TooMany: (HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests"),
}

_NAMES = {
    HTTPStatus.BAD_REQUEST: "invalid",
    HTTPStatus.UNAUTHORIZED: "not-authenticated",
    HTTPStatus.FORBIDDEN: "not-allowed",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.NOT_ACCEPTABLE: "not-acceptable",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
    HTTPStatus.CONFLICT: "conflict",
    HTTPStatus.UNPROCESSABLE_ENTITY: "key-of-another-call",
    HTTPStatus.TOO_MANY_REQUESTS: "too-many-requests",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal-error",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}


def problem(
    status: int, detail: str, *, name: str | None = None, errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    known = HTTPStatus(status)
    return {
        "type": f"urn:factcheck:problem:{name or _NAMES.get(known, 'error')}",
        "title": known.phrase,
        "status": int(status),
        "detail": detail,
        "errors": errors or [],
    }


# DRF comes to these before it asks its throttles.
_REFUSALS = (
    exceptions.NotAuthenticated,
    exceptions.AuthenticationFailed,
    exceptions.PermissionDenied,
)


def answer(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. What it does not know stays an exception, is logged, and ends in `server_error`."""
    headers: dict[str, str] = {}
    if isinstance(exc, rules.RuleError):
        status, name = _OF_RULES[type(exc)]
        fields = exc.errors if isinstance(exc, rules.Invalid) else {}
        errors = [{"field": field, "message": message} for field, message in fields.items()]
        content = problem(status, str(exc), name=name, errors=errors)
        if isinstance(exc, rules.TooMany):
            headers["Retry-After"] = "600"
    else:
        if isinstance(exc, Http404):
            exc = exceptions.NotFound("There is nothing at this address that you may see.")
        elif isinstance(exc, PermissionDenied):
            exc = exceptions.PermissionDenied()
        if not isinstance(exc, exceptions.APIException):
            return None
        if isinstance(exc, _REFUSALS):
            exc = one_too_many(context["request"]) or exc
        if isinstance(exc, exceptions.ValidationError):
            errors = list(_flat(exc.detail))
            detail = "; ".join(f"{error['field']}: {error['message']}" for error in errors)
        else:
            errors, detail = [], str(exc.detail)
        content = problem(exc.status_code, detail, errors=errors)
        if header := getattr(exc, "auth_header", None):
            headers["WWW-Authenticate"] = header
        if wait := getattr(exc, "wait", None):
            headers["Retry-After"] = str(int(wait))
    set_rollback()
    # A view that renders plain text, or a request that named no format of ours, gets its errors as JSON too.
    request = context["request"]
    request.accepted_renderer = JSONRenderer()
    request.accepted_media_type = JSONRenderer.media_type
    return Response(content, content["status"], headers=headers, content_type=MEDIA_TYPE)


def _flat(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """DRF's nested messages as `evidence.0.url: …`; what concerns no field in particular names the `body`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = path if name == "non_field_errors" else f"{path}.{name}".lstrip(".")
            yield from _flat(inner, own)
    elif isinstance(detail, list):
        nested = any(isinstance(inner, dict | list) for inner in detail)
        for position, inner in enumerate(detail):
            yield from _flat(inner, f"{path}.{position}".lstrip(".") if nested else path)
    else:
        yield {"field": path or "body", "message": str(detail)}


# --- The same shape for what fails outside of any view of the API


def _outside(request: HttpRequest, status: HTTPStatus, detail: str) -> JsonResponse | None:
    if not request.path.startswith("/api/"):
        return None
    return JsonResponse(problem(status, detail), status=status, content_type=MEDIA_TYPE)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        # Django counts the bytes that a length was told for before our parser sees them.
        status, detail = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE
        return _outside(request, status, detail) or HttpResponse(detail, status=status)
    return _outside(
        request, HTTPStatus.BAD_REQUEST, "This request cannot be read."
    ) or defaults.bad_request(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _outside(
        request, HTTPStatus.NOT_FOUND, "There is nothing at this address."
    ) or HttpResponse(
        # Without the request: whatever is wrong with it, this page asks nothing of it.
        render_to_string(
            "public/not_found.html", {"organisation": settings.FACTCHECK_ORGANISATION}
        ),
        status=HTTPStatus.NOT_FOUND,
    )


def server_error(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        page = _outside(request, HTTPStatus.SERVICE_UNAVAILABLE, UNAVAILABLE) or HttpResponse(
            # Without the request: nothing on this page may ask the database who reads it.
            render_to_string(
                "public/unavailable.html", {"organisation": settings.FACTCHECK_ORGANISATION}
            ),
            status=HTTPStatus.SERVICE_UNAVAILABLE,
        )
        page["Retry-After"] = "5"
        return page
    return _outside(
        request, HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here. It has been logged."
    ) or defaults.server_error(request)
