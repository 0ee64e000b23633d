"""Single times of an event that comes again which are otherwise, and who is interested in an event or in one of these.

Nobody says over REST that they are interested; a test puts people into ``interested``.
"""

from typing import Any

from local.discord import audit
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.rest import events
from local.discord.rest.events import EXCEPTIONS
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.state import Guild, World

INTERESTED = 1
DEFAULT_LIMIT = 100
FIELDS = ("scheduled_start_time", "scheduled_end_time", "is_canceled")


def interested(world: World, event_id: str) -> dict[str, Json]:
    """Return who is interested in an event, by user: the id of the time that they mean, or None for all of it."""
    return world.collections.setdefault(f"event-users/{event_id}", {})


def _exception(call: Call, event: Json) -> Json:
    wanted = call.path.get("exception_id") or call.path["guild_scheduled_event_exception_id"]
    known = next((each for each in event[EXCEPTIONS] if each["event_exception_id"] == wanted), None)
    if known is None:
        raise DiscordError(Code.UNKNOWN_SCHEDULED_EVENT)
    return dict(known)


def _record(call: Call, guild: Guild, kind: AuditEvent, event: Json, change: tuple[Json, Json]) -> None:
    audit.write(call.sim, guild, kind, event["id"], changes=audit.changes(*change), reason=call.reason)


@handles("create_guild_scheduled_event_exception")
def create_guild_scheduled_event_exception(call: Call) -> Json:
    """Let one time of an event that comes again be otherwise."""
    guild, event = events.changeable(call)
    if not event.get("recurrence_rule"):
        raise invalid_field("original_scheduled_start_time", "NOT_RECURRING", "This event does not come again")
    given = {name: call.fields.get(name) for name in FIELDS}
    exception: Json = given | {"event_id": event["id"], "event_exception_id": call.world.ids.next()}
    exception["is_canceled"] = bool(exception["is_canceled"])
    event[EXCEPTIONS].append(exception)
    _record(call, guild, AuditEvent.SCHEDULED_EVENT_EXCEPTION_CREATE, event, ({}, exception))
    return dict(exception)


@handles("update_guild_scheduled_event_exception")
def update_guild_scheduled_event_exception(call: Call) -> Json:
    """Change a time that is otherwise."""
    guild, event = events.changeable(call)
    old = _exception(call, event)
    new = old | {name: call.fields[name] for name in FIELDS if name in call.fields}
    event[EXCEPTIONS] = [new if each == old else each for each in event[EXCEPTIONS]]
    _record(call, guild, AuditEvent.SCHEDULED_EVENT_EXCEPTION_UPDATE, event, (old, new))
    return dict(new)


@handles("delete_guild_scheduled_event_exception")
def delete_guild_scheduled_event_exception(call: Call) -> Any:
    """Let a time be again as the rule says."""
    guild, event = events.changeable(call)
    old = _exception(call, event)
    event[EXCEPTIONS] = [each for each in event[EXCEPTIONS] if each != old]
    _record(call, guild, AuditEvent.SCHEDULED_EVENT_EXCEPTION_DELETE, event, (old, {}))
    return NOTHING


def _people(call: Call, guild: Guild, event: Json, exception_id: str | None) -> list[Json]:
    query, known = call.query, interested(call.world, event["id"])
    chosen = sorted((user_id for user_id, told in known.items() if told.get("exception_id") == exception_id), key=int)
    if query.get("before"):
        chosen = [user_id for user_id in chosen if int(user_id) < int(query["before"])]
    elif query.get("after"):
        chosen = [user_id for user_id in chosen if int(user_id) > int(query["after"])]
    limit = int(query.get("limit") or DEFAULT_LIMIT)
    page = chosen[-limit:] if query.get("before") else chosen[:limit]
    return [_person(call, guild, event, user_id, exception_id) for user_id in page]


def _person(call: Call, guild: Guild, event: Json, user_id: str, exception_id: str | None) -> Json:
    told: Json = {"guild_scheduled_event_id": event["id"], "user_id": user_id, "response": INTERESTED}
    told |= {"user": call.world.users[user_id], "guild_scheduled_event_exception_id": exception_id}
    member = guild.members.get(user_id) if call.query.get("with_member") else None
    return told | ({"member": member | {"user": call.world.users[user_id]}} if member else {})


@handles("list_guild_scheduled_event_users")
def list_guild_scheduled_event_users(call: Call) -> list[Json]:
    """Return who is interested in an event."""
    guild, event = events.found(call)
    return _people(call, guild, event, None)


@handles("list_guild_scheduled_event_exception_users")
def list_guild_scheduled_event_exception_users(call: Call) -> list[Json]:
    """Return who is interested in one time of an event."""
    guild, event = events.found(call)
    return _people(call, guild, event, _exception(call, event)["event_exception_id"])


@handles("count_guild_scheduled_event_users")
def count_guild_scheduled_event_users(call: Call) -> Json:
    """Return how many are interested in an event, and in single times of it."""
    _, event = events.found(call)
    told = [each.get("exception_id") for each in interested(call.world, event["id"]).values()]
    asked = call.query.get("guild_scheduled_event_exception_ids") or []
    wanted = [asked] if isinstance(asked, str) else asked
    return {
        "guild_scheduled_event_count": told.count(None),
        "guild_scheduled_event_exception_counts": {each: told.count(each) for each in wanted},
    }
