"""role_connection.set."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.routes import Route
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.role_connecting import FOUND, GET, MOST, WHY, RecordAsked, RecordsShown
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.wording import counted


class SetRoleConnection(ApplicationOperation[RecordsShown]):
    """Set all facts of linked accounts that servers can demand for a role, at most 5; others go."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="applications:manage",
        permission=None,
        why=WHY,
        route=Route("PUT /applications/{application_id}/role-connections/metadata"),
        finds=FOUND,
        source="resources/application-role-connection-metadata#update-application-role-connection-metadata-records",
        idempotent=True,
    )
    records: Annotated[list[RecordAsked], Field(max_length=MOST)]

    def preview(self, ports: Ports) -> Preview:
        """Show the facts before and after."""
        now, application = self._now(ports), ports.discord.application()
        told: dict[str, JsonValue] = {"records": [each.model_dump(mode="json") for each in self.records]}
        facts = counted(len(self.records), "fact")
        return Preview(
            summary=f"Set {facts} in place of {len(now.records)} that servers can demand for a role",
            targets=(Target(id=application.id, label=application.name),),
            changes=diff(now.model_dump(mode="json"), told),
            **seen(records=now),
        )

    def execute(self, ports: Ports) -> RecordsShown:
        """Set them."""
        return RecordsShown.of(self.send(ports, body=[each.wire for each in self.records]))

    def prior(self, ports: Ports) -> JsonValue:
        """Read those that are there."""
        return self._now(ports).again()

    def reversal(self, prior: JsonValue, result: RecordsShown) -> Reversal | None:
        """Return the setting of those that were there."""
        if not isinstance(prior, list):
            return None
        arguments: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "records": prior}
        return Reversal(operation="role_connection.set", arguments=arguments, left=result.model_dump(mode="json"))

    def _now(self, ports: Ports) -> RecordsShown:
        return RecordsShown.of(ports.discord.call(GET, self.finds(ports)))
