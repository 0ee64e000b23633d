"""The control API of the simulated Discord, and the process around it."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.discord.identity import FILE_NAME
from local.discord.permissions import P
from local.discord.testing import Lab, bot_client, control_client, laboratory

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = {
    *("rest_url", "gateway_url", "control_url", "application_id", "bot_user_id", "bot_token", "public_key"),
    *("signing_key", "guild_id", "channels", "users"),
}


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Iterator[Lab]:
    running_lab.reset()
    yield running_lab
    assert running_lab.violations() == []


def test_the_endpoints_are_those_of_the_contract(lab: Lab) -> None:
    shown = lab.control.get("/endpoints").json()
    assert shown.keys() == CONTRACT
    assert set(shown["channels"]) == {"general", "support", "staff", "approvals"}
    assert set(shown["users"]) == {"owner", "moderator", "member", "newcomer"}
    ids = [shown["guild_id"], shown["application_id"], *shown["channels"].values(), *shown["users"].values()]
    assert all(18 <= len(found) <= 19 for found in ids)
    assert len(set(ids)) == len(ids)


def test_people_speak_only_where_they_may(lab: Lab) -> None:
    assert lab.say("hello", "support", "newcomer")["author"]["id"] == lab.users["newcomer"]
    for channel in ("staff", "approvals"):
        order = {"channel_id": channel, "author_id": "member", "content": "x"}
        assert lab.control.post("/messages", json=order).status_code == 403
    assert lab.say("noted", "approvals", "owner")["content"] == "noted"
    reply = lab.say("yes", reply_to=lab.say("really?")["id"])
    assert reply["referenced_message"]["content"] == "really?"


def test_the_state_shows_who_may_do_what(lab: Lab) -> None:
    state = lab.control.get("/state").json()
    rights = {name: P(int(found[lab.channels["staff"]])) for name, found in state["permissions"].items()}
    seeing = {name for name, found in rights.items() if found & P.VIEW_CHANNEL}
    assert seeing == {"owner", "moderator", "bot"}
    assert not rights["bot"] & P.ADMINISTRATOR
    assert {role["name"]: role["position"] for role in state["roles"]} == {
        "@everyone": 0,
        "Moderators": 1,
        "Guildhall": 2,
        "Admins": 3,
    }


def test_a_reset_brings_everything_back(lab: Lab) -> None:
    before = lab.control.get("/state").json()
    first = lab.control.get("/messages", params={"channel_id": "general"}).json()
    lab.say("x")
    lab.bot.delete(f"channels/{lab.channels['support']}")
    lab.allow("general", lab.users["member"], deny=P.SEND_MESSAGES)
    lab.control.put("/members/newcomer", json={"present": False})
    lab.order("/clock", seconds=10_000)
    lab.reset()
    after = lab.control.get("/state").json()
    changing = {"now"}
    assert {k: v for k, v in before.items() if k not in changing} == {
        k: v for k, v in after.items() if k not in changing
    }
    assert lab.control.get("/messages", params={"channel_id": "general"}).json() == first
    assert lab.requests() == []


def test_members_and_roles_are_changed_as_an_administrator_would(lab: Lab) -> None:
    place = f"guilds/{lab.guild_id}/members/{lab.users['member']}"
    lab.control.put("/members/member/roles", json={"roles": ["moderators_role"]})
    assert lab.bot.get(place).json()["roles"] == [lab.names["moderators_role"]]
    lab.control.put("/members/member", json={"present": False})
    assert lab.bot.get(place).status_code == 404
    lab.control.put("/members/member", json={"present": True, "nick": "Back"})
    assert lab.bot.get(place).json()["nick"] == "Back"


def test_the_bot_is_installed_elsewhere_and_taken_out_again(lab: Lab) -> None:
    place = f"/installations/{lab.names['elsewhere_guild']}"
    lab.control.put(place, json={"installed": True})
    assert len(lab.bot.get("users/@me/guilds").json()) == 2
    lab.control.put(place, json={"installed": False})
    assert len(lab.bot.get("users/@me/guilds").json()) == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "complaint"),
    [
        ("POST", "/messages", {"channel_id": "lobby", "author_id": "owner", "content": "x"}, "no channel 'lobby'"),
        ("POST", "/messages", {"channel_id": "general", "author_id": "nobody", "content": "x"}, "no user 'nobody'"),
        ("POST", "/interactions", {"kind": "wave"}, "kind must be one of"),
        ("POST", "/settings", {"colour": "red"}, "unknown settings: colour"),
        ("POST", "/clock", {}, "not understood"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(
    lab: Lab, method: str, path: str, body: dict[str, Any], complaint: str
) -> None:
    answer = lab.control.request(method, path, json=body)
    assert answer.status_code == 400
    assert complaint in answer.json()["error"]


def test_an_unknown_interaction_is_404(lab: Lab) -> None:
    assert lab.control.get("/interactions/1").status_code == 404


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:5173", True),
        ("https://example.com", False),
        ("http://localhost.example.com", False),
    ],
)
def test_pages_from_loopback_only_may_use_it(lab: Lab, origin: str, allowed: bool) -> None:
    answer = lab.control.get("/state", headers={"Origin": origin})
    assert ("access-control-allow-origin" in answer.headers) is allowed


def test_the_stream_tells_what_happens_as_it_happens(lab: Lab) -> None:
    seen: list[tuple[str, dict[str, Any]]] = []
    connected, done = threading.Event(), threading.Event()

    def watch() -> None:
        with control_client(lab.endpoints).stream("GET", "/events") as response:
            kind = ""
            for line in response.iter_lines():
                connected.set()
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                if line.startswith("data: "):
                    seen.append((kind, json.loads(line.removeprefix("data: "))))
                if {"request", "gateway"} <= {found for found, _ in seen}:
                    done.set()
                    return

    thread = threading.Thread(target=watch)
    thread.start()
    assert connected.wait(5)
    lab.send({"content": "hello"})
    assert done.wait(5)
    thread.join(5)
    events = dict(seen)
    assert events["gateway"]["event"] == "MESSAGE_CREATE"
    assert events["gateway"]["data"]["content"] == "hello"
    assert events["request"]["route"] == "/channels/{channel_id}/messages"


def started(state_dir: Path, *options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "local.discord", "--state-dir", str(state_dir), "--port", "0", *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def first_line(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    return dict(json.loads(process.stdout.readline()))


def finished(process: "subprocess.Popen[str]", number: int) -> str:
    process.send_signal(number)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 0, errors
    return errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_prints_one_line_serves_and_ends_on_a_signal(tmp_path: Path, number: int) -> None:
    process = started(tmp_path)
    endpoints = first_line(process)
    assert endpoints.keys() == CONTRACT
    with bot_client(endpoints) as client:
        assert client.get("users/@me").json()["id"] == endpoints["bot_user_id"]
    assert finished(process, number) == ""
    with pytest.raises(httpx.ConnectError):
        httpx.get(endpoints["rest_url"] + "/gateway")


def test_a_port_in_use_is_told_in_one_line(lab: Lab, tmp_path: Path) -> None:
    port = str(httpx.URL(lab.endpoints["rest_url"]).port)
    process = started(tmp_path, "--port", port)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "cannot listen" in errors
    assert len(errors.splitlines()) == 1


def test_a_restart_keeps_ids_token_and_keys_readable_by_the_owner_only(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    shown = []
    for _ in range(2):
        process = started(tmp_path / "state", "--ready-file", str(ready), "--interactions-url", "http://127.0.0.1:9/x")
        while not ready.exists():
            assert process.poll() is None
        found = json.loads(ready.read_text())
        shown.append({name: value for name, value in found.items() if not name.endswith("_url")})
        with control_client(found) as client:
            assert client.get("/state").json()["settings"]["interactions_url"] == "http://127.0.0.1:9/x"
        assert stat.S_IMODE(os.stat(ready).st_mode) == 0o600
        ready.unlink()
        finished(process, signal.SIGTERM)
    assert shown[0] == shown[1]
    assert stat.S_IMODE(os.stat(tmp_path / "state" / FILE_NAME).st_mode) == 0o600
