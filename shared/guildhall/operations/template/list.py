"""template.list."""

from guildhall.discord.permissions import Permission
from guildhall.operations.base import GuildOperation
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.template_known import LIST, TemplateShown


class TemplatesListed(Model):
    """Templates of a guild."""

    templates: list[TemplateShown]


class ListTemplates(GuildOperation[TemplatesListed]):
    """List a guild's templates with their codes, and whether the guild changed since each was synced."""

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=Permission.MANAGE_GUILD,
        route=LIST,
        source="resources/guild-template#get-guild-templates",
    )

    def execute(self, ports: Ports) -> TemplatesListed:
        """Read them."""
        return TemplatesListed(templates=TemplateShown.read_all(self.send(ports), LIST))
