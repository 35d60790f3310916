"""What the public's lists are asked by, the index of corrections, and how the desk works in its own words."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery

from claims.catalogue import words_of

BATCH = 500


def enter_what_is_there(apps, schema_editor):
    """As `claims.catalogue.enter` does with each version: an older verdict is found like a new one."""
    verdicts = apps.get_model("claims", "Verdict").objects.all()
    claims = apps.get_model("claims", "Claim").objects.filter(pk=OuterRef("claim"))
    versions = apps.get_model("claims", "VerdictVersion").objects.all()
    # What the public reads, or else what was proposed last.
    shown = versions.filter(verdict=OuterRef("pk")).order_by(
        F("current_of").asc(nulls_last=True), "-pk"
    )
    word = apps.get_model("claims", "VerdictWord")
    told = (
        verdicts.annotate(conclusion=Subquery(shown.values("conclusion")[:1]))
        .order_by("pk")
        .values_list(
            "pk",
            "claim__text",
            "claim__quote",
            "claim__claimant",
            "claim__article__publisher",
            "conclusion",
        )
    )
    after = 0
    while batch := list(told.filter(pk__gt=after)[:BATCH]):
        word.objects.bulk_create(
            word(verdict_id=pk, word=one)
            for pk, *said in batch
            for one in sorted(set(words_of(" ".join(said))))
        )
        # A batch at a time, or it would run into the limit that a statement has.
        verdicts.filter(pk__gt=after, pk__lte=batch[-1][0]).update(
            rating=Subquery(shown.values("rating")[:1]),
            claimant=Subquery(claims.values("claimant")),
            publisher=Subquery(claims.values("article__publisher")),
        )
        after = batch[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0005_matching"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Methodology",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="An empty line ends a paragraph. A line that begins with # is a heading, and lines that begin with - are a list. Nothing else is formatted, and HTML is shown as it is written."
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "methodology",
                "get_latest_by": "id",
            },
        ),
        migrations.CreateModel(
            name="VerdictWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=40)),
            ],
        ),
        migrations.AddField(
            model_name="verdict",
            name="claimant",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="verdict",
            name="publisher",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="verdict",
            name="rating",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.rating",
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False)),
                fields=["rating", "-published_at", "-id"],
                name="verdict_by_rating",
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False)),
                fields=["claimant", "-published_at", "-id"],
                name="verdict_by_claimant",
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False)),
                fields=["publisher", "-published_at", "-id"],
                name="verdict_by_publisher",
            ),
        ),
        migrations.AddIndex(
            model_name="verdictversion",
            index=models.Index(
                condition=models.Q(("number__gt", 1)),
                fields=["-published_at", "-id"],
                name="version_changes",
            ),
        ),
        migrations.AddField(
            model_name="methodology",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="verdictword",
            name="verdict",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="words",
                to="claims.verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdictword",
            constraint=models.UniqueConstraint(
                fields=("word", "verdict"), name="verdict_word_once"
            ),
        ),
        # Last: PostgreSQL alters no table that has changes waiting.
        migrations.RunPython(enter_what_is_there, migrations.RunPython.noop),
    ]
