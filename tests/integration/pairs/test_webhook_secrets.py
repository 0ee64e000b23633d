"""A webhook's whole life over HTTP, after which its secret stands in no table, no log, no answer and no message."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from guildhall.bootstrap.platform import Outside, Platform, Tables, assemble
from guildhall.clock import new_id, utc_now
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.errors import GuildhallError
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation, Previewed
from guildhall.identity import Door, Origin, Principal
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy, Installation
from local.discord.testing import Lab
from tests.fakes.table import MemoryTable


@dataclass
class Watched:
    """A platform over the simulated Discord, and all that it ever said or kept."""

    lab: Lab
    platform: Platform
    tables: tuple[MemoryTable, ...]
    said: list[str] = field(default_factory=list)

    @property
    def owner(self) -> Principal:
        """The owner, in #general."""
        origin = Origin(GuildId(self.lab.guild_id), ChannelId(self.lab.channels["general"]))
        return Principal(
            UserId(self.lab.users["owner"]), Door.INTERACTION, f"interaction:{new_id()}", "Discord", origin=origin
        )

    def run(self, name: str, /, *, dry_run: bool = False, **arguments: Any) -> Any:
        """Do something; what comes of it, a failure too, is remembered as it is told and as it is printed."""
        try:
            operation = self.platform.build(name, arguments, self.owner)
            call = Call(principal=self.owner, operation=operation, idempotency_key=new_id(), dry_run=dry_run)
            outcome = self.platform.executor.run(call)
        except GuildhallError as error:
            causes = [error, error.__cause__, error.__context__]
            self.said.append(f"{error!r} {error.to_dict()} {causes!r}")
            return error
        self.said.append(repr(outcome))
        if isinstance(outcome, NeedsConfirmation):
            self.said.append(repr(self.platform.approvals.press(outcome.confirmation_id, "approve", self.owner)))
            return self.platform.machinery.confirmations.get(outcome.confirmation_id)
        if isinstance(outcome, Completed):
            self.said.append(json.dumps(outcome.result))
            return outcome.result
        assert isinstance(outcome, Previewed)
        return outcome

    def kept(self) -> dict[str, str]:
        """All that anybody could read, by where it stands; not what Discord itself keeps of its webhooks."""
        names = ("policy", "history", "audit", "state")
        tables = {name: repr(table.items()) for name, table in zip(names, self.tables, strict=True)}
        messages = {
            f"#{name}": self.lab.bot.get(f"channels/{channel_id}/messages").text
            for name, channel_id in self.lab.channels.items()
            if name in {"general", "support", "approvals"}
        }
        log = self.lab.bot.get(f"guilds/{self.lab.guild_id}/audit-logs").text
        return {**tables, **messages, "Discord's log": log, "answers": "\n".join(self.said)}


@pytest.fixture
def watched(discord: Lab, caplog: pytest.LogCaptureFixture) -> Iterator[Watched]:
    caplog.set_level(logging.DEBUG)
    discord.reset()
    role = f"/roles/{discord.names['guildhall_role']}"
    discord.control.put(role, json={"permissions": str(1 << 3)}).raise_for_status()
    with open_client(discord.endpoints["rest_url"]) as client:
        reader = DiscordReader(rest=DiscordRest.over(client, lambda: str(discord.endpoints["bot_token"])))
        tables = tuple(MemoryTable(utc_now) for _ in range(4))
        platform = assemble(Tables(*tables), reader, outside=Outside())
        guild_id = GuildId(discord.guild_id)
        platform.policies.put_installation(Installation(guild_id=guild_id, installed_at=utc_now()))
        approvals = ChannelId(discord.channels["approvals"])
        policy = GuildPolicy(guild_id=guild_id, approvals_channel_id=approvals, confirm_from=Risk.SENSITIVE, version=1)
        assert platform.policies.put_guild_policy(policy)
        yield Watched(discord, platform, tables)


def _secret(watched: Watched, webhook_id: str) -> str:
    return str(watched.lab.bot.get(f"webhooks/{webhook_id}").json()["token"])


def _logged(caplog: pytest.LogCaptureFixture) -> str:
    """What this platform wrote, at every level; the simulated Discord runs in the same process and has its own log."""
    ours = (record for record in caplog.records if not record.name.startswith("uvicorn"))
    return "\n".join(f"{record.getMessage()} {record.__dict__!r}" for record in ours)


def _made(watched: Watched) -> str:
    general = watched.lab.channels["general"]
    record = watched.run("webhook.create", channel_id=general, name="Builds")
    return str(record.outcome["result"]["webhook_id"])


def _speak(watched: Watched, webhook_id: str) -> None:
    """Say, change, read and take back something; each way to speak goes by the secret."""
    watched.run("webhook.execute", dry_run=True, webhook_id=webhook_id, content="soon")
    said = watched.run("webhook.execute", webhook_id=webhook_id, content="hello")
    note = {"name": "note.txt", "data_base64": "aGVsbG8="}
    watched.run("webhook.execute", webhook_id=webhook_id, content="with a file", files=[note], username="Reporter")
    message = {"webhook_id": webhook_id, "message_id": said["message_id"]}
    watched.run("webhook.get_message", **message)
    watched.run("webhook.edit_message", **message, content="hello again")
    watched.run("webhook.delete_message", dry_run=True, **message)
    watched.run("webhook.delete_message", **message)
    assert isinstance(watched.run("webhook.get_message", **message), GuildhallError)


def test_the_secret_of_a_webhook_is_nowhere_whatever_is_done_with_it(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    webhook_id, guild_id = _made(watched), watched.lab.guild_id
    secret = _secret(watched, webhook_id)
    assert len(secret) > 40
    _speak(watched, webhook_id)
    watched.run("webhook.edit", webhook_id=webhook_id, name="Deployments")
    watched.run("webhook.list", guild_id=guild_id)
    watched.run("webhook.list_in_channel", channel_id=watched.lab.channels["general"])
    watched.run("audit_log.list", guild_id=guild_id)
    watched.run("integration.list", guild_id=guild_id)
    for record in watched.run("audit.list", guild_id=guild_id, limit=100)["records"]:
        watched.run("audit.get", guild_id=guild_id, audit_id=record["audit_id"])
    watched.run("audit.export", guild_id=guild_id)
    watched.run("webhook.delete", dry_run=True, webhook_id=webhook_id)
    watched.run("webhook.delete", webhook_id=webhook_id)
    assert isinstance(watched.run("webhook.execute", webhook_id=webhook_id, content="gone"), GuildhallError)
    kept = watched.kept() | {"logs": _logged(caplog)}
    assert {where for where, text in kept.items() if secret in text} == set()
    assert webhook_id in kept["audit"], "what is looked through is really what was kept"
    assert "hello again" not in kept["audit"], "what was said through it is no more in the trail than other words"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 500, "times": 10},
        {"kind": "status", "status": 404},
        {"kind": "status", "status": 403},
        {"kind": "drop", "when": "after", "times": 10},
        {"kind": "cloudflare"},
        {"kind": "shared", "retry_after": 0.1},
    ],
    ids=lambda fault: f"{fault['kind']} {fault.get('status', '')}".strip(),
)
def test_a_send_that_fails_tells_nobody_the_secret(
    watched: Watched, caplog: pytest.LogCaptureFixture, fault: dict[str, Any]
) -> None:
    webhook_id = _made(watched)
    secret = _secret(watched, webhook_id)
    watched.lab.fault(route="execute_webhook", **fault)
    watched.run("webhook.execute", webhook_id=webhook_id, content="hello")
    kept = watched.kept() | {"logs": _logged(caplog)}
    assert {where for where, text in kept.items() if secret in text} == set()
