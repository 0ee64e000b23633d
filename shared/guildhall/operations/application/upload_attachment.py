"""application.upload_attachment."""

from guildhall.discord.ids import AttachmentId
from guildhall.discord.routes import Route
from guildhall.operations.application_parts import application_now
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.fields import OurText
from guildhall.operations.files import FileGiven, in_short
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.shown import At, Shown
from guildhall.operations.spec import Risk, Spec


class UploadedShown(Shown):
    """A file at Discord and where it can be fetched for a while; whoever has the address can."""

    attachment_id: AttachmentId = At("attachment", "id")
    name: str = At("attachment", "filename", default="")
    size_bytes: int = At("attachment", "size", default=0)
    content_type: OurText = At("attachment", "content_type", default="")
    url: str = At("attachment", "url", default="")


class UploadAttachment(ApplicationOperation[UploadedShown]):
    """Upload a file for the application's activities, at most 10 MiB; its address lives for a while."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="applications:manage",
        permission=None,
        why="It is about the application in all servers; those to whom it belongs see to it.",
        route=Route("POST /applications/{application_id}/attachment"),
        finds=frozenset({"application_id"}),
        source="activities/development-guides/user-actions#open-share-moment-dialog",
    )
    file: FileGiven

    def preview(self, ports: Ports) -> Preview:
        """Show which file goes up."""
        file, application = self.file.read(ports), application_now(ports)
        return Preview(
            summary=f"Upload a file for the application {application.name}",
            targets=(application.target,),
            changes=diff({}, {"name": file.name, "file": in_short(file)}),
            **seen(name=application.name, file=file.digest),
        )

    def execute(self, ports: Ports) -> UploadedShown:
        """Upload it."""
        return UploadedShown.read(self.send(ports, files={"file": self.file.read(ports)}), self.spec.route)
