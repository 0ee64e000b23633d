"""confirmation.list."""

from datetime import datetime

from guildhall.discord.ids import UserId
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class QuestionShown(Model):
    """An open question; `you_may` says what you can do about it, in Discord."""

    confirmation_id: OurText
    operation: OurText
    risk: OurText
    summary: str
    asker_id: UserId
    yours: bool
    approvals: OurText
    you_may: OurText
    expires_at: datetime
    card: OurText | None = None


class ConfirmationsListed(Model):
    """Open questions, newest first, at most 25."""

    confirmations: list[QuestionShown]


class ListConfirmations(GuildOperation[ConfirmationsListed]):
    """List the questions that wait for a human: those that you asked, and those that you may answer."""

    spec = Spec(
        risk=Risk.READ,
        scope="confirmations:read",
        permission=None,
        why="Each is shown to whoever asked it or may answer it.",
        source="guildhall:confirmation",
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> ConfirmationsListed:
        """List them."""
        return ConfirmationsListed.model_validate({"confirmations": ports.platform.open_questions(self.guild_id)})
