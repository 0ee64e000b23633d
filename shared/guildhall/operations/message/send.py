"""message.send."""

from collections.abc import Mapping

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import CREATE_MESSAGE
from guildhall.operations.base import ChannelOperation, Locus
from guildhall.operations.message._sending import Sending
from guildhall.operations.message._shown import audience
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.speaking import MessageSent, post
from guildhall.operations.spec import Risk, Spec, Spending


class SendMessage(Sending, ChannelOperation[MessageSent]):
    """Send text, embeds, link buttons, files or stickers to a channel or thread; pings nobody unasked.

    A text beyond 2000 characters becomes several messages; what goes with it goes with the first.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="messages:write",
        permission=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES,
        route=CREATE_MESSAGE,
        source="resources/message#create-message",
        listed=True,
    )

    def needs(self, locus: Locus) -> Permission:
        """Return what sending takes, and what exactly this message takes beyond it."""
        return super().needs(locus) | self.takes_beyond(locus.guild)

    def spends(self) -> Mapping[Spending, int]:
        """Return each message as a change."""
        return {Spending.WRITES: len(self.texts), Spending.MASS_MENTIONS: int(self.pings_many)}

    def preview(self, ports: Ports) -> Preview:
        """Show where it goes, what it answers, all that it carries and whom it notifies."""
        channel, answered = ports.discord.channel(self.channel_id), self.answered(ports, self.channel_id)
        carried = self.carried(ports, channel.guild_id)
        return Preview(
            summary=f"Send {self.told(carried)} to #{channel.name}",
            targets=self.pinged(ports, channel.guild_id),
            changes=self.says(carried),
            irreversible="People may have read it before it is deleted.",
            requests=len(self.texts),
            **seen(channel=audience(channel), answered=answered, files=carried.attached.digests),
        )

    def execute(self, ports: Ports) -> MessageSent:
        """Send it; only the first message of several answers, carries and notifies."""
        guild_id = ports.discord.channel(self.channel_id).guild_id
        carried = self.carried(ports, guild_id)
        return post(lambda body, files: self.send(ports, body=body, files=files), self.letters(carried), guild_id)
