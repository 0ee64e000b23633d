"""The trail beside the audit log of a simulated Discord, over real HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from guildhall.bootstrap.platform import Platform, Tables, assemble
from guildhall.clock import utc_now
from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.execution.outcome import Call, Completed
from guildhall.identity import Door, Principal
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy, Installation
from local.discord.testing import Lab, laboratory
from tests.fakes.table import MemoryTable


@dataclass
class Bench:
    """A whole platform in front of a simulated Discord."""

    lab: Lab
    platform: Platform
    numbers: Iterator[int] = field(default_factory=count)

    def run(self, operation_name: str, **asked: Any) -> dict[str, Any]:
        owner = Principal(user_id=UserId(self.lab.users["owner"]), door=Door.MCP, credential="key:k")
        operation = self.platform.build(operation_name, asked, owner)
        done = self.platform.executor.run(
            Call(principal=owner, operation=operation, idempotency_key=str(next(self.numbers)), dry_run=False)
        )
        assert isinstance(done, Completed), done
        return {**done.result, "audit_id": done.audit_id}


@pytest.fixture
def bench() -> Iterator[Bench]:
    with laboratory() as lab, open_client(lab.endpoints["rest_url"]) as client:
        tables = Tables(*(MemoryTable() for _ in range(4)))
        discord = DiscordReader(rest=DiscordRest.over(client, lambda: str(lab.endpoints["bot_token"])))
        platform = assemble(tables, discord, utc_now)
        guild_id = GuildId(lab.guild_id)
        platform.policies.put_installation(Installation(guild_id=guild_id, installed_at=utc_now()))
        platform.policies.put_guild_policy(GuildPolicy(guild_id=guild_id, confirm_from=Risk.DESTRUCTIVE, version=1))
        yield Bench(lab, platform)


@pytest.mark.requirement("F5")
def test_every_act_is_found_in_discords_log_or_explained_and_what_others_did_is_told(bench: Bench) -> None:
    general, support = bench.lab.channels["general"], bench.lab.channels["support"]
    acts = [
        bench.run("channel.edit", channel_id=support, topic="über alles: 100 %", reason="Ordnung - by X - muß sein"),
        bench.run("channel.create", guild_id=bench.lab.guild_id, name="fresh", kind="text"),
        bench.run("member.timeout", guild_id=bench.lab.guild_id, user_id=bench.lab.users["newcomer"], duration_s=60),
    ]
    bench.run("message.send", channel_id=general, content="hello")
    stolen = bench.lab.bot.patch(f"/channels/{general}", json={"topic": "somebody else has the token"})
    assert stolen.status_code == 200
    got = bench.run("audit.compare", guild_id=bench.lab.guild_id)
    assert {each["audit_id"] for each in got["matched_acts"]} == {act["audit_id"] for act in acts}
    assert all(abs(each["lag_s"]) < 5 for each in got["matched_acts"])
    assert [(each["operation"], each["expected"]) for each in got["unmatched_acts"]] == [("message.send", True)]
    (strange,) = got["strange_entries"]
    assert (strange["audit_id"], "bot's token" in strange["why"]) == (None, True)
    assert got["suspicious"] == 1
    assert bench.lab.violations() == []
