"""What a fake Discord holds and how a test turns it; `tests.fakes.effects` has what each route does to it."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from pydantic import JsonValue

from guildhall.discord.files import Files
from guildhall.discord.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from guildhall.discord.types.channel import Channel
from guildhall.discord.types.guild import Guild, Member, Role
from guildhall.discord.types.message import Message
from guildhall.errors import DiscordForbidden, DiscordNotFound
from tests.fakes import guild as here
from tests.fakes.guild import GUILD

FIRST_DM = 9_000_000_000_000_000_000


@dataclass(frozen=True)
class Sent:
    """One request as it reached Discord.

    Attributes:
        route: The route's text.
        items: The body where it is a list; `body` is None then.
        reason: What would stand in `X-Audit-Log-Reason`.
        nonce: What makes a message that is sent twice one message.
        fresh: Whether nothing that was remembered would have answered it.
        files: What went beside the body, by the form's fields.
    """

    route: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | int | bool | Sequence[str]] | None = None
    body: Mapping[str, JsonValue] | None = None
    items: Sequence[JsonValue] | None = None
    reason: str | None = None
    nonce: str | None = None
    fresh: bool = False
    files: Files | None = None

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.route.startswith("GET ")


def direct_channel(user_id: UserId) -> ChannelId:
    """The id of somebody's direct messages with the bot."""
    return ChannelId(str(FIRST_DM + int(user_id) % 1_000_000))


class World:
    """Guilds, channels, members and messages of one Discord.

    Attributes:
        audit_log: The entries of Discord's audit log that the bot made, for a test to fill.
        posted_bodies: What the bot posted, as it now stands, by message.
        documented: How Discord's document answers where nothing is played: a key of `tests.fakes.documented.TURNED`.
    """

    documented = "as it is"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.guilds: dict[GuildId, Guild] = {GUILD: here.guild(), here.ELSEWHERE: here.elsewhere()}
        self.channels: dict[ChannelId, Channel] = {channel.id: channel for channel in here.channels()}
        self.members: dict[tuple[GuildId, UserId], Member] = dict(here.members())
        self.messages: dict[ChannelId, dict[MessageId, Message]] = {}
        self.bans: dict[tuple[GuildId, UserId], str | None] = {}
        self.application = here.application()
        self.audit_log: list[dict[str, JsonValue]] = []
        self.posted_bodies: dict[MessageId, dict[str, JsonValue]] = {}
        self.nonces: dict[str, MessageId] = {}
        self._hidden: set[ChannelId] = set()
        self._next_id = count(here.FIRST_FREE_ID)
        for message in here.messages():
            self.put_message(message)

    # Looking things up, as Discord would answer.

    def guild(self, guild_id: str) -> Guild:
        """The guild, or Discord's 10004."""
        return found(self.guilds.get(GuildId(guild_id)), "guild", 10004)

    def channel(self, channel_id: str) -> Channel:
        """The channel, or Discord's 10003 or 50001."""
        if channel_id in self._hidden:
            raise DiscordForbidden("The bot has no access to this.", "Let it.", status=403, discord_code=50001)
        return found(self.channels.get(ChannelId(channel_id)), "channel", 10003)

    def member(self, guild_id: str, user_id: str) -> Member:
        """The member, or Discord's 10007."""
        return found(self.members.get((GuildId(guild_id), UserId(user_id))), "member", 10007)

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

    def ban(self, user_id: UserId, reason: str | None = None, guild_id: GuildId = GUILD) -> None:
        """Let somebody be banned; that they left is for `remove_member`."""
        self.bans[guild_id, user_id] = reason

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


def found[T](thing: T | None, what: str, code: int) -> T:
    """The thing, or Discord's answer that there is none."""
    if thing is None:
        raise DiscordNotFound(f"The {what} does not exist.", "Check the id.", status=404, discord_code=code)
    return thing
