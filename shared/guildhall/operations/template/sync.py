"""template.sync."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.template_known import TemplateOperation, TemplateShown, channels_told


class SyncTemplate(TemplateOperation[TemplateShown]):
    """Bring a template up to what the guild is now; what it told before is overwritten for good."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="guilds:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("PUT /guilds/{guild_id}/templates/{code}"),
        source="resources/guild-template#sync-guild-template",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which template, and whether there is anything to bring up."""
        now, channels = self.now(ports), channels_told(ports, self.guild_id)
        roles = ports.discord.guild(self.guild_id).roles
        told = "it is behind" if now.is_behind else "Discord says that it is up to date"
        return Preview(
            summary=f"Sync the template {now.name} with the server as it is now ({told})",
            targets=(now.target,),
            irreversible="What it told before is gone.",
            **seen(template=now.fixed(), channels=[each.name for each in channels], roles=roles),
        )

    def execute(self, ports: Ports) -> TemplateShown:
        """Sync it."""
        channels_told(ports, self.guild_id)
        return TemplateShown.read(self.send(ports), self.spec.route)
