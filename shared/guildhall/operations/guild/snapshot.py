"""guild.snapshot."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.routes import GET_GUILD
from guildhall.operations.base import GuildOperation
from guildhall.operations.guild_snapshot import GuildSnapshot, SnapshotPart, taken
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class TakeSnapshot(GuildOperation[GuildSnapshot]):
    """Take a guild's state as far as you see it, with a digest: settings, roles, channels, AutoMod, entry.

    Long texts are digests. Keep it and give it to guild.compare later.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=None,
        why="It holds only what the caller sees: AutoMod takes Manage Server, channels are seen or left out.",
        route=GET_GUILD,
        source="resources/guild#get-guild",
    )
    discloses = Discloses.TO_CALLER
    parts: Annotated[
        frozenset[SnapshotPart] | None, Field(min_length=1, description="Only these; all if left out.")
    ] = None

    def execute(self, ports: Ports) -> GuildSnapshot:
        """Take it."""
        return taken(ports, self.guild_id, self.parts or frozenset(SnapshotPart))
