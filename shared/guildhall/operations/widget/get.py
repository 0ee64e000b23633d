"""widget.get."""

from guildhall.discord.permissions import Permission
from guildhall.operations.base import GuildOperation
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec
from guildhall.operations.widget._settings import GET_WIDGET, WidgetSettings
from guildhall.operations.widget._telling import told


class GetWidget(GuildOperation[WidgetSettings]):
    """Show whether web sites may show this guild, and to which channel their invite leads."""

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=Permission.MANAGE_GUILD,
        route=GET_WIDGET,
        source="resources/guild#get-guild-widget-settings",
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> WidgetSettings:
        """Read the settings; a channel that the caller does not see is not named."""
        return told(WidgetSettings.read(self.send(ports), GET_WIDGET), visible(ports, self.guild_id))
