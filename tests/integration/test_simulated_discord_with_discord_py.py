"""discord.py as the judge of the simulated Discord: it logs in, listens, answers, retries and resumes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from local.discord.testing import Lab, laboratory

DEADLINE_S = 15.0


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Iterator[Lab]:
    running_lab.reset(heartbeat_interval_ms=41_250)
    yield running_lab
    assert running_lab.violations() == []


class Echo(discord.Client):
    """A bot that answers mentions, written as discord.py's users write them."""

    def __init__(self) -> None:
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents, guild_ready_timeout=0.05)
        self.heard: list[str] = []
        self.happened: list[str] = []

    async def on_ready(self) -> None:
        self.happened.append("ready")

    async def on_resumed(self) -> None:
        self.happened.append("resumed")

    async def on_message(self, message: discord.Message) -> None:
        if self.user in message.mentions:
            self.heard.append(message.content)
            await message.reply("heard")


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def started(lab: Lab) -> AsyncIterator[Echo]:
    client = Echo()
    task = asyncio.create_task(client.start(lab.endpoints["bot_token"]))
    try:
        await until(lambda: "ready" in client.happened or task.done())
        yield client
    finally:
        await client.close()
        await asyncio.wait_for(task, DEADLINE_S)


@pytest.fixture
def real_client(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Echo], Awaitable[None]]], None]:
    monkeypatch.setattr(Route, "BASE", lab.endpoints["rest_url"])
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(lab.endpoints["gateway_url"]))

    def run(scenario: Callable[[Echo], Awaitable[None]]) -> None:
        async def main() -> None:
            async with started(lab) as client:
                await scenario(client)

        asyncio.run(main())

    return run


RealClient = Callable[[Callable[[Echo], Awaitable[None]]], None]


def mention(lab: Lab, text: str) -> None:
    lab.say(f"<@{lab.endpoints['bot_user_id']}> {text}")


def replies(lab: Lab) -> list[str]:
    kept = lab.control.get("/messages", params={"channel_id": "general"}).json()
    return [m["content"] for m in kept if m["author"]["id"] == lab.endpoints["bot_user_id"]]


def test_discord_py_logs_in_hears_a_mention_and_replies(lab: Lab, real_client: RealClient) -> None:
    async def scenario(client: Echo) -> None:
        guild = client.guilds[0]
        assert (guild.name, guild.owner_id) == ("Guildhall Lab", int(lab.users["owner"]))
        staff = guild.get_channel(int(lab.channels["staff"]))
        assert staff is not None
        assert staff.permissions_for(guild.me).send_messages
        await asyncio.to_thread(mention, lab, "hello")
        await until(lambda: len(client.heard) == 1)
        await until(lambda: replies(lab) == ["heard"])

    real_client(scenario)
    assert [entry for entry in lab.requests() if not entry["valid"]] == []


def test_discord_py_retries_a_429(lab: Lab, real_client: RealClient) -> None:
    async def scenario(_client: Echo) -> None:
        order = {"route": "POST /channels/{channel_id}/messages", "kind": "sublimit", "retry_after": 0.2}
        await asyncio.to_thread(lambda: lab.fault(**order))
        await asyncio.to_thread(mention, lab, "again")
        await until(lambda: replies(lab) == ["heard"])

    real_client(scenario)
    sent = [entry["status"] for entry in lab.requests() if entry["route"] == "/channels/{channel_id}/messages"]
    assert sent == [429, 200]


@pytest.mark.parametrize("order", [{"gateway": "drop"}, {"gateway": "close", "code": 4000}, {"gateway": "op7"}])
def test_discord_py_resumes_and_hears_what_it_missed(lab: Lab, real_client: RealClient, order: dict[str, Any]) -> None:
    async def scenario(client: Echo) -> None:
        def lose_and_speak() -> None:
            lab.fault(**order)
            mention(lab, "while you were away")

        await asyncio.to_thread(lose_and_speak)
        await until(lambda: "resumed" in client.happened)
        await until(lambda: len(client.heard) == 1)

    real_client(scenario)


def test_discord_py_uses_the_rest_of_the_interface(lab: Lab, real_client: RealClient) -> None:
    async def scenario(client: Echo) -> None:
        guild = client.guilds[0]
        channel = await guild.create_text_channel("made-by-client", reason="a test")
        message = await channel.send("hello", embed=discord.Embed(title="t"))
        await message.add_reaction("👍")
        await message.pin()
        thread = await message.create_thread(name="talk")
        await thread.send("inside")
        member = await guild.fetch_member(int(lab.users["member"]))
        role = await guild.create_role(name="readers")
        await member.add_roles(role)
        await member.timeout(timedelta(hours=1))
        await channel.set_permissions(role, send_messages=True)
        webhook = await channel.create_webhook(name="news")
        assert await channel.webhooks() == [webhook]
        await guild.ban(discord.Object(int(lab.users["newcomer"])), delete_message_seconds=3600)
        await guild.unban(discord.Object(int(lab.users["newcomer"])))
        entries = [entry.action async for entry in guild.audit_logs(limit=20)]
        assert discord.AuditLogAction.ban in entries
        dm = await member.create_dm()
        await dm.send(file=discord.File(fp=__file__, filename="test.txt"))
        await channel.purge(limit=10)
        await channel.delete()

    real_client(scenario)
    wrong = [(entry["route"], entry["violations"]) for entry in lab.requests() if not entry["valid"]]
    assert wrong == []
