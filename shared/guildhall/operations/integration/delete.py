"""integration.delete."""

from guildhall.discord.ids import IntegrationId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.integration._leaving import deletable
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec


class IntegrationDeleted(Model):
    """The integration that is gone."""

    integration_id: IntegrationId


class DeleteIntegration(GuildOperation[IntegrationDeleted], Reasoned):
    """Delete an integration: its bot is put out of the guild, and its webhooks are deleted.

    Not this bot's own (see guild.leave), and none whose bot or role the server's policy protects.
    """

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="integrations:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("DELETE /guilds/{guild_id}/integrations/{integration_id}"),
        source="resources/guild#delete-guild-integration",
    )
    integration_id: IntegrationId

    def preview(self, ports: Ports) -> Preview:
        """Show which one goes, and its bot with it."""
        now = deletable(ports, self.guild_id, self.integration_id)
        bot = ", and put its bot out of the server" if now.application_id else ""
        return Preview(
            summary=f"Delete the integration {now.target.label} ({now.kind}){bot}",
            targets=(now.target,),
            irreversible="Its webhooks are gone for good; to have it back, somebody has to add it anew.",
            **seen(integration=now.model_copy(update={"subscriber_count": None})),
        )

    def execute(self, ports: Ports) -> IntegrationDeleted:
        """Delete it, if it still may be."""
        deletable(ports, self.guild_id, self.integration_id)
        self.send(ports)
        return IntegrationDeleted(integration_id=self.integration_id)
