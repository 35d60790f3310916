"""What somebody may do by their account, and the event that says who changed it."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from claims.models import Event, record


def standing(person: User) -> dict[str, Any]:
    """What of an account decides what its owner may do."""
    return {
        "roles": sorted(person.groups.values_list("name", flat=True)),
        "active": person.is_active,
        "staff": person.is_staff,
        "superuser": person.is_superuser,
    }


def note_standing(
    *, person: User, before: dict[str, Any] | None, by: User | None, now: datetime
) -> None:
    """Write the event of an account that is new (`before` is None) or may do something else than before.

    The caller has the transaction open in which the account was changed.
    """
    after = standing(person)
    if before is None:
        record(Event.Kind.PERSON_ADDED, by=by, at=now, person_id=person.pk, after=after)
    elif after != before:
        record(
            Event.Kind.PERSON_CHANGED,
            by=by,
            at=now,
            person_id=person.pk,
            before={name: was for name, was in before.items() if was != after[name]},
            after={name: is_now for name, is_now in after.items() if is_now != before[name]},
        )
