"""What the bot says beyond #general, for tests that put it into the world: news, a poll, a layout, a direct message."""

from datetime import timedelta

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.discord.types.message import Message
from tests.fakes.clock import NOON
from tests.fakes.guild import BOT_USER, GENERAL, GUILD, NEWCOMER
from tests.fakes.world import World, direct_channel

NEWS = ChannelId("4000000000000000011")
ANNOUNCED, ASKED = MessageId("5200000000000000000"), MessageId("5200000000000000001")
WRITTEN = MessageId("9100000000000000000")
LAID_OUT = MessageId("5200000000000000002")


def announce(world: World, words: str = "news") -> None:
    """Put the channels and what was said there; the guild greets newcomers in #general;, or let them read otherwise."""
    world.put_channel(
        Channel.model_validate(
            {"id": NEWS, "type": ChannelType.GUILD_ANNOUNCEMENT, "guild_id": GUILD, "name": "news", "position": 9}
        )
    )
    told = {"channel_id": NEWS, "author": BOT_USER, "timestamp": NOON - timedelta(minutes=5)}
    answers = [{"answer_id": 1, "poll_media": {"text": "yes"}}, {"answer_id": 2, "poll_media": {"text": "no"}}]
    poll = {"question": {"text": words}, "answers": answers, "expiry": NOON + timedelta(hours=1)}
    world.put_message(Message.model_validate({**told, "id": ANNOUNCED, "content": words}))
    world.put_message(Message.model_validate({**told, "id": ASKED, "poll": poll}))
    blocks: list[JsonValue] = [{"type": 10, "id": 7001, "content": words}]
    world.put_message(Message.model_validate({**told, "id": LAID_OUT, "flags": 1 << 15, "components": blocks}))
    world.posted_bodies[LAID_OUT] = {"components": blocks}
    direct = direct_channel(NEWCOMER)
    fields = {"id": direct, "type": ChannelType.DM, "recipients": [{"id": NEWCOMER, "username": "newcomer"}]}
    world.put_channel(Channel.model_validate(fields))
    world.put_message(Message.model_validate({**told, "id": WRITTEN, "channel_id": direct, "content": words}))
    world.guilds[GUILD] = world.guilds[GUILD].model_copy(update={"system_channel_id": GENERAL})
