import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

ID = (
    "id",
    models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_skips_notes_and_cited_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Every claim there is becomes due: the workers index them, oldest first.
        migrations.AddField("claim", "indexed_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "claim",
            models.Index(
                fields=["id"], name="claim_to_index", condition=Q(indexed_at__isnull=True)
            ),
        ),
        migrations.CreateModel(
            name="ClaimKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key",
                        "claim_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClaimMatch",
            fields=[
                ID,
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("suggested", "Suggested"),
                            ("confirmed", "Confirmed"),
                            ("rejected", "Rejected"),
                        ],
                        default="suggested",
                        max_length=9,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("exact", "the same words"),
                            ("near", "nearly the same words"),
                            ("similar", "some of the same words"),
                        ],
                        max_length=7,
                    ),
                ),
                ("score", models.FloatField()),
                ("differs", models.JSONField(default=list)),
                ("suggested_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="claims.claim",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "state"], name="match_by_kind")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["claim", "earlier"], name="match_once_per_pair"
                    ),
                    models.CheckConstraint(condition=~Q(claim=F("earlier")), name="match_of_two"),
                    models.CheckConstraint(
                        condition=Q(state="suggested", decided_by=None, decided_at=None)
                        | (
                            ~Q(state="suggested")
                            & Q(decided_by__isnull=False, decided_at__isnull=False)
                        ),
                        name="match_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ID,
                ("text", models.TextField()),
                ("key", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="claims.claim",
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.verdict",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(answered_at=None),
                        fields=["asker", "key"],
                        name="question_asked_once",
                    ),
                    models.CheckConstraint(
                        condition=Q(answered_at=None, verdict=None)
                        | Q(answered_at__isnull=False, verdict__isnull=False),
                        name="question_answered_by_a_verdict",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key",
                        "question_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="claims.question",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("article.submitted", "Article Submitted"),
                    ("article.fetched", "Article Fetched"),
                    ("article.extracted", "Article Extracted"),
                    ("article.failed", "Article Failed"),
                    ("article.sent_again", "Article Sent Again"),
                    ("article.appeared", "Article Appeared"),
                    ("claim.added", "Claim Added"),
                    ("claim.dismissed", "Claim Dismissed"),
                    ("claim.matched", "Claim Matched"),
                    ("claim.unmatched", "Claim Unmatched"),
                    ("claim.match_rejected", "Claim Match Rejected"),
                    ("claim.reopened", "Claim Reopened"),
                    ("claim.reworded", "Claim Reworded"),
                    ("claim.moved", "Claim Moved"),
                    ("claim.split", "Claim Split"),
                    ("claim.merged", "Claim Merged"),
                    ("claim.noted", "Claim Noted"),
                    ("review.taken", "Review Taken"),
                    ("review.released", "Review Released"),
                    ("review.skipped", "Review Skipped"),
                    ("review.handed_over", "Review Handed Over"),
                    ("verdict.proposed", "Verdict Proposed"),
                    ("verdict.returned", "Verdict Returned"),
                    ("verdict.published", "Verdict Published"),
                    ("verdict.correction_proposed", "Verdict Correction Proposed"),
                    ("verdict.corrected", "Verdict Corrected"),
                    ("verdict.retracted", "Verdict Retracted"),
                    ("check.answered", "Check Answered"),
                ],
                max_length=30,
            ),
        ),
    ]
