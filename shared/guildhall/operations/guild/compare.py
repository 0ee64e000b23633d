"""guild.compare."""

from datetime import datetime

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import GET_GUILD
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OurText
from guildhall.operations.guild_comparing import (
    MOST_DIFFERENCES,
    Difference,
    SnapshotGiven,
    differences,
    given_snapshot,
    parts_of,
)
from guildhall.operations.guild_snapshot import taken
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class GuildCompared(Model):
    """What drifted, at most 500 of it; `intact` = the snapshot is as it was taken, None where it has no digest."""

    taken_at: datetime | None
    intact: bool | None
    parts: list[OurText]
    difference_count: int
    differences: list[Difference]


class CompareGuild(GuildOperation[GuildCompared]):
    """Compare a guild with a snapshot that you kept: what is new, gone or changed, field by field."""

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=Permission.MANAGE_GUILD,
        bot_permission=NO_PERMISSIONS,
        route=GET_GUILD,
        source="resources/guild#get-guild",
    )
    discloses = Discloses.TO_CALLER
    snapshot: SnapshotGiven

    def execute(self, ports: Ports) -> GuildCompared:
        """Take the same parts now, and compare."""
        old = given_snapshot(self.snapshot, self.guild_id)
        new = taken(ports, self.guild_id, parts_of(old))
        found, both = differences(old, new), parts_of(old) & parts_of(new)
        return GuildCompared(
            taken_at=old.taken_at,
            intact=old.digest == old.own_digest if old.digest else None,
            parts=sorted(part.value for part in both),
            difference_count=len(found),
            differences=found[:MOST_DIFFERENCES],
        )
