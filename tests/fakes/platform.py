"""A whole platform without a socket: `bootstrap.platform.assemble` over tables in memory, a fake Discord and a clock.

rig = Rig()                                        # the guild of `tests.fakes.guild`, installed, open
rig.run("channel.list", {}, rig.slash(MEMBER))     # build the request and take it through the executor
rig.press(confirmation_id, "approve", MODERATOR)   # press a card's button in #approvals
rig.trail()                                        # what the guild's audit says, oldest first
rig.set_policy(approvals_channel_id=APPROVALS)
rig.restart()                                      # a new process over the same tables and the same Discord
with rig.crashing_at("execution.called"): …        # the process dies at a checkpoint; `Crash` comes out
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from guildhall import checkpoints
from guildhall.bootstrap.platform import Outside, Platform, Tables, assemble
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.execution.outcome import Answer, Call, Completed, NeedsConfirmation, Outcome, Previewed
from guildhall.identity import Door, Level, Origin, Principal
from guildhall.operations.acts import AuditKind
from guildhall.policy.model import ApiKey, GuildPolicy, Installation
from guildhall.policy.scopes import LEVEL_SCOPES
from guildhall.store.records import AuditRecord
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.discord import FakeDiscord
from tests.fakes.guild import APPROVALS, ELSEWHERE, GENERAL, GUILD
from tests.fakes.seals import Seals
from tests.fakes.table import MemoryTable
from tests.fakes.web import FakeWeb

LEASE_S = 31
"""Longer than a claim's lease."""


class Crash(BaseException):
    """The process died here. No `except Exception` sees it, as none sees a SIGKILL."""


@dataclass
class Expiries:
    """Writes down which questions are to be looked at, and when."""

    due: list[tuple[str, datetime]] = field(default_factory=list)

    def later(self, confirmation_id: str, due_at: datetime) -> None:
        self.due.append((confirmation_id, due_at))


class Rig:
    """A platform with everything that a test wants to turn.

    Attributes:
        platform: What the doors get; `restart` replaces it.
        tables: The four tables in memory.
        discord: The fake Discord; `world` is what it holds, for a test to turn.
        clock: Stands still until `clock.advance(seconds)`.
        web: Where files are that are given by their address.
    """

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.discord = FakeDiscord(self.clock)
        self.world = self.discord.world
        self.state, self.audit = MemoryTable(self.clock), MemoryTable(self.clock)
        self.policy, self.history = MemoryTable(self.clock), MemoryTable(self.clock)
        self.tables = Tables(policy=self.policy, history=self.history, audit=self.audit, state=self.state)
        self._keys = count()
        self.expiries = Expiries()
        self.seals = Seals(self.audit, self.clock)
        self.web = FakeWeb()
        self.restart()
        for guild_id in (GUILD, ELSEWHERE):
            self.platform.policies.put_installation(Installation(guild_id=guild_id, installed_at=NOON))
            self.platform.policies.put_guild_policy(GuildPolicy(guild_id=guild_id))

    def restart(self) -> Platform:
        """Begin anew, as a new process does, over the same tables and the same Discord."""
        outside = Outside(expiries=self.expiries, evidence=self.seals.evidence, web=self.web, sleep=self.clock.advance)
        self.platform = assemble(self.tables, self.discord, self.clock, outside)
        return self.platform

    # Who asks.

    def slash(self, user_id: UserId, channel_id: ChannelId = GENERAL, guild_id: GuildId = GUILD) -> Principal:
        """Somebody who types a slash command, or presses a button, in a channel."""
        return Principal(
            user_id=user_id,
            door=Door.INTERACTION,
            credential=f"interaction:{next(self._keys)}",
            client="Discord",
            origin=Origin(guild_id, channel_id),
        )

    def agent(self, user_id: UserId, channel_id: ChannelId = GENERAL, turn_id: str = "77") -> Principal:
        """Somebody for whom the agent works, in a turn that was asked for in a channel."""
        return Principal(
            user_id=user_id,
            door=Door.AGENT,
            credential=f"turn:{turn_id}",
            client="Discord",
            origin=Origin(GUILD, channel_id),
        )

    def direct(self, user_id: UserId) -> Principal:
        """Somebody who presses a button in the direct messages with the bot."""
        credential = f"interaction:{next(self._keys)}"
        return Principal(user_id=user_id, door=Door.INTERACTION, credential=credential, client="Discord")

    def mcp(self, user_id: UserId, level: Level = Level.ADMIN, **ceilings: Any) -> Principal:
        """Somebody's program with an API key that is kept; `ceilings` are fields of `Principal`."""
        fields: dict[str, Any] = {
            "user_id": user_id,
            "door": Door.MCP,
            "credential": "key:0123456789abcdef",
            "client": "a client",
            "scopes": LEVEL_SCOPES[level],
            **ceilings,
        }
        principal = Principal(**fields)
        key_id = principal.credential.removeprefix("key:")
        if self.platform.policies.api_key(key_id) is None:
            self.platform.policies.put_api_key(
                ApiKey(key_id=key_id, secret_sha256="0" * 64, name="ci", level=level, user_id=user_id, created_at=NOON)
            )
        return principal

    # What is asked.

    def call(self, name: str, arguments: Mapping[str, Any], principal: Principal, **more: Any) -> Call:
        """A call, under a key of its own unless `idempotency_key` is given."""
        operation = self.platform.build(name, arguments, principal)
        fields: dict[str, Any] = {"idempotency_key": f"test:{next(self._keys)}", **more}
        return Call(principal=principal, operation=operation, **fields)

    def run(self, name: str, arguments: Mapping[str, Any], principal: Principal, **more: Any) -> Outcome:
        """Build a call and run it."""
        return self.platform.executor.run(self.call(name, arguments, principal, **more))

    def complete(self, name: str, arguments: Mapping[str, Any], principal: Principal, **more: Any) -> Completed:
        """Run a call that is done at once."""
        outcome = self.run(name, arguments, principal, **more)
        assert isinstance(outcome, Completed), outcome
        return outcome

    def preview(self, name: str, arguments: Mapping[str, Any], principal: Principal, **more: Any) -> Previewed:
        """Run a call that is only previewed."""
        outcome = self.run(name, arguments, principal, **more)
        assert isinstance(outcome, Previewed), outcome
        return outcome

    def ask(self, name: str, arguments: Mapping[str, Any], principal: Principal, **more: Any) -> NeedsConfirmation:
        """Run a call that waits for a human."""
        outcome = self.run(name, arguments, principal, **{"dry_run": False, **more})
        assert isinstance(outcome, NeedsConfirmation), outcome
        return outcome

    def press(self, confirmation_id: str, verb: str, who: UserId | Principal, note: str | None = None) -> Answer:
        """Press a card's button, in #approvals unless a principal says otherwise."""
        presser = who if isinstance(who, Principal) else self.slash(who, APPROVALS)
        return self.platform.approvals.press(confirmation_id, verb, presser, note)

    # What is set and seen.

    def set_policy(self, **fields: object) -> GuildPolicy:
        """Change fields of the guild's policy."""
        now = self.platform.policies.guild_policy(GUILD)
        policy = GuildPolicy.model_validate({**now.model_dump(), **fields, "version": now.version + 1})
        assert self.platform.policies.put_guild_policy(policy)
        return policy

    def records(self) -> list[AuditRecord]:
        """All that the trail says, guild by guild, oldest first."""
        texts = [item["record"] for item in self.audit.items() if "record" in item]
        return [AuditRecord.model_validate_json(str(text)) for text in texts]

    def trail(self, guild_id: GuildId | None = GUILD, kind: AuditKind | None = None) -> list[AuditRecord]:
        """What the trail says of a guild, or of calls that belong to none; oldest first."""
        return [each for each in self.records() if each.guild_id == guild_id and kind in {None, each.kind}]

    def statuses(self, guild_id: GuildId | None = GUILD) -> list[str]:
        """The trail in short, such as `intent pending`."""
        return [f"{record.kind} {record.status}" for record in self.trail(guild_id)]

    @contextmanager
    def crashing_at(self, name: str) -> Iterator[None]:
        """Let the process die the next time it passes a checkpoint."""
        armed = [name]

        def hook(passed: str) -> None:
            if passed in armed:
                armed.clear()
                raise Crash(passed)

        remove = checkpoints.on_checkpoint(hook)
        try:
            yield
        finally:
            remove()
