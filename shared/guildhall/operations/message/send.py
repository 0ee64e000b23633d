"""message.send."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import JsonValue

from guildhall.discord.ids import MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import CREATE_MESSAGE
from guildhall.operations.base import ChannelOperation, Locus
from guildhall.operations.pinging import Pinging
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.speaking import MessageSent, post
from guildhall.operations.spec import Risk, Spec, Spending


class SendMessage(Pinging, ChannelOperation[MessageSent]):
    """Send a text to a channel or thread, beyond 2000 characters as several messages; notifies nobody unless asked."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.WRITE,
        scope="messages:write",
        permission=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES,
        route=CREATE_MESSAGE,
        source="resources/message#create-message",
        listed=True,
    )
    reply_to: MessageId | None = None

    def needs(self, locus: Locus) -> Permission:
        """Return what sending takes and what the pings do; to answer something takes to be able to read it."""
        needed = super().needs(locus) | self.takes(locus.guild)
        return needed | Permission.READ_MESSAGE_HISTORY if self.reply_to else needed

    def spends(self) -> Mapping[Spending, int]:
        """Return each message as a change."""
        return {Spending.WRITES: len(self.texts), Spending.MASS_MENTIONS: int(self.pings_many)}

    def preview(self, ports: Ports) -> Preview:
        """Show where the text goes, what it answers and whom it notifies."""
        channel = ports.discord.channel(self.channel_id)
        said = [it.content for it in ports.discord.messages(self.channel_id, [self.reply_to])] if self.reply_to else []
        return Preview(
            summary=f"Send a message of {len(self.content)} characters to #{channel.name}",
            targets=self.pinged(ports, channel.guild_id),
            changes=(Change(field="content", before=None, after=self.content),),
            irreversible="People may have read it before it is deleted.",
            requests=len(self.texts),
            **seen(channel=[channel.name, channel.nsfw, *channel.permission_overwrites], answered=said),
        )

    def execute(self, ports: Ports) -> MessageSent:
        """Send it; only the first message of several answers and notifies."""
        first: dict[str, JsonValue] = {"allowed_mentions": self.allowed_mentions()}
        if self.reply_to:
            first["message_reference"] = {"message_id": str(self.reply_to), "fail_if_not_exists": True}
        guild_id = ports.discord.channel(self.channel_id).guild_id
        return post(lambda body: self.send(ports, body=body), self.bodies(first), guild_id)
