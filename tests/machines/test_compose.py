"""The desk of docker-compose.yml, started as it is written: order, health, the whole way of a claim, the end."""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.machines import compose_file
from tests.machines.composition import EXAMPLE, Composition, NotStarted
from tests.machines.people import Person
from tests.machines.servers import Postgres, Redis, eventually

pytestmark = pytest.mark.services

ADMIN = {"FACTCHECK_ADMIN_USERNAME": "ada", "FACTCHECK_ADMIN_PASSWORD": "a-long-word-of-adas-own"}
ROLES = {"sam": "submitter", "alice": "reviewer", "bob": "editor"}
ACCOUNT = (
    "from django.contrib.auth.models import Group, User;"
    "User.objects.create_user('{0}').groups.add(Group.objects.get(name='{1}'))"
)
ANSWER = {
    "rating": "false",
    "conclusion": "The roads cost less.",
    "rationale": "The town's accounts give 980,000 crowns.",
    "evidence": [{"url": "https://stats.example.org/7", "stance": "refutes"}],
}


@pytest.fixture(scope="module")
def example() -> dict[str, str]:
    return compose_file.env_file(EXAMPLE)


@pytest.fixture(scope="module")
def composition(
    room: Path, example: dict[str, str], desk_folder: Path, postgres: Postgres, redis: Redis
) -> Iterator[Composition]:
    """All that starts without a profile, with two workers."""
    with Composition(
        room / "composition",
        example | ADMIN | {"FLOWER_BASIC_AUTH": "ops:its-word"},
        postgres,
        redis,
        root=desk_folder,
        scale={"worker": 2},
    ) as composition:
        composition.up()
        yield composition


def test_each_service_starts_after_what_it_depends_on(composition: Composition) -> None:
    story = composition.story
    assert story.index(("db", "healthy")) < story.index(("migrate-1", "started"))
    for name in ("web-1", "worker-1", "worker-2", "beat-1"):
        for needed in (("migrate-1", "ended with 0"), ("db", "healthy"), ("redis", "healthy")):
            assert story.index(needed) < story.index((name, "started"))
        assert (name, "healthy") in story


def test_it_is_ready(composition: Composition) -> None:
    answer = httpx2.get(f"{composition.address()}/healthz/ready", trust_env=False)
    assert answer.status_code == 200, answer.text
    assert all(check["ok"] for check in answer.json()["checks"].values())


def test_the_first_administrator_signs_in_with_a_browser(composition: Composition) -> None:
    # As through the published port of the example, whatever port this desk has.
    here = {"Host": "localhost:8000", "Origin": "http://localhost:8000"}
    with httpx2.Client(base_url=composition.address(), headers=here, trust_env=False) as browser:
        page = browser.get("/admin/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token is not None, page.text
        form = {
            "csrfmiddlewaretoken": token[1],
            "username": ADMIN["FACTCHECK_ADMIN_USERNAME"],
            "password": ADMIN["FACTCHECK_ADMIN_PASSWORD"],
            "next": "/admin/",
        }
        answer = browser.post("/admin/login/", data=form)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/"), answer.text
        front = browser.get("/admin/")
        assert front.status_code == 200
        style = re.search(r'href="(/static/desk/desk[^"]*\.css)"', front.text)
        assert style is not None, front.text
        assert browser.get(style[1]).status_code == 200


def test_a_claim_goes_its_whole_way(composition: Composition) -> None:
    sam, alice, bob = (a_person(composition, name) for name in ROLES)
    with sam, alice, bob:
        text = "The town spent 1,200,000 crowns on roads in 2024."
        submitted = sam.post("articles/", text=text)
        assert submitted.status_code == 202
        article = f"articles/{submitted.json()['id']}/"
        eventually(lambda: sam.get(article).json()["status"] == "extracted", "it is read")

        taken = alice.post("queue/next/").json()
        assert taken["claim"]["quote"] == text
        answer = ANSWER | {"token": taken["lease"]["token"]}
        verdict = alice.post(f"claims/{taken['claim']['id']}/verdict/", **answer)
        assert verdict.status_code == 201, verdict.text
        address = f"verdicts/{verdict.json()['id']}/"
        assert alice.post(f"{address}publish/").status_code == 403
        assert bob.post(f"{address}publish/").status_code == 200

    public = httpx2.get(f"{composition.address()}/{address}", trust_env=False)
    assert public.status_code == 200
    assert "The roads cost less." in public.text
    shown = httpx2.get(f"{composition.address()}/api/v1/{address}", trust_env=False).json()
    assert (shown["state"], shown["rating"]["slug"]) == ("published", "false")
    assert shown["url"] == f"http://localhost:8000/{address}"


def a_person(composition: Composition, name: str) -> Person:
    """An account and its token, made as the operator's handbook says."""
    manage = ("python", "manage.py")
    account = ACCOUNT.format(name, ROLES[name])
    made = composition.run("web", *manage, "shell", "-c", account)
    assert made.returncode == 0, made.stderr
    token = composition.run("web", *manage, "create_token", name)
    assert token.returncode == 0, token.stderr
    return Person(composition.address(), token.stdout.strip())


def test_flower_starts_where_it_is_asked_for_and_shows_nothing_without_its_password(
    composition: Composition,
) -> None:
    assert composition.of("flower") == []
    composition.up("flower")
    assert ("flower-1", "healthy") in composition.story
    page = composition.address("flower-1")
    assert httpx2.get(page, trust_env=False).status_code == 401
    assert httpx2.get(page, trust_env=False, auth=("ops", "its-word")).status_code == 200


def test_without_a_password_flower_does_not_start(
    composition: Composition, example: dict[str, str]
) -> None:
    command = composition.services["flower"].command
    refused = composition.run("flower", *command, values=example)
    assert refused.returncode != 0
    assert "FLOWER_BASIC_AUTH" in refused.stderr


def test_its_settings_are_fit_for_the_public_behind_an_https_address(
    composition: Composition, example: dict[str, str]
) -> None:
    public = {
        "FACTCHECK_SITE_URL": "https://facts.example.org",
        "FACTCHECK_SECRET_KEY": secrets.token_hex(32),
        "FACTCHECK_PROXIES": "1",
    }
    check = ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    checked = composition.run("web", *check, values=example | public)
    assert checked.returncode == 0, checked.stderr


def test_with_the_examples_secret_it_starts_under_no_other_address(
    composition: Composition, example: dict[str, str]
) -> None:
    public = {"FACTCHECK_SITE_URL": "https://facts.example.org"}
    refused = composition.run("web", "python", "manage.py", "check", values=example | public)
    assert refused.returncode != 0
    assert "FACTCHECK_SECRET_KEY" in refused.stderr


def test_it_ends_in_good_order_when_it_is_told_to(composition: Composition) -> None:
    """The last test of this desk."""
    grace = {one.name: one.service.stop_grace_period for one in composition.replicas}
    took = composition.down()
    assert [name for name, seconds in took.items() if seconds >= grace[name]] == []
    ours = [one for one in composition.replicas if one.service.name != "flower"]
    assert {one.name: one.exits for one in ours} == {one.name: [0] for one in ours}
    assert [one.name for one in ours if "Traceback" in one.log.read_text()] == []


def test_where_the_tables_cannot_be_made_nothing_else_starts(
    room: Path, example: dict[str, str], new_postgres: Postgres, redis: Redis
) -> None:
    with (
        Postgres(room / "empty", copy_of=new_postgres) as postgres,
        Composition(room / "broken", example, postgres, redis) as composition,
    ):
        postgres.ask("ALTER DATABASE factcheck RENAME TO elsewhere", database="postgres")
        with pytest.raises(NotStarted, match="migrate ended with 1"):
            composition.up()
        assert [one.name for one in composition.replicas] == ["migrate-1"]
