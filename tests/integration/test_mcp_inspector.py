"""The public MCP inspector, a real client of the TypeScript SDK, in each of its protocol eras."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.mcp_house import House, house

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / ".node" / "bin" / "node"
INSPECTOR = ROOT / ".node" / "node_modules" / ".bin" / "mcp-inspector"
ERAS = ["legacy", "auto", "modern"]
WITHIN_S = 60
TOOL_FAILED, KEY_NEEDED = 5, 3


@dataclass(frozen=True)
class Said:
    """What the inspector printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.out, self.err
        return json.loads(self.out)


@pytest.fixture(scope="module")
def running() -> Iterator[House]:
    with house() as opened:
        yield opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    subprocess.run([sys.executable, "tools/bootstrap.py", "node"], cwd=ROOT, check=True, timeout=300)
    return tmp_path_factory.mktemp("home")


def inspect(home: Path, url: str, key: str | None, era: str, *arguments: str) -> Said:
    command = [str(NODE), str(INSPECTOR), "--cli", url, "--transport", "http", "--protocol-era", era]
    command += ["--header", f"Authorization: Bearer {key}"] if key else []
    done = subprocess.run(
        [*command, "--format", "json", "-q", *arguments],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def call(home: Path, running: House, who: str, era: str, tool: str, **arguments: Any) -> Said:
    asked = ("--method", "tools/call", "--tool-name", tool, "--tool-args-json", json.dumps(arguments))
    return inspect(home, running.url, running.keys[who], era, *asked)


@pytest.mark.requirement("C4", "F9")
@pytest.mark.parametrize("era", ERAS)
def test_each_era_lists_at_most_twenty_tools_and_calls_one(home: Path, running: House, era: str) -> None:
    listed = inspect(home, running.url, running.keys["owner"], era, "--method", "tools/list", "--strict")
    assert (listed.code, listed.err.strip()) == (0, ""), "a schema is not portable"
    tools = listed.json["result"]["tools"] if "result" in listed.json else listed.json["tools"]
    assert 10 < len(tools) <= 20
    called = call(home, running, "owner", era, "channel_list")
    assert called.code == 0, called.err
    assert "general" in called.out


def test_every_schema_is_portable_between_clients(home: Path, running: House) -> None:
    everything = f"{running.url}?toolsets=all"
    listed = inspect(home, everything, running.keys["owner"], "modern", "--method", "tools/list", "--strict")
    assert (listed.code, listed.err.strip()) == (0, "")


@pytest.mark.requirement("A8")
@pytest.mark.parametrize("era", ERAS)
def test_a_message_is_previewed_by_default_and_sent_when_asked(home: Path, running: House, era: str) -> None:
    general, content = running.ids.channels["general"], f"from the inspector, {era}"
    assert "previewed" in call(home, running, "owner", era, "message_send", channel_id=general, content=content).out
    assert content not in str(running.messages(general))
    sent = call(home, running, "owner", era, "message_send", channel_id=general, content=content, dry_run=False)
    assert sent.code == 0, (sent.out, sent.err)
    assert running.messages(general)[0]["content"] == content


@pytest.mark.requirement("A9")
def test_a_bulk_delete_puts_a_card_into_the_approvals_channel(home: Path, running: House) -> None:
    general = running.ids.channels["general"]
    ids = [message["id"] for message in running.messages(general)[:2]]
    arguments = {"channel_id": general, "message_ids": ids, "dry_run": False}
    asked = call(home, running, "moderator", "auto", "message_bulk_delete", **arguments)
    assert asked.code == 0, (asked.out, asked.err)
    assert "needs_confirmation" in asked.out
    assert running.messages(running.ids.channels["approvals"])[0]["components"]


@pytest.mark.parametrize("era", ERAS)
def test_a_failed_call_reaches_the_client_as_the_tools_own_failure(home: Path, running: House, era: str) -> None:
    """The TypeScript SDK checks a failure's structured content against the output schema too."""
    failed = call(home, running, "owner", era, "message_list", channel_id="general")
    assert failed.code == TOOL_FAILED, (failed.out, failed.err)
    assert "it is not sure which channel is meant" in failed.out + failed.err
    assert "output schema" not in failed.out + failed.err


@pytest.mark.parametrize("era", ERAS)
def test_without_a_key_the_client_is_told_that_one_is_needed(home: Path, running: House, era: str) -> None:
    refused = inspect(home, running.url, None, era, "--stored-auth-only", "--method", "tools/list")
    assert refused.code == KEY_NEEDED, (refused.out, refused.err)
    assert "auth_required" in refused.err
