"""How going live is shown."""

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen

_NOTIFIED = "send_start_notification"


def preview_starting(ports: Ports, channel_id: ChannelId, body: dict[str, JsonValue]) -> Preview:
    """Show the stage, and what it goes live with."""
    channel = ports.discord.channel(channel_id)
    loud = " and notify everybody" if body.get(_NOTIFIED) else ""
    return Preview(
        summary=f"Go live in {channel.name}{loud}",
        targets=(Target(id=channel.id, label=f"#{channel.name}"),),
        changes=diff({}, {name: value for name, value in body.items() if name != _NOTIFIED}),
        **seen(kind=channel.type, name=channel.name),
    )
