"""policy.explain."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.ids import UserId
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OperationName
from guildhall.operations.policy._explained import Explained
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec

_ARGUMENTS = "The arguments of the call; in Discord, a channel that is left out is the one where you ask."


class ExplainPolicy(GuildOperation[Explained]):
    """Say whether a call would be allowed, step by step, and if not what is missing and who can grant it."""

    spec = Spec(
        risk=Risk.READ,
        scope="policy:read",
        permission=None,
        why="Everybody may know what they may do; asking about others takes audit:read.",
        source="guildhall:policy",
        listed=True,
    )
    discloses = Discloses.TO_CALLER
    operation: Annotated[str, Field(description="The operation's name, e.g. message.bulk_delete."), OperationName()]
    arguments: dict[str, JsonValue] = Field(default_factory=dict, description=_ARGUMENTS)
    user_id: Annotated[UserId | None, Field(description="Whose call; left out = your own.")] = None

    def execute(self, ports: Ports) -> Explained:
        """Run the steps without the call."""
        return Explained.model_validate(ports.platform.explain(self.operation, self.arguments, self.user_id))
