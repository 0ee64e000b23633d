"""A guild with all that Discord tells of it."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import JsonValue

from guildhall.clock import moment_of_snowflake
from guildhall.discord.ids import UserId
from guildhall.operations.fields import OurText
from guildhall.operations.guild_settings import GuildSettings
from guildhall.operations.guild_words import AGE, MFA
from guildhall.operations.reversal import fields
from guildhall.operations.shown import At
from guildhall.operations.wording import worded


class GuildDetails(GuildSettings):
    """A guild with its settings; counts are approximations, Discord's alarms for managers are left out."""

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
    invites_disabled_until: datetime | None = At("incidents_data", "invites_disabled_until", default=None)
    dms_disabled_until: datetime | None = At("incidents_data", "dms_disabled_until", default=None)

    @classmethod
    def counted(cls, answer: JsonValue, guild_id: str) -> Self:
        """Return what Discord's answer says, with how many roles, emojis and stickers there are."""
        listed = {name: fields(answer).get(f"{name}s") for name in ("role", "emoji", "sticker")}
        counts = {f"{name}_count": len(told) if isinstance(told, list) else 0 for name, told in listed.items()}
        return cls.of(answer, created_at=moment_of_snowflake(guild_id).isoformat(), **counts)
