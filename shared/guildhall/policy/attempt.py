"""One call on its way through the steps: what is asked, and what the steps have found out so far."""

from dataclasses import dataclass, field
from datetime import datetime

from guildhall.discord.permissions import Permission
from guildhall.discord.types.guild import Guild, Member
from guildhall.errors import NotAMember
from guildhall.identity import PlatformRole, Principal
from guildhall.operations.base import Locus
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.ports import DiscordPort
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy
from guildhall.policy.ports import Counters, Policies

UNKNOWN_OR_NOT_YOURS = "There is no such thing, or it is not yours to see."
_IN_THREADS = (
    (Permission.SEND_MESSAGES, Permission.SEND_MESSAGES_IN_THREADS),
    (Permission.MANAGE_CHANNELS, Permission.MANAGE_THREADS),
)
_SWITCH = "control."
UNKNOWN_HINT = "Check the id; you and the bot must both be able to see it."


@dataclass(frozen=True, slots=True)
class Allowed:
    """A step's yes, with the reason that goes into the trail."""

    reason: str


@dataclass(slots=True, kw_only=True)
class Attempt:
    """A call and what is known of it. Steps fill the second half in the pipeline's order.

    Attributes:
        charged: Whether limits are spent; false for explaining, and for checking an approver.
        asked_by: Who asks, where it is not the caller: explaining what others may do. Failed look-ups are theirs.
        locus: Where it takes effect, from Discord.
        caller: The caller as a member of the locus's guild; None where there is no guild.
        bot: The bot as a member of it.
        role: The caller's platform role there.
        policy: The guild's policy.
        risk: The risk of exactly this request; the operation's own until the arguments were looked at.
    """

    principal: Principal
    operation: AnyOperation
    discord: DiscordPort
    policies: Policies
    counters: Counters
    now: datetime
    charged: bool = True
    asked_by: Principal | None = None

    locus: Locus = field(default_factory=Locus)
    caller: Member | None = None
    bot: Member | None = None
    role: PlatformRole = PlatformRole.VIEWER
    policy: GuildPolicy | None = None
    risk: Risk = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the operation's own risk."""
        self.risk = self.operation.spec.risk

    @property
    def guild(self) -> Guild | None:
        """The guild in which it takes effect, if any."""
        return self.locus.guild

    def present(self) -> tuple[Guild, Member, Member]:
        """Return guild, caller and bot, once membership was proved.

        Raises:
            NotAMember: It was not.
        """
        if self.locus.guild is None or self.caller is None or self.bot is None:
            raise unknown("membership was not proved")
        return self.locus.guild, self.caller, self.bot

    def needs(self) -> Permission:
        """Return the Discord permissions that the caller needs in the target; seeing it is always one of them."""
        own = self.operation.acts_on().own if self.on_self else None
        return self._in_target(self.operation.needs(self.locus) if own is None else own)

    @property
    def throws_switch(self) -> bool:
        """Whether it is about the kill switch, which no list, no pause and no flood of others' calls keeps shut."""
        return self.operation.full_name().startswith(_SWITCH)

    @property
    def on_self(self) -> bool:
        """Whether the caller acts on nobody but themselves, where the operation knows of that."""
        acts = self.operation.acts_on()
        return acts.own is not None and acts.member_ids == (self.principal.user_id,)

    def needs_of_bot(self) -> Permission:
        """Return those that the bot needs: what Discord asks of it where it acts there, else to see the target."""
        return self._in_target(self.operation.needs_of_bot(self.locus))

    def _in_target(self, needed: Permission) -> Permission:
        if self.locus.channel is None:
            return needed
        if self.locus.channel.is_thread:
            for elsewhere, in_threads in _IN_THREADS:
                if needed.has(elsewhere):
                    needed = needed.without(elsewhere) | in_threads
        return needed | Permission.VIEW_CHANNEL


def unknown(reason: str, told: tuple[str, str] | None = None) -> NotAMember:
    """Return the denial that tells nobody whether the thing exists; the true reason is for the trail.

    Args:
        reason: The true reason.
        told: What the operation says instead, with its hint.
    """
    message, hint = told or (UNKNOWN_OR_NOT_YOURS, UNKNOWN_HINT)
    return NotAMember(message, hint, reason=reason)
