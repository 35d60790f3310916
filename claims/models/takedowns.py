"""That a text had to be taken down, which outlives the text."""

from django.conf import settings
from django.db import models

from claims.models.articles import Article


class Takedown(models.Model):
    """Why and by whom an article's text was blanked, everywhere; by its digest the same text is known if it comes again."""

    article = models.OneToOneField(Article, models.PROTECT, related_name="takedown")
    digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    reason = models.TextField()
    taken_down_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_down_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Takedown of article {self.article_id}"
