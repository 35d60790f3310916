"""The cast at a desk that runs elsewhere: accounts made by a command, and HTTP with a token of each."""

import json
from typing import Any, Self

import httpx2

from tests.machines.composition import Composition

# One process for all of them: starting Django takes longer than all the rest.
_MAKE = """
import json, sys
from django.contrib.auth.models import Group, User
from django.utils import timezone
from claims.tokens import create_token
secrets = {}
for name, role in json.loads(sys.stdin.read()).items():
    user = User.objects.create_user(name)
    user.groups.add(Group.objects.get(name=role))
    secrets[name] = create_token(user=user, days=1, now=timezone.now())[1]
print(json.dumps(secrets))
"""


def tokens(composition: Composition, cast: dict[str, str]) -> dict[str, str]:
    """Accounts with these roles; a token for each."""
    command = ["python", "manage.py", "shell", "-v0", "-c", _MAKE]
    done = composition.run("web", *command, stdin=json.dumps(cast))
    assert done.returncode == 0, done.stderr
    secrets: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return secrets


class Person:
    """Somebody's program, with its token: calls the API, and keeps how it was answered."""

    def __init__(self, address: str, token: str, *, patience: float = 60.0) -> None:
        self._client = httpx2.Client(
            base_url=f"{address}/api/v1/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=patience,
            # A connection that lies idle is closed by the server, perhaps just as the next call is on its way.
            limits=httpx2.Limits(max_keepalive_connections=0),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._client.close()

    def get(self, path: str, **query: Any) -> httpx2.Response:
        return self._client.get(path, params=query)

    def post(self, path: str, **body: Any) -> httpx2.Response:
        return self._client.post(path, json=body)
