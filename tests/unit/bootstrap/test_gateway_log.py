"""The gateway task's log: one JSON object a line, without other people's words."""

import json
import logging
from collections.abc import Iterator

import pytest

from guildhall.bootstrap import gateway_log


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in gateway_log.LIBRARIES}
    yield
    root.handlers[:], root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_tells_level_time_words_and_what_belongs_to_them(capsys: pytest.CaptureFixture[str]) -> None:
    gateway_log.set_up("INFO").warning("it ended", extra={"code": 4000})
    (line,) = lines(capsys)
    facts = {"level": "WARNING", "message": "it ended", "service": "gateway_task", "code": 4000}
    assert line.items() >= facts.items()
    assert str(line["timestamp"]).endswith("+00:00")


def test_an_exception_is_told_by_kind_and_place_and_not_by_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    log = gateway_log.set_up("INFO")
    try:
        int("what somebody wrote")
    except ValueError:
        log.exception("it failed")
    (line,) = lines(capsys)
    assert line["failure"] == "ValueError"
    assert "test_gateway_log.py" in str(line["where"])
    assert "somebody" not in json.dumps(line)


@pytest.mark.parametrize("name", ["botocore.endpoint", "urllib3.connectionpool", "websockets.client", "asyncio"])
def test_what_libraries_say_in_detail_is_left_out_whatever_the_level(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway_log.set_up("DEBUG")
    logging.getLogger(name).debug("a whole request")
    logging.getLogger(name).info("a whole request")
    assert lines(capsys) == []


@pytest.mark.parametrize(
    ("level", "shown"), [("DEBUG", 4), ("INFO", 3), ("WARN", 2), ("WARNING", 2), ("ERROR", 1), ("LOUD", 3)]
)
def test_the_level_is_as_the_setting_says(level: str, shown: int, capsys: pytest.CaptureFixture[str]) -> None:
    log = gateway_log.set_up(level)
    for say in (log.debug, log.info, log.warning, log.error):
        say("x")
    assert len(lines(capsys)) == shown


def test_what_is_no_json_is_told_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    gateway_log.set_up("INFO").info("x", extra={"odd": {1, 2}.__class__})
    assert lines(capsys)[0]["odd"] == "<class 'set'>"
