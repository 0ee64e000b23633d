"""Writing the trail: intent before, outcome after, denials with their step.

Who is denied again and again cannot fill the trail: equal denials cost two counters each, and one of them is told when
it is the first in its minute, or the 4th, 16th, 64th … there. What is told says how many equal ones the day had before:

    12:00:01 denied    12:00:05 denied, 3 before it    12:00:30 denied, 15 before it    12:03:00 denied, 38 before it
"""

from dataclasses import dataclass
from datetime import timedelta

from pydantic import JsonValue

from guildhall.errors import Denied, GuildhallError, StoreError
from guildhall.execution.ports import AuditLog, Secrets
from guildhall.execution.redaction import redact
from guildhall.execution.session import NO_GUILD, Session
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.policy.model import GuildPolicy
from guildhall.policy.ports import Counters
from guildhall.store.records import AuditRecord

REPEAT_WINDOW_S, REPEAT_DAY_S = 60, 86_400
"""Equal denials of one caller within the first are told ever more rarely; within the second they are counted."""

NO_GUILD_DAYS = 90
"""How long is kept what belongs to no guild, so that no policy says so."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The writer of AuditTable. A record that cannot be written stops the call: nothing happens untold."""

    log: AuditLog
    secrets: Secrets
    counters: Counters

    def preview(self, session: Session, summary: str) -> None:
        """Record that it was shown what the call would do."""
        self._put(session, AuditKind.PREVIEW, AuditStatus.PREVIEWED, summary=summary)

    def intent(self, session: Session, summary: str) -> None:
        """Record that the call is about to be made."""
        self._put(session, AuditKind.INTENT, AuditStatus.PENDING, summary=summary)

    def outcome(
        self, session: Session, status: AuditStatus, *, summary: str = "", error: GuildhallError | None = None
    ) -> None:
        """Record how the call ended; the first outcome stands."""
        self._put(session, AuditKind.OUTCOME, status, summary=summary, error=error)

    def confirmation(self, session: Session, status: AuditStatus, summary: str) -> None:
        """Record that a human was asked."""
        self._put(session, AuditKind.CONFIRMATION, status, summary=summary)

    def denial(self, session: Session, denied: Denied) -> None:
        """Record a no; of equal ones, of one caller about one place, ever fewer, with how many there were."""
        channel = session.attempt.locus.channel
        where = channel.id if channel else session.guild_id
        name = f"denial#{session.principal.user_id}#{session.operation.full_name()}#{denied.step}#{where}"
        in_day = self.counters.add(f"{name}#day", window_s=REPEAT_DAY_S, cost=1)
        if _is_told(self.counters.add(name, window_s=REPEAT_WINDOW_S, cost=1)):
            record = self._record(session, AuditKind.DENIAL, AuditStatus.DENIED, error=denied)
            self.log.put(record.model_copy(update={"repeats": in_day - 1}))

    def arguments(self, session: Session) -> dict[str, JsonValue]:
        """Return the request's arguments as the trail keeps them."""
        return redact(session.operation, self.secrets.audit_key(session.guild_id or NO_GUILD))

    def _put(
        self,
        session: Session,
        kind: AuditKind,
        status: AuditStatus,
        *,
        summary: str = "",
        error: GuildhallError | None = None,
    ) -> None:
        self.log.put(self._record(session, kind, status, summary=summary, error=error))

    def _record(
        self,
        session: Session,
        kind: AuditKind,
        status: AuditStatus,
        *,
        summary: str = "",
        error: GuildhallError | None = None,
    ) -> AuditRecord:
        record = session.record(kind, status, self.arguments(session), summary=summary, error=error)
        return record.model_copy(update={"expires_at": record.at + timedelta(days=_days_kept(session))})


def _is_told(nth: int) -> bool:
    """Return whether of equal denials in a minute the n-th is told: the first, and each power of four."""
    return nth.bit_count() == 1 and nth.bit_length() % 2 == 1


def _days_kept(session: Session) -> int:
    """Return how long a record is kept; a call that did not come as far as the guild's policy has it looked up.

    A policy that cannot be read costs nobody the record: it is kept as long as a guild keeps it that chose nothing.
    """
    if session.guild_id is None:
        return NO_GUILD_DAYS
    try:
        policy = session.attempt.policy or session.attempt.policies.guild_policy(session.guild_id)
    except StoreError:
        policy = GuildPolicy.initial(session.guild_id)
    return policy.audit_days
