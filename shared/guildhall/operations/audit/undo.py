"""audit.undo: it becomes the call that brings back what was before anything is shown; see `execution.undo`."""

from guildhall.operations.audit_filters import AuditId
from guildhall.operations.base import GuildOperation
from guildhall.operations.reversal import CallUndone
from guildhall.operations.spec import Discloses, Risk, Spec


class UndoCall(GuildOperation[CallUndone]):
    """Undo a call that the trail names, as far as that can be: the preview says what comes back, a human decides."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="undo:write",
        permission=None,
        why="It takes what the call takes that brings back what was: that one goes through every step itself.",
        source="guildhall:audit",
    )
    discloses = Discloses.TO_CALLER
    audit_id: AuditId

    @property
    def undoes(self) -> str:
        """The call that is undone."""
        return self.audit_id
