"""What docker-compose.yml says, read as an engine reads it: merged, filled in from an .env file, checked."""

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import yaml

# $$, ${NAME}, ${NAME:-default}, ${NAME:?message}; without the colon an empty value counts as one.
_VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?:(:?)([-?])([^}]*))?\}|(\w+))")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


class Missing(Exception):
    """The compose file requires a variable that nobody has set."""


def env_file(path: Path) -> dict[str, str]:
    """The variables of an .env file."""
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Put the values of the variables in their places.

    Raises:
        Missing: with the variable's name, and what the file says of it.
    """

    def value_of(found: re.Match[str]) -> str:
        dollar, braced, colon, operator, words, bare = found.groups()
        if dollar:
            return "$"
        name = braced or bare
        value = values.get(name)
        if value is not None and (value or not colon):
            return value
        if operator == "?":
            raise Missing(f"{name}: {words}")
        return words if operator == "-" else ""

    return _VARIABLE.sub(value_of, text)


def required_variables(path: Path) -> set[str]:
    """What has to be set before anything starts."""
    found = _VARIABLE.finditer(path.read_text())
    return {match[2] for match in found if match[4] == "?"}


def defaults(path: Path) -> dict[str, str]:
    """The variables that need not be set, and what they are then."""
    found = _VARIABLE.finditer(path.read_text())
    return {match[2]: match[5] for match in found if match[4] == "-"}


def seconds(duration: str) -> float:
    """How long `1m30s` is."""
    return sum(
        float(count) * _SECONDS[unit] for count, unit in re.findall(r"([\d.]+)(ms|[smh])", duration)
    )


@dataclass(frozen=True, slots=True)
class Healthcheck:
    test: list[str]
    interval: float = 30.0
    timeout: float = 30.0
    retries: int = 3
    start_period: float = 0.0

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        times = {
            name: seconds(said[name])
            for name in ("interval", "timeout", "start_period")
            if name in said
        }
        return cls(_as_command(said["test"]), retries=said.get("retries", 3), **times)


@dataclass(frozen=True, slots=True)
class Service:
    """One service, with every variable filled in. `published` are the ports inside of its container."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    depends_on: dict[str, str] = field(default_factory=dict)
    healthcheck: Healthcheck | None = None
    restart: str = "no"
    stop_grace_period: float = 10.0
    profiles: list[str] = field(default_factory=list)
    published: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, name: str, said: Mapping[str, Any]) -> Self:
        return cls(
            name=name,
            command=_as_command(said.get("command", [])),
            environment=dict(said.get("environment", {})),
            depends_on={
                other: how["condition"] for other, how in said.get("depends_on", {}).items()
            },
            healthcheck=Healthcheck.of(said["healthcheck"]) if "healthcheck" in said else None,
            restart=said.get("restart", "no"),
            stop_grace_period=seconds(said.get("stop_grace_period", "10s")),
            profiles=said.get("profiles", []),
            published=[int(str(port).rpartition(":")[2]) for port in said.get("ports", [])],
        )

    def moved(self, places: Callable[[str], str]) -> Self:
        """The same service with its addresses and paths changed, in whatever it is told by."""
        check = self.healthcheck
        return replace(
            self,
            command=[places(word) for word in self.command],
            environment={name: places(value) for name, value in self.environment.items()},
            healthcheck=check and replace(check, test=[places(word) for word in check.test]),
        )


def read(path: Path) -> dict[str, Any]:
    """The file as it stands, its `<<` merged and no variable filled in."""
    said: dict[str, Any] = yaml.safe_load(path.read_text())
    return said


def services(path: Path, values: Mapping[str, str]) -> dict[str, Service]:
    """The services by name, with the values of an .env file filled in.

    Raises:
        Missing: a required variable is not set.
    """
    said = _filled(read(path)["services"], values)
    return {name: Service.of(name, service) for name, service in said.items()}


def _filled(said: Any, values: Mapping[str, str]) -> Any:
    if isinstance(said, dict):
        return {name: _filled(value, values) for name, value in said.items()}
    if isinstance(said, list):
        return [_filled(value, values) for value in said]
    return fill_in(said, values) if isinstance(said, str) else said


def _as_command(said: list[str] | str) -> list[str]:
    words = shlex.split(said) if isinstance(said, str) else list(said)
    if words[:1] == ["CMD"]:
        return words[1:]
    if words[:1] == ["CMD-SHELL"]:
        return ["sh", "-c", words[1]]
    return words
