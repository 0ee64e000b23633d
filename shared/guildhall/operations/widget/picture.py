"""widget.picture."""

from enum import StrEnum

from guildhall.discord.routes import GET_GUILD, Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import fields
from guildhall.operations.spec import Risk, Spec


class WidgetStyle(StrEnum):
    """How the picture looks."""

    SHIELD = "shield"
    BANNER_1 = "banner1"
    BANNER_2 = "banner2"
    BANNER_3 = "banner3"
    BANNER_4 = "banner4"


class WidgetPicture(Model):
    """Where the picture is; it shows something only while the widget is `enabled`."""

    url: OurText
    enabled: bool


class ShowWidgetPicture(GuildOperation[WidgetPicture]):
    """Tell the public address of a picture with the guild's name and how many are online, for a web site."""

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=None,
        why="The picture is open to everybody on the web; only its address is made here.",
        same_as=(Route("GET /guilds/{guild_id}/widget.png"),),
        source="guildhall:widget",
    )
    style: WidgetStyle = WidgetStyle.SHIELD

    def execute(self, ports: Ports) -> WidgetPicture:
        """Make the address, and see whether the widget is on."""
        guild = fields(ports.discord.call(GET_GUILD, {"guild_id": self.guild_id}))
        url = f"https://discord.com/api/guilds/{self.guild_id}/widget.png?style={self.style}"
        return WidgetPicture(url=url, enabled=guild.get("widget_enabled") is True)
