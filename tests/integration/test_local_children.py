"""Children of a run: they say where they are, or why not; none outlives what started it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.children import Child
from local.errors import LaptopError
from local.leash import Leash
from tests.e2e.system import unmeasured
from tests.integration.laptop.helpers import is_running, until

ROOT = Path(__file__).parents[2]
SIGNALS = [signal.SIGINT]
if os.environ.get("RUNS") == "all":  # as `make nightly` does; each takes a whole run
    SIGNALS += [signal.SIGTERM, signal.SIGKILL]


@pytest.fixture
def leash() -> Iterator[Leash]:
    made = Leash()
    yield made
    made.close()


@pytest.mark.parametrize("module", ["json.tool", "this_module_does_not_exist"])
def test_a_child_that_does_not_start_is_named_with_its_log(leash: Leash, tmp_path: Path, module: str) -> None:
    child = Child(leash, module, ("--no-such-flag",), tmp_path / "log")
    with pytest.raises(LaptopError, match=f"{module} did not start; see .*log"):
        child.ready()
    assert child.process.poll() is not None
    assert (tmp_path / "log").read_text(encoding="utf-8")


def test_a_child_that_says_nothing_is_not_waited_for_for_ever(leash: Leash, tmp_path: Path) -> None:
    child = Child(leash, "http.server", ("--bind", "127.0.0.1", "0"), tmp_path / "log")
    with pytest.raises(LaptopError, match="did not start"):
        child.ready(0.2)
    assert child.process.poll() is not None


def test_a_child_that_ignores_the_request_to_end_is_killed(
    leash: Leash, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.children.STOP_WITHIN_S", 0.2)
    stubborn = tmp_path / "stubborn.py"
    stubborn.write_text(
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('{\"url\": 1}', flush=True)\n"
        "print('later', flush=True)\nsignal.pause()\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    child = Child(leash, "stubborn", (), tmp_path / "log")
    assert child.ready() == {"url": 1}
    until(lambda: "later" in (tmp_path / "log").read_text(encoding="utf-8"), "what it says later is kept")
    child.stop()
    assert child.process.returncode == -signal.SIGKILL
    child.stop()


PARENT = """
import sys
from pathlib import Path
from local.children import Child
from local.leash import Leash
child = Child(Leash(), "local.model", (), Path(sys.argv[1]))
child.ready()
print(child.process.pid, flush=True)
sys.stdin.read()
"""


def test_a_killed_parent_takes_its_child_along(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "log")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.kill()
        until(lambda: not is_running(child), "the child is gone")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let what is started here notice Ctrl-C, also when the tests run in a shell's background, where nothing does."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only there does an interrupted make show")
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("number", SIGNALS)
def test_a_run_ends_with_the_make_that_started_it(tmp_path: Path, number: signal.Signals) -> None:
    state = tmp_path / "state"
    recipe = f"exec {sys.executable} -m local --port 0 --state {state}"
    (tmp_path / "Makefile").write_text(f"local:\n\t@cd {ROOT} && {recipe}\n", encoding="utf-8")
    environment = {**unmeasured(), "ANTHROPIC_API_KEY": ""}
    command = ["make", "-C", str(tmp_path), "local"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as make:
        try:
            until(lambda: (state / "endpoints.json").exists() or make.poll() is not None, "ready", 60)
            make.send_signal(number)
            make.wait(30)
            until(lambda: not (state / "endpoints.json").exists(), "the run has ended")
        finally:
            make.kill()
