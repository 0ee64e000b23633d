"""guild.get."""

from datetime import datetime
from typing import Annotated, ClassVar

from guildhall.clock import moment_of_snowflake
from guildhall.discord.ids import UserId
from guildhall.discord.routes import GET_GUILD
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OurText
from guildhall.operations.guild_settings import OF_CHANNELS, GuildSettings
from guildhall.operations.guild_words import AGE, MFA
from guildhall.operations.places import without_hidden
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import fields
from guildhall.operations.shown import At
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.wording import worded


class GuildDetails(GuildSettings):
    """A guild as its members see it, with its settings; counts are Discord's approximations."""

    owner_id: UserId | None = None
    created_at: datetime
    member_count: int | None = At("approximate_member_count", default=None)
    online_count: int | None = At("approximate_presence_count", default=None)
    role_count: int
    emoji_count: int
    sticker_count: int
    boost_tier: int = At("premium_tier", default=0)
    boost_count: int = At("premium_subscription_count", default=0)
    max_members: int | None = None
    moderator_2fa: Annotated[OurText, worded(MFA)] = At("mfa_level", default="not_required")
    age_rating: Annotated[OurText, worded(AGE)] = At("nsfw_level", default="default")
    vanity_code: OurText = At("vanity_url_code", default="")


class GetGuild(GuildOperation[GuildDetails]):
    """Show a guild: name, owner, counts, boosts, features and all its settings."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=None,
        why="Every member sees these facts in the client.",
        route=GET_GUILD,
        source="resources/guild#get-guild",
    )

    def execute(self, ports: Ports) -> GuildDetails:
        """Read the guild with its counts; a channel that the caller does not see is not named."""
        answer = self.send(ports, query={"with_counts": True})
        counts = {f"{name}_count": _count(fields(answer).get(f"{name}s")) for name in ("role", "emoji", "sticker")}
        told = GuildDetails.of(answer, created_at=moment_of_snowflake(self.guild_id).isoformat(), **counts)
        return without_hidden(ports, self.guild_id, told, *OF_CHANNELS)


def _count(listed: object) -> int:
    return len(listed) if isinstance(listed, list) else 0
