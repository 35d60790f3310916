"""Calls that a client repeats when it has not heard the answer: made once, and answered alike every time.

After the draft of the IETF, "The Idempotency-Key HTTP Header Field".
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from claims.errors import Invalid
from claims.models import KeyedCall

KEPT = timedelta(days=1)
LONGEST_KEY = 255
# A call that is not answered after so long was cut off, and may be made again.
CUT_OFF = timedelta(minutes=1)
MOST_FORGOTTEN = 1_000


def begin_call(*, by: User, key: str, fingerprint: str, now: datetime) -> tuple[KeyedCall, bool]:
    """Begin a call, or find the one of this key.

    Returns:
        The call, and whether it is the caller's to make. If not, it has a status, or somebody is making it.

    Raises:
        Invalid: this is no key.
    """
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Invalid(
            **{"Idempotency-Key": f"1 to {LONGEST_KEY} printable ASCII characters, such as a UUID."}
        )
    try:
        with transaction.atomic():
            return KeyedCall.objects.create(
                user=by, key=key, fingerprint=fingerprint, begun_at=now
            ), True
    except IntegrityError:
        pass
    again = KeyedCall.objects.filter(user=by, key=key)
    # Kept for a day, or cut off: whoever moves the time on makes the call.
    old = again.filter(begun_at__lte=now - KEPT) | again.filter(
        begun_at__lte=now - CUT_OFF, status=None, fingerprint=fingerprint
    )
    mine = old.update(begun_at=now, fingerprint=fingerprint, status=None, content_type="", body="")
    call = again.first()
    if call is None:  # forgotten since it stood in the way
        return begin_call(by=by, key=key, fingerprint=fingerprint, now=now)
    return call, bool(mine)


def record_answer(*, call: KeyedCall, status: int, content_type: str, body: str) -> None:
    """Keep what a call was answered, unless another has taken it over."""
    KeyedCall.objects.filter(pk=call.pk, begun_at=call.begun_at, status=None).update(
        status=status, content_type=content_type, body=body
    )


def forget_call(*, call: KeyedCall) -> None:
    """Let a call be made anew: nothing came of it."""
    KeyedCall.objects.filter(pk=call.pk, begun_at=call.begun_at, status=None).delete()


def forget_old_calls(*, now: datetime) -> int:
    """Drop calls that are older than a day, so many at a time; returns how many."""
    old = KeyedCall.objects.filter(begun_at__lte=now - KEPT).order_by("begun_at")
    ids = list(old.values_list("id", flat=True)[:MOST_FORGOTTEN])
    return KeyedCall.objects.filter(pk__in=ids, begun_at__lte=now - KEPT).delete()[0]
