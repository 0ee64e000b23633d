"""integration.delete."""

from typing import ClassVar

from guildhall.discord.ids import IntegrationId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import DiscordNotFound, InvalidArguments
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.integration._integration import LIST, IntegrationShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.shown import listed
from guildhall.operations.spec import Risk, Spec


class IntegrationDeleted(Model):
    """The integration that is gone."""

    integration_id: IntegrationId


class DeleteIntegration(GuildOperation[IntegrationDeleted], Reasoned):
    """Delete an integration: its bot is put out of the guild, and its webhooks are deleted.

    Not this bot's own: to let it leave, there is guild.leave.
    """

    spec: ClassVar[Spec] = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="integrations:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("DELETE /guilds/{guild_id}/integrations/{integration_id}"),
        source="resources/guild#delete-guild-integration",
    )
    integration_id: IntegrationId

    def preview(self, ports: Ports) -> Preview:
        """Show which one goes, and its bot with it."""
        found = listed(ports, LIST, {"guild_id": self.guild_id}, IntegrationShown)
        now = next((each for each in found if each.integration_id == self.integration_id), None)
        if now is None:
            raise DiscordNotFound("That server has no such integration.", "List them first.", status=404)
        if now.application_id == ports.discord.application().id:
            raise InvalidArguments("That is this bot itself.", "To let it leave the server, use guild.leave.")
        bot = ", and put its bot out of the server" if now.application_id else ""
        return Preview(
            summary=f"Delete the integration {now.target.label} ({now.kind}){bot}",
            targets=(now.target,),
            irreversible="Its webhooks are gone for good; to have it back, somebody has to add it anew.",
            **seen(integration=now.model_copy(update={"subscriber_count": None})),
        )

    def execute(self, ports: Ports) -> IntegrationDeleted:
        """Delete it."""
        self.send(ports)
        return IntegrationDeleted(integration_id=self.integration_id)
