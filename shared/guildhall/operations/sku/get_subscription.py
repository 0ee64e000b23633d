"""sku.get_subscription."""

from guildhall.discord.ids import SkuId, SubscriptionId
from guildhall.discord.routes import Route
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.ports import Ports
from guildhall.operations.sku._subscription import SubscriptionShown
from guildhall.operations.spec import Risk, Spec


class GetSubscription(ApplicationOperation[SubscriptionShown]):
    """Read one subscription to a product of the application: whose, its period, whether it ends."""

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why="What was bought belongs to no server: it is for those to whom the application belongs.",
        route=Route("GET /skus/{sku_id}/subscriptions/{subscription_id}"),
        source="resources/subscription#get-sku-subscription",
    )
    sku_id: SkuId
    subscription_id: SubscriptionId

    def execute(self, ports: Ports) -> SubscriptionShown:
        """Read it."""
        return SubscriptionShown.read(self.send(ports), self.spec.route)
