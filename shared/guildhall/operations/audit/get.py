"""audit.get."""

from pydantic import JsonValue

from guildhall.errors import InvalidArguments
from guildhall.operations.acts import found
from guildhall.operations.audit_filters import AuditId
from guildhall.operations.audit_reading import one, undone_by
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class AuditGot(Model):
    """One act with all its records; `undoes` is the act that it took back, `undone_by` the one that took it back."""

    audit_id: OurText
    operation: OurText
    status: OurText
    undoes: OurText | None
    undone_by: OurText | None
    entries: list[dict[str, JsonValue]]


class GetAudit(GuildOperation[AuditGot]):
    """Read all that the trail has of one act: each step's verdict, question, outcome, and what undid it."""

    spec = Spec(
        risk=Risk.READ,
        scope="audit:read",
        permission=None,
        why="The trail is the platform's: the scope decides who reads it, of channels only what they see.",
        source="guildhall:audit",
    )
    audit_id: AuditId

    def execute(self, ports: Ports) -> AuditGot:
        """Read it."""
        act = one(ports, self.guild_id, self.audit_id)
        if act is None:
            raise InvalidArguments("There is no such act in this server's trail, or it is not yours to read.", _HINT)
        undoes = act.value("undoes")
        return AuditGot(
            audit_id=self.audit_id,
            operation=str(act.last["operation"]),
            status=act.status(ports.now),
            undoes=str(undoes) if undoes else None,
            undone_by=undone_by(ports, self.guild_id, act),
            entries=found([act]),
        )


_HINT = "Take the audit id from audit.list, or from the end of a reason in Discord's audit log."
