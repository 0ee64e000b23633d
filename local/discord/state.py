"""Everything the simulated Discord remembers. Objects are kept in the shape in which the API returns them.

A guild channel, thread, role, member, message and webhook is a ``dict`` with Discord's fields. What depends on the
viewer (``me`` in a reaction, the user inside a member) or is kept elsewhere (pins, reactions) stands beside them.
"""

from dataclasses import dataclass, field

from local.discord.clock import SimClock
from local.discord.errors import Code, DiscordError, Json
from local.discord.snowflake import Snowflakes


@dataclass
class Guild:
    """One guild: its settings, roles, members, bans and audit log."""

    data: Json
    roles: dict[str, Json] = field(default_factory=dict)
    members: dict[str, Json] = field(default_factory=dict)
    bans: dict[str, Json] = field(default_factory=dict)
    audit: list[Json] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The guild's id, which is also the id of its @everyone role."""
        return str(self.data["id"])

    def member(self, user_id: str) -> Json:
        """Return a member.

        Raises:
            DiscordError: 10007.
        """
        if user_id not in self.members:
            raise DiscordError(Code.UNKNOWN_MEMBER)
        return self.members[user_id]

    def role(self, role_id: str) -> Json:
        """Return a role.

        Raises:
            DiscordError: 10011.
        """
        if role_id not in self.roles:
            raise DiscordError(Code.UNKNOWN_ROLE)
        return self.roles[role_id]


@dataclass
class Reaction:
    """Who reacted to one message with one emoji."""

    emoji: Json
    users: dict[str, None] = field(default_factory=dict)


@dataclass
class Interaction:
    """One interaction that we sent, and what came back.

    Attributes:
        source_message_id: the message that carries the pressed component, if any.
        acknowledged: the callback type that answered it, None before.
        original_id: the message that ``@original`` means.
        modal: the modal shown as the answer.
        loading: whether ``@original`` still says "thinking".
        hidden: whether Discord's client would not have shown the command to this member.
    """

    id: str
    token: str
    type: int
    payload: Json
    user_id: str
    channel_id: str
    guild_id: str | None
    created_s: float
    source_message_id: str | None = None
    acknowledged: int | None = None
    ephemeral: bool = False
    loading: bool = False
    original_id: str | None = None
    original_deleted: bool = False
    followup_ids: list[str] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] | None = None
    failure: str | None = None
    hidden: bool = False


@dataclass
class World:
    """The whole state.

    ``ephemeral`` maps a message id to the only user who sees it; ``gone_components`` keeps what an edit took away, by
    message and custom id, because a client that has not seen the edit yet can still press it. ``votes`` are by
    message and answer.
    """

    clock: SimClock
    ids: Snowflakes
    users: dict[str, Json] = field(default_factory=dict)
    guilds: dict[str, Guild] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    dm_members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    messages: dict[str, dict[str, Json]] = field(default_factory=dict)
    ephemeral: dict[str, str] = field(default_factory=dict)
    gone_components: dict[tuple[str, str], Json] = field(default_factory=dict)
    reactions: dict[str, dict[str, Reaction]] = field(default_factory=dict)
    pins: dict[str, dict[str, float]] = field(default_factory=dict)
    votes: dict[str, dict[int, set[str]]] = field(default_factory=dict)
    thread_members: dict[str, dict[str, Json]] = field(default_factory=dict)
    nonces: dict[tuple[str, str, str], tuple[str, float]] = field(default_factory=dict)
    webhooks: dict[str, Json] = field(default_factory=dict)
    invites: dict[str, Json] = field(default_factory=dict)
    commands: dict[str, dict[str, Json]] = field(default_factory=dict)
    command_permissions: dict[str, Json] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    collections: dict[str, dict[str, Json]] = field(default_factory=dict)
    blocked_dms: set[str] = field(default_factory=set)

    def guild(self, guild_id: str) -> Guild:
        """Return a guild.

        Raises:
            DiscordError: 10004.
        """
        if guild_id not in self.guilds:
            raise DiscordError(Code.UNKNOWN_GUILD)
        return self.guilds[guild_id]

    def channel(self, channel_id: str) -> Json:
        """Return a guild channel, a thread or a direct message channel.

        Raises:
            DiscordError: 10003.
        """
        if channel_id not in self.channels:
            raise DiscordError(Code.UNKNOWN_CHANNEL)
        return self.channels[channel_id]

    def message(self, channel_id: str, message_id: str) -> Json:
        """Return a message that everyone in the channel sees.

        Raises:
            DiscordError: 10008.
        """
        found = self.messages.get(channel_id, {}).get(message_id)
        if found is None or message_id in self.ephemeral:
            raise DiscordError(Code.UNKNOWN_MESSAGE)
        return found

    def guild_channels(self, guild_id: str, types: frozenset[int] | None = None) -> list[Json]:
        """Return a guild's channels, of the given types only, in position order."""
        found = [c for c in self.channels.values() if c.get("guild_id") == guild_id]
        if types is not None:
            found = [c for c in found if c["type"] in types]
        return sorted(found, key=lambda c: (c.get("position", 0), int(c["id"])))
