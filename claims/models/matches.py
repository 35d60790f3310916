"""What "has this been checked?" is answered from: the index of wordings, the matches, the questions that are open."""

from typing import TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from claims.models.articles import Claim
from claims.models.verdicts import Verdict


class ClaimKey(models.Model):
    """A claim is found by its keys: whole numbers that alike wordings share (`claims.likeness`).

    One table on every database, of which each question reads a few short stretches. Whatever is found by a key is
    looked at again as it stands, so that a key of words since changed costs a look and tells nothing wrong.
    """

    # Which of the indexes a key belongs to is part of the key: the public one holds published verdicts only.
    pk = models.CompositePrimaryKey("key", "claim_id")
    key = models.BigIntegerField()
    # Derived from the claim, and made anew at any time: the database need not look each of them up.
    claim = models.ForeignKey(
        Claim, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )

    def __str__(self) -> str:
        return f"Key {self.key} of claim {self.claim_id}"


# Above this nobody needs the exact number, and counting on would read the whole table.
MOST_COUNTED = 10_000


class Tally(TypedDict):
    """How the suggestions of one kind fared."""

    kind: str
    suggested: int
    confirmed: int
    rejected: int
    precision: float | None


class ClaimMatchQuerySet(models.QuerySet["ClaimMatch"]):
    def tallies(self) -> list[Tally]:
        """Of each kind, how many suggestions wait, and of those decided the share that people confirmed.

        What a person found without a suggestion does not count, and of what waits no more than `MOST_COUNTED` do.
        """
        of_machine = self.filter(suggested_at__isnull=False).order_by()
        decided_on = of_machine.filter(
            kind__in=ClaimMatch.Kind.values,
            state__in=[ClaimMatch.State.CONFIRMED, ClaimMatch.State.REJECTED],
        )
        counts = {
            (kind, state): count
            for kind, state, count in decided_on.values_list("kind", "state").annotate(Count("id"))
        }
        for kind in ClaimMatch.Kind.values:
            # People decide some; the machine may have suggested millions.
            waiting = of_machine.filter(kind=kind, state=ClaimMatch.State.SUGGESTED)
            counts[kind, "suggested"] = waiting[:MOST_COUNTED].count()
        tallies: list[Tally] = []
        for kind in ClaimMatch.Kind.values:
            waiting, confirmed, rejected = (
                counts.get((kind, state), 0) for state in ClaimMatch.State.values
            )
            decided = confirmed + rejected
            precision = confirmed / decided if decided else None
            tallies.append(
                Tally(
                    kind=kind,
                    suggested=waiting,
                    confirmed=confirmed,
                    rejected=rejected,
                    precision=precision,
                )
            )
        return tallies


class ClaimMatch(models.Model):
    """That a claim may be the same as an earlier one: suggested by the machine, decided by a person.

        suggested -> confirmed -> rejected        suggested -> rejected -> confirmed

    `score` and `differs` are those of the moment of the suggestion or, later, of the decision.
    """

    class State(models.TextChoices):
        SUGGESTED = "suggested"
        CONFIRMED = "confirmed"
        REJECTED = "rejected"

    class Kind(models.TextChoices):
        EXACT = "exact", "the same words"
        NEAR = "near", "nearly the same words"
        SIMILAR = "similar", "some of the same words"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="matches")
    earlier = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.SUGGESTED)
    kind = models.CharField(max_length=7, choices=Kind)
    score = models.FloatField()
    # [{"kind": "number", "here": "5 percent", "there": "50 percent"}, …]
    differs = models.JSONField(default=list)
    # Empty where a person found the earlier claim without being told.
    suggested_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects = ClaimMatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "earlier"], name="match_once_per_pair"),
            models.CheckConstraint(name="match_of_two", condition=~Q(claim=F("earlier"))),
            models.CheckConstraint(
                name="match_decided_by_somebody",
                condition=Q(state="suggested", decided_by=None, decided_at=None)
                | (~Q(state="suggested") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]
        indexes = [
            # ClaimMatch.objects.tallies(), for /metrics.
            models.Index(fields=["kind", "state"], name="match_by_kind")
        ]

    def __str__(self) -> str:
        return f"Claim {self.claim_id} and {self.earlier_id}: {self.state}"


class Question(models.Model):
    """A statement that somebody asked about in vain and wants to hear of once there is a verdict.

    asked -> answered, by the first verdict on the same words, or nearly the same
    """

    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="questions")
    text = models.TextField()
    # Of the exact wording: the same question again is the same row.
    key = models.BigIntegerField()
    asked_at = models.DateTimeField()
    # The claim in the queue that it made more urgent.
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="questions")
    verdict = models.ForeignKey(Verdict, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asker", "key"], name="question_asked_once", condition=Q(answered_at=None)
            ),
            models.CheckConstraint(
                name="question_answered_by_a_verdict",
                condition=Q(answered_at=None, verdict=None)
                | Q(answered_at__isnull=False, verdict__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"


class QuestionKey(models.Model):
    """By these keys an open question is found when a claim comes, or a verdict; gone once it is answered."""

    pk = models.CompositePrimaryKey("key", "question_id")
    key = models.BigIntegerField()
    question = models.ForeignKey(Question, models.CASCADE, related_name="keys")

    def __str__(self) -> str:
        return f"Key {self.key} of question {self.question_id}"
