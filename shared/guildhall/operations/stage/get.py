"""stage.get."""

from guildhall.discord.permissions import Permission
from guildhall.operations.base import ChannelOperation
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.stage._instance import GET_STAGE, StageShown, stage_of


class GetStage(ChannelOperation[StageShown]):
    """Read what a stage channel is live with; there is nothing to read where it is not live."""

    spec = Spec(
        risk=Risk.READ,
        scope="stages:read",
        permission=Permission.VIEW_CHANNEL,
        route=GET_STAGE,
        source="resources/stage-instance#get-stage-instance",
    )

    def execute(self, ports: Ports) -> StageShown:
        """Read it."""
        return stage_of(ports, self.channel_id)
