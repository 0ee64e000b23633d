"""policy.simulate."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from guildhall.discord.permissions import Permission
from guildhall.operations.audit_filters import AuditId, Filters
from guildhall.operations.audit_reading import read
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OurText
from guildhall.operations.policy._simulated import PolicyDraft, Replayed
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class PolicySimulated(Replayed):
    """What would be different; `next_before` goes on with older acts, `notice` says why it ended before those days."""

    next_before: OurText | None
    notice: OurText


class SimulatePolicy(GuildOperation[PolicySimulated]):
    """Judge past acts by today's policy and by a draft, and tell where the draft makes a difference.

    That is what would be refused, put to a human or two, or let through, and is not today.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="audit:read",
        permission=Permission.MANAGE_GUILD,
        source="guildhall:policy",
    )
    discloses = Discloses.TO_CALLER
    draft: PolicyDraft
    days: Annotated[int, Field(ge=1, le=90, description="How far back.")] = 7
    limit: Annotated[int, Field(ge=1, le=1000, description="About so many records; acts are whole.")] = 500
    before: AuditId | None = None

    def execute(self, ports: Ports) -> PolicySimulated:
        """Read the acts that you may see, and judge them."""
        back = Filters(since=ports.now - timedelta(days=self.days), before=self.before)
        page = read(ports, self.guild_id, back, self.limit)
        replayed = ports.platform.simulate(self.draft, page.acts)
        return PolicySimulated.model_validate({**replayed, "next_before": page.before, "notice": page.notice})
