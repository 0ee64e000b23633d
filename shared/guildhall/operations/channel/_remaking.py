"""How a channel that was deleted is made anew, as far as a channel can be."""

from typing import TYPE_CHECKING

from pydantic import JsonValue

from guildhall.discord.limits import CHANNEL_TOPIC
from guildhall.discord.types.channel import OverwriteType
from guildhall.operations.channel._kind import ChannelKind
from guildhall.operations.fields import names
from guildhall.operations.reversal import Fidelity, Reversal

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel, Overwrite

_LOST = (
    "It comes back empty and with another id: its messages, threads, pins, webhooks and invites are gone, links to it "
    "lead nowhere, a category's channels stay outside of it, and what its threads, posts, tags or video were set to is "
    "lost, as are guidelines of more than 1024 characters."
)


def remembered(channel: "Channel") -> JsonValue:
    """Return how such a channel is made; None for what cannot be made, such as a thread."""
    kind = next((kind for kind in ChannelKind if kind.channel_type == channel.type), None)
    if kind is None or channel.guild_id is None:
        return None
    made: dict[str, JsonValue] = {
        "guild_id": str(channel.guild_id),
        "name": channel.name,
        "kind": kind.value,
        "permission_overwrites": [_given(each) for each in channel.permission_overwrites],
        "position": channel.position,
    }
    return made | {name: value for name, value in _more(channel).items() if value}


def _more(channel: "Channel") -> dict[str, JsonValue]:
    topic = channel.topic if len(channel.topic or "") <= CHANNEL_TOPIC else None
    own: dict[str, JsonValue] = {"topic": topic, "category_id": channel.parent_id and str(channel.parent_id)}
    own |= {"bitrate_bps": channel.bitrate, "user_limit": channel.user_limit}
    return {**own, "slowmode_s": channel.rate_limit_per_user, "age_restricted": channel.nsfw}


def _given(overwrite: "Overwrite") -> JsonValue:
    kind = "member" if overwrite.type is OverwriteType.MEMBER else "role"
    return {"id": str(overwrite.id), "kind": kind, "allow": names(overwrite.allow), "deny": names(overwrite.deny)}


def remade(prior: JsonValue) -> Reversal | None:
    """Return the call that makes it anew."""
    if not isinstance(prior, dict):
        return None
    return Reversal(operation="channel.create", arguments=prior, fidelity=Fidelity.PARTIAL, lost=_LOST)
