"""stage.edit."""

from pydantic import JsonValue

from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.stage._instance import MODERATING, StageShown, stage_of
from guildhall.operations.stage._topic import StageTopic


class EditStage(ChannelOperation[StageShown], Reasoned):
    """Change the topic of a live stage, up to 120 characters."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="stages:manage",
        permission=MODERATING,
        route=Route("PATCH /stage-instances/{channel_id}"),
        source="resources/stage-instance#modify-stage-instance",
        idempotent=True,
    )
    topic: StageTopic

    def preview(self, ports: Ports) -> Preview:
        """Show both topics."""
        channel, now = ports.discord.channel(self.channel_id), stage_of(ports, self.channel_id)
        return Preview(
            summary=f"Change the topic of the live stage {channel.name}",
            targets=(Target(id=channel.id, label=f"#{channel.name}"),),
            changes=diff({"topic": now.topic}, {"topic": self.topic}),
            **seen(name=channel.name, topic=now.topic),
        )

    def execute(self, ports: Ports) -> StageShown:
        """Change it."""
        return StageShown.read(self.send(ports, body={"topic": self.topic}))

    def prior(self, ports: Ports) -> JsonValue:
        """Read the topic."""
        return stage_of(ports, self.channel_id).topic

    def reversal(self, prior: JsonValue, result: StageShown) -> Reversal:
        """Return the topic as it was."""
        arguments = {"channel_id": str(self.channel_id), "topic": prior}
        return Reversal(operation="stage.edit", arguments=arguments, left={"topic": result.topic})
