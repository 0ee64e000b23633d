"""channel.set_voice_status."""

from typing import Annotated

from pydantic import Field

from guildhall.discord import limits
from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, Target, seen
from guildhall.operations.spec import Risk, Spec


class VoiceStatusSet(Model):
    """The voice channel and its status; empty where it has none."""

    channel_id: ChannelId
    status: str


class SetVoiceStatus(ChannelOperation[VoiceStatusSet], Reasoned):
    """Set the line of text below a voice channel's name, up to 500 characters; an empty one takes it away."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="channels:manage",
        # Manage Channels too, because the bot sets it from outside of the channel.
        permission=Permission.SET_VOICE_CHANNEL_STATUS | Permission.MANAGE_CHANNELS,
        route=Route("PUT /channels/{channel_id}/voice-status"),
        source="resources/channel#set-voice-channel-status",
        idempotent=True,
    )
    status: Annotated[str, Field(max_length=limits.VOICE_STATUS)]

    def preview(self, ports: Ports) -> Preview:
        """Show the channel and the new text; Discord does not tell what stands there now."""
        channel = ports.discord.channel(self.channel_id)
        return Preview(
            summary=f"{'Set' if self.status else 'Take away'} the status of the voice channel {channel.name}",
            targets=(Target(id=channel.id, label=f"#{channel.name}"),),
            changes=(Change(field="status", before=None, after=self.status),),
            **seen(kind=channel.type, name=channel.name),
        )

    def execute(self, ports: Ports) -> VoiceStatusSet:
        """Set it."""
        self.send(ports, body={"status": self.status or None})
        return VoiceStatusSet(channel_id=self.channel_id, status=self.status)
