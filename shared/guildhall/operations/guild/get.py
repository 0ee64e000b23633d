"""guild.get."""

from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel

from guildhall.clock import moment_of_snowflake
from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.routes import GET_GUILD
from guildhall.discord.types import Guild
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GuildDetails(BaseModel):
    """A guild as its members see it; counts are Discord's approximations."""

    guild_id: GuildId
    name: GivenName
    description: str | None
    owner_id: UserId | None
    created_at: datetime
    member_count: int | None
    online_count: int | None
    role_count: int
    boost_tier: int
    features: list[OurText]


class GetGuild(GuildOperation[GuildDetails]):
    """Show a guild: name, owner, member counts, boost tier and features."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=None,
        why="Every member sees these facts in the client.",
        route=GET_GUILD,
        source="resources/guild#get-guild",
    )

    def execute(self, ports: Ports) -> GuildDetails:
        """Read the guild with its counts."""
        guild = Guild.model_validate(self.send(ports, query={"with_counts": True}))
        return GuildDetails(
            guild_id=guild.id,
            name=guild.name,
            description=guild.description,
            owner_id=guild.owner_id,
            created_at=moment_of_snowflake(guild.id),
            member_count=guild.approximate_member_count,
            online_count=guild.approximate_presence_count,
            role_count=len(guild.roles),
            boost_tier=guild.premium_tier,
            features=list(guild.features),
        )
