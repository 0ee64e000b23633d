"""widget.show."""

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown
from guildhall.operations.spec import Risk, Spec


class WidgetChannel(Shown):
    """A voice channel that everybody can join."""

    widget_channel_id: ChannelId = At("id")
    name: GivenName = ""


class WidgetMember(Shown):
    """Somebody who is online, without their id."""

    username: str = ""
    status: OurText = ""


class WidgetShown(Shown):
    """What web sites show: who is online (at most 100), voice channels, an invite if there is one."""

    guild_id: GuildId = At("id")
    name: GivenName = ""
    online_count: int = At("presence_count", default=0)
    invite_url: OurText = At("instant_invite", default="")
    channels: tuple[WidgetChannel, ...] = ()
    members: tuple[WidgetMember, ...] = ()


class ShowWidget(GuildOperation[WidgetShown]):
    """Show what this guild's widget tells the web; refused while it is switched off.

    Who is online (at most 100), voice channels that everybody may join, an invite (made if there is none).
    """

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=None,
        why="A widget that is switched on is open to everybody on the web.",
        route=Route("GET /guilds/{guild_id}/widget.json"),
        source="resources/guild#get-guild-widget",
    )

    def execute(self, ports: Ports) -> WidgetShown:
        """Read it."""
        return WidgetShown.read(self.send(ports), self.spec.route)
