"""Editors say how the desk works."""

from datetime import datetime

from django.contrib.auth.models import User

from claims.errors import Invalid
from claims.models import Methodology
from claims.roles import Role, require
from claims.wording import problem_with_text

LONGEST = 50_000
"""In Unicode code points."""


def write_methodology(*, text: str, by: User, now: datetime) -> Methodology:
    """Put `text` in the place of what the public reads of the desk's methods; what stood before is kept.

    Raises:
        Invalid: the text is empty, too long, or cannot be kept.
        NotAllowed: `by` is no editor.
    """
    require(by, Role.EDITOR)
    if problem := problem_with_text(text, longest=LONGEST):
        raise Invalid(text=problem)
    return Methodology.objects.create(text=text, author=by, created_at=now)
