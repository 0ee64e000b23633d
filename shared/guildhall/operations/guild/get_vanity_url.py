"""guild.get_vanity_url."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OurText
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Shown
from guildhall.operations.spec import Discloses, Risk, Spec


class VanityUrl(Shown):
    """The guild's own invite; `code` is empty where it has none."""

    code: OurText = ""
    uses: int = 0


class GetVanityUrl(GuildOperation[VanityUrl]):
    """Show a guild's own invite code and how often it was used; only people can set it, in the client."""

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=Permission.MANAGE_GUILD,
        route=Route("GET /guilds/{guild_id}/vanity-url"),
        source="resources/guild#get-guild-vanity-url",
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> VanityUrl:
        """Read it."""
        return VanityUrl.read(self.send(ports), self.spec.route)
