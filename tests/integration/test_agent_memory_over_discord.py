"""Gate and memory over the simulated Discord: real HTTP, real message objects, real files."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.fetch import Fetcher, Origins
from guildhall.policy.model import ChatChannel, GuildPolicy, Installation
from guildhall.store.counters import CounterRepository
from guildhall.store.exchanges import ExchangeRepository
from guildhall.store.onces import OnceRepository
from guildhall.store.policies import PolicyRepository
from guildhall.surfaces.agent.gate import ChatGate
from guildhall.surfaces.agent.job import Mention, trimmed
from guildhall.surfaces.agent.memory.attachments import Attachments
from guildhall.surfaces.agent.memory.compaction import Compactor
from guildhall.surfaces.agent.memory.memory import ChannelMemory
from guildhall.surfaces.agent.ports import Admitted, Silent
from local.discord.testing import Lab, laboratory
from tests.fakes.clock import NOON
from tests.fakes.table import MemoryTable
from tests.unit.surfaces.agent.memory.support import PNG, FakeModel, FakeSpending, texts, whole


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Iterator[Lab]:
    running_lab.reset()
    yield running_lab
    assert running_lab.violations() == []


@pytest.fixture
def reader(lab: Lab) -> Iterator[DiscordReader]:
    with open_client(lab.endpoints["rest_url"]) as client:
        yield DiscordReader(rest=DiscordRest.over(client, lambda: str(lab.endpoints["bot_token"])))


@pytest.fixture
def gate(lab: Lab, reader: DiscordReader) -> ChatGate:
    policies, state = PolicyRepository(MemoryTable()), MemoryTable()
    guild_id, general = GuildId(lab.guild_id), ChannelId(lab.channels["general"])
    policies.put_installation(Installation(guild_id=guild_id, installed_at=NOON))
    policies.put_guild_policy(GuildPolicy(guild_id=guild_id, version=1))
    owner = UserId(lab.users["owner"])
    policies.allow_chat(ChatChannel(guild_id=guild_id, channel_id=general, allowed_by=owner, allowed_at=NOON))
    return ChatGate(discord=reader, policies=policies, counters=CounterRepository(state), onces=OnceRepository(state))


@pytest.fixture
def memory(lab: Lab, reader: DiscordReader) -> ChannelMemory:
    exchanges = ExchangeRepository(MemoryTable())
    return ChannelMemory(
        discord=reader,
        exchanges=exchanges,
        attachments=Attachments(Fetcher(origins=Origins.of(lab.endpoints["rest_url"]))),
        compactor=Compactor(FakeModel(), exchanges, FakeSpending()),
    )


def heard(lab: Lab, raw: dict[str, Any], **more: Any) -> Mention:
    """The mention as the gateway task would queue it."""
    return Mention(
        message=trimmed(raw),
        guild_id=lab.guild_id,
        channel_id=raw["channel_id"],
        author_id=raw["author"]["id"],
        **more,
    )


def admitted(answer: Admitted | Silent) -> Admitted:
    assert isinstance(answer, Admitted), answer
    return answer


def bot_id(lab: Lab) -> str:
    return str(lab.endpoints["bot_user_id"])


def test_a_reply_with_files_is_opened_with_what_it_answers_the_texts_and_the_images(
    lab: Lab, gate: ChatGate, memory: ChannelMemory
) -> None:
    first = lab.say("look at this", author="moderator", attachments=[{"filename": "a b.txt", "content": "a,b\n1,2"}])
    picture = {"filename": "a.png", "base64": base64.b64encode(PNG).decode(), "content_type": "image/png"}
    said = lab.say(f"<@{bot_id(lab)}> what is it?", reply_to=first["id"], attachments=[picture])
    passed = admitted(gate.admit(heard(lab, said), first=True))
    opening = memory.open(passed.asked, passed.policy)
    assert texts(opening)[-1] == "what is it?"
    assert f'You are asked in <#{lab.channels["general"]}> ("#general")' in texts(opening)[0]
    assert "look at this" in whole(opening)
    assert "a,b\n1,2" in whole(opening)
    assert opening.tainted
    content: Any = memory.complete(passed.asked, opening.message)["content"]
    (image,) = [block["source"] for block in content if block["type"] == "image"]
    assert (image["media_type"], base64.b64decode(image["data"])) == ("image/png", PNG)


def test_a_reply_whose_message_was_deleted_says_so(lab: Lab, gate: ChatGate, memory: ChannelMemory) -> None:
    first = lab.say("gone soon", author="moderator")
    said = lab.say(f"<@{bot_id(lab)}> what was it?", reply_to=first["id"])
    lab.bot.delete(f"channels/{first['channel_id']}/messages/{first['id']}").raise_for_status()
    raw = {name: value for name, value in said.items() if name != "referenced_message"}
    passed = admitted(gate.admit(heard(lab, raw), first=True))
    opening = memory.open(passed.asked, passed.policy)
    assert "The message that was replied to was deleted." in texts(opening)
    assert not opening.tainted


def test_elsewhere_it_stays_silent_with_one_reason(lab: Lab, gate: ChatGate) -> None:
    said = [lab.say(f"<@{bot_id(lab)}> hi", channel="support") for _ in range(2)]
    answers = [gate.admit(heard(lab, raw), first=True) for raw in said]
    reasons = [answer.say for answer in answers if isinstance(answer, Silent)]
    assert "`/allow-chat`" in reasons[0]
    assert reasons[1:] == [""]


def test_a_mention_of_the_bots_role_says_whom_to_mention(lab: Lab, gate: ChatGate) -> None:
    guild = lab.bot.get(f"guilds/{lab.guild_id}").json()
    (role,) = [role for role in guild["roles"] if (role.get("tags") or {}).get("bot_id") == bot_id(lab)]
    said = lab.say(f"<@&{role['id']}> hi") | {"mention_roles": [role["id"]]}
    answer = gate.admit(heard(lab, said, by_role=True), first=True)
    assert isinstance(answer, Silent)
    assert answer.say == f"Mention me, not my role: <@{bot_id(lab)}>."


def test_what_was_remembered_is_found_by_the_next_question(lab: Lab, gate: ChatGate, memory: ChannelMemory) -> None:
    passed = admitted(gate.admit(heard(lab, lab.say(f"<@{bot_id(lab)}> I like cats")), first=True))
    memory.remember(passed.asked, passed.policy, "Noted.", tainted=False)
    later = admitted(gate.admit(heard(lab, lab.say(f"<@{bot_id(lab)}> what do I like?")), first=True))
    opening = memory.open(later.asked, later.policy)
    assert "asked: I like cats\nYou answered: Noted." in whole(opening)
    assert not opening.tainted
