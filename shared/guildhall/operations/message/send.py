"""message.send."""

from typing import ClassVar

from pydantic import BaseModel, JsonValue

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import CREATE_MESSAGE
from guildhall.discord.types import Message
from guildhall.operations.base import ChannelOperation
from guildhall.operations.fields import MessageContent, OurText
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, fingerprint
from guildhall.operations.spec import Risk, Spec


class MessageSent(BaseModel):
    """The message as Discord has it."""

    message_id: MessageId
    channel_id: ChannelId
    link: OurText


class SendMessage(ChannelOperation[MessageSent]):
    """Send a text of up to 2000 characters to a channel or thread. Mentions in it ping nobody."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.WRITE,
        scope="messages:write",
        permission=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES,
        route=CREATE_MESSAGE,
        source="resources/message#create-message",
        listed=True,
    )
    content: MessageContent
    reply_to: MessageId | None = None

    def preview(self, ports: Ports) -> Preview:
        """Show where the text goes, and what it answers."""
        channel = ports.discord.channel(self.channel_id)
        answered = ports.discord.messages(self.channel_id, [self.reply_to]) if self.reply_to else []
        return Preview(
            summary=f"Send a message of {len(self.content)} characters to #{channel.name}",
            changes=(Change(field="content", before=None, after=self.content),),
            irreversible="People may have read it before it is deleted.",
            fingerprint=fingerprint(channel.id, channel.name, channel.nsfw, [message.id for message in answered]),
        )

    def execute(self, ports: Ports) -> MessageSent:
        """Send it; mentions are off."""
        body: dict[str, JsonValue] = {"content": self.content, "allowed_mentions": {"parse": []}}
        if self.reply_to:
            body["message_reference"] = {"message_id": str(self.reply_to), "fail_if_not_exists": True}
        guild_id = ports.discord.channel(self.channel_id).guild_id
        message = Message.model_validate(self.send(ports, body=body))
        return MessageSent(message_id=message.id, channel_id=message.channel_id, link=message.link(guild_id))
