"""`Idempotency-Key` on every POST of the API: sent twice, a call is made once and answered the same.

Only for callers with a token. An answer that says nothing was done (5xx, 401, 403, 429) is not kept.
"""

import hashlib
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.http.response import HttpResponse, HttpResponseBase
from django.utils import timezone
from rest_framework import views as views  # first: it loads our parsers, and those our problems

from claims import calls
from claims.errors import Invalid
from claims.models import KeyedCall
from claims.tokens import find_token
from factcheck.api.problems import MEDIA_TYPE, problem

HEADER = "Idempotency-Key"
NOTHING_DONE = frozenset({401, 403, 429})


class Once:
    """Middleware, inside of whatever logs or refuses requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.headers.get(HEADER)
        if key is None or request.method != "POST" or not request.path.startswith("/api/v1/"):
            return self.get_response(request)
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        token = find_token(secret=secret.strip(), now=timezone.now()) if scheme else None
        if token is None or scheme.lower() != "bearer":
            return self.get_response(request)  # the view says what is wrong with it
        try:
            fingerprint = _fingerprint(request)
        except (RequestDataTooBig, UnreadablePostError):
            return self.get_response(request)
        try:
            call, is_mine = calls.begin_call(
                by=token.user, key=key, fingerprint=fingerprint, now=timezone.now()
            )
        except Invalid as refusal:
            errors = [{"field": HEADER, "message": refusal.errors[HEADER]}]
            return _refusal(400, str(refusal), errors=errors)
        return self._make(request, call) if is_mine else _again(call, fingerprint)

    def _make(self, request: HttpRequest, call: KeyedCall) -> HttpResponseBase:
        try:
            response = self.get_response(request)
        except BaseException:
            calls.forget_call(call=call)
            raise
        done = response.status_code < 500 and response.status_code not in NOTHING_DONE
        if not done or not isinstance(response, HttpResponse):
            calls.forget_call(call=call)
            return response
        calls.record_answer(
            call=call,
            status=response.status_code,
            content_type=response.headers.get("Content-Type", ""),
            body=response.content.decode(),
        )
        return response


def _again(call: KeyedCall, fingerprint: str) -> HttpResponse:
    if call.fingerprint != fingerprint:
        return _refusal(422, f"This {HEADER} was sent with another call: take a new one for this.")
    if call.status is None:
        answer = _refusal(409, "This call is being made just now: ask again in a moment.")
        answer.headers["Retry-After"] = "1"
        return answer
    answer = HttpResponse(call.body, status=call.status)
    if call.content_type:
        answer.headers["Content-Type"] = call.content_type
    else:
        del answer.headers["Content-Type"]
    answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _fingerprint(request: HttpRequest) -> str:
    said = f"{request.method} {request.get_full_path()} {request.headers.get('Content-Type', '')}"
    return hashlib.sha256(said.encode(errors="surrogatepass") + b"\n" + request.body).hexdigest()


def _refusal(
    status: int, detail: str, *, errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    return JsonResponse(
        problem(status, detail, errors=errors), status=status, content_type=MEDIA_TYPE
    )
