"""Row ids in addresses: `<id:claim_id>` matches what a 64-bit column can hold, so that no more reaches a query."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class RowId(IntConverter):
    regex = "[0-9]{1,18}"


register_converter(RowId, "id")
