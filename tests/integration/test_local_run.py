"""The whole run as a person starts it: `python -m local`, from its first line to its last process."""

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.endpoints import CHANNELS, DISCORD_KEYS, USERS
from tests.integration.laptop.helpers import emulated_aws, is_running, until
from tests.integration.laptop.running import ROOT, Running, run

ALL = os.environ.get("RUNS") == "all"
"""Whether everything is tried that takes a whole run, as `make nightly` does."""
SIGNALS = [signal.SIGTERM, signal.SIGINT] if ALL else [signal.SIGTERM]

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run(tmp_path_factory.mktemp("run") / "state", measured=True) as made:
        made.ready()
        yield made


@pytest.mark.requirement("F16")
def test_the_endpoints_keep_the_contract(running: Running) -> None:
    endpoints = running.endpoints
    assert endpoints["pid"] == running.process.pid
    assert set(endpoints) == {
        "pid",
        "api_url",
        "mcp_url",
        "interactions_url",
        "events_url",
        "playground_url",
        "model_url",
        "aws_endpoint_url",
        "api_keys",
        "discord",
    }
    assert tuple(endpoints["discord"]) == DISCORD_KEYS
    assert all(endpoints["discord"].values())
    assert all(endpoints["discord"]["channels"][name].isdigit() for name in CHANNELS)
    assert all(endpoints["discord"]["users"][name].isdigit() for name in USERS)
    assert all(key.startswith("ghk_") for key in endpoints["api_keys"].values())
    assert stat.S_IMODE((running.state / "endpoints.json").stat().st_mode) == 0o600


def test_nothing_secret_is_printed(running: Running) -> None:
    endpoints = running.endpoints
    secrets = [*endpoints["api_keys"].values(), endpoints["discord"]["bot_token"], endpoints["discord"]["signing_key"]]
    assert not [secret for secret in secrets if secret in running.said]


def sockets(pid: int) -> set[str]:
    found = set()
    for fd in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.readlink(fd)
        except OSError:
            continue
        if target.startswith("socket:["):
            found.add(target[8:-1])
    return found


def test_all_processes_listen_on_loopback_only(running: Running) -> None:
    running.ask(f"{running.endpoints['api_url']}/health")
    inodes = {inode for pid in running.family() for inode in sockets(pid)}
    listening = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text(encoding="utf-8").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                listening.append(fields[1].split(":")[0])
    assert len(listening) >= 5
    assert set(listening) == {"0100007F"}


def test_every_address_answers(running: Running) -> None:
    endpoints = running.endpoints
    assert running.ask(f"{endpoints['api_url']}/health").json["status"] == "ok"
    assert running.ask(f"{endpoints['api_url']}/health/ready").json["status"] == "ready"
    assert running.ask(endpoints["mcp_url"]).status == 405
    assert running.ask(f"{endpoints['model_url']}/script").json == {"queued": 0}
    assert running.ask(endpoints["aws_endpoint_url"]).status == 200
    bot = {"Authorization": f"Bot {endpoints['discord']['bot_token']}", "User-Agent": "DiscordBot (x, 1)"}
    application = endpoints["discord"]["application_id"]
    commands = running.ask(f"{endpoints['discord']['rest_url']}/applications/{application}/commands", bot)
    assert {"channel", "message"} <= {command["name"] for command in commands.json}


def test_the_page_gets_its_addresses_from_this_machines_names_only(running: Running) -> None:
    url = f"{running.endpoints['playground_url']}config.json"
    config = running.ask(url)
    assert config.json["discord"]["control_url"] == running.endpoints["discord"]["control_url"]
    assert config.json["api_keys"] == running.endpoints["api_keys"]
    assert running.endpoints["discord"]["bot_token"].encode() not in config.body
    assert running.ask(url, {"Host": "elsewhere.example"}).status == 400


def test_a_second_run_on_the_same_state_is_refused(running: Running) -> None:
    again = subprocess.run(
        [sys.executable, "-m", "local", "--port", "0", "--state", str(running.state)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 1
    (line,) = again.stdout.splitlines()
    assert f"in use by another run (process {running.process.pid})" in line
    assert running.endpoints["pid"] == running.process.pid


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with run(tmp_path / "state", "--port", port, measured=True) as made:
            assert made.ended() == 1
    assert made.said == f"error: port {port} is taken by another program; give another with --port (0 = any free one)\n"
    assert not (made.state / "endpoints.json").exists()


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_everything(tmp_path: Path, number: signal.Signals) -> None:
    with run(tmp_path / "state") as made:
        endpoints = made.ready()
        made.ask(f"{endpoints['api_url']}/health")
        family = made.family()
        assert len(family) >= 5
        made.process.send_signal(number)
        assert made.ended() == 0
    assert not [pid for pid in family if is_running(pid)]
    assert not (made.state / "endpoints.json").exists()


def test_a_killed_run_takes_its_children_along_and_the_next_one_takes_over_with_the_same_keys(tmp_path: Path) -> None:
    with run(tmp_path / "state") as made:
        first = made.ready()
        made.ask(f"{first['api_url']}/health")
        family = made.family()
        made.process.kill()
        made.ended()
        until(lambda: not [pid for pid in family if is_running(pid)], "no child outlives the run")
    assert (made.state / "endpoints.json").exists()
    with run(tmp_path / "state") as made:
        second = made.ready()
        assert second["pid"] == made.process.pid != first["pid"]
        assert second["api_keys"] == first["api_keys"]
        assert second["discord"]["guild_id"] == first["discord"]["guild_id"]


def test_a_signal_while_starting_leaves_nothing(tmp_path: Path) -> None:
    with run(tmp_path / "state") as made:
        until(lambda: len(made.family()) > 2, "children are starting")
        family = made.family()
        made.process.send_signal(signal.SIGTERM)
        assert made.ended() == 0
    assert not [pid for pid in family if is_running(pid)]
    assert not (made.state / "endpoints.json").exists()


def test_a_service_that_dies_ends_the_run_with_its_name(tmp_path: Path) -> None:
    with run(tmp_path / "state") as made:
        made.ready()
        family = made.family() - {made.process.pid}
        (victim,) = [
            pid for pid in family if b"local.aws_server" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        ]
        os.kill(victim, signal.SIGKILL)
        assert made.ended() == 1
    assert "error: local.aws_server ended unexpectedly" in made.said
    assert not [pid for pid in family if is_running(pid)]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A copy of the product's template that a test may edit."""
    for folder in ("functions", "shared"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    copy = tmp_path / "template.yaml"
    copy.write_text((ROOT / "template.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return copy


def test_an_edited_route_is_served_and_a_broken_edit_is_told_and_not(template: Path, tmp_path: Path) -> None:
    with run(tmp_path / "state", "--template", str(template), measured=True) as made:
        api_url = made.ready()["api_url"]
        assert made.ask(f"{api_url}/health").status == 200
        text = template.read_text(encoding="utf-8")
        template.write_text(text.replace("Path: /health\n", "Path: /wellness\n"), encoding="utf-8")
        until(lambda: made.ask(f"{api_url}/health").json == {"message": "Not Found"}, "the old route is gone")
        made.ask(f"{api_url}/wellness")
        assert "GET /wellness" in made.said
        template.write_text(text.replace("Type: AWS::SQS::Queue", "Type: AWS::Kinesis::Stream"), encoding="utf-8")
        until(lambda: "the previous template is still served" in made.said, "the mistake is told")
        assert "template: OperationsQueue: AWS::Kinesis::Stream does not run on the laptop" in made.said
        assert made.ask(f"{api_url}/health").status == 404
        template.write_text(text, encoding="utf-8")
        until(lambda: made.ask(f"{api_url}/health").status == 200, "the route is back")


def test_a_real_discord_needs_its_tokens(tmp_path: Path) -> None:
    missing = {"DISCORD_BOT_TOKEN": "", "DISCORD_APPLICATION_ID": "", "DISCORD_PUBLIC_KEY": ""}
    with run(tmp_path / "state", "--discord", "real", environment=missing, measured=True) as made:
        assert made.ended() == 1
    assert made.said.startswith("error: --discord real needs DISCORD_BOT_TOKEN (Bot, Token)")
    assert made.said.count("\n") == 1


def test_a_real_discord_is_looked_up_and_only_its_owner_gets_a_key(running: Running, tmp_path: Path) -> None:
    discord = running.endpoints["discord"]
    as_real = {
        "DISCORD_BOT_TOKEN": discord["bot_token"],
        "DISCORD_APPLICATION_ID": discord["application_id"],
        "DISCORD_PUBLIC_KEY": discord["public_key"],
        "DISCORD_API_BASE_URL": discord["rest_url"],
    }
    with run(tmp_path / "state", "--discord", "real", environment=as_real, measured=True) as made:
        endpoints = made.ready()
        found = endpoints["discord"]
        assert (found["guild_id"], found["users"]["owner"]) == (discord["guild_id"], discord["users"]["owner"])
        assert found["channels"]["approvals"] == discord["channels"]["approvals"]
        assert (found["control_url"], found["signing_key"], found["users"]["member"]) == (None, None, None)
        assert endpoints["api_keys"]["owner"].startswith("ghk_")
        assert (endpoints["api_keys"]["moderator"], endpoints["api_keys"]["read_only"]) == (None, None)
        until(lambda: "Start a tunnel" in made.said, "it says how slash commands arrive")


@pytest.mark.skipif(not ALL, reason="two runs; end to end, mentions are answered over another endpoint anyway")
def test_another_aws_endpoint_may_stand_in_and_keeps_its_data(tmp_path: Path) -> None:
    with emulated_aws(tmp_path) as aws:
        for name in ("one", "two"):
            with run(tmp_path / name, "--aws", aws.endpoint_url) as made:
                endpoints = made.ready()
                assert endpoints["aws_endpoint_url"] == aws.endpoint_url
                assert "data ends with this run" not in made.said
                assert made.ask(f"{endpoints['api_url']}/health/ready").json["status"] == "ready"
        assert "guildhall-PolicyTable" in aws.client("dynamodb").list_tables()["TableNames"]
