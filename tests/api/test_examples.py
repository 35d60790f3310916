"""Each call in the schema has an example that was really made: on the walk through the whole API.

FACTCHECK_WRITE_EXAMPLES=1 python -m pytest tests/api/test_examples.py      after a change, to make them anew
"""

import json
import os
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from django.contrib.auth.models import User
from drf_spectacular.generators import SchemaGenerator
from pytest_django import Settings

from factcheck.api.schema import EXAMPLES
from tests.api.client import API
from tests.api.test_schema import _plain
from tests.api.walk import Called, Walk, walk

SECRET = "whsec_b25seSBhbiBleGFtcGxlIG9mIGEgc2VjcmV0IQ=="


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    generated: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    plain: dict[str, Any] = _plain(generated)
    return plain


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path below the API's, and what the schema says of the call."""
    for path, calls in schema["paths"].items():
        for method, told in calls.items():
            yield method.upper(), path.removeprefix(f"{API}/"), told


def as_example(called: Called) -> dict[str, Any]:
    """A call as the schema shows it: of a list its first row, and nothing secret."""
    told = {"asked": called.asked, "sent": called.sent, "answered": _shortened(called.answered)}
    whole = json.dumps(told, ensure_ascii=False).replace(
        "http://testserver", "https://facts.example.org"
    )
    example: dict[str, Any] = json.loads(whole)
    if isinstance(example["answered"], dict) and "secret" in example["answered"]:
        example["answered"]["secret"] = SECRET
    return {name: value for name, value in example.items() if value not in (None, {})}


def _shortened(answered: Any) -> Any:
    if isinstance(answered, list):
        return answered[:1]
    if isinstance(answered, dict) and "results" in answered:
        return {**answered, "results": answered["results"][:1]}
    return answered


def shape(value: Any) -> Any:
    """The names in `value`, however deep, without what stands there."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return [shape(inner) for inner in value[:1]] if isinstance(value, list) else ...


@pytest.mark.django_db
def test_the_examples_are_what_the_walk_through_the_api_gives(
    sam: User, alice: User, bob: User, settings: Settings
) -> None:
    settings.FACTCHECK_SECOND_PERSON = False
    people = Walk(sam, alice, bob)
    walk(people)
    made = {" ".join(map(str, key)): as_example(called) for key, called in people.calls.items()}
    if os.environ.get("FACTCHECK_WRITE_EXAMPLES") == "1":
        EXAMPLES.write_text(json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    assert shape(json.loads(EXAMPLES.read_text())) == shape(made)


def test_each_call_has_an_example_and_each_example_fits_its_schema(schema: dict[str, Any]) -> None:
    for method, path, told in operations(schema):
        answers = [
            content
            for status, answer in told["responses"].items()
            if status.startswith("2")
            for content in answer.get("content", {"": {"example": None}}).values()
        ]
        assert any("example" in content for content in answers), (method, path)
        asked = list(told.get("requestBody", {}).get("content", {}).values())
        assert all("example" in content for content in asked), (method, path)
        for content in (*answers, *asked):
            if "example" in content and "schema" in content:
                whole = {**content["schema"], "components": schema["components"]}
                jsonschema.Draft202012Validator(whole).validate(content["example"])
