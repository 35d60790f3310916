"""What reviewers and editors write: a verdict's words and its evidence."""

from typing import Any

from rest_framework import serializers

from claims.models import Evidence
from factcheck.api.bodies import ExactString


class EvidenceIn(serializers.Serializer[Any]):
    url = ExactString()
    title = ExactString(required=False, allow_blank=True)
    publisher = ExactString(required=False, allow_blank=True)
    quote = ExactString(required=False, allow_blank=True)
    stance = serializers.ChoiceField(Evidence.Stance.choices, required=False)
    primary = serializers.BooleanField(required=False)
    accessed_at = serializers.DateField(required=False, allow_null=True)


class AnswerIn(serializers.Serializer[Any]):
    """A whole verdict."""

    rating = ExactString(
        required=False, allow_null=True, help_text="The slug of a step of the scale, or null."
    )
    conclusion = ExactString(help_text="One or two sentences.")
    rationale = ExactString()
    method = ExactString(required=False, allow_blank=True)
    review_by = serializers.DateField(required=False, allow_null=True)
    evidence = EvidenceIn(many=True)


def checked(body: serializers.Serializer[Any]) -> dict[str, Any]:
    """The values of a request's body, or a `ValidationError` that names each field at fault."""
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
