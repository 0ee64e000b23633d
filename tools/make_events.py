"""Write `events/`: what each function receives in a deployment, one file per case, and what it has to answer.

    python tools/make_events.py            # write
    python tools/make_events.py --check    # exit 1 when a file is not what this would write

The requests of "Discord" are really signed, with a key that is for tests only: its seed is 32 zero bytes. Its public
half, which the function has to be given to accept them, is printed by `--public-key`.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guildhall.surfaces.agent.job import Ask, Mention, Resume, Task
from guildhall.surfaces.agent.later import Expiry, Later, encode_later
from guildhall.surfaces.interactions.job import Command, ExpiryJob, InstallationJob, InteractionJob, JobKind, Press
from tools.event_envelopes import (
    APPLICATION,
    CHANNEL,
    GUILD,
    INTERACTION,
    LEGACY,
    MEMBER,
    MESSAGE,
    MESSAGE_ID,
    MODERN,
    PUBLIC_KEY,
    TOKEN,
    WHEN,
    Json,
    Sent,
    command,
    delivered,
    http,
    interaction,
    mcp,
    queued,
    signed,
    turn,
)
from tools.event_streams import streamed

FOLDER = Path(__file__).resolve().parent.parent / "events"
CONFIRMATION = "01" + "0" * 24


@dataclass(frozen=True)
class Case:
    """One event: where it lies below `events/`, what it is, and a part of what its function has to answer."""

    path: str
    event: Json
    expected: Json


def interactions() -> Iterator[Case]:
    """Yield what Discord posts to the interactions endpoint."""
    ping: Json = {
        "application_id": APPLICATION,
        "id": INTERACTION,
        "token": TOKEN,
        "type": 1,
        "version": 1,
        "user": {"id": MEMBER},
    }
    pong, deferred, refused = (
        {"status": 200, "body": {"type": 1}},
        {"status": 200, "body": {"type": 5}},
        {"status": 401},
    )
    choose = command("policy", "explain", {"type": 3, "name": "operation", "value": "policy.expl", "focused": True})
    offered = {"data": {"choices": [{"name": "policy.explain", "value": "policy.explain"}]}}
    press = {"component_type": 2, "custom_id": f"confirm:approve:{CONFIRMATION}", "id": 1}
    typed = {"type": 4, "id": 2, "custom_id": "content", "value": "Hello from a modal"}
    filled = {"custom_id": "form:message send?", "components": [{"type": 18, "id": 1, "component": typed}]}
    card = {"message": {"id": MESSAGE, "channel_id": CHANNEL, "type": 0, "content": ""}}
    yield Case("ping", signed(ping), pong)
    yield Case("ping_base64", signed(ping, base64=True), pong)
    yield Case("ping_bad_signature", signed(ping, signature="0" * 128), refused)
    yield Case("ping_malformed_signature", signed(ping, signature="not hexadecimal"), refused)
    yield Case("ping_unsigned", http(Sent("POST", "/discord/interactions", json.dumps(ping))), refused)
    yield Case("slash_command", signed(interaction(2, command("channel", "list"))), deferred)
    yield Case(
        "slash_command_with_modal",
        signed(interaction(2, command("message", "send"))),
        {"status": 200, "body": {"type": 9}},
    )
    yield Case("modal_submit", signed(interaction(5, filled, **card)), deferred)
    yield Case("button", signed(interaction(3, press, **card)), deferred)
    yield Case("autocomplete", signed(interaction(4, choose)), {"status": 200, "body": {"type": 8, **offered}})


def webhook_events() -> Iterator[Case]:
    """Yield what Discord posts to the webhook events' address."""
    path, taken = "/discord/events", {"status": 204}
    about: Json = {
        "integration_type": 0,
        "scopes": ["applications.commands", "bot"],
        "user": {"id": MEMBER},
        "guild": {"id": GUILD},
    }
    event = {"type": "APPLICATION_AUTHORIZED", "timestamp": WHEN.isoformat(), "data": about}
    common: Json = {"version": 1, "application_id": APPLICATION}
    yield Case("event_ping", signed({**common, "type": 0}, path), taken)
    yield Case("event_ping_bad_signature", signed({**common, "type": 0}, path, signature="0" * 128), {"status": 401})
    yield Case("event_application_authorized", signed({**common, "type": 1, "event": event}, path), taken)


def mcp_messages() -> Iterator[Case]:
    """Yield what MCP clients of both eras send."""
    client: Json = {"name": "example-client", "version": "1.0"}
    hello: Json = {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": client}
    agreed = {"status": 200, "body": {"result": {"protocolVersion": LEGACY}}}
    search: Json = {"name": "operations_search", "arguments": {"query": "channel"}}
    yield Case("initialize_2025", mcp("initialize", dict(hello), era=LEGACY), agreed)
    yield Case(
        "tools_list_2025", mcp("tools/list", {}, era=LEGACY), {"status": 200, "body": {"jsonrpc": "2.0", "id": 1}}
    )
    yield Case(
        "discover_2026",
        mcp("server/discover", {}, era=MODERN),
        {"status": 200, "body": {"result": {"resultType": "complete"}}},
    )
    yield Case(
        "tools_list_2026",
        mcp("tools/list", {}, era=MODERN),
        {"status": 200, "body": {"result": {"resultType": "complete"}}},
    )
    yield Case(
        "tools_call_2026",
        mcp("tools/call", search, era=MODERN),
        {"status": 200, "body": {"result": {"resultType": "complete"}}},
    )
    yield Case("tools_list_without_key", mcp("tools/list", {}, era=MODERN, key=""), {"status": 401})
    yield Case(
        "get", http(Sent("GET", "/mcp", headers={"accept": "text/event-stream"}, route="ANY /mcp")), {"status": 405}
    )
    preflight = {"origin": "https://example.com", "access-control-request-method": "POST"}
    yield Case(
        "preflight_of_an_unknown_origin",
        http(Sent("OPTIONS", "/mcp", headers=preflight, route="ANY /mcp")),
        {"status": 403},
    )


def health() -> Iterator[Case]:
    """Yield what a monitor asks."""
    yield Case("health", http(Sent("GET", "/health")), {"status": 200})
    yield Case("ready", http(Sent("GET", "/health/ready")), {"status": 200})


def jobs() -> Iterator[Case]:
    """Yield what the interactions endpoint queues."""
    done: Json = {"result": {"batchItemFailures": []}}
    told = {"interaction_id": INTERACTION, "token": TOKEN, "application_id": APPLICATION, "guild_id": GUILD}
    who: Any = {**told, "channel_id": CHANNEL, "user_id": MEMBER, "private": True, "received_at": WHEN}
    yield Case("slash_command", queued(InteractionJob(action=Command("channel list", {}), **who)), done)
    yield Case("button", queued(InteractionJob(action=Press("approve", CONFIRMATION), **who)), done)
    yield Case(
        "installed", queued(InstallationJob(kind=JobKind.INSTALLED, guild_id=GUILD, user_id=MEMBER, at=WHEN)), done
    )
    yield Case("expiry_of_an_unknown_question", queued(ExpiryJob(CONFIRMATION)), done)


def turns() -> Iterator[Case]:
    """Yield what the gateway task, the interactions endpoint and the workers put on TurnsQueue.

    The guild is not installed and the token has expired, so that nobody is answered; a turn that nobody knows comes
    again a few times, for its head may be about to be written.
    """
    done: Json = {"result": {"batchItemFailures": []}}
    again: Json = {"result": {"batchItemFailures": [{"itemIdentifier": MESSAGE_ID}]}}
    author: Json = {"id": MEMBER, "username": "moderator", "global_name": "Moderator", "discriminator": "0"}
    said: Json = {"id": MESSAGE, "channel_id": CHANNEL, "guild_id": GUILD, "type": 0, "author": author}
    said |= {"content": f"<@{APPLICATION}> list my channels", "timestamp": WHEN.isoformat()}
    said |= {"mentions": [{"id": APPLICATION, "username": "Guildhall", "bot": True}]}
    where: Any = {"guild_id": GUILD, "channel_id": CHANNEL, "author_id": MEMBER}
    asked: Any = {"interaction_id": INTERACTION, "token": TOKEN, "application_id": APPLICATION, **where}
    asked |= {"task": Task.ASK, "question": "list my channels", "private": True, "received_at": WHEN}
    yield Case("mention", turn(Mention(message=said, **where)), done)
    yield Case("ask", turn(Ask(**asked)), done)
    resume = Resume(turn_id=str(int(MESSAGE) + 1000), channel_id=CHANNEL, cause=f"confirmation-{CONFIRMATION}-done")
    yield Case("resume_of_an_unknown_turn", turn(resume), again)
    yield Case("not_a_job", delivered("guildhall-turns.fifo", "{}", "0123456789abcdef0123456789abcdef"), again)


def resumes() -> Iterator[Case]:
    """Yield what waits on ResumeQueue."""
    done: Json = {"result": {"batchItemFailures": []}}
    again: Json = {"result": {"batchItemFailures": [{"itemIdentifier": MESSAGE_ID}]}}
    sender, job = "guildhall-AgentWorkerFunction", Resume(turn_id=MESSAGE, channel_id=CHANNEL, cause="due-1")
    for name, due_at in (("due", WHEN), ("not_yet_due", WHEN.replace(year=WHEN.year + 100))):
        yield Case(name, delivered("guildhall-resume", encode_later(Later(job, due_at)), sender), done)
    yield Case(
        "question_over", delivered("guildhall-resume", encode_later(Later(Expiry(CONFIRMATION), WHEN)), sender), done
    )
    yield Case("nothing_to_be_done_later", delivered("guildhall-resume", "{}", sender), again)


def stream() -> Iterator[Case]:
    """Yield what the audit table's stream brings to the sealer, which asks for none of it again."""
    for name, event in streamed():
        yield Case(name, event, {"result": {"batchItemFailures": []}})


def cases() -> Iterator[Case]:
    """Yield every case with the path of its file."""
    doors = {
        "interactions_endpoint": (interactions, webhook_events),
        "mcp_endpoint": (mcp_messages,),
        "rest_endpoint": (health,),
        "operation_worker": (jobs,),
        "agent_worker": (turns,),
        "resume_worker": (resumes,),
        "audit_sealer": (stream,),
    }
    for door, makers in doors.items():
        for make in makers:
            for case in make():
                yield Case(f"{door}/{case.path}.json", case.event, case.expected)


def texts() -> dict[Path, str]:
    """Return every file's path and text."""
    found = {FOLDER / case.path: case.event for case in cases()}
    found[FOLDER / "expected.json"] = {case.path: case.expected for case in cases()}
    return {path: json.dumps(document, indent=2, ensure_ascii=False) + "\n" for path, document in found.items()}


def main() -> int:
    """Write the files, or say which are not up to date."""
    parser = argparse.ArgumentParser(description="Write events/.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is out of date")
    parser.add_argument("--public-key", action="store_true", help="print the test-only public key")
    arguments = parser.parse_args()
    if arguments.public_key:
        print(PUBLIC_KEY)
        return 0
    wanted = texts()
    stale = {path for path in FOLDER.rglob("*.json") if path not in wanted}
    stale |= {path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text}
    if arguments.check:
        for path in sorted(stale):
            print(f"{path.relative_to(FOLDER.parent)} is out of date: run tools/make_events.py")
        return int(bool(stale))
    for path in stale:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
