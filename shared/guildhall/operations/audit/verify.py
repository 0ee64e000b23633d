"""audit.verify."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from guildhall.discord.permissions import Permission
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import Keep, OurText, Redaction
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class AuditFinding(Model):
    """One thing that is not as it was sealed: what, where, and how it shows."""

    fault: OurText
    where: OurText
    told: OurText


class AuditVerified(Model):
    """What was found, how much was looked at, and what is not sealed yet."""

    summary: OurText
    intact: bool
    complete: bool
    findings: list[AuditFinding]
    more_findings: int
    segments: int
    sealed_until: datetime | None
    records: int
    expired: int
    unsealed: int
    oldest_unsealed: datetime | None
    unchecked_months: list[OurText]


class VerifyAudit(GuildOperation[AuditVerified]):
    """Check that the platform's trail of a guild is what was sealed; name what was changed or removed."""

    spec = Spec(
        risk=Risk.READ,
        scope="audit:read",
        permission=Permission.VIEW_AUDIT_LOG,
        source="guildhall:audit",
    )
    discloses = Discloses.TO_CALLER
    month: Annotated[
        str | None,
        Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="Only this month's records, e.g. 2026-11."),
        Redaction(Keep.AS_IS),
    ] = None

    def execute(self, ports: Ports) -> AuditVerified:
        """Walk chain and records, for as long as there is time."""
        return AuditVerified.model_validate(ports.platform.verify_audit(self.guild_id, self.month))
