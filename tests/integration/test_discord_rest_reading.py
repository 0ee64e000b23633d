"""The reader over real sockets against the simulated Discord."""

from collections.abc import Iterator

import pytest

from guildhall.clock import utc_now
from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.reader import DiscordReader
from guildhall.discord.reasons import audit_reason
from guildhall.discord.rest import USER_AGENT, DiscordRest, open_client
from guildhall.discord.rights import channel_permissions, outranks
from guildhall.discord.routes import CREATE_MESSAGE, Route
from guildhall.discord.types.channel import ChannelType
from guildhall.discord.types.message import Message
from guildhall.errors import DiscordForbidden, DiscordNotFound, DiscordRejected
from local.discord.testing import Lab, laboratory


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Lab:
    running_lab.reset()
    return running_lab


@pytest.fixture
def reader(lab: Lab) -> Iterator[DiscordReader]:
    with open_client(lab.endpoints["rest_url"]) as client:
        yield DiscordReader(rest=DiscordRest.over(client, lambda: str(lab.endpoints["bot_token"])))


def guild_of(lab: Lab) -> GuildId:
    return GuildId(lab.guild_id)


def channel_of(lab: Lab, name: str) -> ChannelId:
    return ChannelId(lab.channels[name])


def user_of(lab: Lab, name: str) -> UserId:
    return UserId(lab.users[name])


def test_the_guild_its_channels_and_its_members_are_read(lab: Lab, reader: DiscordReader) -> None:
    guild = reader.guild(guild_of(lab))
    assert (guild.name, guild.owner_id) == ("Guildhall Lab", lab.users["owner"])
    assert {"@everyone", "Moderators", "Guildhall", "Admins"} <= {role.name for role in guild.roles}
    assert guild.id in {known.id for known in reader.guilds()}
    names = [channel.name for channel in reader.channels(guild.id)]
    assert names.index("general") < names.index("support") < names.index("staff") < names.index("approvals")
    assert reader.channel(channel_of(lab, "staff")).type is ChannelType.GUILD_TEXT
    assert reader.member(guild.id, user_of(lab, "moderator")).display == "Marek"
    assert reader.bot_member(guild.id).id == lab.endpoints["bot_user_id"]


def test_every_request_is_as_discord_wants_it(lab: Lab, reader: DiscordReader) -> None:
    test_the_guild_its_channels_and_its_members_are_read(lab, reader)
    executing = reader.with_execution(audit_reason("spam é", "ada", "01jd3x8q5c2m9k7w4t6r0v1y2z"), "key")
    sent = executing.call(CREATE_MESSAGE, {"channel_id": lab.channels["general"]}, body={"content": "hello"})
    message = Message.model_validate(sent)
    path = {"channel_id": message.channel_id, "message_id": message.id}
    executing.call(Route("DELETE /channels/{channel_id}/messages/{message_id}"), path)
    requests = lab.requests()
    assert [entry["violations"] for entry in requests if not entry["valid"]] == []
    assert requests[-1]["reason"] == "spam é - by ada - 01jd3x8q5c2m9k7w4t6r0v1y2z"
    assert lab.violations() == []
    assert USER_AGENT.startswith("DiscordBot (https://")


def test_what_discord_says_of_rights_is_what_is_calculated(lab: Lab, reader: DiscordReader) -> None:
    guild, staff = reader.guild(guild_of(lab)), reader.channel(channel_of(lab, "staff"))
    moderator, member = (reader.member(guild.id, user_of(lab, name)) for name in ("moderator", "member"))
    assert channel_permissions(guild, moderator, staff, now=utc_now()).has(Permission.MANAGE_MESSAGES)
    assert channel_permissions(guild, member, staff, now=utc_now()) == Permission(0)
    assert outranks(guild, moderator, member)
    assert outranks(guild, reader.bot_member(guild.id), moderator)


def test_messages_are_found_by_id_in_one_request(lab: Lab, reader: DiscordReader) -> None:
    said = [lab.say(f"message {number}") for number in range(5)]
    before = len(lab.requests())
    ids = [MessageId(message["id"]) for message in reversed(said)]
    found = reader.messages(channel_of(lab, "general"), ids)
    assert [message.content for message in found] == [f"message {number}" for number in range(5)]
    assert len(lab.requests()) == before + 1
    assert reader.recent_messages(channel_of(lab, "general"), limit=1)[0].content == "message 4"


def test_a_message_of_another_channel_is_missing(lab: Lab, reader: DiscordReader) -> None:
    here, there = lab.say("here"), lab.say("there", channel="support")
    with pytest.raises(DiscordNotFound) as refused:
        reader.messages(channel_of(lab, "general"), [MessageId(here["id"]), MessageId(there["id"])])
    assert refused.value.details["missing"] == [there["id"]]


def test_a_history_that_is_closed_to_the_bot_is_told_as_such(lab: Lab, reader: DiscordReader) -> None:
    one, two = lab.say("one"), lab.say("two")
    lab.allow("general", lab.endpoints["bot_user_id"], deny=int(Permission.READ_MESSAGE_HISTORY))
    with pytest.raises((DiscordForbidden, DiscordNotFound)) as refused:
        reader.messages(channel_of(lab, "general"), [MessageId(one["id"]), MessageId(two["id"])])
    assert isinstance(refused.value, DiscordForbidden)


def test_a_channel_that_the_bot_cannot_see_is_forbidden(lab: Lab, reader: DiscordReader) -> None:
    lab.allow("general", lab.endpoints["bot_user_id"], deny=int(Permission.VIEW_CHANNEL))
    with pytest.raises(DiscordForbidden, match="no access"):
        reader.channel(channel_of(lab, "general"))


def test_a_wrong_field_is_named(lab: Lab, reader: DiscordReader) -> None:
    with pytest.raises(DiscordRejected, match="content") as refused:
        reader.call(CREATE_MESSAGE, {"channel_id": lab.channels["general"]}, body={"content": "x" * 2001})
    assert refused.value.discord_code == 50035


def test_a_message_pings_nobody(lab: Lab, reader: DiscordReader) -> None:
    body = {"content": f"@everyone <@{lab.users['member']}>"}
    sent = reader.call(CREATE_MESSAGE, {"channel_id": lab.channels["general"]}, body=body)
    message = Message.model_validate(sent)
    assert not message.mention_everyone
    assert message.mentions == ()


def test_the_same_execution_posts_the_same_message_once(lab: Lab, reader: DiscordReader) -> None:
    first, again = (
        reader.with_execution("reason", "confirmation-1").call(
            CREATE_MESSAGE, {"channel_id": lab.channels["general"]}, body={"content": "once"}
        )
        for _ in range(2)
    )
    assert Message.model_validate(first).id == Message.model_validate(again).id
    recent = reader.recent_messages(channel_of(lab, "general"), limit=10)
    assert [message.content for message in recent].count("once") == 1
