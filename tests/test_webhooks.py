"""Messages to programs outside, received by a real server on the loopback and verified by somebody else's code."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from claims import webhooks
from claims.errors import Invalid, NotAllowed, NotFound, WrongState
from claims.models import Event, Verdict, WebhookDelivery, WebhookEndpoint
from tests import builders
from tests.admin.desk import signed_in
from tests.api.client import API, client_of
from tests.receiver import Receiver, receiving
from workers import tasks
from workers.webhooks import deliver_next, message

pytestmark = pytest.mark.django_db

VERDICTS = ("verdict.published", "verdict.corrected", "verdict.retracted")


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.FACTCHECK_FETCH_PRIVATE = True
    with receiving() as receiver:
        yield receiver


def an_endpoint(url: str, by: User, *kinds: str) -> tuple[WebhookEndpoint, Webhook]:
    endpoint = webhooks.add_endpoint(url=url, kinds=kinds or VERDICTS, by=by, now=timezone.now())
    return endpoint, Webhook(endpoint.secret)


def published(alice: User, bob: User) -> Verdict:
    return builders.a_published_verdict(alice, bob, timezone.now())


def deliver_all() -> int:
    """Every delivery that is due now, at most a hundred; how many there were."""
    return next(done for done in range(100) if not deliver_next())


def a_pause_later() -> None:
    WebhookDelivery.objects.filter(status="waiting").update(next_attempt_at=timezone.now())


# --- What is told


def test_a_published_verdict_is_told_in_the_shape_of_the_api_and_verified(
    receiver: Receiver, sam: User, alice: User, bob: User
) -> None:
    _, verify = an_endpoint(receiver.at(), sam)
    verdict = published(alice, bob)
    assert deliver_all() == 1
    _, headers, body = receiver.told[0]
    told = verify.verify(body, headers)
    asked = client_of().get(f"{API}/verdicts/{verdict.pk}/").json()
    assert (told["type"], told["data"] | {"url": ""}) == ("verdict.published", asked | {"url": ""})
    assert headers["Content-Type"] == "application/json"
    event = Event.objects.get(kind="verdict.published")
    assert headers["webhook-id"] == f"evt_{event.pk}"
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.answered, delivery.attempts) == ("delivered", 204, 1)
    with pytest.raises(WebhookVerificationError):
        verify.verify(body + b" ", headers)


def test_what_waits_for_an_editor_is_told_to_nobody(
    receiver: Receiver, alice: User, bob: User
) -> None:
    an_endpoint(receiver.at(), alice)
    verdict = published(alice, bob)
    builders.correct(verdict, bob, timezone.now(), conclusion="Not yet public.")
    assert deliver_all() == 1
    assert b"Not yet public" not in receiver.told[0][2]


def test_a_read_article_is_told_to_people_of_the_desk(
    receiver: Receiver, sam: User, olga: User
) -> None:
    an_endpoint(receiver.at(), sam, "article.extracted")
    with pytest.raises(NotAllowed):
        an_endpoint(receiver.at(), olga)
    article = builders.a_read_article("Rents rose.", "Rents rose.", now=timezone.now())
    assert deliver_all() == 1
    told = json.loads(receiver.told[0][2])["data"]
    assert (told["id"], told["status"], told["claims_count"]) == (article.pk, "extracted", 1)
    sam.groups.clear()  # has left the desk, and its endpoint with them
    builders.a_read_article("Rents fell.", "Rents fell.", now=timezone.now())
    assert deliver_all() == 0


def test_an_answer_is_told_to_whoever_asked_and_so_is_its_correction(
    receiver: Receiver, sam: User, alice: User, bob: User, erin: User
) -> None:
    an_endpoint(receiver.at("/mine"), sam, "check.answered")
    an_endpoint(receiver.at("/another"), alice, "check.answered")
    claim = builders.a_claim("Rents rose by 9 percent in 2024.", now=timezone.now())
    asked = {"claims": [claim.text], "notify": True}
    assert client_of(sam).post(f"{API}/check/", asked, format="json").status_code == 200
    verdict = builders.a_published_verdict(alice, bob, timezone.now(), claim=claim)
    deliver_all()
    data = json.loads(receiver.told[0][2])["data"]
    assert (data["question"]["text"], data["verdict"]["id"]) == (claim.text, verdict.pk)
    builders.publish(
        builders.correct(verdict, bob, timezone.now(), conclusion="Other."), erin, timezone.now()
    )
    deliver_all()
    assert [(path, json.loads(body)["type"]) for path, _, body in receiver.told] == [
        ("/mine", "check.answered"),
        ("/mine", "verdict.corrected"),
    ]


# --- Nobody is left with an old verdict


def test_a_correction_reaches_whoever_was_sent_the_earlier_version_and_nobody_else(
    receiver: Receiver, sam: User, alice: User, bob: User, erin: User
) -> None:
    an_endpoint(receiver.at("/had"), sam, "verdict.published")
    verdict = published(alice, bob)
    deliver_all()
    an_endpoint(receiver.at("/had-not"), sam, "verdict.published")
    now = timezone.now()
    builders.publish(builders.correct(verdict, bob, now, conclusion="Other."), erin, now)
    builders.retract(verdict, bob, now)
    deliver_all()
    assert [path for path, _, _ in receiver.told] == ["/had"] * 3
    assert receiver.types == list(VERDICTS)


def test_who_is_switched_off_and_has_an_old_version_is_listed_for_the_editor(
    receiver: Receiver, sam: User, alice: User, bob: User
) -> None:
    endpoint, _ = an_endpoint(receiver.at(), sam)
    verdict = published(alice, bob)
    deliver_all()
    assert not webhooks.not_told(verdict.pk)
    webhooks.change_endpoint(endpoint_id=endpoint.pk, on=False, by=sam, now=timezone.now())
    builders.retract(verdict, bob, timezone.now())
    assert deliver_all() == 0
    assert list(webhooks.not_told(verdict.pk)) == [endpoint]


def test_versions_of_a_verdict_are_told_in_their_order(
    receiver: Receiver, sam: User, alice: User, bob: User, erin: User
) -> None:
    an_endpoint(receiver.at(), sam)
    first, now = published(alice, bob), timezone.now()
    receiver.answers = [500]
    deliver_all()
    builders.publish(builders.correct(first, bob, now, conclusion="Other."), erin, now)
    published(alice, bob)
    WebhookDelivery.objects.exclude(attempts=1).update(next_attempt_at=now)
    deliver_all()
    told = [
        (json.loads(body)["type"], json.loads(body)["data"]["id"]) for *_, body in receiver.told
    ]
    assert ("verdict.corrected", first.pk) not in told  # the first has not come through yet
    assert ("verdict.published", first.pk + 1) in told
    a_pause_later()
    deliver_all()
    assert receiver.types[-2:] == ["verdict.published", "verdict.corrected"]


# --- What goes wrong


@pytest.mark.parametrize(
    ("path", "answer", "error"),
    [
        ("/hook", 500, "It answered 500."),
        ("/hook", 404, "It answered 404."),
        ("/hook", 302, "redirects are not followed"),
        ("/slow", 204, "did not answer in time"),
    ],
)
def test_a_failure_is_told_in_the_log_and_tried_again(
    path: str,
    answer: int,
    error: str,
    receiver: Receiver,
    sam: User,
    alice: User,
    bob: User,
    settings: Settings,
) -> None:
    settings.WEBHOOK_SECONDS = 5.0 if path == "/hook" else 0.3
    endpoint, _ = an_endpoint(receiver.at(path), sam)
    published(alice, bob)
    receiver.answers = [answer]
    assert deliver_all() == 1
    delivery = WebhookDelivery.objects.get()
    assert error in delivery.error
    assert (delivery.status, delivery.attempts) == ("waiting", 1)
    assert delivery.next_attempt_at is not None
    assert delivery.next_attempt_at > timezone.now()
    assert [each[0] for each in receiver.told] == [path]
    endpoint.refresh_from_db()
    assert endpoint.failing_since is not None


def test_an_endless_answer_is_not_listened_to(
    receiver: Receiver, sam: User, alice: User, bob: User
) -> None:
    an_endpoint(receiver.at("/endless"), sam)
    published(alice, bob)
    deliver_all()
    assert WebhookDelivery.objects.get().status == "delivered"


def test_nothing_is_sent_to_a_private_address(
    receiver: Receiver, sam: User, alice: User, bob: User, settings: Settings
) -> None:
    settings.FACTCHECK_FETCH_PRIVATE = False
    an_endpoint(receiver.at(), sam)
    published(alice, bob)
    deliver_all()
    assert "private network" in WebhookDelivery.objects.get().error
    assert receiver.told == []


def test_410_switches_an_endpoint_off_and_it_is_sent_nothing_more(
    receiver: Receiver, sam: User, alice: User, bob: User
) -> None:
    endpoint, _ = an_endpoint(receiver.at(), sam)
    published(alice, bob)
    published(alice, bob)
    receiver.answers = [410]
    assert deliver_all() == 1
    published(alice, bob)
    assert deliver_all() == 0
    endpoint.refresh_from_db()
    assert "410" in endpoint.off_because
    assert set(WebhookDelivery.objects.values_list("status", flat=True)) == {"given_up"}
    with pytest.raises(WrongState, match="switched off"):
        webhooks.send_again(
            endpoint_id=endpoint.pk,
            delivery_id=WebhookDelivery.objects.order_by("id")[0].pk,
            by=sam,
            now=timezone.now(),
        )


@pytest.mark.parametrize("closed", ["endpoint", "account"])
def test_what_waits_for_whom_nothing_is_sent_is_given_up_and_holds_up_no_other(
    receiver: Receiver, sam: User, erin: User, alice: User, bob: User, closed: str
) -> None:
    endpoint, _ = an_endpoint(receiver.at("/closed"), sam)
    an_endpoint(receiver.at("/open"), erin)
    article = published(alice, bob).claim.article
    # As of events that were announced by transactions which began before the endpoint was switched off.
    earlier = timezone.now() - timedelta(minutes=1)
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            endpoint=endpoint,
            event=Event.objects.create(kind="article.extracted", article=article, at=earlier),
            created_at=earlier,
            tried_since=earlier,
            next_attempt_at=earlier,
        )
        for _ in range(100)
    )
    if closed == "endpoint":
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
            off_since=earlier, off_because="Switched off by its owner."
        )
    else:
        User.objects.filter(pk=sam.pk).update(is_active=False)
    deliver_all()  # the first look finds nothing but these
    deliver_all()
    assert {path for path, *_ in receiver.told} == {"/open"}
    left = WebhookDelivery.objects.filter(endpoint=endpoint)
    assert set(left.values_list("status", flat=True)) == {"given_up"}


@pytest.mark.parametrize("had_one_success", [False, True])
def test_three_days_without_a_success_switch_an_endpoint_off(
    had_one_success: bool, receiver: Receiver, sam: User, alice: User, bob: User
) -> None:
    endpoint, _ = an_endpoint(receiver.at(), sam)
    published(alice, bob)
    long_ago = timezone.now() - webhooks.GIVEN_UP_AFTER - timedelta(minutes=1)
    WebhookDelivery.objects.update(tried_since=long_ago, attempts=12)
    failing = None if had_one_success else long_ago
    WebhookEndpoint.objects.update(failing_since=failing)
    receiver.answers = [503]
    deliver_all()
    assert WebhookDelivery.objects.get().status == "given_up"
    endpoint.refresh_from_db()
    assert (endpoint.off_since is None) is had_one_success


def test_a_dead_endpoint_costs_one_attempt_and_not_one_for_each_message(
    receiver: Receiver, sam: User, alice: User, bob: User
) -> None:
    an_endpoint(receiver.at(), sam)
    for _ in range(3):
        published(alice, bob)
    receiver.answers = [500]
    assert deliver_all() == 1
    a_pause_later()
    assert deliver_all() == 3


def test_a_delivery_whose_worker_died_is_due_again(sam: User, alice: User, bob: User) -> None:
    an_endpoint("https://hooks.example/", sam)
    published(alice, bob)
    now = timezone.now()
    dead = webhooks.begin_delivery(now=now)
    assert dead is not None
    assert webhooks.begin_delivery(now=now) is None
    again = webhooks.begin_delivery(now=now + webhooks.attempt_takes())
    assert again is not None
    # It was not dead, only slow: the other has taken over, and what it says changes nothing.
    webhooks.record_failure(delivery=dead, answered=500, error="No.", now=now)
    webhooks.record_success(delivery=again, answered=200, now=now)
    assert WebhookDelivery.objects.get().status == "delivered"


def test_an_event_of_which_nothing_can_be_said_holds_up_no_other(
    receiver: Receiver, sam: User, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_at_first(event: Event) -> bytes:
        monkeypatch.undo()
        raise KeyError(event.pk)

    an_endpoint(receiver.at("/one"), sam)
    an_endpoint(receiver.at("/two"), sam)
    published(alice, bob)
    monkeypatch.setattr("workers.webhooks.message", fails_at_first)
    assert deliver_all() == 2
    assert [path for path, _, _ in receiver.told] == ["/two"]
    assert "could not say" in WebhookDelivery.objects.order_by("id")[0].error


@pytest.mark.parametrize("answered", [200, 500])
def test_an_endpoint_may_be_deleted_while_it_is_told(
    answered: int, sam: User, alice: User, bob: User
) -> None:
    endpoint, _ = an_endpoint("https://hooks.example/", sam)
    published(alice, bob)
    now = timezone.now()
    begun = webhooks.begin_delivery(now=now)
    assert begun is not None
    webhooks.delete_endpoint(endpoint_id=endpoint.pk, by=sam, now=timezone.now())
    if answered == 200:
        webhooks.record_success(delivery=begun, answered=answered, now=now)
    else:
        webhooks.record_failure(delivery=begun, answered=answered, error="No.", now=now)
    assert not WebhookDelivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_make_one_delivery(sam: User, alice: User, bob: User) -> None:
    an_endpoint("https://hooks.example/", sam)
    published(alice, bob)
    now = timezone.now()
    begun = builders.at_once(*[lambda: webhooks.begin_delivery(now=now)] * 4)
    assert len([each for each in begun if isinstance(each, WebhookDelivery)]) == 1


def test_the_sweep_rings_once_for_all_that_is_due(
    sam: User, alice: User, bob: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBEDDED = False
    rung: list[str] = []
    monkeypatch.setattr(tasks.deliver_webhooks, "delay", lambda: rung.append("deliver"))
    monkeypatch.setattr(tasks.compare_claims, "delay", lambda: None)
    monkeypatch.setattr(tasks, "bells_waiting", lambda queue: 0)
    tasks.sweep()
    an_endpoint("https://hooks.example/", sam)
    for _ in range(3):
        published(alice, bob)
    tasks.sweep()
    assert rung == ["deliver"]
    monkeypatch.setattr(tasks, "bells_waiting", lambda queue: 1)
    tasks.sweep()
    assert rung == ["deliver"]


# --- Secrets


def test_both_secrets_sign_for_a_day_after_a_rotation(sam: User, alice: User, bob: User) -> None:
    endpoint, old = an_endpoint("https://hooks.example/", sam)
    published(alice, bob)
    now = timezone.now()
    new = Webhook(webhooks.rotate_secret(endpoint_id=endpoint.pk, by=sam, now=now))
    delivery = WebhookDelivery.objects.select_related("endpoint", "event").get()
    body = message(delivery.event)
    headers = webhooks.signed_headers(delivery, body, now=now)
    assert old.verify(body, headers) == new.verify(body, headers)
    delivery.endpoint.previous_until = now
    headers = webhooks.signed_headers(delivery, body, now=now)
    new.verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        old.verify(body, headers)


# --- The calls


def test_an_endpoint_is_its_owners_alone_and_its_secret_is_shown_once(
    sam: User, alice: User, bob: User
) -> None:
    client, other = client_of(sam), client_of(bob)
    sent = {"url": "https://hooks.example/a", "events": ["verdict.published"]}
    made = client.post(f"{API}/webhooks/", sent, format="json")
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    at = f"{API}/webhooks/{made.json()['id']}/"
    assert "secret" not in client.get(at).json()
    assert "whsec_" not in client.get(f"{API}/webhooks/").content.decode()
    for path in ("", "deliveries/"):
        assert other.get(f"{at}{path}").status_code == 404
    assert other.patch(at, {"on": False}, format="json").status_code == 404
    assert other.post(f"{at}rotate/").status_code == 404
    assert other.delete(at).status_code == 404
    off = client.patch(at, {"on": False}, format="json").json()
    assert (off["on"], off["off_because"]) == (False, "Switched off by its owner.")
    on = client.patch(at, {"on": True, "events": ["verdict.retracted"]}, format="json").json()
    assert (on["on"], on["off_because"], on["events"]) == (True, "", ["verdict.retracted"])
    assert client.post(f"{at}rotate/").json()["secret"] != made.json()["secret"]
    assert client.delete(at).status_code == 204
    assert client.get(at).status_code == 404


def test_a_delivery_is_in_the_log_and_sent_again_under_its_id(
    receiver: Receiver, sam: User, alice: User, bob: User
) -> None:
    endpoint, _ = an_endpoint(receiver.at(), sam)
    published(alice, bob)
    deliver_all()
    client, at = client_of(sam), f"{API}/webhooks/{endpoint.pk}/deliveries/"
    row = client.get(at).json()["results"][0]
    assert (row["status"], row["answered"], row["type"]) == ("delivered", 204, "verdict.published")
    again = client.post(f"{at}{row['id']}/redeliver/")
    assert (again.status_code, again.json()["status"]) == (202, "waiting")
    deliver_all()
    assert {headers["webhook-id"] for _, headers, _ in receiver.told} == {row["message"]}
    assert len(receiver.told) == 2
    assert client.post(f"{at}0/redeliver/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"url": "ftp://a.example/", "events": ["verdict.published"]}, "url"),
        ({"url": "https://a.example/", "events": ["article.failed"]}, "events"),
        ({"url": "https://a.example/", "events": []}, "events"),
        ({"url": "https://user:word@a.example/", "events": ["verdict.published"]}, "url"),
    ],
)
def test_an_endpoint_that_cannot_be_is_refused_by_name(
    sent: dict[str, object], field: str, sam: User
) -> None:
    answer = client_of(sam).post(f"{API}/webhooks/", sent, format="json")
    assert answer.status_code == 400
    assert field in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_nobody_has_more_endpoints_than_can_be_told(
    sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "MOST_ENDPOINTS", 1)
    endpoint, _ = an_endpoint("https://a.example/", sam)
    with pytest.raises(Invalid, match="delete one first"):
        an_endpoint("https://b.example/", sam)
    webhooks.delete_endpoint(endpoint_id=endpoint.pk, by=sam, now=timezone.now())
    with pytest.raises(NotFound):
        webhooks.delete_endpoint(endpoint_id=endpoint.pk, by=sam, now=timezone.now())


def test_the_example_of_the_documentation_verifies(sam: User, alice: User, bob: User) -> None:
    endpoint, _ = an_endpoint("https://hooks.example/", sam)
    published(alice, bob)
    delivery = WebhookDelivery.objects.select_related("endpoint", "event").get()
    body = message(delivery.event)
    headers = webhooks.signed_headers(delivery, body, now=timezone.now())
    page = (Path(__file__).parent.parent / "docs" / "webhooks.md").read_text()
    told: dict[str, Any] = {}
    exec(page.split("```python\n")[1].split("```")[0], told)  # noqa: S102 -- what a reader would paste
    is_ours = told["is_from_the_desk"]
    assert is_ours(endpoint.secret, headers, body)
    assert not is_ours(endpoint.secret, headers, body + b" ")
    assert not is_ours(endpoint.secret, {**headers, "webhook-timestamp": "1"}, body)


def test_an_editor_sees_who_cannot_be_told(
    receiver: Receiver, sam: User, alice: User, bob: User
) -> None:
    endpoint, _ = an_endpoint(receiver.at(), sam)
    verdict = published(alice, bob)
    deliver_all()
    webhooks.change_endpoint(endpoint_id=endpoint.pk, on=False, by=sam, now=timezone.now())
    page = signed_in(bob).get(f"/admin/claims/verdict/{verdict.pk}/change/").content.decode()
    assert "Not told of changes" in page
    assert receiver.at() in page
    for rows in ("webhookendpoint", "webhookdelivery"):
        shown = signed_in(bob).get(f"/admin/claims/{rows}/").content.decode()
        assert receiver.at() in shown
        assert "whsec_" not in shown
