"""Calls that nobody thought of, made of the schema by schemathesis, by each role and by nobody.

Whatever is asked, no answer is a 500, has a status that the schema does not name, or another shape than it says.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import SearchStrategy
from pytest_django import Settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from claims.models import Article, Claim, ClaimMatch, Question, Verdict, WebhookEndpoint
from claims.tokens import create_token
from factcheck.wsgi import application
from tests.api.client import API
from tests.api.walk import Walk, walk

pytestmark = pytest.mark.django_db

# Of each call, by each of those who make it.
EXAMPLES = int(os.environ.get("FACTCHECK_CALLS", "4"))
WHO = ("nobody", "sam", "alice", "bob")
ROWS: dict[str, Any] = {
    "article_id": Article,
    "claim_id": Claim,
    "verdict_id": Verdict,
    "match_id": ClaimMatch,
    "question_id": Question,
    "webhook_id": WebhookEndpoint,
}
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture
def api(db: None, settings: Settings, sam: User, alice: User, bob: User) -> Iterator[Any]:
    """The schema, of a desk on which all has happened once."""
    settings.FACTCHECK_SECOND_PERSON = False
    settings.FACTCHECK_RATES = {}
    walk(Walk(sam, alice, bob))
    # As Django's own client does: the connection has the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"{API}/schema/", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("who", WHO)
def test_any_call_is_answered_as_the_schema_says(
    who: str, api: Any, request: pytest.FixtureRequest
) -> None:
    headers = {"Accept-Encoding": "identity"}
    if who != "nobody":
        user = request.getfixturevalue(who)
        _, secret = create_token(user=user, days=1, now=timezone.now())
        headers["Authorization"] = f"Bearer {secret}"
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) > 50
    wrong = []
    for operation in operations:
        for mode in GenerationMode:
            try:
                _call(operation.as_strategy(generation_mode=mode), headers)
            except FailureGroup as failure:
                wrong.append(str(failure))
    assert not wrong, "\n\n".join(wrong)


def _call(cases: SearchStrategy[Any], headers: dict[str, str]) -> None:
    @hypothesis_settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def call(case: Any) -> None:
        for name, model in ROWS.items():
            # Of the ids that are made up hardly one is that of a row.
            number = (case.path_parameters or {}).get(name)
            if isinstance(number, int) and number % 2:
                row = model.objects.order_by("pk").values_list("pk", flat=True).last()
                case.path_parameters[name] = row or number
        # What is trimmed lacks what the schema says is always there.
        (case.query or {}).pop("fields", None)
        case.validate_response(case.call(headers=headers), checks=CHECKS)

    call()
