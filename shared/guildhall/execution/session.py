"""One call while it runs: its id, its ports, its way through the steps, and what the trail will say of it."""

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from guildhall.discord.ids import GuildId, UserId
from guildhall.errors import (
    ConfirmationInvalid,
    ConfirmationUndeliverable,
    Denied,
    DiscordError,
    GuildhallError,
    OutcomeUnknown,
    PlanDrifted,
    StoreError,
)
from guildhall.execution.ports import DiscordAccess
from guildhall.identity import Door, Principal
from guildhall.operations import naming
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview
from guildhall.operations.reversal import NotUndoable
from guildhall.operations.spec import Risk
from guildhall.policy.attempt import Attempt
from guildhall.policy.model import GuildPolicy, TrailStep
from guildhall.policy.pipeline import authorize
from guildhall.store.records import AuditRecord, UndoRecord

_IN_OUR_WORDS = (ConfirmationInvalid, ConfirmationUndeliverable, NotUndoable, PlanDrifted, OutcomeUnknown, StoreError)
_SPEAKING = "messages:write"
PROGRAMS = frozenset({Door.MCP, Door.REST, Door.AGENT})
NO_GUILD = GuildId("1")
"""Stands for "no guild" where a key is needed for calls that belong to none."""


@dataclass(slots=True, kw_only=True)
class Session:
    """A call while it runs.

    Attributes:
        audit_id: Names the call in the trail, in Discord's audit log, and as a confirmation.
        attempt: The call on its way through the steps.
        ports: What the operation may reach.
        discord: Discord within this call's time.
        started: When it began.
        trail: The steps' verdicts so far.
        approver_id: The human who pressed, for a confirmed call.
        guild_hint: The guild as an earlier attempt found it, where this one does not look again.
        tainted: Whether whoever asks had read words of others; then a human sees what leaves the place where it was
            asked, and all that is more than a plain write.
        private: Whether whoever asks had read what not everybody there may; then a human sees every write.
        changes: What the trail keeps of the preview's changes.
        undo: What this call was made from, if it undoes another one; then a human sees it in any case.
        reached: Whether Discord may have been called.
    """

    audit_id: str
    attempt: Attempt
    ports: Ports
    discord: DiscordAccess
    started: datetime
    trail: list[TrailStep] = field(default_factory=list)
    approver_id: UserId | None = None
    confirmation_id: str | None = None
    guild_hint: GuildId | None = None
    tainted: bool = False
    private: bool = False
    changes: tuple[Change, ...] = ()
    undo: UndoRecord | None = None
    reached: bool = False

    @property
    def principal(self) -> Principal:
        """Who asks."""
        return self.attempt.principal

    @property
    def undoes(self) -> str | None:
        """The audit id of the call that this one undoes."""
        return self.undo.audit_id if self.undo else None

    @property
    def operation(self) -> AnyOperation:
        """What is asked."""
        return self.attempt.operation

    @property
    def guild_id(self) -> GuildId | None:
        """The guild in which it takes effect, once known."""
        return self.attempt.guild.id if self.attempt.guild else self.guild_hint

    @property
    def policy(self) -> GuildPolicy:
        """The guild's policy; the defaults for a call that belongs to no guild."""
        return self.attempt.policy or GuildPolicy(guild_id=NO_GUILD)

    def authorize(self) -> None:
        """Take the call through steps 1 to 7 and settle the risk of exactly this request.

        Raises:
            Denied: A step said no.
            DiscordError: Discord could not be asked.
        """
        authorize(self.attempt, self.trail)
        least = max(self.operation.spec.risk, Risk.SENSITIVE if self.undo else Risk.READ)
        self.attempt.risk = max(least, self.operation.risk(self.ports))

    @property
    def needs_human(self) -> bool:
        """Whether a write waits for a person's press; its risk is settled by `authorize`.

        Whatever the policy says, no program changes by itself who may do what: it could open the rest for itself. A
        person's own signed command is the approval already, where the policy in force leaves that to who asks.
        """
        risk = self.attempt.risk
        if self.undo is not None:
            return True
        if self.operation.spec.governs and self.principal.door is Door.INTERACTION:
            return risk >= Risk.SENSITIVE and not self._decides()
        strays = self.tainted and (risk > Risk.WRITE or not self._stays())
        rules = risk >= Risk.SENSITIVE and self.operation.spec.governs and self.principal.door in PROGRAMS
        return strays or rules or self.private or self.policy.needs_human(risk)

    def _decides(self) -> bool:
        """Return whether who asks may approve it alone, by the policy in force."""
        guild, caller = self.attempt.guild, self.attempt.caller
        owns = guild is not None and guild.owner_id == self.principal.user_id
        return self.policy.leaves_to_asker(self.attempt.risk, caller.roles if caller else (), owns=owns)

    def _stays(self) -> bool:
        """Return whether it only speaks, in the very channel where it was asked; to change that channel is more."""
        origin, channel = self.principal.origin, self.attempt.locus.channel
        here = origin is not None and channel is not None and channel.id == origin.channel_id
        return here and self.operation.spec.scope == _SPEAKING

    def summary(self, preview: Preview) -> str:
        """Return in one line of ours what a write touches; no word of others."""
        count = len(preview.targets)
        touched = f"{naming.title(self.operation.full_name())}, {count} target{'' if count == 1 else 's'}"
        undoing = [f"undoes {self.undoes}"] if self.undoes else []
        return "; ".join([touched, *undoing, *had_read(tainted=self.tainted, private=self.private)])

    def record(
        self,
        kind: AuditKind,
        status: AuditStatus,
        arguments: dict[str, JsonValue],
        *,
        summary: str = "",
        error: GuildhallError | None = None,
    ) -> AuditRecord:
        """Return what the trail says of the call now; `arguments` are redacted already."""
        now, principal = self.ports.now, self.principal
        channel = self.attempt.locus.channel
        return AuditRecord(
            audit_id=self.audit_id,
            kind=kind,
            status=status,
            at=now,
            guild_id=self.guild_id,
            channel_id=channel.id if channel else None,
            user_id=principal.user_id,
            door=principal.door,
            credential=principal.credential,
            client=principal.client[:100],
            operation=self.operation.full_name(),
            risk=self.attempt.risk.label,
            arguments=arguments,
            summary=summary,
            trail=tuple(self.trail),
            confirmation_id=self.confirmation_id,
            approver_id=self.approver_id,
            changes=tuple(change.model_dump(mode="json") for change in self.changes),
            undoes=self.undoes,
            error=_told(error),
            duration_ms=int((now - self.started).total_seconds() * 1000),
        )


def had_read(*, tainted: bool, private: bool) -> list[str]:
    """Return what whoever asks had read, in words for card and trail: why a human is asked, or more is written."""
    told = {
        "this request read messages of others": tainted,
        "this request read what not everybody may who reads where it was asked": private,
    }
    return [words for words, is_so in told.items() if is_so]


def _told(error: GuildhallError | None) -> dict[str, JsonValue] | None:
    """Return a failure as the trail keeps it: what kind it is, and our own words; none that may quote somebody."""
    if error is None:
        return None
    told: dict[str, JsonValue] = {"code": str(error.to_dict()["code"])}
    if isinstance(error, Denied):
        return told | {"message": error.message, "step": error.step, "reason": error.reason}
    if isinstance(error, DiscordError):
        told |= {"status": error.status, "discord_code": error.discord_code, "route": error.route}
    return told | {"message": error.message} if isinstance(error, _IN_OUR_WORDS) else told
