import importlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guildhall import clock
from local import shifted

HOUR_S = 3600.0


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(clock, "utc_now", clock.utc_now)  # put back afterwards
    return tmp_path / shifted.FILE


def ahead_s() -> float:
    now: datetime = importlib.import_module("guildhall.clock").utc_now()
    return (now - datetime.now(UTC)).total_seconds()


def test_without_the_file_the_clock_is_the_machine_s(file: Path) -> None:
    before = clock.utc_now
    shifted.shift(file)
    assert clock.utc_now is before
    assert shifted.offset_s(file) == 0.0


def test_the_clock_follows_what_the_file_says_from_one_reading_to_the_next(file: Path) -> None:
    file.touch()
    shifted.shift(file)
    assert abs(ahead_s()) < 60
    file.write_text(str(HOUR_S), "utf-8")
    assert HOUR_S - 60 < ahead_s() < HOUR_S + 60


@pytest.mark.parametrize("text", ["", "soon"])
def test_a_file_that_is_being_written_moves_nothing(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    assert shifted.offset_s(file) == 0.0
