import json
import stat
from pathlib import Path

import pytest

from local.errors import LaptopError
from local.state import State


def test_the_endpoints_are_readable_by_their_owner_alone_and_go_with_the_run(tmp_path: Path) -> None:
    with State(tmp_path / "state") as state:
        state.publish({"pid": 1})
        file = state.path / "endpoints.json"
        assert json.loads(file.read_text(encoding="utf-8")) == {"pid": 1}
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(state.path.stat().st_mode) == 0o700
        state.publish({"pid": 2})
        assert sorted(each.name for each in state.path.iterdir()) == ["endpoints.json", "faults", "lock", "logs"]
    assert not file.exists()


def test_a_second_run_on_the_same_directory_is_refused_and_told_which(tmp_path: Path) -> None:
    with State(tmp_path) as first:
        first.publish({"pid": 4711})
        with pytest.raises(LaptopError, match=r"in use by another run \(process 4711\).*--state"), State(tmp_path):
            pytest.fail("it was let in")
        assert (tmp_path / "endpoints.json").exists()


def test_what_a_killed_run_left_behind_is_removed(tmp_path: Path) -> None:
    for folder in ("faults", "logs"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "old").touch()
    (tmp_path / "endpoints.json").write_text('{"pid": 1}', encoding="utf-8")
    with State(tmp_path) as state:
        assert not (tmp_path / "endpoints.json").exists()
        assert not list(state.faults.iterdir())
        assert not list(state.logs.iterdir())


def test_a_directory_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LaptopError, match="cannot be used as the state directory"), State(tmp_path / "file" / "x"):
        pytest.fail("it was let in")
