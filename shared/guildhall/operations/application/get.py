"""application.get."""

from guildhall.discord.routes import GET_MY_APPLICATION, Route
from guildhall.operations.application_parts import ApplicationShown
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetApplication(ApplicationOperation[ApplicationShown]):
    """Show the bot's application: description, pictures, owner, in how many servers, how it is installed."""

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why="It is about the application in all servers; those to whom it belongs see to it.",
        route=GET_MY_APPLICATION,
        same_as=(Route("GET /oauth2/applications/@me"), Route("GET /applications/{application_id}")),
        source="resources/application#get-current-application",
    )

    def execute(self, ports: Ports) -> ApplicationShown:
        """Read it."""
        return ApplicationShown.of(self.send(ports))
