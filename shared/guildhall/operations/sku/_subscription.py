"""How a subscription is shown."""

from datetime import datetime
from typing import Annotated

from guildhall.discord.ids import EntitlementId, SkuId, SubscriptionId, UserId
from guildhall.operations.fields import OurText
from guildhall.operations.shown import At, Shown
from guildhall.operations.wording import worded

_STATUSES = {0: "active", 1: "inactive", 2: "ending"}
"""Source: https://docs.discord.com/developers/resources/subscription#subscription-statuses"""


class SubscriptionShown(Shown):
    """A subscription; `ending` = paid until its period ends. Who may use the product, entitlements say."""

    subscription_id: SubscriptionId = At("id")
    user_id: UserId
    sku_ids: tuple[SkuId, ...] = ()
    renewal_sku_ids: tuple[SkuId, ...] = ()
    entitlement_ids: tuple[EntitlementId, ...] = ()
    status: Annotated[OurText, worded(_STATUSES)]
    period_began_at: datetime | None = At("current_period_start", default=None)
    period_ends_at: datetime | None = At("current_period_end", default=None)
    canceled_at: datetime | None = None
