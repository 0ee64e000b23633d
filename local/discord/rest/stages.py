"""Stage instances: what a stage channel is live with."""

from typing import Any

from local.discord import audit, voice
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import NOTHING, Call, handles

MODERATOR = P.MANAGE_CHANNELS | P.MUTE_MEMBERS | P.MOVE_MEMBERS
MEMBERS_ONLY = 2
ALREADY_OPEN = 150_006


def _live(call: Call) -> dict[str, Json]:
    return call.world.collections.setdefault("stage-instances", {})


def _instance(call: Call, needed: P) -> tuple[Json, Json]:
    """Return the channel of the path and what it is live with.

    Raises:
        DiscordError: 10003, 50001, 50013, or 10067 where it is not live.
    """
    channel = access.channel(call, needed)
    instance = _live(call).get(channel["id"])
    if instance is None:
        raise DiscordError(Code.UNKNOWN_STAGE_INSTANCE)
    return channel, instance


@handles("create_stage_instance")
def create_stage_instance(call: Call) -> Json:
    """Let a stage channel go live; notifying everybody takes the right to mention them."""
    channel = call.world.channel(call.fields["channel_id"])
    loud = P.MENTION_EVERYONE if call.fields.get("send_start_notification") else P(0)
    access.require(call, channel, MODERATOR | loud)
    if channel["type"] != voice.STAGE:
        raise invalid_field("channel_id", "CHANNEL_TYPE_INVALID", "Invalid channel type")
    if channel["id"] in _live(call):
        raise DiscordError(ALREADY_OPEN, "The Stage is already open", status=400)
    instance: Json = {
        "id": call.world.ids.next(),
        "guild_id": channel["guild_id"],
        "channel_id": channel["id"],
        "topic": call.fields["topic"],
        "privacy_level": call.fields.get("privacy_level") or MEMBERS_ONLY,
        "discoverable_disabled": True,
        "guild_scheduled_event_id": call.fields.get("guild_scheduled_event_id"),
    }
    _live(call)[channel["id"]] = instance
    _record(call, AuditEvent.STAGE_INSTANCE_CREATE, channel, ({}, instance))
    return dict(instance)


@handles("get_stage_instance")
def get_stage_instance(call: Call) -> Json:
    """Return what a stage channel is live with."""
    return dict(_instance(call, P(0))[1])


@handles("update_stage_instance")
def update_stage_instance(call: Call) -> Json:
    """Change the topic of a live stage."""
    channel, instance = _instance(call, MODERATOR)
    old = dict(instance)
    instance |= {name: call.fields[name] for name in ("topic", "privacy_level") if call.fields.get(name) is not None}
    _record(call, AuditEvent.STAGE_INSTANCE_UPDATE, channel, (old, instance))
    return dict(instance)


@handles("delete_stage_instance")
def delete_stage_instance(call: Call) -> Any:
    """End what a stage channel is live with."""
    channel, instance = _instance(call, MODERATOR)
    del _live(call)[channel["id"]]
    _record(call, AuditEvent.STAGE_INSTANCE_DELETE, channel, (instance, {}))
    return NOTHING


def _record(call: Call, event: AuditEvent, channel: Json, change: tuple[Json, Json]) -> None:
    old, new = change
    about: Json = {"channel_id": channel["id"]}
    diff = audit.changes({"topic": old.get("topic")}, {"topic": new.get("topic")})
    guild = call.world.guilds[channel["guild_id"]]
    audit.write(call.sim, guild, event, (new or old)["id"], changes=diff, options=about, reason=call.reason)
    call.sim.emit(event.name, new or old, channel)
