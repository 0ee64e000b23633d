"""template.delete."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.template_known import TemplateOperation, TemplateShown


class DeleteTemplate(TemplateOperation[TemplateShown]):
    """Delete a template for good: its address leads nowhere from then on; guilds made from it stay."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="guilds:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("DELETE /guilds/{guild_id}/templates/{code}"),
        source="resources/guild-template#delete-guild-template",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which one goes."""
        now = self.now(ports)
        return Preview(
            summary=f"Delete the template {now.name} for good",
            targets=(now.target,),
            irreversible="A new template has another address, and the state that this one kept is gone.",
            **seen(template=now.fixed()),
        )

    def execute(self, ports: Ports) -> TemplateShown:
        """Delete it."""
        return TemplateShown.read(self.send(ports), self.spec.route)
