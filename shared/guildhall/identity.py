"""Who is asking: every way in becomes one `Principal`.

A door proves an identity (a signed interaction, an API key, later a token or a mention's author) and hands the executor
a principal; from there on no step knows which door it was, except where the rules differ by it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from guildhall.discord.ids import ChannelId, GuildId, UserId


class Door(StrEnum):
    """The way in."""

    MCP = "mcp"
    REST = "rest"
    INTERACTION = "interaction"
    AGENT = "agent"
    COMMAND_LINE = "command_line"

    @property
    def previews(self) -> bool:
        """Whether a write is previewed unless it says otherwise: a program's, not a person's own words."""
        return self in {Door.MCP, Door.REST}


class PlatformRole(StrEnum):
    """What somebody is to a guild on this platform, from Discord unless a membership says otherwise."""

    OWNER = "owner"
    ADMIN = "admin"
    OPERATOR = "operator"
    MODERATOR = "moderator"
    ANALYST = "analyst"
    VIEWER = "viewer"


class Level(StrEnum):
    """How far an API key reaches; each level stands for a set of scopes."""

    READ_ONLY = "read-only"
    READ_WRITE = "read-write"
    MODERATE = "moderate"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in Discord the call was made: a slash command's or a mention's guild and channel."""

    guild_id: GuildId
    channel_id: ChannelId


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller whose identity a door has proved. Ceilings only narrow what the person may do in Discord.

    Attributes:
        user_id: The Discord account that the call stands for.
        door: The way in.
        credential: A name for what proved it, for audit and limits; never a secret (`key:…`, `interaction:…`).
        client: The program that asks, as it names itself: untrusted, for people to read.
        scopes: Ceiling on scopes; None = as far as the person's platform role reaches.
        guild_ids: Ceiling on guilds; None = every guild that the person is a member of.
        channel_ids: Ceiling on channels; None = every channel.
        expires_at: When the proof ends; None = it does not.
        origin: Where it was asked; pins the guild when set.
        rate_limit: Calls per 60 s.
    """

    user_id: UserId
    door: Door
    credential: str
    client: str = ""
    scopes: frozenset[str] | None = None
    guild_ids: frozenset[GuildId] | None = None
    channel_ids: frozenset[ChannelId] | None = None
    expires_at: datetime | None = None
    origin: Origin | None = None
    rate_limit: int = 100

    @property
    def subject(self) -> str:
        """The name to which plans are bound: the person, and the credential where it is a lasting one."""
        return f"{self.user_id}/{self.credential_family}"

    @property
    def credential_family(self) -> str:
        """The name under which limits are counted: a lasting credential's own, else the person's."""
        lasting = self.door in {Door.MCP, Door.REST}
        return self.credential if lasting else f"user:{self.user_id}"
