"""audit.compare."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from guildhall.discord.permissions import Permission
from guildhall.operations.audit_compared import Matched, OnlyOurs, OnlyTheirs, compared
from guildhall.operations.audit_comparing import LIST_AUDIT_LOG, sides
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class AuditCompared(Model):
    """Our trail beside Discord's log from `since` on; `suspicious` counts what nothing explains."""

    since: datetime
    suspicious: int
    verdict: OurText
    matched_acts: list[Matched]
    unmatched_acts: list[OnlyOurs]
    strange_entries: list[OnlyTheirs]


class CompareAudit(GuildOperation[AuditCompared]):
    """Compare the platform's trail with what Discord's own audit log says that the bot did in a guild."""

    spec = Spec(
        risk=Risk.READ,
        scope="audit:read",
        permission=Permission.VIEW_AUDIT_LOG,
        route=LIST_AUDIT_LOG,
        source="resources/audit-log#get-guild-audit-log",
    )
    hours: Annotated[int, Field(ge=1, le=1_000, description="How far back; Discord keeps 45 days.")] = 24

    def execute(self, ports: Ports) -> AuditCompared:
        """Read both and match them."""
        both = sides(ports, self.guild_id, ports.now - timedelta(hours=self.hours))
        found = compared(both, ports.now)
        odd = sum(not each.expected for each in found.unmatched_acts) + len(found.strange_entries)
        verdict = "Everything that the bot did stands in both." if not odd else f"{odd} to be looked into."
        return AuditCompared(
            since=both.since,
            suspicious=odd,
            verdict=verdict,
            matched_acts=found.matched,
            unmatched_acts=found.unmatched_acts,
            strange_entries=found.strange_entries,
        )
