"""role_connection.get."""

from guildhall.operations.base import ApplicationOperation
from guildhall.operations.ports import Ports
from guildhall.operations.role_connecting import FOUND, GET, WHY, RecordsShown
from guildhall.operations.spec import Risk, Spec


class GetRoleConnection(ApplicationOperation[RecordsShown]):
    """Show which facts of linked accounts the application offers to servers as a condition for a role."""

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why=WHY,
        route=GET,
        finds=FOUND,
        source="resources/application-role-connection-metadata#get-application-role-connection-metadata-records",
    )

    def execute(self, ports: Ports) -> RecordsShown:
        """Read them."""
        return RecordsShown.of(self.send(ports))
