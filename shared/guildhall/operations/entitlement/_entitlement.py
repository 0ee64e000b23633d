"""How an entitlement is shown."""

from datetime import datetime
from typing import Annotated

from guildhall.discord.ids import EntitlementId, GuildId, SkuId, UserId
from guildhall.operations.fields import OurText
from guildhall.operations.shown import At, Shown
from guildhall.operations.wording import worded

_KINDS = {
    **{1: "purchase", 2: "premium_subscription", 3: "developer_gift", 4: "test_mode_purchase", 5: "free_purchase"},
    **{6: "user_gift", 7: "premium_purchase", 8: "application_subscription", 10: "quest_reward"},
}
"""Source: https://docs.discord.com/developers/resources/entitlement#entitlement-object-entitlement-types"""


class EntitlementShown(Shown):
    """What a person or a guild may use of what the application sells; without `ends_at` it has no end."""

    entitlement_id: EntitlementId = At("id")
    sku_id: SkuId
    kind: Annotated[OurText, worded(_KINDS)] = At("type")
    user_id: UserId | None = None
    for_guild_id: GuildId | None = At("guild_id", default=None)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    deleted: bool = False
    consumed: bool = False
    gifted_by_user_id: UserId | None = At("gifter_user_id", default=None)
