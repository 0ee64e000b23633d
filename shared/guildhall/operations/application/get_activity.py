"""application.get_activity."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.routes import Route
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.fields import OurText
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown
from guildhall.operations.spec import Risk, Spec


class ActivityShown(Shown):
    """An activity that runs: where, and who is in it."""

    instance_id: OurText
    launch_id: OurText = ""
    in_guild_id: GuildId | None = At("location", "guild_id", default=None)
    in_channel_id: ChannelId | None = At("location", "channel_id", default=None)
    user_ids: tuple[UserId, ...] = At("users", default=())


class GetActivity(ApplicationOperation[ActivityShown]):
    """Show a running activity of the bot's application: in which channel it is, and who takes part."""

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why="It is about the application in all servers; those to whom it belongs see to it.",
        route=Route("GET /applications/{application_id}/activity-instances/{instance_id}"),
        finds=frozenset({"application_id", "instance_id"}),
        source="resources/application#get-application-activity-instance",
    )
    instance: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9_-]{1,200}$", description="As the activity's own client knows it.")
    ]

    def finds(self, ports: Ports) -> Mapping[str, str]:
        """Return the application's id, and what Discord calls the id of an instance, which is a word."""
        return {**super().finds(ports), "instance_id": self.instance}

    def execute(self, ports: Ports) -> ActivityShown:
        """Read it."""
        return ActivityShown.read(self.send(ports), self.spec.route)
