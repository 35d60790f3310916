"""Workers are killed while they tell programs outside of verdicts: each hears of each, and in order."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from standardwebhooks.webhooks import Webhook

from tests.machines.desk import Desk
from tests.machines.servers import eventually
from tests.receiver import Receiver, receiving

pytestmark = pytest.mark.services

ENDPOINTS = int(os.environ.get("FACTCHECK_SOAK_ENDPOINTS", "3"))
# Every so many verdicts one is corrected, and one retracted.
CORRECTED, RETRACTED = 5, 7
GONE = "/gone"
# Each of two workers has two children, and each may be in the middle of one when the endpoint says that it is gone.
UNDER_WAY = 4


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def await_told(receiver: Receiver, number: int) -> None:
    eventually(lambda: len(receiver.told) >= number, f"{number} messages have come", _long(number))


def _long(messages: int) -> float:
    """Seconds enough for so many, by two workers on a busy machine."""
    return 300 + messages / 10


def test_each_endpoint_hears_of_each_verdict_in_order_though_workers_are_killed(
    desk: Desk, receiver: Receiver, many: int
) -> None:
    paths = [*(f"/{number}" for number in range(ENDPOINTS)), GONE]
    secrets = desk.shell(ADD_ENDPOINTS, [receiver.at(path) for path in paths])
    receiver.verify = dict(zip(paths, map(Webhook, secrets), strict=True))
    events = desk.shell(PUBLISH, [many, CORRECTED, RETRACTED], patience=_long(many * ENDPOINTS))
    whole = len(events) * ENDPOINTS

    for kill in range(1, 4):
        await_told(receiver, whole * kill // 4)
        desk.composition.of("worker")[kill % 2].kill()
    waiting = "SELECT count(*) FROM claims_webhookdelivery WHERE status = 'waiting'"
    eventually(lambda: desk.postgres.ask(waiting) == [(0,)], "all are told", _long(whole))

    assert receiver.unverified == []
    heard: dict[str, Counter[str]] = defaultdict(Counter)
    versions: dict[tuple[str, int], list[int]] = defaultdict(list)
    place = {message: number for number, message in enumerate(events)}
    for path, headers, body in receiver.told:
        message = headers["webhook-id"]
        if not heard[path][message]:
            versions[path, json.loads(body)["data"]["id"]].append(place[message])
        heard[path][message] += 1
    for path in paths[:-1]:
        assert set(heard[path]) == set(events)
        # Told again only what was under way when a worker was killed.
        assert heard[path].total() - len(events) <= 3 * UNDER_WAY
    assert all(told == sorted(told) for told in versions.values())
    assert 1 <= heard[GONE].total() <= UNDER_WAY
    desk.shell(REMOVE_ENDPOINTS)


# Nobody has more than 20.
ADD_ENDPOINTS = """
from claims.webhooks import add_endpoint
from django.contrib.auth.models import Group, User
from django.utils import timezone
def owner(number):
    user, _ = User.objects.get_or_create(username=f"webhooks-owner-{number // 10}")
    user.groups.add(Group.objects.get(name="submitter"))
    return user
editor, _ = User.objects.get_or_create(username="webhooks-editor")
editor.groups.add(Group.objects.get(name="editor"))
kinds = ["verdict.published", "verdict.corrected", "verdict.retracted"]
print(json.dumps([
    add_endpoint(url=url, kinds=kinds, by=owner(number), now=timezone.now()).secret
    for number, url in enumerate(told)
]))
"""

# The numbers of the messages, in the order of the events.
PUBLISH = """
from claims import intake, passages, publishing, queue, reading, review
from claims.answers import Answer
from claims.models import Event
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.utils import timezone
settings.FACTCHECK_SECOND_PERSON = False
many, corrected, retracted = told
editor = User.objects.get(username="webhooks-editor")
def now(): return timezone.now()
text = " ".join(f"Bridge {number} cost {number} million crowns." for number in range(many))
article, _ = intake.submit_article(text=text, source=intake.Source(publisher="hooks"), by=editor, now=now())
reading.begin_work(article_id=article.pk, stage="received", now=now())
found = []
for number in range(many):
    quote = f"Bridge {number} cost {number} million crowns."
    start = text.index(quote)
    found.append({"start": start, "end": start + len(quote), "text": quote, "check_worthiness": 0.5})
reading.record_extraction(article_id=article.pk, now=now(),
    reading=reading.Reading("by-hand 1", found, [], many, 1))
answer = Answer(conclusion="So it did.", rationale="The account says so.", rating="true")
def verdict_on(claim):
    taken = queue.take_review(claim_id=claim.pk, by=editor, now=now())
    given = review.give_verdict(claim_id=claim.pk, token=taken.lease_token, answer=answer, by=editor, now=now())
    return publishing.publish_verdict(verdict_id=given.pk, by=editor, now=now()).pk
for number, claim in enumerate(article.claims.order_by("start")):
    pk = verdict_on(claim)
    if number % corrected == 0:
        publishing.correct_verdict(verdict_id=pk, kind="correction", note="A digit.", by=editor, now=now(),
            changes={"conclusion": f"It cost {number + 1}."})
        publishing.publish_verdict(verdict_id=pk, by=editor, now=now())
    if number % retracted == 0:
        publishing.retract_verdict(verdict_id=pk, note="We were wrong.", by=editor, now=now())
told = Event.objects.filter(article=article, kind__in=["verdict.published", "verdict.corrected", "verdict.retracted"])
print(json.dumps([f"evt_{pk}" for pk in told.order_by("id").values_list("id", flat=True)]))
"""

REMOVE_ENDPOINTS = """
from claims.models import WebhookEndpoint
WebhookEndpoint.objects.all().delete()
"""
