"""A client of the API that comes with a person's token, as programs do."""

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.test import APIClient

from claims.tokens import create_token

API = "/api/v1"


def client_of(user: User | None = None) -> APIClient:
    """A client with a fresh token of `user`; without one, anonymous."""
    client = APIClient()
    if user is not None:
        _, secret = create_token(user=user, days=1, now=timezone.now())
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def send(client: APIClient, method: str, path: str, body: bytes) -> HttpResponse:
    """These very bytes, said to be JSON."""
    answer: HttpResponse = client.generic(
        method,
        f"{API}/{path}",
        body,  # type: ignore[arg-type]  # the stubs know only str
        content_type="application/json",
    )
    return answer
