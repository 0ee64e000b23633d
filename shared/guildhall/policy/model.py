"""What a deployment knows of its guilds and keys, as data: the records of PolicyTable."""

from collections.abc import Iterable
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from guildhall.discord.ids import ChannelId, GuildId, RoleId, UserId
from guildhall.identity import Level, PlatformRole
from guildhall.operations.spec import ChannelMode, Risk


class Record(BaseModel):
    """A frozen record; an unknown key is a mistake, not data."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Installation(Record):
    """A guild that this deployment serves."""

    guild_id: GuildId
    installed_at: datetime
    installed_by: UserId | None = None
    active: bool = True


class Membership(Record):
    """A platform role that was granted by hand; it overrides what Discord's permissions say."""

    guild_id: GuildId
    user_id: UserId
    role: PlatformRole
    granted_by: UserId
    granted_at: datetime


class Pause(Record):
    """The kill switch, thrown: nothing is changed in the guild and the agent is silent until somebody resumes."""

    by: UserId | None = None
    """Who threw it; None for the platform itself, after a burst."""
    at: datetime
    why: str = ""
    audit_id: str | None = None
    """Of the platform's own: under which the trail tells of it, and by which it is told to people once."""


class GuildPolicy(Record):
    """A guild's own rules. The defaults are those of a guild that was set up; `initial` is for one that was not.

    Attributes:
        allowed_operations: Names or patterns (`message.*`) that may run.
        denied_operations: Names or patterns that may not; stronger than allowed.
        dry_run_default: Whether a write asked over MCP is only previewed unless it says otherwise.
        confirm_from: The least risk that needs a human; DESTRUCTIVE always does, whatever stands here.
        approvals_channel_id: Where confirmation cards go if all who read it may know what they quote; else, and for
            None, they go to the asker's direct messages.
        approver_role_ids: Discord roles of which whoever approves must hold one, beside the rights that the call takes;
            none = the rights are enough. The guild's owner always may.
        self_approval: Whether who asked may approve; where not, another person has to.
        two_person_from: The least risk that takes two approvals by different people; None = one is enough.
        alerts_channel_id: Where the platform tells of what it did by itself, such as a pause after a burst.
        writable_channel_ids: Channels that may be written in; None = wherever Discord lets caller and bot.
        changes_at_large: Whether what is about no single channel (roles, members, new channels) may be changed.
        role_map: Platform roles that holders of a Discord role have.
        chat_turns_per_minute: How often one person may ask the agent in a minute.
        model_tokens_per_day: What the agent's model may cost the guild in a day (UTC), in tokens; 0 = nothing.
        history_days: How long what was asked and visibly answered is remembered; 0 = not at all.
        protected_user_ids: Members that nobody acts on through this platform; likewise roles and channels.
        writes_per_day: Writes of all callers in a day (UTC), but for what moderates members or messages: that counts in
            moderation_per_day alone. Likewise direct messages, and messages that ping everybody or a role.
        moderation_burst: Kicks, bans and the like in a minute after which the guild is paused.
        audit_days: How long the trail is kept; undo_days: how long what an undo needs is.
        paused: The kill switch; None = not thrown.
        version: Grows by one with each change; a change names the version that it read.
    """

    guild_id: GuildId
    allowed_operations: tuple[str, ...] = ("*",)
    denied_operations: tuple[str, ...] = ()
    dry_run_default: bool = True
    confirm_from: Risk = Risk.SENSITIVE
    approvals_channel_id: ChannelId | None = None
    approver_role_ids: frozenset[RoleId] = frozenset()
    self_approval: bool = True
    two_person_from: Risk | None = None
    alerts_channel_id: ChannelId | None = None
    writable_channel_ids: frozenset[ChannelId] | None = None
    changes_at_large: bool = True
    role_map: dict[RoleId, PlatformRole] = Field(default_factory=dict)
    chat_turns_per_minute: int = Field(default=6, ge=1)
    model_tokens_per_day: int = Field(default=2_000_000, ge=0)
    history_days: int = Field(default=7, ge=0, le=90)
    protected_user_ids: frozenset[UserId] = frozenset()
    protected_role_ids: frozenset[RoleId] = frozenset()
    protected_channel_ids: frozenset[ChannelId] = frozenset()
    writes_per_day: int = Field(default=2_000, ge=0)
    moderation_per_day: int = Field(default=200, ge=0)
    direct_messages_per_day: int = Field(default=50, ge=0)
    mass_mentions_per_day: int = Field(default=3, ge=0)
    moderation_burst: int = Field(default=10, ge=1, le=1_000)
    audit_days: int = Field(default=365, ge=30, le=3650)
    undo_days: int = Field(default=7, ge=0, le=90)
    paused: Pause | None = None
    version: int = 0

    @classmethod
    def initial(cls, guild_id: GuildId) -> Self:
        """Return the policy of a guild for which nobody chose one: it reads, and writes nowhere."""
        return cls(guild_id=guild_id, writable_channel_ids=frozenset(), changes_at_large=False)

    @property
    def only_reads(self) -> bool:
        """Whether nothing at Discord may be changed through this platform."""
        return self.paused is not None or (self.writable_channel_ids == frozenset() and not self.changes_at_large)

    def refusing_list(self, operation: str) -> str | None:
        """Return the field that keeps an operation of that name from running, None where the lists let it run."""
        if any(fnmatchcase(operation, pattern) for pattern in self.denied_operations):
            return "denied_operations"
        return None if any(fnmatchcase(operation, each) for each in self.allowed_operations) else "allowed_operations"

    def needs_human(self, risk: Risk) -> bool:
        """Return whether something of that risk waits for a person's press; what takes two waits for the first."""
        return risk >= min(self.confirm_from, Risk.DESTRUCTIVE) or self.approvals_needed(risk) > 1

    def approvals_needed(self, risk: Risk) -> int:
        """Return how many people have to approve something of that risk."""
        return 2 if self.two_person_from is not None and risk >= self.two_person_from else 1

    def leaves_to_asker(self, risk: Risk, roles: Iterable[RoleId], *, owns: bool) -> bool:
        """Return whether who asks may approve something of that risk alone.

        Args:
            risk: Of what is asked.
            roles: The asker's Discord roles.
            owns: Whether the asker owns the guild.
        """
        approves = owns or not self.approver_role_ids or not self.approver_role_ids.isdisjoint(roles)
        return approves and self.self_approval and self.approvals_needed(risk) == 1


class ChannelPolicy(Record):
    """A channel's own rules; they only narrow the guild's."""

    guild_id: GuildId
    channel_id: ChannelId
    mode: ChannelMode = ChannelMode.OPEN
    denied_operations: tuple[str, ...] = ()

    def permits(self, operation: str) -> bool:
        """Return whether the channel's list leaves an operation of that name open."""
        return not any(fnmatchcase(operation, pattern) for pattern in self.denied_operations)


class ChatChannel(Record):
    """A channel in which the agent answers mentions."""

    guild_id: GuildId
    channel_id: ChannelId
    allowed_by: UserId
    allowed_at: datetime


class ApiKey(Record):
    """An API key as it is kept: of the secret only a hash.

    Attributes:
        key_id: The public half, part of the key's text.
        secret_sha256: Lower-case hex of SHA-256 over the secret half.
        user_id: The Discord account that the key stands for.
        guild_ids: Guilds that it reaches; None = all of that person's. Likewise channels.
        rate_limit: Calls per 60 s.
    """

    key_id: str
    secret_sha256: str
    name: str
    level: Level
    user_id: UserId
    guild_ids: frozenset[GuildId] | None = None
    channel_ids: frozenset[ChannelId] | None = None
    rate_limit: int = Field(default=100, ge=1)
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


class TrailStep(Record):
    """One authorization step's verdict."""

    step: str
    allowed: bool
    reason: str
