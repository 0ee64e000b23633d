"""What an operation says of itself; everything else is derived."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route


class Risk(IntEnum):
    """How much harm a mistake does; ordered, so that policy can draw a line."""

    READ = 0
    WRITE = 1
    SENSITIVE = 2
    DESTRUCTIVE = 3

    @property
    def label(self) -> str:
        """The risk's name in words, lower case."""
        return self.name.lower()


class Access(StrEnum):
    """The verb of a scope, from harmless to far-reaching."""

    READ = "read"
    WRITE = "write"
    MODERATE = "moderate"
    MANAGE = "manage"


class Spending(StrEnum):
    """What a guild's daily budgets count."""

    WRITES = "writes"
    MODERATION = "moderation"
    DIRECT_MESSAGES = "direct_messages"
    MASS_MENTIONS = "mass_mentions"


class ChannelMode(StrEnum):
    """How far a channel is open to this platform."""

    OPEN = "open"
    READ_ONLY = "read_only"
    CLOSED = "closed"


class Discloses(StrEnum):
    """Who may know what an operation tells, beside its caller; scope and permission narrow it further."""

    TO_GUILD = "to_guild"
    """Every member of the guild."""
    TO_CHANNEL = "to_channel"
    """Whoever sees the channel that it is about."""
    BY_ENTRY = "by_entry"
    """Of each entry of its list, whoever sees that entry's channel, or is in that entry's guild."""
    TO_CALLER = "to_caller"
    """Nobody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """The facts of an operation that cannot be derived.

    Attributes:
        risk: How much harm a mistake does.
        scope: `<resource>:<read|write|moderate|manage>`, needed from role and credential.
        permission: What is demanded of the caller in the target, and of the bot if there is a route; None needs `why`.
        why: Why no Discord permission is demanded.
        bot_permission: What is demanded of the bot instead, where Discord asks it for less than we ask the caller.
        route: The Discord route that `execute` takes; None for operations of ours.
        also: Other routes that it takes beside that one, or instead of it; what it reads for its preview is none.
        same_as: Routes that do the same by other means (an older form, a secret in the path) and are never taken.
        finds: Names in the route's path that are no fields: the operation finds them out, and nobody says them.
        source: Path of Discord's documentation page, or of ours.
        listed: Whether MCP clients see it without searching.
        idempotent: Whether doing it twice is doing it once.
        ephemeral: Whether a slash command's answer is shown to its asker only.
        keeps_changes: Whether the trail keeps the preview's changes as they are: for what holds ids, numbers and words
            of ours alone, such as a policy.
    """

    risk: Risk
    scope: str
    permission: Permission | None
    why: str = ""
    bot_permission: Permission | None = None
    route: Route | None = None
    also: tuple[Route, ...] = ()
    same_as: tuple[Route, ...] = ()
    finds: frozenset[str] = frozenset()
    source: str
    listed: bool = False
    idempotent: bool = False
    ephemeral: bool = True
    keeps_changes: bool = False

    @property
    def governs(self) -> bool:
        """Whether it is about the platform itself (policy, control, chat …) and touches nothing at Discord."""
        return self.route is None and self.source.startswith("guildhall:")

    @property
    def of_bot(self) -> Permission:
        """What is demanded of the bot, whatever the arguments; nothing where nothing is sent to Discord."""
        if self.route is None:
            return NO_PERMISSIONS
        return (self.permission or NO_PERMISSIONS) if self.bot_permission is None else self.bot_permission

    @property
    def moderates(self) -> bool:
        """Whether it moderates members or messages: counted by itself, so that no other change uses that up."""
        return self.scope.endswith(f":{Access.MODERATE}")

    def __post_init__(self) -> None:
        """Refuse a spec that contradicts itself."""
        resource, _, verb = self.scope.partition(":")
        if not resource or verb not in set(Access):
            raise ValueError(f"{self.scope!r} is not <resource>:<{'|'.join(Access)}>")
        if (self.permission is None) != bool(self.why):
            raise ValueError("permission=None needs why=, and why= needs permission=None")
        if self.bot_permission is not None and (self.route is None or self.permission is None):
            raise ValueError("bot_permission= stands beside a route and a permission")
