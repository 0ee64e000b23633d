"""Which acts of the trail are meant; for reading and for export."""

from datetime import UTC, datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import AfterValidator, Field

from guildhall.clock import first_id_at
from guildhall.discord.ids import ChannelId, UserId
from guildhall.operations.acts import Act, AuditKind, AuditStatus, Told
from guildhall.operations.fields import Keep, OperationName, Redaction
from guildhall.operations.model import Model


class RiskName(StrEnum):
    """A risk by its name."""

    READ = "read"
    WRITE = "write"
    SENSITIVE = "sensitive"
    DESTRUCTIVE = "destructive"


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]
AuditId = Annotated[str, Field(pattern=r"^[0-9a-z]{26}$", description="An audit id."), Redaction(Keep.AS_IS)]
_Pattern = Annotated[str, Field(max_length=60, description="A name, or e.g. message.*"), OperationName()]
_Since = Annotated[Moment, Field(description="Not before; such as 2026-11-20T18:00Z.")]
_Until = Annotated[Moment, Field(description="Before; such as 2026-11-20T18:00Z.")]


class Filters(Model):
    """What an act must be; what is left out is anything. A record of it fits them all, and it ended as `status`."""

    user_id: UserId | None = None
    operation: _Pattern | None = None
    in_channel: ChannelId | None = None
    kind: AuditKind | None = None
    status: AuditStatus | None = None
    of_risk: RiskName | None = None
    confirmation_id: AuditId | None = None
    since: _Since | None = None
    until: _Until | None = None
    before: AuditId | None = None

    def ceiling(self) -> str | None:
        """Return the id below which all the acts lie."""
        until = first_id_at(self.until) if self.until else None
        return min((each for each in (until, self.before) if each), default=None)

    def floor(self) -> str:
        """Return the least id that an act may have; who pressed on a card has a later one than its question."""
        since = first_id_at(self.since) if self.since else ""
        return max(since, self.confirmation_id or "")

    def admit(self, act: Act, now: datetime) -> bool:
        """Return whether an act is meant."""
        return self.status in {None, act.status(now)} and any(self._fits(record) for record in act.records)

    def _fits(self, record: Told) -> bool:
        wanted = {name: getattr(self, name) for name in ("user_id", "kind", "confirmation_id")}
        wanted |= {"risk": self.of_risk, "channel_id": self.in_channel}
        alike = all(value is None or record.get(name) == value for name, value in wanted.items())
        return alike and (self.operation is None or fnmatchcase(str(record["operation"]), self.operation))
