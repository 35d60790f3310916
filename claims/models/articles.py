"""Articles, the readings of them, and the claims found in them."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ArticleQuerySet(models.QuerySet["Article"]):
    def due(self, now: datetime) -> Self:
        """Articles whose next piece of work may start: a page to fetch, a text to read."""
        return self.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "id")

    def unheard(self, now: datetime) -> Self:
        """Due articles for which nobody has rung lately: a bell was lost, or a worker."""
        return self.due(now).filter(Q(quiet_until=None) | Q(quiet_until__lte=now))

    def listed(self) -> Self:
        """All but the submissions that turned out to be a text the desk already had."""
        return self.filter(duplicate_of=None)


class Article(models.Model):
    """A text under examination, exactly as submitted, so that offsets fit the submitter's own copy.

        fetching -> received -> extracted         fetching, received -> failed -> (sent again) the same
        any of these -> removed

    The row is the job: while there is work to do, `next_attempt_at` says when it may next be started, and
    starting it moves that time on, so that a worker which dies leaves the article due again. A due article
    waits for a worker to hear its bell: until `quiet_until` it is not rung for again. The text's SHA-256
    identifies it; title and address say where it was first seen, `Appearance` where else.
    """

    class Status(models.TextChoices):
        FETCHING = "fetching", "being fetched"
        RECEIVED = "received", "waiting to be read"
        EXTRACTED = "extracted", "read"
        FAILED = "failed", "failed"
        REMOVED = "removed", "taken down"

    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, null=True, unique=True, editable=False)
    characters = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=9, choices=Status)

    url = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=35, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    # A page fetched by address may hold a text the desk has; whoever asks for this article gets that one.
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates"
    )

    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    # The database's default too: a web process of the release before knows no such column.
    rings = models.PositiveSmallIntegerField(default=0, db_default=0)
    quiet_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    extracted_at = models.DateTimeField(null=True, blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="article_text_has_its_digest",
                condition=Q(text="", sha256=None) | (~Q(text="") & Q(sha256__isnull=False)),
            ),
            models.CheckConstraint(
                name="article_read_only_with_text",
                condition=~Q(status__in=["received", "extracted"])
                | Q(sha256__isnull=False)
                | Q(duplicate_of__isnull=False),
            ),
            models.CheckConstraint(
                name="article_failed_with_a_reason", condition=~Q(status="failed") | ~Q(error="")
            ),
        ]
        indexes = [
            # Article.objects.due(): the worker's and the sweep's only question.
            models.Index(
                fields=["next_attempt_at", "id"],
                name="article_due",
                condition=Q(next_attempt_at__isnull=False),
            ),
            # The newest text at an address, which a changed page supersedes.
            models.Index(fields=["url", "-id"], name="article_at_url", condition=~Q(url="")),
            models.Index(fields=["status", "-id"], name="article_by_status"),
            models.Index(fields=["publisher", "-id"], name="article_by_publisher"),
            models.Index(fields=["submitted_by", "-id"], name="article_by_submitter"),
            models.Index(fields=["created_at", "id"], name="article_by_age"),
        ]

    def __str__(self) -> str:
        return self.title or self.url or f"Article {self.pk}"


class ArticleWord(models.Model):
    """A word that an article is found by, of its title, its address or its people: `claims.catalogue`."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="words")
    word = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "article"], name="article_word_once")
        ]

    def __str__(self) -> str:
        return self.word


class Appearance(models.Model):
    """A further place where an article's text was seen."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="appearances")
    url = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "url", "publisher", "external_id"], name="appearance_once"
            )
        ]

    def __str__(self) -> str:
        return self.url or self.publisher or self.title


class ExtractionRun(models.Model):
    """One reading of one article by one extractor version.

    `ledger` has a row `[start, end, check_worthiness, reason]` for every sentence that was set aside; offsets
    are Unicode code points of the article's text, end exclusive.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="runs")
    extractor = models.CharField(max_length=100)
    sentences_count = models.PositiveIntegerField(default=0)
    claims_count = models.PositiveIntegerField(default=0)
    ledger = models.JSONField(default=list)
    milliseconds = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "extractor"], name="run_read_once")
        ]
        indexes = [
            # /metrics: how long readings took, counted without a look at their ledgers.
            models.Index(fields=["milliseconds"], name="run_by_duration"),
            # figures.found_by_day
            models.Index(fields=["finished_at", "claims_count"], name="run_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.extractor} on article {self.article_id}"


class Claim(models.Model):
    """A checkable statement in an article: `quote` is `article.text[start:end]`, in code points, end exclusive.

        queued -> decided -> published        queued -> dismissed -> (reopened) queued
        decided -> queued, when its verdict is returned
        queued -> matched (same_as) -> queued, when that is undone
        published -> (reopened) queued, when its verdict was retracted

    "In review" is no state of the claim: some review of it has a live lease.
    """

    class Kind(models.TextChoices):
        QUANTITY = "quantity"
        EVENT = "event"
        QUOTATION = "quotation"
        LAW = "law"
        PREDICTION = "prediction"
        COMPARISON = "comparison"
        CAUSAL = "causal"
        OTHER = "other"

    class ClaimantType(models.TextChoices):
        NARRATOR = "narrator", "the article itself"
        INHERITED = "inherited", "from the sentence before"
        DIRECT = "direct", "direct quotation"
        INDIRECT = "indirect", "indirect speech"
        ACCORDING_TO = "according_to", "according to"

    class Status(models.TextChoices):
        QUEUED = "queued"
        DECIDED = "decided"
        PUBLISHED = "published"
        DISMISSED = "dismissed"
        MATCHED = "matched"

    article = models.ForeignKey(Article, models.PROTECT, related_name="claims")
    run = models.ForeignKey(ExtractionRun, models.PROTECT, null=True, related_name="claims")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    quote = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    substitutions = models.JSONField(default=list)

    claimant = models.CharField(max_length=300, blank=True)
    claimant_start = models.PositiveIntegerField(null=True)
    claimant_end = models.PositiveIntegerField(null=True)
    claimant_type = models.CharField(
        max_length=12, choices=ClaimantType, default=ClaimantType.NARRATOR
    )
    claim_date = models.DateField(null=True, blank=True)
    claim_place = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    check_worthiness = models.FloatField()
    reasons = models.JSONField(default=list)
    priority = models.IntegerField(default=0)

    status = models.CharField(max_length=9, choices=Status, default=Status.QUEUED)
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")
    created_at = models.DateTimeField()
    # When it was last indexed and compared with the earlier ones; empty while that is still to be done.
    indexed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # One reading twice, or a person raising what the machine found: still one claim.
            models.UniqueConstraint(fields=["article", "start", "end"], name="claim_once_per_span"),
            models.CheckConstraint(name="claim_span_not_empty", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="claim_claimant_span_whole",
                # A comparison with NULL is unknown, and a check lets the unknown pass: NULL is asked for first.
                condition=Q(claimant_start=None, claimant_end=None)
                | Q(
                    claimant_start__isnull=False,
                    claimant_end__isnull=False,
                    claimant_end__gt=F("claimant_start"),
                ),
            ),
            models.CheckConstraint(
                name="claim_check_worthiness_0_to_1",
                condition=Q(check_worthiness__gte=0, check_worthiness__lte=1),
            ),
            models.CheckConstraint(
                name="claim_matched_to_another",
                condition=Q(status="matched", same_as__isnull=False)
                | (~Q(status="matched") & Q(same_as=None)),
            ),
        ]
        indexes = [
            # GET claims/?status=…, newest first.
            models.Index(fields=["status", "-id"], name="claim_by_status"),
            models.Index(fields=["kind", "-id"], name="claim_by_kind"),
            models.Index(fields=["claimant", "-id"], name="claim_by_claimant"),
            models.Index(fields=["created_at", "id"], name="claim_by_age"),
            # matching.compare_new_claims: those that are due, oldest first.
            models.Index(
                fields=["id"], name="claim_to_index", condition=Q(indexed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"
