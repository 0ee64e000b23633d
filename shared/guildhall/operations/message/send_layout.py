"""message.send_layout."""

from pydantic import JsonValue

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import CREATE_MESSAGE
from guildhall.operations.attaching import FilesGiven, attach
from guildhall.operations.base import ChannelOperation, Locus
from guildhall.operations.message._layout import LaidOut
from guildhall.operations.message._shown import audience
from guildhall.operations.message_own import IS_LAID_OUT
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.speaking import MessageSent, Uttering, post
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.wording import counted


class SendLayout(LaidOut, Uttering, ChannelOperation[MessageSent]):
    """Send a message of blocks: text, sections, pictures, files, lines, link buttons; it pings nobody.

    Nothing in it can be pressed but links. It holds no plain text or embeds, and stays a layout when it is edited.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="messages:write",
        permission=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES,
        route=CREATE_MESSAGE,
        source="resources/message#create-message",
    )
    files: FilesGiven | None = None

    def needs(self, locus: Locus) -> Permission:
        """Return what sending takes; files take more."""
        return super().needs(locus) | (Permission.ATTACH_FILES if self.files else NO_PERMISSIONS)

    def preview(self, ports: Ports) -> Preview:
        """Show the blocks and where they go."""
        channel, attached = ports.discord.channel(self.channel_id), attach(ports, self.files or ())
        self.require_files(names := [file.name for file in attached.files])
        shown: dict[str, JsonValue] = {"blocks": self.shown(names), "files": attached.told or None}
        return Preview(
            summary=f"Send a layout of {counted(len(self.blocks), 'block')} to #{channel.name}",
            changes=diff({}, shown),
            irreversible="People may have read it before it is deleted.",
            **seen(channel=audience(channel), files=attached.digests),
        )

    def execute(self, ports: Ports) -> MessageSent:
        """Send it."""
        guild_id, attached = ports.discord.channel(self.channel_id).guild_id, attach(ports, self.files or ())
        components = self.components([file.name for file in attached.files])
        body: dict[str, JsonValue] = {"components": components, "flags": IS_LAID_OUT, **attached.body}
        body["allowed_mentions"] = {"parse": []}
        return post(lambda each, files: self.send(ports, body=each, files=files), [(body, attached.form)], guild_id)
