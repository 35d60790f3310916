"""`?fields=id,claim.text`: an answer without what its caller does not need."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

if TYPE_CHECKING:
    _View = APIView
else:
    _View = object

# Of names in one `fields`.
MOST = 100

# A field's name, and which fields of it; nothing of which is all of it.
Tree = dict[str, "Tree"]


class Trims(_View):
    """A view whose answers, one row or a page of `results`, are cut down to the fields that were asked for."""

    serializer_class: Any

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "GET" and (asked := request.query_params.get("fields")):
            self.wanted = _wanted(asked, self.serializer_class())

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        wanted: Tree = getattr(self, "wanted", {})
        if wanted and response.status_code == 200:
            response.data = _of_answer(response.data, wanted)
        return super().finalize_response(request, response, *args, **kwargs)


def _wanted(asked: str, shape: serializers.BaseSerializer[Any]) -> Tree:
    tree: Tree = {}
    for path in filter(None, asked.split(",")[:MOST]):
        branch, at = tree, shape
        for name in path.split("."):
            fields: Mapping[str, Any] = getattr(getattr(at, "child", at), "fields", {})
            if name not in fields:
                raise ValidationError({"fields": _there_are(path, name, fields)})
            branch, at = branch.setdefault(name, {}), fields[name]
    return tree


def _there_are(path: str, name: str, fields: Mapping[str, Any]) -> str:
    if not fields:
        return f"In {path[:100]}, {name[:100]} is within a field that has none."
    return f"There is no {name[:100]} here; there are {', '.join(fields)}."


def _of_answer(data: Any, wanted: Tree) -> Any:
    if isinstance(data, Mapping) and "results" in data:
        return {**data, "results": _cut(data["results"], wanted)}
    return _cut(data, wanted)


def _cut(data: Any, wanted: Tree) -> Any:
    if not wanted:
        return data
    if isinstance(data, list):
        return [_cut(each, wanted) for each in data]
    if isinstance(data, Mapping):
        return {name: _cut(value, wanted[name]) for name, value in data.items() if name in wanted}
    return data  # null, where there could have been an object
