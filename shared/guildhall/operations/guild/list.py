"""guild.list."""

from guildhall.discord.ids import GuildId
from guildhall.discord.routes import LIST_MY_GUILDS
from guildhall.operations.base import Operation
from guildhall.operations.fields import GivenName
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class GuildEntry(Model):
    """A guild that caller and bot share."""

    guild_id: GuildId
    name: GivenName


class GuildsListed(Model):
    """Guilds by id."""

    guilds: list[GuildEntry]


class ListGuilds(Operation[GuildsListed]):
    """List the guilds that you share with the bot."""

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=None,
        why="Everybody may know the guilds they are a member of.",
        route=LIST_MY_GUILDS,
        source="resources/user#get-current-user-guilds",
        listed=True,
    )
    discloses = Discloses.BY_ENTRY

    def execute(self, ports: Ports) -> GuildsListed:
        """Return only guilds that the caller is a member of."""
        shared = [guild for guild in ports.discord.guilds() if ports.caller.can_reach(guild.id)]
        return GuildsListed(guilds=[GuildEntry(guild_id=guild.id, name=guild.name) for guild in shared])
