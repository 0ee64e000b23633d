import json
import logging
import os
import signal
import sys
import time
import types
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from local import sandbox_main
from local.sandbox_main import Context, Faults, JsonLines, described, invoke, load

FUNCTION = {"name": "f", "arn": "arn:f", "memory_mb": 128, "log_stream": "s"}
CONTEXT = Context(FUNCTION, "r1", time.time() + 5)


def test_the_context_counts_down_and_never_below_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 < Context(FUNCTION, "r1", time.time() + 5).get_remaining_time_in_millis() <= 5_000
    assert Context(FUNCTION, "r1", time.time() - 5).get_remaining_time_in_millis() == 0
    assert (CONTEXT.log_group_name, CONTEXT.memory_limit_in_mb) == ("/aws/lambda/f", "128")
    CONTEXT.log("words")
    assert capsys.readouterr().out == "words\n"


def test_a_result_is_json_and_decimals_are_numbers() -> None:
    assert invoke(lambda event, _: {"e": event, "d": Decimal("1.5")}, 1, CONTEXT) == {"result": '{"e": 1, "d": 1.5}'}


@pytest.mark.parametrize("result", [{"a": object()}, {("k",): 1}, {1, 2}])
def test_a_result_that_is_no_json_is_a_marshal_error(result: Any) -> None:
    error = invoke(lambda *_: result, 1, CONTEXT)["error"]
    assert error["errorType"] == "Runtime.MarshalError"


def test_an_error_names_the_lines_of_the_handler_only() -> None:
    def handler(*_: object) -> None:
        raise LookupError("where")

    error = invoke(handler, 1, CONTEXT)["error"]
    assert (error["errorType"], error["errorMessage"]) == ("LookupError", "where")
    assert "in handler" in error["stackTrace"][0]
    assert described(ValueError("bare"))["stackTrace"] == []


def test_a_handler_is_imported_under_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "noun_role_for_test"
    folder.mkdir()
    (folder / "handler.py").write_text("def handler(event, context):\n    return __name__\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    handler = load({"folder": str(folder), "handler": "handler.handler"})
    assert handler(None, CONTEXT) == "noun_role_for_test.handler"


class FakeCheckpoints(types.ModuleType):
    def __init__(self) -> None:
        super().__init__("fake_checkpoints")
        self.hooks: list[Any] = []

    def on_checkpoint(self, hook: Any) -> None:
        self.hooks.append(hook)


@pytest.fixture
def checkpoints(monkeypatch: pytest.MonkeyPatch) -> FakeCheckpoints:
    module = FakeCheckpoints()
    monkeypatch.setattr(sandbox_main, "CHECKPOINTS", module.__name__)
    return module


def test_without_faults_the_product_is_not_imported_for_them(tmp_path: Path, checkpoints: FakeCheckpoints) -> None:
    Faults(str(tmp_path)).listen()
    Faults(str(tmp_path / "absent")).listen()
    assert checkpoints.hooks == []


def test_a_waiting_fault_or_a_loaded_module_registers_the_hook_once(
    tmp_path: Path, checkpoints: FakeCheckpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, checkpoints.__name__, checkpoints)
    faults = Faults(str(tmp_path))
    faults.listen()
    faults.listen()
    assert len(checkpoints.hooks) == 1


def test_a_fault_kills_once_and_only_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: killed.append((pid, number)))
    folder = tmp_path / "faults"
    folder.mkdir()
    (folder / "a.b").touch()
    (tmp_path / "outside").touch()
    faults = Faults(str(folder))
    for name in ("other", "../outside", "a.b", "a.b"):
        faults.reach(name)
    assert killed == [(os.getpid(), signal.SIGKILL)]
    assert (tmp_path / "outside").exists()


def test_a_log_record_is_one_line_of_json() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "%s\nlines", ("two",), None)
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "two\nlines"
