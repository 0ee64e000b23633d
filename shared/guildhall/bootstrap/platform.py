"""What every door that executes is made of: settings → tables, Discord, executor. Built once per process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from pydantic import JsonValue

from guildhall.bootstrap.seals import evidence
from guildhall.bootstrap.secrets import DiscordSecret
from guildhall.clock import Clock, new_id, sleep_s, utc_now
from guildhall.config import PlatformSettings, SealSettings
from guildhall.discord.governor import Governor
from guildhall.discord.ratelimit import RateLimiter
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.discord.sender import Sender
from guildhall.execution.approvals import Approvals
from guildhall.execution.executor import Executor
from guildhall.execution.fetching import PublicWeb, Web
from guildhall.execution.machinery import Machinery
from guildhall.execution.naming import Namer
from guildhall.execution.platform import platform_of
from guildhall.execution.ports import DiscordAccess, Expiries
from guildhall.execution.seals.findings import Evidence
from guildhall.execution.seals.verifier import Verifier
from guildhall.execution.trail import Trail
from guildhall.identity import Principal
from guildhall.oauth.keys import KeyAuthenticator
from guildhall.observability import logger
from guildhall.operations.catalogue import AnyOperation
from guildhall.policy.ports import Policies
from guildhall.store.audit import AuditRepository
from guildhall.store.automations import AutomationRepository
from guildhall.store.claims import ClaimRepository
from guildhall.store.confirmations import ConfirmationRepository
from guildhall.store.counters import CounterRepository
from guildhall.store.dynamodb import DynamoDB
from guildhall.store.history import HistoryRepository
from guildhall.store.plans import PlanRepository
from guildhall.store.policies import PolicyRepository
from guildhall.store.table import Table
from guildhall.store.undos import UndoRepository
from guildhall.surfaces.agent.queue import ResumeQueue
from guildhall.surfaces.expiring import LaterExpiries, NoExpiries
from guildhall.surfaces.queueing import AT_A_DOOR


@dataclass(frozen=True, slots=True)
class Tables:
    """The four tables, by lifecycle."""

    policy: Table
    history: Table
    audit: Table
    state: Table

    @classmethod
    def of(cls, settings: PlatformSettings) -> "Tables":
        """Return the tables that the settings name."""
        database = DynamoDB()
        names = (settings.policy_table, settings.history_table, settings.audit_table, settings.state_table)
        return cls(*(database.table(name) for name in names))


@dataclass(frozen=True, slots=True)
class Platform:
    """What a door works with."""

    executor: Executor
    approvals: Approvals
    policies: Policies
    keys: KeyAuthenticator
    machinery: Machinery
    tables: Tables

    def build(self, name: str, arguments: Mapping[str, JsonValue], principal: Principal) -> AnyOperation:
        """Return the request that a name and arguments stand for; raises as `execution.naming.Namer.build`."""
        return Namer(self.executor.run, self.machinery.reach).build(name, arguments, principal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a platform reaches beside its tables and Discord; tests pass their own.

    Attributes:
        expiries: Has a question looked at when it is over.
        evidence: Where the trail's seals are.
        web: Where files are that were given by their address.
        sleep: How an operation lets time pass.
    """

    expiries: Expiries = field(default_factory=NoExpiries)
    evidence: Evidence | None = None
    web: Web = field(default_factory=PublicWeb)
    sleep: Callable[[float], None] = sleep_s


def assemble(
    tables: Tables, discord: DiscordAccess, clock: Clock = utc_now, outside: Outside | None = None
) -> Platform:
    """Put a platform together over given tables and a given Discord; tests pass their own."""
    outside = outside or Outside()
    policies, counters = PolicyRepository(tables.policy), CounterRepository(tables.state, clock)
    machinery = Machinery(
        discord=discord,
        policies=policies,
        automations=AutomationRepository(tables.policy),
        counters=counters,
        trail=Trail(AuditRepository(tables.audit), policies, counters),
        confirmations=ConfirmationRepository(tables.state),
        expiries=outside.expiries,
        plans=PlanRepository(tables.state, clock),
        claims=ClaimRepository(tables.state),
        results=HistoryRepository(tables.history),
        undos=UndoRepository(tables.history, clock),
        clock=clock,
        new_id=lambda: new_id(clock()),
        platform=platform_of,
        verifier=Verifier(outside.evidence),
        web=outside.web,
        sleep=outside.sleep,
    )
    return Platform(
        executor=Executor(machinery),
        approvals=Approvals(machinery),
        policies=policies,
        keys=KeyAuthenticator(policies, clock),
        machinery=machinery,
        tables=tables,
    )


@cache
def sender() -> Sender:
    """Return this process's one way out to Discord: connections, limits and fuse are shared by all who send."""
    settings = PlatformSettings.load()
    limiter = RateLimiter(requests_per_s=settings.discord_requests_per_s)
    return Sender(open_client(settings.discord_api_base_url), limiter, Governor())


@cache
def platform() -> Platform:
    """Return this process's platform, from its environment.

    Raises:
        ConfigurationError: A setting is missing.
    """
    settings = PlatformSettings.load()
    secret = DiscordSecret(settings.discord_secret_arn)
    discord = DiscordReader(rest=DiscordRest(sender(), secret.bot_token))
    seals = SealSettings.load_if_set()
    tables = Tables.of(settings)
    outside = Outside(
        expiries=_expiries(settings.resume_queue_url),
        evidence=evidence(tables.audit, seals) if seals else None,
        web=PublicWeb(settings.discord_api_base_url),
    )
    return assemble(tables, discord, outside=outside)


def _expiries(url: str) -> Expiries:
    return LaterExpiries(ResumeQueue(url, patience=AT_A_DOOR).put, logger("expiries")) if url else NoExpiries()
