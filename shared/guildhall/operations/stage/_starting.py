"""How going live is shown."""

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.types.channel import ChannelType
from guildhall.errors import InvalidArguments
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen

_NOTIFIED = "notify"


def preview_starting(ports: Ports, channel_id: ChannelId, told: dict[str, JsonValue]) -> Preview:
    """Show the stage, and what it goes live with.

    Raises:
        InvalidArguments: The channel is no stage.
    """
    channel = ports.discord.channel(channel_id)
    if channel.type is not ChannelType.GUILD_STAGE_VOICE:
        raise InvalidArguments(f"#{channel.name} is no stage channel.", "Give one of those that channel.list tells.")
    loud = " and notify everybody" if told.get(_NOTIFIED) else ""
    return Preview(
        summary=f"Go live in {channel.name}{loud}",
        targets=(Target(id=channel.id, label=f"#{channel.name}"),),
        changes=diff({}, {name: value for name, value in told.items() if name != _NOTIFIED}),
        **seen(kind=channel.type, name=channel.name),
    )
