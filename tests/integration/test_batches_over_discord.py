"""Batches against the simulated Discord over HTTP: the real routes, bodies, lists of members and bans."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from guildhall.bootstrap.platform import Platform, Tables, assemble
from guildhall.clock import utc_now
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.execution.outcome import Call, Completed
from guildhall.identity import Door, Origin, Principal
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy, Installation
from local.discord.simulator import SimulatedDiscord, running
from tests.fakes.table import MemoryTable

NOBODY = "80000000000000001"


@dataclass
class Place:
    """A guild of a simulated Discord, with the owner at the keys."""

    platform: Platform
    discord: SimulatedDiscord
    asked: int = 0

    def run(self, name: str, **arguments: Any) -> dict[str, Any]:
        """Run an operation for the owner, approve it where a human is asked, and return its result."""
        identity, self.asked = self.discord.sim.identity, self.asked + 1
        origin = Origin(GuildId(identity.guild_id), ChannelId(identity.channels["approvals"]))
        user_id = UserId(identity.users["owner"])
        who = Principal(user_id=user_id, door=Door.INTERACTION, credential=f"interaction:{self.asked}", origin=origin)
        operation = self.platform.build(name, arguments, who)
        outcome = self.platform.executor.run(Call(principal=who, operation=operation, idempotency_key=str(self.asked)))
        if isinstance(outcome, Completed):
            return outcome.result
        confirmation_id = getattr(outcome, "confirmation_id", "")
        self.platform.approvals.press(confirmation_id, "approve", who)
        record = self.platform.machinery.confirmations.get(confirmation_id)
        assert record is not None
        assert record.outcome is not None
        result = record.outcome["result"]
        assert isinstance(result, dict)
        return result

    def requests(self) -> list[Any]:
        """Return every request of the bot."""
        url = self.discord.endpoints()["control_url"]
        return list(httpx.get(f"{url}/requests", params={"since": "0"}, timeout=10).json())


@pytest.fixture
def place() -> Iterator[Place]:
    with running() as discord, open_client(str(discord.endpoints()["rest_url"])) as client:
        identity = discord.sim.identity
        reader = DiscordReader(rest=DiscordRest.over(client, lambda: identity.bot_token))
        platform = assemble(Tables(MemoryTable(), MemoryTable(), MemoryTable(), MemoryTable()), reader)
        guild_id = GuildId(identity.guild_id)
        platform.policies.put_installation(Installation(guild_id=guild_id, installed_at=utc_now()))
        approvals = ChannelId(identity.channels["approvals"])
        rules = GuildPolicy(guild_id=guild_id, approvals_channel_id=approvals, confirm_from=Risk.DESTRUCTIVE, version=1)
        assert platform.policies.put_guild_policy(rules)
        yield Place(platform, discord)


def _statuses(told: dict[str, Any]) -> dict[str, str]:
    return {item["user_id"]: item["status"] for item in told["items"]}


def test_a_role_is_given_to_many_and_asking_again_sends_nothing(place: Place) -> None:
    users, roles = place.discord.sim.identity.users, place.run("role.list")["roles"]
    role_id = next(role["role_id"] for role in roles if role["name"] == "Moderators")
    asked = {"user_ids": [users["member"], users["newcomer"], NOBODY], "role_id": role_id}
    told = _statuses(place.run("role.bulk_assign", **asked))
    assert told == {users["member"]: "done", users["newcomer"]: "done", NOBODY: "failed"}
    assert role_id in place.run("member.get", user_id=users["member"])["role_ids"]
    sent = len([request for request in place.requests() if request["method"] == "PUT"])
    again = _statuses(place.run("role.bulk_assign", **asked))
    assert again == {users["member"]: "already", users["newcomer"]: "already", NOBODY: "failed"}
    assert len([request for request in place.requests() if request["method"] == "PUT"]) == sent == 2
    assert all(request["valid"] for request in place.requests())


def test_many_are_banned_at_once_and_asking_again_bans_nobody_twice(place: Place) -> None:
    users = place.discord.sim.identity.users
    asked = {"user_ids": [users["member"], users["newcomer"], NOBODY]}
    told = _statuses(place.run("member.bulk_ban", **asked))
    assert told == {users["member"]: "done", users["newcomer"]: "done", NOBODY: "failed"}
    again = _statuses(place.run("member.bulk_ban", **asked))
    assert again == {users["member"]: "already", users["newcomer"]: "already", NOBODY: "failed"}
    bans = [request for request in place.requests() if request["path"].endswith("/bulk-ban")]
    assert [len(ban["body"]["user_ids"]) for ban in bans] == [3, 1]
    assert all(request["valid"] for request in place.requests())
