import io
import json
import runpy
import sys
from pathlib import Path

import pytest
from rich.console import Console

from local.__main__ import main, parse
from local.console import announce
from local.logs import Logs
from local.maker import Maker, handles_interrupts
from local.reload import Watch
from local.run import Options, _credentials
from local.sandbox import Outcome

ENDPOINTS = {
    "api_url": "http://127.0.0.1:8000",
    "playground_url": "http://127.0.0.1:8000/playground/",
    "mcp_url": "http://127.0.0.1:8000/mcp",
    "interactions_url": "http://127.0.0.1:8000/discord/interactions",
    "aws_endpoint_url": "http://127.0.0.1:1",
    "model_url": "http://127.0.0.1:2",
    "api_keys": {"owner": "ghk_secret"},
}


def test_the_ready_line_comes_first_and_no_key_is_shown() -> None:
    output = io.StringIO()
    announce(Console(file=output, width=40), ENDPOINTS, Path(".local"), ["a note"])
    said = output.getvalue()
    assert said.startswith("ready: http://127.0.0.1:8000\n")
    assert "ghk_secret" not in said
    assert ".local/endpoints.json" in said
    assert "a note" in said


def logs(tmp_path: Path, level: str) -> tuple[Logs, io.StringIO]:
    output = io.StringIO()
    return Logs(tmp_path, Console(file=output), level), output


def test_an_outcome_is_a_report_in_the_log_and_a_short_line_on_the_terminal(tmp_path: Path) -> None:
    kept, output = logs(tmp_path, "normal")
    kept.outcome("F", Outcome("timeout", "r1", reason="Task timed out", init_ms=5.0, duration_ms=7.0), "GET /[x] 503")
    report = json.loads((tmp_path / "F.log").read_text(encoding="utf-8"))
    assert report["type"] == "platform.report"
    assert report["record"]["status"] == "timeout"
    assert report["record"]["metrics"] == {"durationMs": 7.0, "initDurationMs": 5.0}
    assert output.getvalue() == "       12 ms GET /[x] 503 F (first) Task timed out\n"


def test_quiet_says_nothing_and_verbose_says_every_line(tmp_path: Path) -> None:
    quiet, silence = logs(tmp_path, "quiet")
    quiet.outcome("F", Outcome("ok", "r1"), "GET / 200")
    quiet.line("F", "plain")
    assert silence.getvalue() == ""
    verbose, output = logs(tmp_path, "verbose")
    verbose.line("F", "plain [red]")
    assert '"message": "plain [red]"' in output.getvalue()


@pytest.mark.parametrize("text", ["{not json", "[1]", "plain"])
def test_what_is_no_json_object_becomes_one(tmp_path: Path, text: str) -> None:
    kept, _ = logs(tmp_path, "normal")
    kept.line("F", text)
    assert json.loads((tmp_path / "F.log").read_text(encoding="utf-8"))["message"] == text


def test_the_command_line_has_the_flags_of_the_contract() -> None:
    chosen = parse(["--port", "0", "--state", "x", "--aws", "http://a", "--discord", "real", "--quiet"])
    assert (chosen.port, chosen.state, chosen.aws, chosen.discord) == (0, Path("x"), "http://a", "real")
    assert chosen.level == "quiet"
    bare = parse([])
    assert (bare.port, bare.state, bare.discord, bare.level) == (8000, Path(".local"), "simulated", "normal")


def test_a_missing_package_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    assert main([]) == 1
    assert capsys.readouterr().err == "error: rich.console is not installed; `make setup` installs everything\n"


def test_another_python_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("local.__main__.NEEDED", (9, 9))
    assert main([]) == 1
    assert capsys.readouterr().err.startswith("error: this is Python 3.13")


def test_help_explains_and_ends(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["local", "--help"])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_path(str(Path(__file__).parents[3] / "local" / "__main__.py"), run_name="__main__")
    assert "--port" in capsys.readouterr().out


def test_credentials_are_passed_on_to_another_endpoint_only() -> None:
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    assert _credentials(Options(aws="http://x", environment=keys)) == keys
    assert _credentials(Options(environment=keys)) is None
    assert _credentials(Options(aws="http://x")) is None


def test_without_make_nothing_is_watched() -> None:
    assert not Maker({}).has_stopped()


@pytest.mark.parametrize(
    ("status", "handles"),
    [("SigCgt:\t0000000000000002\n", True), ("Name:\tmake\nSigCgt:\t0000000000000001\n", False), ("", True)],
)
def test_an_interrupted_make_handles_no_more_interrupts(status: str, handles: bool) -> None:
    assert handles_interrupts(status) is handles


def test_the_watch_tells_a_changed_template_from_changed_code(tmp_path: Path) -> None:
    template, code = tmp_path / "template.yaml", tmp_path / "functions"
    code.mkdir()
    template.touch()
    said: list[str] = []
    watch = Watch(template, [code], lambda: said.append("template"), lambda: said.append("code"))
    watch.look()
    assert said == []
    (code / "handler.py").touch()
    (code / "handler.pyc").touch()
    watch.look()
    template.write_text("changed", encoding="utf-8")
    watch.look()
    assert said == ["code", "template"]
    (code / "handler.py").unlink()
    template.unlink()
    watch.look()
    assert sorted(said[2:]) == ["code", "template"]


HANDLED, IGNORED = "SigCgt:\t0000000000000002\n", "SigCgt:\t0000000000000000\n"


@pytest.mark.parametrize(
    ("at_first", "later", "stopped"),
    [(HANDLED, HANDLED, False), (HANDLED, IGNORED, True), (IGNORED, IGNORED, False)],
    ids=["as it was", "interrupted", "in the background, where a shell ignores interrupts from the start"],
)
def test_make_has_stopped_when_it_no_longer_handles_interrupts_that_it_did_handle(
    monkeypatch: pytest.MonkeyPatch, at_first: str, later: str, stopped: bool
) -> None:
    shown = {"comm": "make", "status": at_first}
    monkeypatch.setattr("local.maker._read", lambda _, name: shown[name])
    make = Maker({"MAKELEVEL": "1"})
    shown["status"] = later
    assert make.has_stopped() is stopped
