"""widget.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.body import body_of
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.settling import settled
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.widget._settings import WidgetChanged, WidgetSettings
from guildhall.operations.widget._telling import before, returning, told


class EditWidget(WidgetChanged, GuildOperation[WidgetSettings], Reasoned):
    """Let web sites show this guild and who is online, or stop that; choose where their invite leads."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="guilds:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("PATCH /guilds/{guild_id}/widget"),
        source="resources/guild#modify-guild-widget",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show what changes."""
        self._prove(ports)
        now, guild = WidgetSettings.now(ports, self.guild_id), ports.discord.guild(self.guild_id)
        changes = diff(before(now, visible(ports, self.guild_id)), self.told())
        target = Target(id=guild.id, label=guild.name)
        summary = f"Change the widget of {guild.name}"
        return Preview(summary=summary, targets=(target,), changes=changes, **seen(now=now))

    def execute(self, ports: Ports) -> WidgetSettings:
        """Change it."""
        self._prove(ports)
        channels = visible(ports, self.guild_id)
        return told(WidgetSettings.read(self.send(ports, body=body_of(self))), channels)

    def _prove(self, ports: Ports) -> None:
        if self.widget_channel_id is not None:
            settled(ports, self.guild_id, self.widget_channel_id, Permission.VIEW_CHANNEL, operation=self.full_name())

    def prior(self, ports: Ports) -> JsonValue:
        """Read the settings."""
        return WidgetSettings.now(ports, self.guild_id).model_dump(mode="json")

    def reversal(self, prior: JsonValue, result: WidgetSettings) -> Reversal:
        """Return the change back."""
        return returning(self.guild_id, self, prior, result)
