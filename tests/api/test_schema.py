"""The OpenAPI schema: committed as it is generated, and true of what the calls answer."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from claims import matching
from claims.review import write_note
from tests import builders
from tests.api.client import API, client_of

COMMITTED = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    generated: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return generated


def test_the_committed_schema_is_the_generated_one(schema: dict[str, Any]) -> None:
    assert yaml.safe_load(COMMITTED.read_text()) == yaml.safe_load(yaml.safe_dump(_plain(schema)))


def test_answers_are_as_the_schema_says(
    schema: dict[str, Any], alice: User, bob: User, sam: User
) -> None:
    now = timezone.now()
    verdict = builders.a_published_verdict(alice, bob, now)
    builders.a_leased_claim(alice, now)
    claim = verdict.claim
    write_note(claim_id=claim.pk, text="Ask the city.", by=alice, now=now)
    again = builders.a_claim(f"{claim.text}!", now=now)
    matching.compare_new_claims(limit=10, now=now)
    calls = [
        (sam, "/articles/", {}),
        (sam, "/articles/{article_id}/", {"article_id": claim.article_id}),
        (sam, "/articles/{article_id}/claims/", {"article_id": claim.article_id}),
        (sam, "/articles/{article_id}/ledger/", {"article_id": claim.article_id}),
        (sam, "/claims/", {}),
        (sam, "/claims/{claim_id}/", {"claim_id": claim.pk}),
        (alice, "/queue/mine/", {}),
        (alice, "/claims/{claim_id}/notes/", {"claim_id": claim.pk}),
        (None, "/verdicts/", {}),
        (bob, "/verdicts/{verdict_id}/", {"verdict_id": verdict.pk}),
        (None, "/ratings/", {}),
        (sam, "/claims/{claim_id}/suggestions/", {"claim_id": again.pk}),
        (sam, "/matches/precision/", {}),
    ]
    for person, path, ids in calls:
        answer = client_of(person).get(API + path.format(**ids))
        assert answer.status_code == 200
        told = schema["paths"][API + path]["get"]["responses"]["200"]["content"]
        _validate(answer.json(), told["application/json"]["schema"], schema)
    checks = schema["paths"][f"{API}/check/"]
    told = checks["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    found = client_of().get(f"{API}/check/", {"q": claim.text}).json()
    assert found["matches"]
    _validate(found, told, schema)
    told = checks["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    for body in ({"text": claim.text}, {"claims": [claim.text]}):
        _validate(client_of().post(f"{API}/check/", body).json(), told, schema)
    missing = client_of(sam).get(f"{API}/articles/0/")
    _validate(missing.json(), {"$ref": "#/components/schemas/Problem"}, schema)


def test_the_docs_load_nothing_from_another_host(db: None) -> None:
    page = client_of().get(f"{API}/docs/").content.decode()
    assert "swagger" in page
    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page


def _validate(instance: Any, part: dict[str, Any], schema: dict[str, Any]) -> None:
    whole = {**part, "components": _plain(schema)["components"]}
    jsonschema.Draft202012Validator(whole).validate(instance)


def _plain(value: Any) -> Any:
    """Without the lazy strings that choices bring."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, bool | int | float) or value is None else str(value)
