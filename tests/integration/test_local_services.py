"""A service of ECS on the laptop: the task definition's environment, restarts, replacement, the end, fault hooks."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from local.aws import Aws
from local.leash import Leash
from local.sandbox import Host
from local.service import Service
from local.tasks import tasks
from local.template import Template, read
from local.wiring import wire
from tests.integration.laptop.helpers import TEMPLATE, emulated_aws, is_running, until

SAID = {"message": "the task ended (exit code 3) and is started again in 0.2 s", "level": "WARN", "logger": "ecs"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Aws, Template]]:
    with emulated_aws(tmp_path_factory.mktemp("aws")) as aws:
        template = read(TEMPLATE, {"Tasks": "1"})
        aws.create(template, {})
        wire(template, {})
        yield aws, template


class Room:
    """A service in a state directory of its own."""

    def __init__(self, made: tuple[Aws, Template], folder: Path) -> None:
        self.aws, template = made
        self.folder = folder
        self.orders = folder / "orders"
        for name in ("orders", "faults"):
            (folder / name).mkdir()
        self.lines: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self.leash = Leash()
        (self.task,) = tasks(template, {"ORDERS": str(self.orders), "REST_URL": "http://here", "OTHER": "never"})
        self.service = Service(self.task, Host(self.leash, folder, self.aws.environment(), self.log))

    def log(self, function: str, text: str) -> None:
        assert function == "EchoService"
        # What measures coverage may be cut off while it writes, and says so in words of its own.
        line = json.loads(text) if text.startswith("{") else {"unformatted": text}
        with self._lock:
            self.lines.append(line)

    def started(self, count: int) -> list[dict[str, Any]]:
        def found() -> list[dict[str, Any]]:
            said = [line for line in self.lines if "environment" in line]
            return said if len(said) >= count else []

        return until(found, f"{count} tasks were started")

    @property
    def noted(self) -> list[int]:
        return [int(pid) for pid in (self.folder / "echo.pid").read_text(encoding="utf-8").split()]


@pytest.fixture
def room(made: tuple[Aws, Template], tmp_path: Path) -> Iterator[Room]:
    found = Room(made, tmp_path)
    yield found
    found.service.close(5)
    found.leash.close()


def test_a_task_gets_exactly_the_environment_of_its_definition(room: Room) -> None:
    room.service.start()
    (said,) = room.started(1)
    given = said["environment"]
    assert (given["REST_URL"], given["ORDERS"]) == ("http://here", str(room.orders))
    assert given["SEEN_TABLE"] == "guildhall-SeenTable"
    assert given["AWS_ENDPOINT_URL"] == room.aws.endpoint_url
    assert not {"OTHER", "GREETING", "_HANDLER", "HOME"} & set(given)
    assert (said["name"], said["argv"][1:]) == ("__main__", [])
    until(lambda: room.noted == [said["pid"]], "its process is written down")


def test_a_task_that_ends_is_started_again(room: Room) -> None:
    room.service.start()
    (first,) = room.started(1)
    (room.orders / "exit").touch()
    second = room.started(2)[1]
    assert second["pid"] != first["pid"]
    assert SAID in room.lines
    until(lambda: room.noted == [second["pid"]], "the new process is written down")
    os.kill(second["pid"], signal.SIGKILL)
    assert room.started(3)[2]["pid"] != second["pid"]
    assert any("killed by SIGKILL" in str(line.get("message")) for line in room.lines)
    assert room.service.failures == 2


def test_a_file_of_faults_kills_a_task_at_its_checkpoint_once(room: Room) -> None:
    room.service.start()
    (first,) = room.started(1)
    (room.folder / "faults" / "echo.round").touch()
    assert room.started(2)[1]["pid"] != first["pid"]
    assert not (room.folder / "faults" / "echo.round").exists()


def test_changed_code_starts_a_successor_before_the_old_task_is_asked_to_stop(room: Room) -> None:
    room.service.start()
    (first,) = room.started(1)
    (room.orders / "stay").touch()
    room.service.recycle()
    second = room.started(2)[1]
    until(lambda: {"stopping": "SIGTERM"} in room.lines, "the old one is asked to stop")
    assert is_running(first["pid"])
    until(lambda: not is_running(first["pid"]), "the old one is killed after its StopTimeout")
    assert is_running(second["pid"])
    assert room.noted == [second["pid"]]


def test_the_end_asks_first_and_kills_what_does_not_go(room: Room) -> None:
    room.service.start()
    (said,) = room.started(1)
    (room.orders / "stay").touch()
    room.service.close(0.3)
    assert {"stopping": "SIGTERM"} in room.lines
    assert not is_running(said["pid"])
    assert not (room.folder / "echo.pid").exists()
    assert len(room.started(1)) == 1


def test_a_task_dies_with_the_run(made: tuple[Aws, Template], tmp_path: Path) -> None:
    room = Room(made, tmp_path)
    room.service.start()
    (said,) = room.started(1)
    room.leash.close()
    until(lambda: not is_running(said["pid"]), "the task is gone")
    room.service.close(1)


def test_a_service_that_wants_none_runs_none(made: tuple[Aws, Template], tmp_path: Path) -> None:
    (task,) = tasks(made[1], {})
    leash = Leash()
    service = Service(replace(task, count=0), Host(leash, tmp_path, {}, lambda _function, _line: None))
    service.start()
    service.close(1)
    leash.close()
    assert not list(tmp_path.iterdir())
