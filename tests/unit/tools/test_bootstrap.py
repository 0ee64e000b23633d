import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import bootstrap
from tools.downloads import BootstrapError, Wheel

ROOT = Path(__file__).parents[3]
type Program = Callable[[str, str], Path]


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "checkout"
    root.mkdir()
    for name in ("pyproject.toml", "uv.lock"):
        (root / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(bootstrap, "ROOT", root)
    monkeypatch.setattr(bootstrap, "TOOLS", root / ".venv-tools")
    monkeypatch.setattr(bootstrap, "UV", root / ".venv-tools" / "bin" / "uv")
    monkeypatch.setattr(bootstrap, "NODE", root / ".node")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def program(tmp_path: Path) -> Program:
    def make(place: str, script: str) -> Path:
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return make


def test_the_newest_python_of_pyenv_is_found_without_a_word_on_path(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    for version in ("3.13.2", "3.13.11", "3.12.9"):
        program(f"home/.pyenv/versions/{version}/bin/python3.13", 'echo "3 13 final"')
    assert (bootstrap.find_python() or "").endswith("versions/3.13.11/bin/python3.13")


def test_the_machines_certificates_are_named_to_tools_that_do_not_read_pips_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "configured", lambda name: ["/etc/ca.pem"] if name == "cert" else [])
    settings = {"NODE_EXTRA_CA_CERTS": "/own.pem"}
    for name in ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"):
        bootstrap.trust(settings, name)
    assert settings == {"SSL_CERT_FILE": "/etc/ca.pem", "NODE_EXTRA_CA_CERTS": "/own.pem"}
    monkeypatch.setattr(bootstrap, "configured", lambda name: [])
    untold: dict[str, str] = {}
    bootstrap.trust(untold, "SSL_CERT_FILE")
    assert untold == {}


def test_a_program_that_is_no_python_3_13_is_passed_over(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(program("other", 'echo "3 11 final"')))
    program("bin/python3.13", "exit 127")
    assert bootstrap.find_python() is None
    good = program("bin/python3", 'echo "3 13 final"')
    assert bootstrap.find_python() == str(good)


def test_a_uv_of_the_machine_is_used(program: Program, checkout: Path) -> None:
    there = program("bin/uv", 'echo "uv 0.13.8 (x)"')
    assert bootstrap.find_uv() == str(checkout / ".venv-tools" / "bin" / "uv")
    assert Path(bootstrap.find_uv()).resolve() == there


def test_a_shim_is_passed_over_because_it_runs_only_in_some_folders(
    program: Program, checkout: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program("shims/uv", 'echo "uv 0.13.8 (x)"')
    there = program("bin/uv", 'echo "uv 0.13.8 (x)"')
    monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}:{tmp_path / 'bin'}")
    assert Path(bootstrap.find_uv()).resolve() == there


@pytest.mark.parametrize("script", ['echo "uv 0.4.0"', "exit 1"])
def test_an_old_or_broken_uv_is_replaced_by_one_from_the_index(
    program: Program, checkout: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    program("bin/uv", script)
    monkeypatch.setattr(bootstrap, "newest_wheel", lambda _: Wheel((0, 9, 9), "file:///w", ""))
    monkeypatch.setattr(bootstrap, "file_in_wheel", lambda *_: b'#!/bin/sh\necho "uv 0.9.9"\n')
    assert bootstrap.find_uv() == str(checkout / ".venv-tools" / "bin" / "uv")
    assert bootstrap.uv_version(bootstrap.find_uv()) == (0, 9, 9)


def test_a_uv_that_does_not_run_here_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "newest_wheel", lambda _: Wheel((0, 9, 9), "file:///w", ""))
    monkeypatch.setattr(bootstrap, "file_in_wheel", lambda *_: b"not a program")
    with pytest.raises(BootstrapError, match="does not run here"):
        bootstrap.find_uv()


UV = 'case "$1" in --version) echo "uv 0.13.8";; *) echo "$@" "$UV_PROJECT_ENVIRONMENT" >> calls; {};; esac'
SYNCED = "/bin/mkdir -p .venv/bin && : > .venv/bin/python"


def calls(checkout: Path) -> list[str]:
    path = checkout / "calls"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def test_a_second_run_installs_nothing_until_the_lock_changes(program: Program, checkout: Path) -> None:
    program("bin/uv", UV.format(SYNCED))
    for _ in range(2):
        assert bootstrap.main([]) == 0
    assert calls(checkout) == ["sync --locked --quiet .venv"]
    (checkout / "uv.lock").write_text("changed", encoding="utf-8")
    assert bootstrap.main(["setup"]) == 0
    assert len(calls(checkout)) == 2
    (checkout / ".venv" / "bin" / "python").unlink()
    assert bootstrap.main(["setup"]) == 0
    assert len(calls(checkout)) == 3


def test_a_failed_installation_is_one_line_and_is_tried_again(
    program: Program, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program("bin/uv", UV.format("exit 2"))
    for _ in range(2):
        assert bootstrap.main(["setup"]) == 1
    assert "bootstrap: .venv could not be installed" in capsys.readouterr().err
    assert len(calls(checkout)) == 2


def test_the_mirror_of_pips_settings_is_tried_when_the_lock_cannot_be_reached(
    program: Program, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror/simple")
    program("bin/uv", UV.format(f'[ "$1" != sync ] && {SYNCED}'))
    assert bootstrap.main(["setup"]) == 0
    assert [call.split()[0] for call in calls(checkout)] == ["sync", "export", "venv", "pip", "pip"]
    assert "--require-hashes" in calls(checkout)[3]


def test_without_any_python_3_13_it_says_what_to_do(
    program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "find_python", lambda: None)
    program("bin/uv", UV.format("echo noise >&2; exit 1"))
    assert bootstrap.main(["setup"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[-1] == "bootstrap: Python 3.13 is missing and could not be fetched; install it (for example with pyenv)"
    assert "noise" not in said


def test_an_unknown_step_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["everything"]) == 2
    assert "unknown step everything; there are setup, sam, node" in capsys.readouterr().err


def test_it_runs_as_a_script_of_a_bare_python() -> None:
    direct = [sys.executable, "-S", str(ROOT / "tools" / "bootstrap.py"), "everything"]
    done = subprocess.run(direct, cwd="/", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1][:37]) == (2, "bootstrap: unknown step everything; t")
