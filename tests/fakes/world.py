"""What a fake Discord holds, how a test turns it, and what each writing route does to it.

A route that is not in `EFFECTS` is not known here: a test of an operation with a new route adds its effect.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from pydantic import JsonValue

from guildhall.discord import routes
from guildhall.discord.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from guildhall.discord.types import Channel, Guild, Member, Message, Role
from guildhall.errors import DiscordForbidden, DiscordNotFound
from tests.fakes import guild as here
from tests.fakes.guild import BOT_USER, GUILD

_DM = 1
_FIRST_DM = 9_000_000_000_000_000_000


@dataclass(frozen=True)
class Sent:
    """One request as it reached Discord.

    Attributes:
        route: The route's text.
        reason: What would stand in `X-Audit-Log-Reason`.
        nonce: What makes a message that is sent twice one message.
        fresh: Whether nothing that was remembered would have answered it.
    """

    route: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | int | bool] | None = None
    body: Mapping[str, JsonValue] | None = None
    reason: str | None = None
    nonce: str | None = None
    fresh: bool = False

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.route.startswith("GET ")


def direct_channel(user_id: UserId) -> ChannelId:
    """The id of somebody's direct messages with the bot."""
    return ChannelId(str(_FIRST_DM + int(user_id) % 1_000_000))


class World:
    """Guilds, channels, members and messages of one Discord.

    Attributes:
        posted_bodies: What the bot posted, as it now stands, by message.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.guilds: dict[GuildId, Guild] = {GUILD: here.guild(), here.ELSEWHERE: here.elsewhere()}
        self.channels: dict[ChannelId, Channel] = {channel.id: channel for channel in here.channels()}
        self.members: dict[tuple[GuildId, UserId], Member] = dict(here.members())
        self.messages: dict[ChannelId, dict[MessageId, Message]] = {}
        self.posted_bodies: dict[MessageId, dict[str, JsonValue]] = {}
        self.nonces: dict[str, MessageId] = {}
        self._hidden: set[ChannelId] = set()
        self._next_id = count(here.FIRST_FREE_ID)
        for message in here.messages():
            self.put_message(message)

    # Looking things up, as Discord would answer.

    def guild(self, guild_id: str) -> Guild:
        """The guild, or Discord's 10004."""
        return _found(self.guilds.get(GuildId(guild_id)), "guild", 10004)

    def channel(self, channel_id: str) -> Channel:
        """The channel, or Discord's 10003 or 50001."""
        if channel_id in self._hidden:
            raise DiscordForbidden("The bot has no access to this.", "Let it.", status=403, discord_code=50001)
        return _found(self.channels.get(ChannelId(channel_id)), "channel", 10003)

    def member(self, guild_id: str, user_id: str) -> Member:
        """The member, or Discord's 10007."""
        return _found(self.members.get((GuildId(guild_id), UserId(user_id))), "member", 10007)

    def posted(self, channel_id: ChannelId) -> list[dict[str, JsonValue]]:
        """The bodies of what the bot has posted in a channel, as they now stand, oldest first."""
        mine = self.messages.get(channel_id, {})
        return [self.posted_bodies[message_id] for message_id in mine if message_id in self.posted_bodies]

    # Turning it.

    def put_channel(self, channel: Channel) -> None:
        """Add a channel, or replace it."""
        self.channels[channel.id] = channel

    def edit_channel(self, channel_id: ChannelId, **changed: object) -> None:
        """Change fields of a channel."""
        self.put_channel(self.channels[channel_id].model_copy(update=changed))

    def remove_channel(self, channel_id: ChannelId) -> None:
        """Let a channel be gone."""
        self.channels.pop(channel_id, None)

    def hide(self, channel_id: ChannelId) -> None:
        """Answer 403 50001 for a channel, as for one that the bot cannot see."""
        self._hidden.add(channel_id)

    def put_member(self, member: Member, guild_id: GuildId = GUILD) -> None:
        """Add a member, or replace it."""
        self.members[guild_id, member.id] = member

    def edit_member(self, user_id: UserId, guild_id: GuildId = GUILD, **changed: object) -> None:
        """Change fields of a member."""
        self.put_member(self.members[guild_id, user_id].model_copy(update=changed), guild_id)

    def remove_member(self, user_id: UserId, guild_id: GuildId = GUILD) -> None:
        """Let somebody have left."""
        self.members.pop((guild_id, user_id), None)

    def put_role(self, role: Role) -> None:
        """Add a role to the guild, or replace it."""
        others = tuple(each for each in self.guilds[GUILD].roles if each.id != role.id)
        self.guilds[GUILD] = self.guilds[GUILD].model_copy(update={"roles": (*others, role)})

    def edit_role(self, role_id: RoleId, **changed: object) -> None:
        """Change fields of a role of the guild."""
        role = self.guilds[GUILD].role(role_id)
        assert role is not None
        self.put_role(role.model_copy(update=changed))

    def put_message(self, message: Message) -> None:
        """Add a message, or replace it."""
        self.messages.setdefault(message.channel_id, {})[message.id] = message

    def edit_message(self, channel_id: ChannelId, message_id: MessageId, content: str) -> None:
        """Let somebody have edited a message."""
        message = self.messages[channel_id][message_id]
        self.put_message(message.model_copy(update={"content": content}))

    def remove_message(self, channel_id: ChannelId, message_id: MessageId) -> None:
        """Let a message be gone."""
        self.messages[channel_id].pop(message_id, None)

    def new_id(self) -> str:
        """A fresh id."""
        return str(next(self._next_id))


def _found[T](thing: T | None, what: str, code: int) -> T:
    if thing is None:
        raise DiscordNotFound(f"The {what} does not exist.", "Check the id.", status=404, discord_code=code)
    return thing


def _get_guild(world: World, sent: Sent) -> JsonValue:
    counts = {"approximate_member_count": 6, "approximate_presence_count": 2}
    return {**world.guild(sent.path["guild_id"]).model_dump(mode="json"), **counts}


def _create_message(world: World, sent: Sent) -> JsonValue:
    channel_id = ChannelId(sent.path["channel_id"])
    if int(channel_id) < _FIRST_DM:
        world.channel(channel_id)
    known = world.nonces.get(sent.nonce) if sent.nonce else None
    if known is not None:
        return world.messages[channel_id][known].model_dump(mode="json")
    body, message_id = dict(sent.body or {}), MessageId(world.new_id())
    content, now = str(body.get("content", "")), world.clock()
    message = Message(id=message_id, channel_id=channel_id, author=BOT_USER, content=content, timestamp=now)
    world.put_message(message)
    world.posted_bodies[message_id] = body
    if sent.nonce:
        world.nonces[sent.nonce] = message_id
    return message.model_dump(mode="json")


def _update_message(world: World, sent: Sent) -> JsonValue:
    held = world.messages.get(ChannelId(sent.path["channel_id"]), {})
    message = _found(held.get(MessageId(sent.path["message_id"])), "message", 10008)
    world.posted_bodies[message.id] = dict(sent.body or {})
    return message.model_dump(mode="json")


def _bulk_delete(world: World, sent: Sent) -> JsonValue:
    wanted = (sent.body or {})["messages"]
    assert isinstance(wanted, list)
    for message_id in wanted:
        world.remove_message(ChannelId(sent.path["channel_id"]), MessageId(str(message_id)))
    return None


def _create_channel(world: World, sent: Sent) -> JsonValue:
    fields = {**(sent.body or {}), "id": world.new_id(), "guild_id": sent.path["guild_id"]}
    channel = Channel.model_validate(fields)
    world.put_channel(channel)
    return channel.model_dump(mode="json")


def _update_channel(world: World, sent: Sent) -> JsonValue:
    channel = world.channel(sent.path["channel_id"])
    changed = Channel.model_validate({**channel.model_dump(mode="json"), **(sent.body or {})})
    world.put_channel(changed)
    return changed.model_dump(mode="json")


def _delete_channel(world: World, sent: Sent) -> JsonValue:
    channel = world.channel(sent.path["channel_id"])
    world.remove_channel(channel.id)
    return channel.model_dump(mode="json")


def _update_member(world: World, sent: Sent) -> JsonValue:
    member = world.member(sent.path["guild_id"], sent.path["user_id"])
    changed = Member.model_validate({**member.model_dump(mode="json"), **(sent.body or {})})
    world.put_member(changed, GuildId(sent.path["guild_id"]))
    return changed.model_dump(mode="json")


def _add_role(world: World, sent: Sent) -> JsonValue:
    member = world.member(sent.path["guild_id"], sent.path["user_id"])
    roles = dict.fromkeys([*member.roles, RoleId(sent.path["role_id"])])
    world.edit_member(member.id, GuildId(sent.path["guild_id"]), roles=tuple(roles))
    return None


def _create_dm(world: World, sent: Sent) -> JsonValue:
    user_id = str((sent.body or {})["recipient_id"])
    return {"id": str(direct_channel(UserId(user_id))), "type": _DM, "recipients": [{"id": user_id}]}


EFFECTS: dict[str, Callable[[World, Sent], JsonValue]] = {
    routes.GET_GUILD.text: _get_guild,
    routes.CREATE_MESSAGE.text: _create_message,
    routes.UPDATE_MESSAGE.text: _update_message,
    routes.CREATE_DM.text: _create_dm,
    "POST /channels/{channel_id}/messages/bulk-delete": _bulk_delete,
    "POST /guilds/{guild_id}/channels": _create_channel,
    "PATCH /channels/{channel_id}": _update_channel,
    "DELETE /channels/{channel_id}": _delete_channel,
    "PATCH /guilds/{guild_id}/members/{user_id}": _update_member,
    "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}": _add_role,
}
