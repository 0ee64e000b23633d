"""application.edit."""

from pydantic import JsonValue

from guildhall.discord.routes import GET_MY_APPLICATION, Route
from guildhall.operations.application_changing import SIZES, ApplicationChanged
from guildhall.operations.application_parts import ApplicationShown, application_now
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.files import as_data, digests, pictures, told
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class EditApplication(ApplicationChanged, ApplicationOperation[ApplicationShown]):
    """Change the application's profile, up to 5 tags, installation or events, in all servers.

    Never the addresses where Discord calls us: a wrong one would cut the platform off. They are changed in Discord's
    developer portal.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="applications:manage",
        permission=None,
        why="It is about the application in all servers; those to whom it belongs see to it.",
        route=Route("PATCH /applications/@me"),
        same_as=(Route("PATCH /applications/{application_id}"),),
        source="resources/application#edit-current-application",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the fields that change."""
        now, images = application_now(ports), pictures(self, ports, **SIZES)
        return Preview(
            summary=f"Edit the application {now.name} in all servers",
            targets=(now.target,),
            changes=diff(now.model_dump(mode="json"), {**self.plain(), **told(images)}),
            **seen(application=now.lasting, **digests(images)),
        )

    def execute(self, ports: Ports) -> ApplicationShown:
        """Edit it."""
        images = pictures(self, ports, **SIZES)
        body = self.body(ports.discord.call(GET_MY_APPLICATION, {})) | as_data(self, images)
        return ApplicationShown.of(self.send(ports, body=body))

    def prior(self, ports: Ports) -> JsonValue:
        """Read it as it is."""
        return fields(application_now(ports).model_dump(mode="json"))

    def reversal(self, prior: JsonValue, result: ApplicationShown) -> Reversal | None:
        """Return the change back."""
        return self.back(str(self.guild_id), fields(prior), result)
