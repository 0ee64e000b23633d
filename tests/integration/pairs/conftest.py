"""One simulated Discord for the files of this folder in a process, begun anew for each test."""

from collections.abc import Iterator

import pytest

from guildhall.bootstrap.platform import Outside, Tables, assemble
from guildhall.clock import utc_now
from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.execution.fetching import PublicWeb
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy, Installation
from local.discord.testing import Lab, laboratory
from tests.fakes.table import MemoryTable
from tests.integration.pairs.pairing import House

ADMINISTRATOR = 1 << 3


@pytest.fixture(scope="session")
def discord() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def house(discord: Lab) -> Iterator[House]:
    discord.reset()
    role = f"/roles/{discord.names['guildhall_role']}"
    discord.control.put(role, json={"permissions": str(ADMINISTRATOR)}).raise_for_status()
    with open_client(discord.endpoints["rest_url"]) as client:
        reader = DiscordReader(rest=DiscordRest.over(client, lambda: str(discord.endpoints["bot_token"])))
        outside = Outside(web=PublicWeb(discord.endpoints["rest_url"]))
        platform = assemble(Tables(*(MemoryTable(utc_now) for _ in range(4))), reader, outside=outside)
        guild_id = GuildId(discord.guild_id)
        platform.policies.put_installation(Installation(guild_id=guild_id, installed_at=utc_now()))
        approvals = ChannelId(discord.channels["approvals"])
        policy = GuildPolicy(
            guild_id=guild_id, approvals_channel_id=approvals, confirm_from=Risk.DESTRUCTIVE, version=1
        )
        assert platform.policies.put_guild_policy(policy)
        yield House(discord, platform)
    assert discord.violations() == []
