"""integration.list."""

from guildhall.discord.permissions import Permission
from guildhall.operations.base import GuildOperation
from guildhall.operations.integration._integration import LIST, IntegrationShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class IntegrationsListed(Model):
    """Integrations of a guild, at most 50."""

    integrations: list[IntegrationShown]


class ListIntegrations(GuildOperation[IntegrationsListed]):
    """List a guild's integrations: its bots, who added each, and linked Twitch and YouTube accounts.

    At most 50; Discord tells of no others.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="integrations:read",
        permission=Permission.MANAGE_GUILD,
        route=LIST,
        source="resources/guild#get-guild-integrations",
    )

    def execute(self, ports: Ports) -> IntegrationsListed:
        """Read them."""
        return IntegrationsListed(integrations=IntegrationShown.read_all(self.send(ports), LIST))
