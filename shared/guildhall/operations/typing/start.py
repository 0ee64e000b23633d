"""typing.start."""

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import TRIGGER_TYPING
from guildhall.operations.base import ChannelOperation
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.spec import Risk, Spec

_LASTS_S = 10
"""Source: https://docs.discord.com/developers/resources/channel#trigger-typing-indicator"""


class TypingStarted(Model):
    """Where the bot is shown as writing, and for how long if it writes nothing."""

    channel_id: ChannelId
    lasts_s: int


class StartTyping(ChannelOperation[TypingStarted]):
    """Show the bot as writing in a channel or thread, for ten seconds or until its next message there."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="messages:write",
        permission=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES,
        route=TRIGGER_TYPING,
        source="resources/channel#trigger-typing-indicator",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show where."""
        channel = ports.discord.channel(self.channel_id)
        return Preview(
            summary=f"Show the bot as writing in #{channel.name}",
            changes=(Change(field="writing", before=False, after=True),),
            **seen(channel=channel.name),
        )

    def execute(self, ports: Ports) -> TypingStarted:
        """Show it."""
        self.send(ports)
        return TypingStarted(channel_id=self.channel_id, lasts_s=_LASTS_S)
