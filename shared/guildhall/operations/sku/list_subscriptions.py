"""sku.list_subscriptions."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import SkuId, SubscriptionId, UserId
from guildhall.discord.routes import Route
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.sku._subscription import SubscriptionShown
from guildhall.operations.spec import Risk, Spec

PAGE_COUNT = 100


class SubscriptionsListed(Model):
    """Subscriptions, oldest first; `next_after` continues with newer ones, None at the end."""

    subscriptions: list[SubscriptionShown]
    next_after: SubscriptionId | None


class ListSubscriptions(ApplicationOperation[SubscriptionsListed]):
    """List one person's subscriptions to a product of the application, up to 100, oldest first."""

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why="What was bought belongs to no server: it is for those to whom the application belongs.",
        route=Route("GET /skus/{sku_id}/subscriptions"),
        source="resources/subscription#list-sku-subscriptions",
    )
    sku_id: SkuId
    user_id: UserId
    limit: Annotated[int, Field(ge=1, le=PAGE_COUNT)] = PAGE_COUNT
    after: SubscriptionId | None = None

    def execute(self, ports: Ports) -> SubscriptionsListed:
        """Read them."""
        query: dict[str, str | int | bool] = {"user_id": str(self.user_id), "limit": self.limit}
        answer = self.send(ports, query=query | ({"after": str(self.after)} if self.after else {}))
        page = sorted(SubscriptionShown.read_all(answer), key=lambda each: int(each.subscription_id))
        return SubscriptionsListed(
            subscriptions=page, next_after=page[-1].subscription_id if len(page) == self.limit else None
        )
