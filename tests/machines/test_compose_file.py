"""docker-compose.yml, the Dockerfile and .env.example, as they are written."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.machines import compose_file, image
from tests.machines.compose_file import Missing
from tests.machines.composition import COMPOSE_FILE, EXAMPLE

WRITTEN = compose_file.read(COMPOSE_FILE)
SERVICES: dict[str, dict[str, Any]] = WRITTEN["services"]
OURS = {name: said for name, said in SERVICES.items() if "build" in said}
SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|AUTH")
every_service = pytest.mark.parametrize("name", SERVICES)


def program(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    path = Path(sys.executable).parent / name
    return subprocess.run([path, *arguments], capture_output=True, text=True, check=False)


def test_the_compose_file_is_one_by_the_specification() -> None:
    checked = program("check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE_FILE)
    assert checked.returncode == 0, checked.stdout
    assert "version" not in WRITTEN  # obsolete: an engine warns of it


def test_the_dockerfile_is_without_a_fault_known_to_hadolint() -> None:
    checked = program("hadolint", image.DOCKERFILE)
    assert checked.returncode == 0, checked.stdout


@every_service
def test_every_service_is_bounded_and_unprivileged(name: str) -> None:
    said = SERVICES[name]
    assert said["user"].split(":")[0] not in {"", "0", "root"}
    assert said["read_only"] is True
    assert any(place.startswith("/tmp:") for place in said["tmpfs"])  # noqa: S108 -- a container's
    assert said["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in said["security_opt"]
    assert said["mem_limit"]
    assert {"max-size", "max-file"} <= said["logging"]["options"].keys()


@every_service
def test_every_service_comes_back_and_tells_its_health_but_the_one_that_is_to_end(
    name: str,
) -> None:
    once = name == "migrate"
    assert SERVICES[name]["restart"] == ("no" if once else "unless-stopped")
    assert ("healthcheck" in SERVICES[name]) is not once


@pytest.mark.parametrize("name", OURS)
def test_ours_wait_until_what_they_need_is_healthy_and_the_tables_are_made(name: str) -> None:
    conditions = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
    needs = {"db", "redis", "migrate"} - {"migrate": {"redis", "migrate"}, "flower": {"db"}}.get(
        name, set()
    )
    assert conditions == {
        other: "service_completed_successfully" if other == "migrate" else "service_healthy"
        for other in needs
    }


def test_rows_and_bells_outlive_their_containers() -> None:
    kept = {
        volume.split(":")[0] for name in ("db", "redis") for volume in SERVICES[name]["volumes"]
    }
    assert kept == WRITTEN["volumes"].keys()


def test_only_the_web_service_is_reached_from_outside_and_at_first_only_from_this_machine() -> None:
    published = {name: said["ports"] for name, said in SERVICES.items() if "ports" in said}
    filled = {
        name: [compose_file.fill_in(port, {}) for port in ports]
        for name, ports in published.items()
    }
    assert filled == {"web": ["127.0.0.1:8000:8000"], "flower": ["127.0.0.1:5555:5555"]}
    assert SERVICES["flower"]["profiles"] == ["flower"]


def test_no_secret_has_a_default() -> None:
    defaults = compose_file.defaults(COMPOSE_FILE)
    assert [name for name, value in defaults.items() if SECRET.search(name) and value] == []
    required = compose_file.required_variables(COMPOSE_FILE)
    assert required == {"FACTCHECK_SECRET_KEY", "POSTGRES_PASSWORD"}


@pytest.mark.parametrize("name", sorted(compose_file.required_variables(COMPOSE_FILE)))
@pytest.mark.parametrize("value", [None, ""])
def test_without_a_secret_nothing_starts_and_it_is_named(name: str, value: str | None) -> None:
    values = compose_file.env_file(EXAMPLE)
    del values[name]
    if value is not None:
        values[name] = value
    with pytest.raises(Missing, match=f"{name}: .*set it in .env"):
        compose_file.services(COMPOSE_FILE, values)


def test_the_example_names_what_is_required_and_nothing_that_has_no_effect() -> None:
    example = compose_file.env_file(EXAMPLE).keys()
    required = compose_file.required_variables(COMPOSE_FILE)
    assert required <= example
    assert example <= required | compose_file.defaults(COMPOSE_FILE).keys()


def test_whatever_the_image_copies_is_there_and_sent_to_the_engine() -> None:
    copied = [*image.copied(), "requirements.lock", "requirements-flower.lock"]
    assert {"manage.py", "claims", "workers", "factcheck"} <= set(copied)
    assert [path for path in copied if not (image.ROOT / path).exists()] == []
    assert [path for path in copied if not image.sent_to_the_engine(path)] == []
    assert not image.sent_to_the_engine(".env")
    assert not image.sent_to_the_engine(".git/config")
    assert not image.sent_to_the_engine("claims/__pycache__/roles.pyc")


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("${SET}", "one"),
        ("$SET", "one"),
        ("${SET:-other}-${SET:?why}", "one-one"),
        ("${EMPTY:-other}", "other"),
        ("${EMPTY-other}", ""),
        ("${UNSET:-}", ""),
        ("a $$ and $${SET}", "a $ and ${SET}"),
    ],
)
def test_variables_are_filled_in_as_an_engine_fills_them(text: str, filled: str) -> None:
    assert compose_file.fill_in(text, {"SET": "one", "EMPTY": ""}) == filled


@pytest.mark.parametrize(
    ("duration", "seconds"), [("5s", 5), ("1m30s", 90), ("2h", 7200), ("250ms", 0.25)]
)
def test_durations_are_read_as_an_engine_reads_them(duration: str, seconds: float) -> None:
    assert compose_file.seconds(duration) == seconds
