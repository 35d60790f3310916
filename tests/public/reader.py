"""Somebody who reads the desk from outside, and what a page has in it for them."""

import json
import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


def read(address: str, status: int = 200, **headers: str) -> Any:
    """What an anonymous reader is answered."""
    answer = Client().get(address, headers=headers)
    assert answer.status_code == status, (address, answer.status_code)
    return answer


def words_of(answer: HttpResponse) -> str:
    """The text of a page, as one line."""
    reading = _Text()
    reading.feed(answer.content.decode())
    line = " ".join(" ".join(reading.said).split())
    return re.sub(r" ([.,;:])", r"\1", line)


def linked_data(answer: HttpResponse) -> dict[str, Any]:
    """The one ClaimReview of a page, as a browser hands it on."""
    reading = _Text()
    reading.feed(answer.content.decode())
    (block,) = reading.blocks
    node: dict[str, Any] = json.loads(block)
    return node


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.blocks: list[str] = []
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_script = tag == "script"
        if self.in_script:
            assert dict(attrs) == {"type": "application/ld+json"}
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False

    def handle_data(self, data: str) -> None:
        if self.in_script:
            self.blocks[-1] += data
        else:
            self.said.append(data)
