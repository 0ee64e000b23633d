"""guild.get."""

from guildhall.discord.routes import GET_GUILD
from guildhall.operations.base import GuildOperation
from guildhall.operations.guild._details import GuildDetails
from guildhall.operations.guild_words import CHANNELS
from guildhall.operations.places import without_hidden
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetGuild(GuildOperation[GuildDetails]):
    """Show a guild: name, owner, counts, boosts, features, all settings, and what it closed after a raid."""

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=None,
        why="Every member sees these facts in the client.",
        route=GET_GUILD,
        source="resources/guild#get-guild",
    )

    def execute(self, ports: Ports) -> GuildDetails:
        """Read the guild with its counts; a channel that the caller does not see is not named."""
        told = GuildDetails.counted(self.send(ports, query={"with_counts": True}), self.guild_id)
        return without_hidden(ports, self.guild_id, told, *CHANNELS)
