"""audit.list."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.operations.acts import found
from guildhall.operations.audit_filters import Filters
from guildhall.operations.audit_reading import read
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class AuditListed(Model):
    """Records, newest act first; `next_before` goes on, None at the end; `notice` tells of a walk that ended early."""

    records: list[dict[str, JsonValue]]
    next_before: OurText | None
    notice: OurText


class ListAudit(Filters, GuildOperation[AuditListed]):
    """Read the platform's own log of a guild, its trail: what was asked, by whom, and what was decided."""

    spec = Spec(
        risk=Risk.READ,
        scope="audit:read",
        permission=None,
        why="The trail is the platform's: the scope decides who reads it, of channels only what they see.",
        source="guildhall:audit",
    )
    limit: Annotated[int, Field(ge=1, le=100, description="About so many records; acts are whole.")] = 25

    def execute(self, ports: Ports) -> AuditListed:
        """Read a page."""
        page = read(ports, self.guild_id, self, self.limit)
        return AuditListed(records=found(page.acts), next_before=page.before, notice=page.notice)
