"""The three roles, as groups, and a rating scale to begin with. A desk that has edited them keeps its own."""

from django.db import migrations

ROLES = ("submitter", "reviewer", "editor")

# slug, label, value on a scale from 1 (worst) to 5 (best) or none, colour, definition
SCALE = (
    ("true", "True", 5, "#1b7f4b", "Accurate, and nothing that matters is left out."),
    (
        "mostly-true",
        "Mostly true",
        4,
        "#5d9c3a",
        "Accurate in the main; a detail is off or needs explaining.",
    ),
    (
        "half-true",
        "Half true",
        3,
        "#b58900",
        "Some of it is right and some of it is not, in like measure.",
    ),
    (
        "mostly-false",
        "Mostly false",
        2,
        "#c8641e",
        "Something in it is right, but what it says as a whole is not.",
    ),
    ("false", "False", 1, "#b3261e", "What it says is not so."),
    (
        "misleading",
        "Misleading",
        None,
        "#8a4fa3",
        "Each word may be right; the impression it gives is not.",
    ),
    ("unproven", "Unproven", None, "#5f6b7a", "The evidence that can be found does not settle it."),
)


def create(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)
    rating = apps.get_model("claims", "Rating")
    for order, (slug, label, value, colour, definition) in enumerate(SCALE):
        rating.objects.get_or_create(
            slug=slug,
            defaults={
                "label": label,
                "value": value,
                "worst": None if value is None else 1,
                "best": None if value is None else 5,
                "order": order,
                "colour": colour,
                "definition": definition,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0001_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(create, migrations.RunPython.noop, elidable=False)]
