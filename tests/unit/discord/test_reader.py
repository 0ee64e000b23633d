from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.discord.memory import Memory
from guildhall.discord.reader import DiscordReader
from guildhall.discord.requests import nonce
from guildhall.discord.routes import CREATE_MESSAGE, GET_CHANNEL, TRIGGER_TYPING, UPDATE_MESSAGE, Route
from guildhall.errors import DiscordNotFound, DiscordRejected, DiscordUnavailable, InvalidArguments
from guildhall.operations.ports import DiscordPort
from tests.fakes import discord_api as api
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.discord_api import Scripted, ScriptedDiscord, answer

GUILD, CHANNEL, ADA = GuildId(api.GUILD), ChannelId("20"), UserId("9")
THREAD: dict[str, Any] = {"id": "21", "type": 12, "guild_id": api.GUILD, "parent_id": "20"}
EDIT = Route("PATCH /channels/{channel_id}")


def reader_of(*script: Scripted) -> tuple[DiscordReader, ScriptedDiscord, FakeClock]:
    discord, clock = ScriptedDiscord(script), FakeClock()
    return DiscordReader(rest=discord.rest(budget_s=600), clock=clock), discord, clock


def paths(discord: ScriptedDiscord) -> list[str]:
    return [str(asked.url.raw_path, "ascii").removeprefix("/api/v10") for asked in discord.asked]


def text_channel(channel_id: str, position: int, *, parent: str | None = None, kind: int = 0) -> dict[str, Any]:
    return {"id": channel_id, "type": kind, "guild_id": api.GUILD, "position": position, "parent_id": parent}


def test_it_is_the_port_that_operations_speak_to() -> None:
    port: DiscordPort = reader_of()[0]
    assert port is not None


def test_a_guild_comes_with_roles_and_counts() -> None:
    reader, discord, _ = reader_of(answer(200, {"id": api.GUILD, "name": "Guild", "roles": [api.role("50", 8)]}))
    assert [role.id for role in reader.guild(GUILD).roles] == ["50"]
    assert paths(discord) == ["/guilds/100?with_counts=true"]


def test_what_was_read_a_moment_ago_is_not_asked_again() -> None:
    reader, discord, clock = reader_of(answer(200, text_channel("20", 0)), answer(200, text_channel("20", 1)))
    assert reader.channel(CHANNEL) is reader.channel(CHANNEL)
    clock.advance(4.9)
    assert reader.channel(CHANNEL).position == 0
    clock.advance(0.1)
    assert reader.channel(CHANNEL).position == 1
    assert len(discord.asked) == 2


def test_a_fresh_reader_asks_once_and_what_it_was_told_the_others_know_too() -> None:
    reader, discord, _ = reader_of(answer(200, text_channel("20", 0)), answer(200, text_channel("20", 1)))
    reader.channel(CHANNEL)
    fresh = reader.fresh()
    assert [fresh.channel(CHANNEL).position, fresh.channel(CHANNEL).position] == [1, 1]
    assert reader.channel(CHANNEL).position == 1, "a preview after a drift must not show again what was before it"
    assert len(discord.asked) == 2


def test_a_fresh_readers_write_makes_the_others_forget_too() -> None:
    reader, discord, _ = reader_of(
        answer(200, text_channel("20", 0)), answer(200, text_channel("20", 1)), answer(200, text_channel("20", 2))
    )
    reader.channel(CHANNEL)
    reader.fresh().call(EDIT, {"channel_id": "20"}, body={"position": 1})
    assert reader.channel(CHANNEL).position == 2
    assert len(discord.asked) == 3


def test_a_write_forgets_what_was_read_even_if_it_fails() -> None:
    refused = answer(400, {"code": 50035, "message": "Invalid"})
    reader, discord, _ = reader_of(answer(200, text_channel("20", 0)), refused, answer(200, text_channel("20", 1)))
    reader.channel(CHANNEL)
    with pytest.raises(DiscordRejected):
        reader.call(EDIT, {"channel_id": "20"}, body={"position": 1})
    assert reader.channel(CHANNEL).position == 1
    assert len(discord.asked) == 3


@pytest.mark.parametrize("route", [CREATE_MESSAGE, UPDATE_MESSAGE, TRIGGER_TYPING])
def test_talking_changes_nobodys_rights_so_nothing_is_read_again_for_it(route: Route) -> None:
    reader, discord, _ = reader_of(answer(200, text_channel("20", 0)), answer(200, {"id": "1"}))
    reader.channel(CHANNEL)
    reader.call(route, {"channel_id": "20", "message_id": "1"}, body={"content": "hello"})
    assert reader.channel(CHANNEL).position == 0
    assert len(discord.asked) == 2


def test_what_was_asked_before_a_write_is_not_remembered_after_it() -> None:
    memory = Memory()
    before = memory.generation
    memory.forget()
    memory.keep(("a",), "old", NOON, before)
    assert memory.recall(("a",), NOON, 5) is None


def test_memory_stays_bounded() -> None:
    memory = Memory()
    for number in range(1200):
        memory.keep((str(number),), number, NOON, memory.generation)
    assert memory.recall(("1199",), NOON, 5) == 1199
    assert memory.recall(("1",), NOON, 5) is None


def test_all_guilds_are_read_page_by_page() -> None:
    first: list[Any] = [{"id": str(number), "name": "g", "icon": None} for number in range(1, 201)]
    reader, discord, _ = reader_of(answer(200, first), answer(200, [{"id": "500", "name": "last"}]))
    found = reader.guilds()
    assert [guild.id for guild in found] == [*(str(number) for number in range(1, 201)), "500"]
    assert paths(discord) == ["/users/@me/guilds?limit=200", "/users/@me/guilds?limit=200&after=200"]


def test_channels_come_in_the_order_of_the_client() -> None:
    told: Any = [
        text_channel("34", 0, parent="31", kind=2),
        text_channel("33", 1, parent="31"),
        text_channel("30", 5, kind=4),
        text_channel("31", 2, kind=4),
        text_channel("36", 0, parent="30"),
        text_channel("35", 9),
        text_channel("32", 1, parent="31"),
        text_channel("37", 0, parent="404"),
    ]
    reader, discord, _ = reader_of(answer(200, told))
    assert [channel.id for channel in reader.channels(GUILD)] == ["37", "35", "31", "32", "33", "34", "30", "36"]
    found = reader.channels(GUILD)
    found.clear()
    assert len(reader.channels(GUILD)) == 8
    assert len(discord.asked) == 1


def test_a_private_thread_comes_with_its_members() -> None:
    reader, discord, _ = reader_of(answer(200, THREAD), answer(200, [{"user_id": "9", "id": "21"}]))
    assert reader.channel(ChannelId("21")).member_ids == {"9"}
    assert reader.channel(ChannelId("21")).member_ids == {"9"}
    assert paths(discord) == ["/channels/21", "/channels/21/thread-members"]


def test_a_private_thread_whose_members_the_bot_may_not_see_has_none() -> None:
    reader, _, _ = reader_of(answer(200, THREAD), answer(403, {"code": 50001}))
    assert reader.channel(ChannelId("21")).member_ids == frozenset()


def test_the_bot_asks_once_who_it_is() -> None:
    me: dict[str, Any] = {"user": {"id": "8", "username": "bot"}, "roles": ["50"]}
    reader, discord, clock = reader_of(
        answer(200, {"id": "8", "username": "bot"}), answer(200, me), answer(204), answer(200, me)
    )
    assert reader.bot_member(GUILD).roles == ("50",)
    reader.call(EDIT, {"channel_id": "20"}, body={})
    clock.advance(3600)
    reader.bot_member(GUILD)
    assert paths(discord) == ["/users/@me", "/guilds/100/members/8", "/channels/20", "/guilds/100/members/8"]


def test_a_member_who_left_is_not_found() -> None:
    reader, _, _ = reader_of(answer(404, {"code": 10007, "message": "Unknown Member"}))
    with pytest.raises(DiscordNotFound, match="not a member"):
        reader.member(GUILD, ADA)


def test_an_answer_of_another_form_is_discords_failure_and_is_not_quoted() -> None:
    reader, _, _ = reader_of(answer(200, {"canary": "x"}), answer(200, "canary"))
    with pytest.raises(
        DiscordUnavailable, match=r"GET /channels/\{channel_id\} is not what it should be \(id, type\)"
    ) as odd:
        reader.channel(CHANNEL)
    assert "canary" not in str(odd.value.to_dict())
    with pytest.raises(DiscordUnavailable, match="all of it"):
        reader.guild(GUILD)


def test_recent_messages_are_newest_first() -> None:
    reader, discord, _ = reader_of(answer(200, [api.message(30), api.message(32), api.message(31)]))
    found = reader.recent_messages(CHANNEL, limit=3, before=MessageId("40"))
    assert [message.id for message in found] == ["32", "31", "30"]
    assert paths(discord) == ["/channels/20/messages?limit=3&before=40"]


@pytest.mark.parametrize(
    "asked", [{"limit": 0}, {"limit": 101}, {"limit": 5, "before": MessageId("1"), "after": MessageId("1")}]
)
def test_an_impossible_page_is_refused_before_asking(asked: dict[str, Any]) -> None:
    reader, _, _ = reader_of()
    with pytest.raises(InvalidArguments):
        reader.recent_messages(CHANNEL, **asked)


def test_writes_carry_the_reason_and_the_nonce_of_their_execution() -> None:
    reader, discord, _ = reader_of(*[answer(200, {})] * 5)
    for _ in range(2):
        executing = reader.with_execution("spam - by ada - 01", "confirmation-1")
        for _ in range(2):
            executing.call(CREATE_MESSAGE, {"channel_id": "20"}, body={"content": "hi"})
    executing.call(GET_CHANNEL, {"channel_id": "20"})
    bodies: list[Any] = discord.bodies()
    assert [body["nonce"] for body in bodies[:4]] == [nonce(f"confirmation-1/20/{number}") for number in (0, 1, 0, 1)]
    assert [asked.headers.get("x-audit-log-reason") for asked in discord.asked] == ["spam - by ada - 01"] * 4 + [None]


def test_without_an_execution_each_message_is_its_own() -> None:
    reader, discord, _ = reader_of(*[answer(200, {})] * 2)
    for _ in range(2):
        reader.call(CREATE_MESSAGE, {"channel_id": "20"}, body={"content": "hi"})
    one, other = discord.bodies()
    assert one != other


def test_a_reader_can_work_under_one_budget() -> None:
    reader, discord, _ = reader_of(answer(503, Retry_After="5"))
    with pytest.raises(DiscordUnavailable):
        reader.within(discord.budget(1)).channel(CHANNEL)
