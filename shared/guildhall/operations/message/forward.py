"""message.forward."""

from pydantic import ConfigDict, JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import CREATE_MESSAGE
from guildhall.operations.base import ChannelOperation
from guildhall.operations.message._shown import audience, target_of
from guildhall.operations.message_forwarding import Forwarding, forwardable
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.speaking import MessageSent, Uttering, post
from guildhall.operations.spec import Risk, Spec


class ForwardMessage(Forwarding, Uttering, ChannelOperation[MessageSent]):
    """Forward a message that you can read to another channel of its server; no polls. It notifies nobody.

    A human approves it where somebody who sees the channel could not read the message before.
    """

    model_config = ConfigDict(json_schema_extra={"required": ["channel_id", "message_id"]})

    spec = Spec(
        risk=Risk.WRITE,
        scope="messages:write",
        permission=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES,
        route=CREATE_MESSAGE,
        source="resources/message#create-message",
    )

    def risk(self, ports: Ports) -> Risk:
        """Return SENSITIVE where somebody who sees the target may not read the source."""
        source, target = self.ends(ports, self.channel_id)
        return Risk.WRITE if ports.caller.is_for_readers_of(source, target) else Risk.SENSITIVE

    def preview(self, ports: Ports) -> Preview:
        """Show the message, from where it comes and where it goes."""
        source, target = self.ends(ports, self.channel_id)
        message = forwardable(ports, source, self.message_id)
        return Preview(
            summary=f"Forward a message from #{source.name} to #{target.name}",
            targets=(target_of(message),),
            changes=(Change(field="content", before=None, after=message.content),),
            irreversible="People may have read it before it is deleted.",
            **seen(
                source=audience(source),
                target=audience(target),
                message=[message.content, str(message.edited_timestamp)],
            ),
        )

    def execute(self, ports: Ports) -> MessageSent:
        """Forward it; what it mentions notifies nobody."""
        _, target = self.ends(ports, self.channel_id)
        body: dict[str, JsonValue] = {"message_reference": self.reference(), "allowed_mentions": {"parse": []}}
        return post(lambda each, _: self.send(ports, body=each), [(body, None)], target.guild_id)
