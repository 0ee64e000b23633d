"""entitlement.get."""

from guildhall.discord.ids import EntitlementId
from guildhall.discord.routes import Route
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.entitlement._entitlement import EntitlementShown
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetEntitlement(ApplicationOperation[EntitlementShown]):
    """Read one entitlement: of which product, whose, from when until when."""

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why="What was bought belongs to no server: it is for those to whom the application belongs.",
        route=Route("GET /applications/{application_id}/entitlements/{entitlement_id}"),
        finds=frozenset({"application_id"}),
        source="resources/entitlement#get-entitlement",
    )
    entitlement_id: EntitlementId

    def execute(self, ports: Ports) -> EntitlementShown:
        """Read it."""
        return EntitlementShown.read(self.send(ports), self.spec.route)
