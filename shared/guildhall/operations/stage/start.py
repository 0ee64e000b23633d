"""stage.start."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.ids import EventId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation, Locus, Reasoned
from guildhall.operations.body import Wire, body_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec, Spending
from guildhall.operations.stage._instance import MODERATING, StageShown
from guildhall.operations.stage._starting import preview_starting
from guildhall.operations.stage._topic import StageTopic


class StartStage(ChannelOperation[StageShown], Reasoned):
    """Let a stage channel go live with a topic, quietly unless you say that everybody is notified."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="stages:manage",
        permission=MODERATING,
        route=Route("POST /stage-instances"),
        source="resources/stage-instance#create-stage-instance",
    )
    topic: StageTopic
    notify: Annotated[bool, Field(description="Notify @everyone."), Wire("send_start_notification")] = False
    event_id: Annotated[EventId | None, Wire("guild_scheduled_event_id")] = None

    def needs(self, locus: Locus) -> Permission:
        """Return the right to mention everyone too, where everybody is notified; to start an event, that to it."""
        loud = Permission.MENTION_EVERYONE if self.notify else NO_PERMISSIONS
        return MODERATING | loud | (Permission.MANAGE_EVENTS if self.event_id else NO_PERMISSIONS)

    def risk(self, ports: Ports) -> Risk:
        """Return SENSITIVE where everybody is notified."""
        return Risk.SENSITIVE if self.notify else self.spec.risk

    def spends(self) -> Mapping[Spending, int]:
        """Return a mass mention too, where everybody is notified."""
        return {**super().spends(), **({Spending.MASS_MENTIONS: 1} if self.notify else {})}

    def preview(self, ports: Ports) -> Preview:
        """Show the stage and its topic."""
        told = self.model_dump(mode="json", include={"topic", "notify", "event_id"}, exclude_none=True)
        return preview_starting(ports, self.channel_id, told)

    def execute(self, ports: Ports) -> StageShown:
        """Go live."""
        return StageShown.read(self.send(ports, body=body_of(self)))

    def reversal(self, prior: JsonValue, result: StageShown) -> Reversal:
        """Return its end."""
        return Reversal(operation="stage.end", arguments={"channel_id": str(self.channel_id)})
