"""What the OpenAPI schema says beyond what the views tell by themselves."""

import json
from pathlib import Path
from typing import Any

from drf_spectacular import plumbing
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from factcheck.api.problems import MEDIA_TYPE
from factcheck.api.trimming import Trims

# drf-spectacular knows the converters of Django only.
plumbing.DJANGO_PATH_CONVERTER_MAPPING["id"] = OpenApiTypes.INT  # type: ignore[attr-defined]


class BearerTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "factcheck.api.access.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


EXAMPLES = Path(__file__).with_name("examples.json")


class Described(AutoSchema):
    """What a view's bases add to its calls."""

    def get_override_parameters(self) -> list[Any]:
        more = [FIELDS] if self.method == "GET" and isinstance(self.view, Trims) else []
        return [*super().get_override_parameters(), *more]


FIELDS = OpenApiParameter(
    "fields",
    str,
    description=(
        "The fields to answer with, by commas; one within another by a dot: `id,claim.text`. All others are left"
        " out, those too that are required below."
    ),
)

PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}
_ALWAYS = {
    "400": "Invalid",
    "401": "No token, or a bad one",
    "403": "Not allowed",
    "406": "Not acceptable",
    "429": "Too many calls; Retry-After tells when the next may come",
    "503": "The desk cannot use its database just now; Retry-After tells when to try again",
}
_POSTED = {
    "409": "It does not fit the state of the row, or a call of this Idempotency-Key is being made",
    "422": "This Idempotency-Key was sent with another call",
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": (
        "For callers with a token: sent again with the same key within a day, the call is not made again, and its"
        " answer is the same."
    ),
}
_WITH_AN_ID = {"404": "Unknown, or not visible"}
_WITH_A_BODY = {"413": "Body over 32 MB", "415": "Not JSON"}


def add_examples(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """To every call what was once asked and answered: `tests/api/walk.py` walks through all of them."""
    for name, example in json.loads(EXAMPLES.read_text()).items():
        method, path, status = name.split(" ")
        operation = result["paths"].get(f"/api/v1/{path}", {}).get(method.lower())
        if operation is None:
            continue  # the call is new, or no more: the tests say so
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in example.get("asked", {}):
                parameter["example"] = example["asked"][parameter["name"]]
        if "sent" in example:
            for content in operation.get("requestBody", {}).get("content", {}).values():
                content["example"] = example["sent"]
        for content in operation["responses"].get(status, {}).get("content", {}).values():
            content["example"] = example.get("answered")
    return result


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Every call may fail in these ways, all in one shape; a conflict is told by the view that has one."""
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            problems = dict(_ALWAYS)
            if method == "post":
                problems |= _POSTED
                operation.setdefault("parameters", []).append(_KEY)
            if "{" in path:
                problems |= _WITH_AN_ID
            if "requestBody" in operation:
                problems |= _WITH_A_BODY
            for status, description in problems.items():
                operation["responses"].setdefault(
                    status, {"description": description, "content": {MEDIA_TYPE: PROBLEM}}
                )
            for answer in operation["responses"].values():
                # What a view says of a problem of its own is said of its shape, not of its media type.
                if answer.get("content", {}).get("application/json") == PROBLEM:
                    answer["content"] = {MEDIA_TYPE: PROBLEM}
    return result
