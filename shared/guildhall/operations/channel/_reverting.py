"""How what a channel says of one role or member is brought back."""

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.operations.channel._setting import OverwriteSet
from guildhall.operations.channel._standing import Standing
from guildhall.operations.fields import names
from guildhall.operations.reversal import Reversal


def remembered_overwrite(now: Standing) -> JsonValue:
    """Return what is said of them; None where nothing is."""
    return {"allow": names(now.sides[0]), "deny": names(now.sides[1])} if now.overwrite else None


def overwrite_back(channel_id: ChannelId, prior: JsonValue, result: OverwriteSet) -> Reversal:
    """Return the call that lets the channel say of them what it said."""
    target: dict[str, JsonValue] = {"channel_id": str(channel_id), "overwrite_id": str(result.overwrite_id)}
    left: dict[str, JsonValue] = {"allow": result.allow, "deny": result.deny}
    if isinstance(prior, dict):
        return Reversal(operation="channel.edit_permissions", arguments={**target, **prior}, left=left)
    return Reversal(operation="channel.delete_permissions", arguments=target, left=left)
