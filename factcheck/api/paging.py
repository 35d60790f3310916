"""Pages of a list, told apart by a cursor: no count of everything, no offset to read past."""

import re
from typing import Any

from django.core.exceptions import ValidationError as BadPosition
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class Newest(CursorPagination):
    """`{next, previous, results}` with absolute addresses; `page_size` up to 1,000."""

    ordering: str | tuple[str, ...] = "-id"
    page_size = 100
    max_page_size = 1000
    page_size_query_param = "page_size"

    def decode_cursor(self, request: Request) -> Cursor | None:
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise _no_cursor() from None

    def get_page_size(self, request: Request) -> int | None:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not re.fullmatch("0{0,9}[1-9][0-9]{0,8}", asked):
            raise ValidationError({"page_size": f"A whole number, 1 to {self.max_page_size:,}."})
        return min(int(asked), self.max_page_size)

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except OverflowError:
            raise ValidationError({"query": "A value in this address is out of range."}) from None
        except (ValueError, BadPosition):
            # Well formed, but its position is none that this list is ordered by.
            raise _no_cursor() from None

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }


def _no_cursor() -> ValidationError:
    return ValidationError(
        {"cursor": "This is no cursor of ours: follow the addresses in next and previous."}
    )


class InTextOrder(Newest):
    ordering = ("start", "id")
