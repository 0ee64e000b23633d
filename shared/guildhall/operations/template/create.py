"""template.create."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.body import body_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.shown import listed
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.template_known import LIST, Description, TemplateName, TemplateShown, channels_told


class CreateTemplate(GuildOperation[TemplateShown]):
    """Make a template of a guild: whoever has its address sees the roles and channels.

    They may build a guild like it. A guild has one template at most.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="guilds:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("POST /guilds/{guild_id}/templates"),
        source="resources/guild-template#create-guild-template",
    )
    name: TemplateName
    description: Description | None = None

    def preview(self, ports: Ports) -> Preview:
        """Show the new template, and what it would tell."""
        templates = listed(ports, LIST, {"guild_id": self.guild_id}, TemplateShown)
        guild, channels = ports.discord.guild(self.guild_id), channels_told(ports, self.guild_id)
        told = f"the names of {len(channels)} channels and {len(guild.roles)} roles"
        return Preview(
            summary=f"Make the template {self.name}, which tells {told} to whoever has its address",
            changes=diff({}, body_of(self)),
            **seen(
                templates=[each.fixed() for each in templates],
                channels=[each.name for each in channels],
                roles=guild.roles,
            ),
        )

    def execute(self, ports: Ports) -> TemplateShown:
        """Make it."""
        channels_told(ports, self.guild_id)
        return TemplateShown.read(self.send(ports, body=body_of(self)), self.spec.route)

    def reversal(self, prior: JsonValue, result: TemplateShown) -> Reversal:
        """Return its deletion; guilds that were made from it meanwhile stay."""
        arguments: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "code": result.code}
        return Reversal(operation="template.delete", arguments=arguments)
