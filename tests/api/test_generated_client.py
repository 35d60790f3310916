"""A client that somebody else's generator makes of the schema takes an article from submission to a public verdict."""

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from claims.tokens import create_token
from tests.api.test_schema import COMMITTED
from tests.api.walk import ANSWER, ARTICLE
from workers import tasks

NAME = "generated_factcheck_client"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """Gives a module of the client by its path; what it was made of is the committed schema."""
    folder = tmp_path_factory.mktemp("client")
    command = [str(Path(sys.executable).with_name("openapi-python-client")), "generate"]
    options = ["--meta", "none", "--output-path", str(folder / NAME), "--path", str(COMMITTED)]
    done = subprocess.run(
        [*command, *options], capture_output=True, text=True, check=True, timeout=120
    )
    # It tidies its work with a tool that need not be on the path; of the schema it has nothing to complain.
    complaints = done.stdout.replace("ruff is not in PATH", "")
    assert "WARNING parsing" not in complaints
    assert "Unable to" not in complaints
    sys.path.insert(0, str(folder))
    yield lambda path: importlib.import_module(f"{NAME}.{path}")
    sys.path.remove(str(folder))


@pytest.fixture
def connections() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.mark.django_db(transaction=True)
def test_a_generated_client_walks_the_path(
    generated: Callable[[str], Any],
    live_server: LiveServer,
    sam: User,
    alice: User,
    bob: User,
    connections: ExitStack,
) -> None:
    models, clients = generated("models"), generated("client")

    def opened(kind: Any, **more: Any) -> Any:
        made = kind(base_url=live_server.url, raise_on_unexpected_status=True, **more)
        connections.callback(made.get_httpx_client().close)
        return made

    def client(person: User) -> Any:
        _, secret = create_token(user=person, days=1, now=timezone.now())
        return opened(clients.AuthenticatedClient, token=secret)

    def call(path: str, *args: Any, **kwargs: Any) -> Any:
        answer = generated(f"api.{path}").sync(*args, **kwargs)
        assert not isinstance(answer, models.Problem), answer
        return answer

    anyone = opened(clients.Client)
    submitter, reviewer, editor = client(sam), client(alice), client(bob)
    article = call(
        "articles.articles_create",
        client=submitter,
        body=models.SubmissionRequest(text=ARTICLE, title="Bridges of Tolmere"),
        idempotency_key="bridges-1",
    )
    tasks.read_article(article.id)
    claims = call("articles.articles_claims_list", article.id, client=submitter).results
    text = call("articles.articles_text_retrieve", article.id, client=submitter)
    assert text is None or text[claims[0].start : claims[0].end] == claims[0].quote

    taken = call("queue.queue_next_create", client=reviewer)
    verdict = call(
        "claims.claims_verdict_create",
        taken.claim.id,
        client=reviewer,
        body=models.VerdictInRequest.from_dict({"token": taken.lease.token, **ANSWER}),
    )
    assert verdict.published_at is None
    call("verdicts.verdicts_publish_create", verdict.id, client=editor)
    read = call("verdicts.verdicts_list", client=anyone).results
    assert [(each.id, each.rating.slug, each.claim.id) for each in read] == [
        (verdict.id, "false", taken.claim.id)
    ]
    found = call("check.check_retrieve", client=anyone, q=taken.claim.quote)
    assert isinstance(found.matches, list)
    problem = generated("api.verdicts.verdicts_retrieve").sync(0, client=anyone)
    assert (problem.status, problem.title) == (404, "Not Found")
