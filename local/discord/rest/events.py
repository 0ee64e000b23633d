"""Scheduled events: make, list, change, let pass from state to state, delete; and who is interested.

Who made an event may change it with CREATE_EVENTS, others with MANAGE_EVENTS; in a channel it takes what its kind does.
Source: https://docs.discord.com/developers/resources/guild-scheduled-event
"""

import hashlib
from typing import Any

from local.discord import audit
from local.discord.audit import AuditEvent
from local.discord.clock import parse_iso
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.state import Guild

STAGE, VOICE, EXTERNAL = 1, 2, 3
SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
PASSES = {(SCHEDULED, ACTIVE), (ACTIVE, COMPLETED), (SCHEDULED, CANCELED)}
MOST = 100
TOO_MANY, IS_OVER = 30_038, 180_000
CHANNEL_TYPES = {STAGE: 13, VOICE: 2}
SHAPES = {STAGE: "Stage", VOICE: "Voice", EXTERNAL: "External"}
TAKES = {STAGE: P.MANAGE_CHANNELS | P.MUTE_MEMBERS | P.MOVE_MEMBERS, VOICE: P.VIEW_CHANNEL | P.CONNECT}
FIELDS = (
    *("name", "description", "channel_id", "scheduled_start_time", "scheduled_end_time", "entity_type"),
    *("entity_metadata", "recurrence_rule", "status", "privacy_level"),
)
EXCEPTIONS = "guild_scheduled_event_exceptions"


def kept(call: Call, guild: Guild) -> dict[str, Json]:
    """Return a guild's events by id; changes to them last."""
    return call.world.collections.setdefault(f"/guilds/{guild.id}/scheduled-events", {})


def shown(call: Call, event: Json) -> Json:
    """Return an event as its kind is shown."""
    counted = {"user_count": event["user_count"]} if call.query.get("with_user_count") else {}
    bare = {name: value for name, value in event.items() if name != "user_count"}
    whole: Json = call.sim.completer.named(f"{SHAPES[event['entity_type']]}ScheduledEventResponse", bare | counted)
    return whole


def _require(call: Call, guild: Guild, event: Json, needed: P) -> None:
    """Check the rights: in the event's channel where it has one, else in the guild."""
    channel_id, kind = event.get("channel_id"), event["entity_type"]
    if kind == EXTERNAL or channel_id is None:
        access.guild(call, needed)
        return
    channel = call.world.channel(channel_id)
    if channel.get("guild_id") != guild.id or channel["type"] != CHANNEL_TYPES[kind]:
        raise invalid_field("channel_id", "CHANNEL_TYPE_INVALID", "Invalid channel type")
    access.require(call, channel, TAKES[kind] | needed)


def changeable(call: Call) -> tuple[Guild, Json]:
    """Return the guild and the event of the path, which the bot may change.

    Raises:
        DiscordError: 10070 or 50013.
    """
    guild, event = found(call)
    may = access.bot_permissions(call, guild) & (P.CREATE_EVENTS | P.MANAGE_EVENTS | P.ADMINISTRATOR)
    own = event["creator_id"] == call.bot_id and bool(may)
    _require(call, guild, event, P(0) if own else P.MANAGE_EVENTS)
    return guild, event


def found(call: Call) -> tuple[Guild, Json]:
    """Return the guild and the event of the path, which the bot sees.

    Raises:
        DiscordError: 10070.
    """
    guild = access.guild(call)
    event = kept(call, guild).get(call.path["guild_scheduled_event_id"])
    if event is None or (event["channel_id"] and not access.rights(call, call.world.channel(event["channel_id"]))):
        raise DiscordError(Code.UNKNOWN_SCHEDULED_EVENT)
    return guild, event


def _check(event: Json, now_s: float, *, begins: bool) -> None:
    """Refuse an event that does not fit together: what its kind needs, and when it is."""
    metadata = event.get("entity_metadata") or {}
    if event["entity_type"] == EXTERNAL:
        if not metadata.get("location") or event.get("channel_id"):
            raise invalid_field("entity_metadata", "BASE_TYPE_REQUIRED", "An external event has a location, no channel")
        if not event.get("scheduled_end_time"):
            raise invalid_field("scheduled_end_time", "BASE_TYPE_REQUIRED", "This field is required")
    elif not event.get("channel_id"):
        raise invalid_field("channel_id", "BASE_TYPE_REQUIRED", "This field is required")
    start_s = parse_iso(event["scheduled_start_time"])
    if begins and start_s < now_s:
        raise invalid_field("scheduled_start_time", "SCHEDULED_IN_PAST", "Cannot schedule event in the past.")
    if event.get("scheduled_end_time") and parse_iso(event["scheduled_end_time"]) <= start_s:
        raise invalid_field("scheduled_end_time", "SCHEDULED_END_TIME", "Cannot schedule end before start.")


@handles("list_guild_scheduled_events")
def list_guild_scheduled_events(call: Call) -> list[Json]:
    """Return the guild's events that the bot sees."""
    guild = access.guild(call)
    seen = [
        event
        for event in kept(call, guild).values()
        if not event["channel_id"] or access.rights(call, call.world.channel(event["channel_id"])) & P.VIEW_CHANNEL
    ]
    return [shown(call, event) for event in seen]


@handles("get_guild_scheduled_event")
def get_guild_scheduled_event(call: Call) -> Json:
    """Return an event."""
    return shown(call, found(call)[1])


@handles("create_guild_scheduled_event")
def create_guild_scheduled_event(call: Call) -> Json:
    """Schedule an event."""
    guild, body = access.guild(call), call.fields
    given = {name: body.get(name) for name in FIELDS}
    event: Json = {
        **given,
        "id": call.world.ids.next(),
        "guild_id": guild.id,
        "status": SCHEDULED,
        "creator_id": call.bot_id,
        "creator": call.world.users[call.bot_id],
        "entity_id": None,
        "image": hashed(body.get("image")),
        "user_count": 0,
        EXCEPTIONS: [],
    }
    _check(event, call.world.clock.now(), begins=True)
    _require(call, guild, event, P.CREATE_EVENTS)
    if sum(each["status"] in {SCHEDULED, ACTIVE} for each in kept(call, guild).values()) >= MOST:
        raise DiscordError(TOO_MANY, "Maximum number of uncompleted guild scheduled events reached (100)")
    kept(call, guild)[event["id"]] = event
    _record(call, guild, AuditEvent.SCHEDULED_EVENT_CREATE, event, ({}, given))
    call.sim.emit("GUILD_SCHEDULED_EVENT_CREATE", shown(call, event), {}, guild.id)
    return shown(call, event)


def hashed(image: str | None) -> str | None:
    """Return what Discord calls a picture by."""
    return hashlib.sha256(image.encode()).hexdigest()[:32] if image else None


def _record(call: Call, guild: Guild, kind: AuditEvent, event: Json, change: tuple[Json, Json]) -> None:
    audit.write(call.sim, guild, kind, event["id"], changes=audit.changes(*change), reason=call.reason)


@handles("update_guild_scheduled_event")
def update_guild_scheduled_event(call: Call) -> Json:
    """Change an event, or let it pass into its next state."""
    guild, event = changeable(call)
    body, old = call.fields, dict(event)
    if event["status"] in {COMPLETED, CANCELED}:
        raise DiscordError(IS_OVER, "Cannot update a finished event")
    new_status = body.get("status")
    if new_status not in {None, event["status"]} and (event["status"], new_status) not in PASSES:
        raise invalid_field("status", "INVALID_STATUS", "Invalid Guild Scheduled Event Status Transition")
    changed = event | {name: body[name] for name in FIELDS if name in body and (name != "status" or body[name])}
    _check(changed, call.world.clock.now(), begins=bool(body.get("scheduled_start_time")))
    _require(call, guild, changed, P(0))
    event |= changed | ({"image": hashed(body["image"])} if "image" in body else {})
    _record(call, guild, AuditEvent.SCHEDULED_EVENT_UPDATE, event, (old, event))
    call.sim.emit("GUILD_SCHEDULED_EVENT_UPDATE", shown(call, event), {}, guild.id)
    return shown(call, event)


@handles("delete_guild_scheduled_event")
def delete_guild_scheduled_event(call: Call) -> Any:
    """Delete an event."""
    guild, event = changeable(call)
    del kept(call, guild)[event["id"]]
    _record(call, guild, AuditEvent.SCHEDULED_EVENT_DELETE, event, ({"name": event["name"]}, {}))
    call.sim.emit("GUILD_SCHEDULED_EVENT_DELETE", shown(call, event), {}, guild.id)
    return NOTHING
