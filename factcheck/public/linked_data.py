"""A ClaimReview inside of a page."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# What could end the element or, in older browsers, a line of script. JSON has another spelling for each.
_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def embedded(node: dict[str, Any]) -> SafeString:
    """The node as the content of a `<script type="application/ld+json">`, whatever an article says."""
    plain = json.dumps(node, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(plain)  # noqa: S308 -- JSON in which nothing is left that HTML would read
