"""confirmation.get."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.errors import ConfirmationInvalid
from guildhall.operations.base import Operation
from guildhall.operations.fields import Keep, OurText, Redaction
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class ConfirmationShown(Model):
    """A question and how it stands: `outcome` once it is done, `next` to do, `retry_after_s` until the next look."""

    confirmation_id: OurText
    status: OurText
    operation: OurText
    summary: str
    expires_at: datetime
    approvals: OurText
    decided_by: OurText | None
    note: str | None
    outcome: dict[str, JsonValue] | None
    next: OurText
    retry_after_s: int | None


class GetConfirmation(Operation[ConfirmationShown]):
    """Read how a confirmation that you asked for stands, and the result once a human approved it."""

    spec = Spec(
        risk=Risk.READ,
        scope="confirmations:read",
        permission=None,
        why="Only the one who asked may read it.",
        source="guildhall:confirmation",
        listed=True,
    )
    confirmation_id: Annotated[str, Field(pattern=r"^[0-9a-z]{26}$"), Redaction(Keep.AS_IS)]

    def execute(self, ports: Ports) -> ConfirmationShown:
        """Read it."""
        shown = ports.platform.confirmation(self.confirmation_id)
        if shown is None:
            raise ConfirmationInvalid("There is no such confirmation of yours.", "Ask for the write again.")
        return ConfirmationShown.model_validate(shown)
