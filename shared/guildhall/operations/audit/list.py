"""audit.list."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field, JsonValue

from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import Keep, OurText, Redaction
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class AuditListed(BaseModel):
    """Records of the trail, newest first; `next_before` continues with older ones, None at the end."""

    records: list[dict[str, JsonValue]]
    next_before: OurText | None


class ListAudit(GuildOperation[AuditListed]):
    """Read the platform's own trail of a guild: who asked for what, what was decided, how it ended."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.READ,
        scope="audit:read",
        permission=None,
        why="The trail is the platform's; the scope decides who reads it.",
        source="guildhall:audit",
    )
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    before: (
        Annotated[str, Field(pattern=r"^[0-9a-z]{26}$", description="An audit id."), Redaction(Keep.AS_IS)] | None
    ) = None

    def execute(self, ports: Ports) -> AuditListed:
        """Read a page."""
        records = ports.platform.audit_page(self.guild_id, before=self.before, limit=self.limit)
        last = records[-1].get("audit_id") if len(records) >= self.limit else None
        return AuditListed(records=records, next_before=str(last) if last else None)
