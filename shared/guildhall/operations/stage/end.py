"""stage.end."""

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, seen
from guildhall.operations.reversal import Fidelity, Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.stage._instance import MODERATING, stage_of

_LOST = "It goes live anew: a scheduled event that it was has ended, and speakers have to be invited again."


class StageEnded(Model):
    """The stage channel that is live no longer."""

    channel_id: ChannelId


class EndStage(ChannelOperation[StageEnded], Reasoned):
    """End what a stage channel is live with; everybody may stay in the channel."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="stages:manage",
        permission=MODERATING,
        route=Route("DELETE /stage-instances/{channel_id}"),
        source="resources/stage-instance#delete-stage-instance",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show what ends."""
        channel, now = ports.discord.channel(self.channel_id), stage_of(ports, self.channel_id)
        return Preview(
            summary=f"End what {channel.name} is live with",
            targets=(Target(id=channel.id, label=f"#{channel.name}", detail=now.topic),),
            **seen(name=channel.name, topic=now.topic, event=now.event_id),
        )

    def execute(self, ports: Ports) -> StageEnded:
        """End it."""
        self.send(ports)
        return StageEnded(channel_id=self.channel_id)

    def prior(self, ports: Ports) -> JsonValue:
        """Read what it is about."""
        return stage_of(ports, self.channel_id).topic

    def reversal(self, prior: JsonValue, result: StageEnded) -> Reversal:
        """Return its beginning anew."""
        arguments = {"channel_id": str(self.channel_id), "topic": prior}
        return Reversal(operation="stage.start", arguments=arguments, fidelity=Fidelity.PARTIAL, lost=_LOST)
