"""Writing the trail: intent before, outcome after, denials with their step."""

from dataclasses import dataclass

from pydantic import JsonValue

from guildhall.errors import Denied, GuildhallError
from guildhall.execution.ports import AuditLog, Secrets
from guildhall.execution.redaction import redact
from guildhall.execution.session import NO_GUILD, Session
from guildhall.policy.ports import Counters
from guildhall.store.records import AuditKind, AuditStatus

REPEAT_WINDOW_S = 60
"""Equal denials of one caller within this time are told once."""


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
        """Record a no; equal ones, of one caller about one place, within a minute only once."""
        channel = session.attempt.locus.channel
        where = channel.id if channel else session.guild_id
        name = f"denial#{session.principal.user_id}#{session.operation.full_name()}#{denied.step}#{where}"
        if not self.counters.spend(name, window_s=REPEAT_WINDOW_S, limit=1):
            self._put(session, AuditKind.DENIAL, AuditStatus.DENIED, error=denied)

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
        self.log.put(session.record(kind, status, self.arguments(session), summary=summary, error=error))
