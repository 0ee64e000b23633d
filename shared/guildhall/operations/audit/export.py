"""audit.export."""

import json
from typing import Annotated

from pydantic import Field

from guildhall.operations.acts import found
from guildhall.operations.audit_filters import Filters
from guildhall.operations.audit_reading import read
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class AuditExported(Model):
    """JSON Lines: each line is a record as it is kept, newest act first; `next_before` continues, None at the end."""

    count: int
    lines: str
    next_before: OurText | None
    notice: OurText


class ExportAudit(Filters, GuildOperation[AuditExported]):
    """Export the platform's trail of a guild as JSON Lines, page by page; texts stay redacted."""

    spec = Spec(
        risk=Risk.READ,
        scope="audit:read",
        permission=None,
        why="The trail is the platform's: the scope decides who reads it, of channels only what they see.",
        source="guildhall:audit",
    )
    limit: Annotated[int, Field(ge=1, le=200, description="About so many records; acts are whole.")] = 100

    def execute(self, ports: Ports) -> AuditExported:
        """Read a page."""
        page = read(ports, self.guild_id, self, self.limit)
        records = found(page.acts)
        lines = "".join(json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n" for record in records)
        return AuditExported(count=len(records), lines=lines, next_before=page.before, notice=page.notice)
