"""Everything that a call is made with, put together once per process by `bootstrap`."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self

from guildhall.clock import Clock, sleep_s
from guildhall.discord.budget import Budget
from guildhall.discord.ids import GuildId
from guildhall.errors import DiscordForbidden, DiscordNotFound
from guildhall.execution.automating import AutomationsAdapter
from guildhall.execution.fetching import CallFiles, PublicWeb, Web
from guildhall.execution.ports import Automations, Claims, Confirmations, DiscordAccess, Expiries, Plans, Results, Undos
from guildhall.execution.rights import Rights
from guildhall.execution.rules import RulesAdapter
from guildhall.execution.seals.verifier import Verifier
from guildhall.execution.session import Session
from guildhall.execution.trail import Trail
from guildhall.identity import Door, Principal
from guildhall.operations.automations_port import AutomationsPort
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.ports import CallerRights, DiscordPort, FilesPort, PlatformPort
from guildhall.operations.rules_port import RulesPort
from guildhall.policy.attempt import Attempt
from guildhall.policy.ports import Counters, Policies

CALL_BUDGET_S = 22.0
"""Seconds that one call may spend at Discord, waits included; less than a claim's lease and a function's timeout."""


@dataclass(frozen=True, slots=True)
class CallPorts:
    """What one call's operation may reach."""

    discord: DiscordPort
    caller: CallerRights
    platform: PlatformPort
    rules: RulesPort
    automations: AutomationsPort
    clock: Clock
    ends_at: datetime
    sleep: Callable[[float], None]
    files: FilesPort

    @property
    def now(self) -> datetime:
        """The moment, UTC."""
        return self.clock()

    @property
    def remaining_s(self) -> float:
        """Seconds that the call still has."""
        return (self.ends_at - self.clock()).total_seconds()

    def pause(self, seconds: float) -> bool:
        """Let time pass and return True; return False at once where the call would not outlast it."""
        if seconds >= self.remaining_s:
            return False
        self.sleep(seconds)
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Machinery:
    """Repositories, Discord and the clock.

    Attributes:
        platform: Makes the platform's own state, as one call's operation reaches it, out of all this.
        sleep: How an operation lets time pass that waits for something to happen.
        web: Where files are that were given by their address.
    """

    discord: DiscordAccess
    policies: Policies
    automations: Automations
    counters: Counters
    trail: Trail
    confirmations: Confirmations
    expiries: Expiries
    plans: Plans
    claims: Claims
    results: Results
    undos: Undos
    clock: Clock
    new_id: Callable[[], str]
    verifier: Verifier
    platform: Callable[["Machinery", Attempt], PlatformPort]
    sleep: Callable[[float], None] = sleep_s
    web: Web = field(default_factory=PublicWeb)

    def anew(self) -> Self:
        """Return the machinery over a Discord that remembers nothing from before now."""
        return replace(self, discord=self.discord.fresh())

    def session(self, principal: Principal, operation: AnyOperation, audit_id: str, *, charged: bool = True) -> Session:
        """Return a call ready for its first step.

        Args:
            principal: Who asks.
            operation: What is asked.
            audit_id: The call's id.
            charged: Whether limits are spent.
        """
        discord = self.discord.within(Budget.of(CALL_BUDGET_S))
        attempt = Attempt(
            principal=principal,
            operation=operation,
            discord=discord,
            policies=self.policies,
            counters=self.counters,
            now=self.clock(),
            charged=charged,
        )
        # What a model asks may be what others told it; `trusted` says where that is known to be otherwise.
        at_discord = CallFiles(self.web, self.clock, _end_of(attempt), anywhere=False)
        ports = self.ports(attempt, discord, at_discord if principal.door is Door.AGENT else None)
        return Session(audit_id=audit_id, attempt=attempt, ports=ports, discord=discord, started=attempt.now)

    def trusted(self, session: Session) -> Session:
        """Let a call fetch from anywhere: whoever asked chose the addresses, or a human has approved them by now."""
        session.ports = self.ports(session.attempt, session.discord)
        return session

    def ports(self, attempt: Attempt, discord: DiscordPort, files: FilesPort | None = None) -> CallPorts:
        """Return the ports of a call over a given Discord.

        Args:
            attempt: The call.
            discord: Its Discord.
            files: Where the call has read files already, so that it goes on with the very same ones.
        """
        ends_at = _end_of(attempt)
        rules = RulesAdapter(asker=attempt.principal, policies=self.policies, counters=self.counters, clock=self.clock)
        platform, files = self.platform(self, attempt), files or CallFiles(self.web, self.clock, ends_at)
        kept = AutomationsAdapter(asker=attempt.principal, automations=self.automations, clock=self.clock)
        return CallPorts(discord, Rights(attempt), platform, rules, kept, self.clock, ends_at, self.sleep, files)

    def reach(self, principal: Principal) -> list[tuple[GuildId, str]]:
        """Return the served guilds (id, name) that a principal may mean when it names none.

        Raises:
            DiscordError: Discord could not be asked.
        """
        discord = self.discord.within(Budget.of(CALL_BUDGET_S))
        ceiling = principal.guild_ids
        served = [each.guild_id for each in self.policies.installations() if each.active]
        within = [guild_id for guild_id in served if ceiling is None or guild_id in ceiling]
        names = [(guild_id, _name_for(discord, principal, guild_id)) for guild_id in within]
        return [(guild_id, name) for guild_id, name in names if name is not None]


def _end_of(attempt: Attempt) -> datetime:
    return attempt.now + timedelta(seconds=CALL_BUDGET_S)


def _name_for(discord: DiscordPort, principal: Principal, guild_id: GuildId) -> str | None:
    try:
        discord.member(guild_id, principal.user_id)
        return discord.guild(guild_id).name
    except (DiscordNotFound, DiscordForbidden):
        return None
