"""Verdicts: the scale, what the desk says of a claim, its versions and its evidence."""

from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from claims.models.articles import Claim
from claims.models.reviews import Review


class RatingQuerySet(models.QuerySet["Rating"]):
    def scale(self) -> Self:
        """The ratings a reviewer may give today, in the desk's order."""
        return self.filter(active=True).order_by("order", "slug")


class Rating(models.Model):
    """A step of the desk's own scale. One with no `value` stands outside it, such as "unproven"."""

    slug = models.SlugField(max_length=50, unique=True)
    label = models.CharField(max_length=100)
    value = models.IntegerField(null=True, blank=True)
    worst = models.IntegerField(null=True, blank=True)
    best = models.IntegerField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    colour = models.CharField(max_length=7, validators=[RegexValidator(r"\A#[0-9a-fA-F]{6}\Z")])
    definition = models.TextField(blank=True)
    active = models.BooleanField(default=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rating_value_within_scale",
                condition=Q(value=None, worst=None, best=None)
                | Q(
                    value__isnull=False,
                    worst__isnull=False,
                    best__isnull=False,
                    value__gte=F("worst"),
                    value__lte=F("best"),
                ),
                violation_error_message="value, worst and best: all empty, or worst <= value <= best.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def published(self) -> Self:
        """What the public may read: published verdicts, and retracted ones, which stay and say so."""
        # The same rows as by their state, asked for in the words of the partial indexes.
        return self.filter(published_at__isnull=False)

    def standing(self) -> Self:
        """What the desk stands by."""
        return self.published().filter(state="published")

    def awaiting_editor(self) -> Self:
        """Verdicts with a version that waits to be published: new ones and proposed corrections."""
        pending = VerdictVersion.objects.filter(verdict=models.OuterRef("pk"), state="proposed")
        return self.filter(models.Exists(pending))

    def with_versions(self) -> Self:
        """With everything that `Verdict.shown` and its history read, in four queries however many there are."""
        versions = VerdictVersion.objects.order_by("-id").select_related("rating", "author")
        return self.prefetch_related(
            models.Prefetch("versions", versions.prefetch_related("evidence"))
        )

    def with_places(self) -> Self:
        """With everywhere that the claim stands, but without the articles' texts, in three queries."""
        repeats = Claim.objects.select_related("article").defer("article__text").order_by("id")
        return (
            self.select_related("claim__article")
            .defer("claim__article__text")
            .prefetch_related(
                "claim__article__appearances",
                models.Prefetch("claim__repeats", repeats.prefetch_related("article__appearances")),
            )
        )


class Verdict(models.Model):
    """What the desk says of a claim.

        proposed -> published -> retracted        proposed -> returned

    What it says stands in its versions. A published verdict changes only by a new one.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        RETURNED = "returned"
        PUBLISHED = "published"
        RETRACTED = "retracted"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="verdicts")
    review = models.OneToOneField(Review, models.PROTECT, null=True, related_name="verdict")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="verdicts")
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    # The version that the public reads; none before publication.
    current = models.OneToOneField(
        "VerdictVersion", models.PROTECT, null=True, related_name="current_of"
    )
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    # When what the public reads last changed, and when somebody last stood by it.
    updated_at = models.DateTimeField(null=True)
    last_confirmed_at = models.DateTimeField(null=True)
    # What lists are asked by, entered by `claims.catalogue`.
    rating = models.ForeignKey(
        Rating, models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    claimant = models.CharField(max_length=300, blank=True, default="", db_default="")
    publisher = models.CharField(max_length=200, blank=True, default="", db_default="")

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                name="verdict_one_alive_per_claim",
                condition=Q(state__in=["proposed", "published"]),
            ),
            models.CheckConstraint(
                name="verdict_public_with_a_version",
                condition=Q(state__in=["proposed", "returned"], current=None, published_at=None)
                | Q(
                    state__in=["published", "retracted"],
                    current__isnull=False,
                    published_at__isnull=False,
                    updated_at__isnull=False,
                ),
            ),
        ]
        indexes = [
            # GET verdicts/, newest first, and with updated_after oldest change first.
            models.Index(
                fields=["-published_at", "-id"],
                name="verdict_newest",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["updated_at", "id"],
                name="verdict_changed",
                condition=Q(updated_at__isnull=False),
            ),
            # The same list narrowed, a page from wherever the reader is: no step walks over what it does not show.
            *(
                models.Index(
                    fields=[narrowed_by, "-published_at", "-id"],
                    name=f"verdict_by_{narrowed_by}",
                    condition=Q(published_at__isnull=False),
                )
                for narrowed_by in ("rating", "claimant", "publisher")
            ),
        ]

    def __str__(self) -> str:
        return f"Verdict {self.pk} on claim {self.claim_id}"

    @property
    def shown(self) -> "VerdictVersion":
        """What the public reads; before publication, what was proposed last. Needs `with_versions()`."""
        newest_first = list(self.versions.all())
        public = (version for version in newest_first if version.pk == self.current_id)
        return next(public, newest_first[0])

    @property
    def pending(self) -> "VerdictVersion | None":
        """The version that waits for an editor. Needs `with_versions()`."""
        waiting = (v for v in self.versions.all() if v.state == VerdictVersion.State.PROPOSED)
        return next(waiting, None)


class VerdictWord(models.Model):
    """A word that a verdict is found by: `claims.catalogue`."""

    verdict = models.ForeignKey(Verdict, models.CASCADE, related_name="words")
    word = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "verdict"], name="verdict_word_once")
        ]

    def __str__(self) -> str:
        return self.word


class VerdictVersionQuerySet(models.QuerySet["VerdictVersion"]):
    def changes(self) -> Self:
        """Clarifications, corrections and retractions that the public was told of."""
        # The first number is the original's.
        return self.filter(number__gt=1)


class VerdictVersion(models.Model):
    """What a verdict says, or said. Its content is never changed.

        proposed -> published        proposed -> returned

    `number` counts what the public has seen, so it is given at publication.
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original"
        CLARIFICATION = "clarification"
        CORRECTION = "correction"
        RETRACTION = "retraction"

    class State(models.TextChoices):
        PROPOSED = "proposed"
        RETURNED = "returned"
        PUBLISHED = "published"

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=13, choices=Kind, default=Kind.ORIGINAL)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    rating = models.ForeignKey(Rating, models.PROTECT, null=True, related_name="+")
    conclusion = models.TextField()
    rationale = models.TextField(blank=True)
    method = models.TextField(blank=True)
    review_by = models.DateField(null=True)
    # Public: what changed and why, for every kind but the original.
    note = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)

    objects = VerdictVersionQuerySet.as_manager()

    class Meta:
        indexes = [
            # All corrections, newest first; for who follows them, oldest first.
            models.Index(
                fields=["-published_at", "-id"],
                name="version_changes",
                condition=Q(number__gt=1),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["verdict", "number"], name="version_numbered_once"),
            models.UniqueConstraint(
                fields=["verdict"], name="version_one_pending", condition=Q(state="proposed")
            ),
            models.CheckConstraint(
                name="version_change_has_a_note", condition=Q(kind="original") | ~Q(note="")
            ),
            models.CheckConstraint(
                name="version_numbered_when_public",
                condition=Q(state="published", number__isnull=False, published_at__isnull=False)
                | (~Q(state="published") & Q(number=None, published_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of verdict {self.verdict_id}"


class Evidence(models.Model):
    """A source that a version of a verdict stands on, in the order in which its author gave them."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "supports the claim"
        REFUTES = "refutes", "refutes the claim"
        CONTEXT = "context", "gives context"

    version = models.ForeignKey(VerdictVersion, models.PROTECT, related_name="evidence")
    url = models.CharField(max_length=2000)
    title = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    quote = models.TextField(blank=True)
    stance = models.CharField(max_length=8, choices=Stance, default=Stance.CONTEXT)
    primary = models.BooleanField(default=False)
    accessed_at = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.title or self.url
