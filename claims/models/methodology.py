"""How the desk works, in its own words."""

from django.conf import settings
from django.db import models


class Methodology(models.Model):
    """What the desk tells the public of its methods. Each change is a new row; the last one is what stands."""

    text = models.TextField(
        help_text="An empty line ends a paragraph. A line that begins with # is a heading, and lines that begin"
        " with - are a list. Nothing else is formatted, and HTML is shown as it is written."
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "methodology"
        get_latest_by = "id"

    def __str__(self) -> str:
        return f"As of {self.created_at:%Y-%m-%d %H:%M}"
