"""Private servers for the tests of this folder, and what the services wrote where a test fails."""

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.conftest import go_without
from tests.machines import compose_file, image, people
from tests.machines.composition import COMPOSE_FILE, EXAMPLE, Composition
from tests.machines.desk import Desk
from tests.machines.servers import Postgres, Redis, eventually, missing_programs


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("services") and (missing := missing_programs()):
        go_without(f"found no {' and no '.join(missing)}")


@pytest.fixture(scope="session")
def machine_room() -> Iterator[Path]:
    """A folder that the account of PostgreSQL can reach, as pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="factcheck-machines-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def new_postgres(machine_room: Path) -> Postgres:
    """A data directory as initdb leaves it; servers start on copies of it."""
    return Postgres(machine_room / "initial")


@pytest.fixture(scope="session")
def desk_folder(machine_room: Path) -> Path:
    """The folder that the image has its programs in. Nothing else of the repository is there."""
    return image.lay_out(machine_room / "desk")


@pytest.fixture(scope="session")
def sabotaged_folder(machine_room: Path, desk_folder: Path) -> Path:
    """The same programs, with a saboteur beside them that is called by an environment variable."""
    folder = machine_room / "sabotaged"
    folder.mkdir()
    for path in desk_folder.iterdir():
        if path.is_dir():
            (folder / path.name).symlink_to(path)
        else:
            shutil.copy(path, folder)
    shutil.copy(Path(__file__).with_name("sabotage.py"), folder)
    return folder


@pytest.fixture(scope="module")
def room(machine_room: Path, request: pytest.FixtureRequest) -> Path:
    name: str = request.node.path.stem
    room = machine_room / name
    room.mkdir()
    return room


@pytest.fixture(scope="module")
def postgres(room: Path, new_postgres: Postgres) -> Iterator[Postgres]:
    with Postgres(room / "postgres", copy_of=new_postgres) as server:
        yield server


@pytest.fixture(scope="module")
def redis(room: Path) -> Iterator[Redis]:
    with Redis(room / "redis", redis_command()) as server:
        yield server


def redis_command() -> list[str]:
    """As the compose file has it."""
    values = compose_file.env_file(EXAMPLE)
    return compose_file.services(COMPOSE_FILE, values)["redis"].command


# --- The desk of the faults: made once, and every test has to leave it at work

# So that a fault is made good in seconds: in how many the sweep looks, and begun work is due again.
IN_A_HURRY = {"FACTCHECK_SWEEP_SECONDS": "1", "FACTCHECK_RETRY_SECONDS": "1"}
# Whoever is told of verdicts listens on the loopback.
ON_THE_LOOPBACK = {"FACTCHECK_FETCH_PRIVATE": "True"}
# Each has a token of their own, for each is allowed only so many calls a minute.
SUBMITTERS = ["sam", "sally", "sean", "sofia"]


@pytest.fixture(scope="session")
def many() -> int:
    """How many articles come in while something breaks."""
    return int(os.environ.get("FACTCHECK_SOAK_ARTICLES", "100"))


@pytest.fixture(scope="session")
def faulty(machine_room: Path, sabotaged_folder: Path, new_postgres: Postgres) -> Iterator[Desk]:
    room = machine_room / "faults"
    orders = room / "orders"
    orders.mkdir(parents=True)
    saboteur = {"DJANGO_SETTINGS_MODULE": "sabotage", "FACTCHECK_SABOTAGE": str(orders)}
    values = compose_file.env_file(EXAMPLE)
    with (
        Postgres(room / "postgres", copy_of=new_postgres) as postgres,
        Redis(room / "redis", redis_command()) as redis,
        Composition(
            room / "composition",
            values,
            postgres,
            redis,
            root=sabotaged_folder,
            scale={"worker": 2},
            extra_environment=IN_A_HURRY | ON_THE_LOOPBACK | saboteur,
        ) as composition,
    ):
        composition.up()
        tokens = people.tokens(composition, dict.fromkeys(SUBMITTERS, "submitter"))
        yield Desk(composition, list(tokens.values()), orders)


@pytest.fixture
def desk(faulty: Desk, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """The desk at work; it has to be so again after whatever the test does to it, and without a hand on it."""
    faulty.composition.mend()
    eventually(faulty.is_ready, "the desk is ready")
    failed = request.session.testsfailed
    yield faulty
    for order in faulty.sabotage.iterdir():
        order.unlink(missing_ok=True)
    if request.session.testsfailed == failed:
        faulty.assert_works()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        for fixture in getattr(item, "funcargs", {}).values():
            composition = getattr(fixture, "composition", fixture)
            if isinstance(composition, Composition):
                report.sections.append(("what the services wrote", composition.logs()))
    return report
