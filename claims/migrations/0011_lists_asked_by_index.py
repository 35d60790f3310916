"""The lists of articles and claims are searched and narrowed by index; what is there is entered as new rows are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from claims.catalogue import IN_EVERY_ADDRESS, words_of
from claims.likeness import Statement
from claims.lookup import Index

BATCH = 500


def enter_articles(apps, schema_editor):
    """As `claims.catalogue.enter_article` does."""
    word = apps.get_model("claims", "ArticleWord")
    articles = apps.get_model("claims", "Article").objects.order_by("pk")
    told = articles.values_list("pk", "title", "url", "publisher", "author")
    for batch in batches(told):
        word.objects.bulk_create(
            [
                word(article_id=pk, word=one)
                for pk, *said in batch
                for one in sorted(set(words_of(" ".join(said))) - IN_EVERY_ADDRESS)
            ],
            ignore_conflicts=True,
        )


def enter_claimants(apps, schema_editor):
    """As `claims.lookup.write_claimants` does."""
    key = apps.get_model("claims", "ClaimKey")
    claims = apps.get_model("claims", "Claim").objects.exclude(claimant="").order_by("pk")
    for batch in batches(claims.values_list("pk", "claimant")):
        key.objects.bulk_create(
            [
                key(key=one, claim_id=pk)
                for pk, claimant in batch
                for one in Statement(claimant).term_keys(Index.CLAIMANTS)
            ],
            ignore_conflicts=True,
        )


def batches(rows):
    after = 0
    while batch := list(rows.filter(pk__gt=after)[:BATCH]):
        yield batch
        after = batch[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0010_people_and_tokens_in_the_log"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ArticleWord",
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
        migrations.AlterField(
            model_name="article",
            name="submitted_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="claimant",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["publisher", "-id"], name="article_by_publisher"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["submitted_by", "-id"], name="article_by_submitter"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["created_at", "id"], name="article_by_age"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["claimant", "-id"], name="claim_by_claimant"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["created_at", "id"], name="claim_by_age"),
        ),
        migrations.AddField(
            model_name="articleword",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="words",
                to="claims.article",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleword",
            constraint=models.UniqueConstraint(
                fields=("word", "article"), name="article_word_once"
            ),
        ),
        migrations.RunPython(enter_articles, migrations.RunPython.noop),
        migrations.RunPython(enter_claimants, migrations.RunPython.noop),
    ]
