"""Threads: start, list active and archived, search, join, leave, members."""

from typing import Any

from local.discord import audit, messages, permissions, views
from local.discord.audit import AuditEvent
from local.discord.clock import parse_iso
from local.discord.errors import Code, DiscordError, Json
from local.discord.messages import Draft
from local.discord.permissions import PRIVATE_THREAD, THREAD_TYPES, P
from local.discord.rest import access
from local.discord.rest.message_handlers import own_message, shown
from local.discord.rest.registry import NOTHING, Answer, Call, handles

ANNOUNCEMENT_THREAD, PUBLIC_THREAD = 10, 11
ANNOUNCEMENT = 5
FORUMS = frozenset({15, 16})
THREADABLE = frozenset({0, 5})
DEFAULT_ARCHIVE_MINUTES = 1440
CREATED = 201
PAGE = 50
MEMBERS_PAGE = 100
HAS_THREAD = 1 << 5


def _new(call: Call, channel: Json, kind: int, thread_id: str) -> Json:
    body = call.fields
    thread: Json = {
        "id": thread_id,
        "type": kind,
        "last_message_id": None,
        "flags": 0,
        "guild_id": channel["guild_id"],
        "name": body["name"],
        "parent_id": channel["id"],
        "rate_limit_per_user": body.get("rate_limit_per_user") or 0,
        "owner_id": call.bot_id,
        "thread_metadata": {
            "archived": False,
            "archive_timestamp": call.world.clock.iso(),
            "auto_archive_duration": body.get("auto_archive_duration") or DEFAULT_ARCHIVE_MINUTES,
            "locked": False,
            "create_timestamp": call.world.clock.iso(),
        },
        "message_count": 0,
        "total_message_sent": 0,
    }
    if kind == PRIVATE_THREAD:
        thread["thread_metadata"]["invitable"] = body.get("invitable") is not False
    call.world.channels[thread_id] = thread
    call.world.messages.setdefault(thread_id, {})
    call.world.thread_members[thread_id] = {}
    _join(call, thread, call.bot_id)
    guild = call.world.guilds[channel["guild_id"]]
    diff = audit.changes({}, {"name": thread["name"], "type": kind})
    audit.write(call.sim, guild, AuditEvent.THREAD_CREATE, thread_id, changes=diff, reason=call.reason)
    data = views.channel(call.world, thread, call.bot_id) | {"newly_created": True}
    call.sim.emit("THREAD_CREATE", data, thread)
    return thread


def _join(call: Call, thread: Json, user_id: str) -> None:
    entry = {"id": thread["id"], "user_id": user_id, "join_timestamp": call.world.clock.iso(), "flags": 0}
    call.world.thread_members[thread["id"]][user_id] = entry


@handles("create_thread_from_message")
def create_thread_from_message(call: Call) -> Any:
    """Start a public thread from a message; it gets the message's id."""
    _, channel = access.guild_channel(call, P.CREATE_PUBLIC_THREADS)
    if channel["type"] not in THREADABLE:
        raise DiscordError(Code.WRONG_CHANNEL_TYPE)
    message = own_message(call, channel)
    if message["id"] in call.world.channels:
        raise DiscordError(Code.THREAD_EXISTS)
    kind = ANNOUNCEMENT_THREAD if channel["type"] == ANNOUNCEMENT else PUBLIC_THREAD
    thread = _new(call, channel, kind, message["id"])
    message["flags"] |= HAS_THREAD
    messages.updated(call.sim, channel, message)
    return Answer(CREATED, views.channel(call.world, thread, call.bot_id))


@handles("create_thread")
def create_thread(call: Call) -> Any:
    """Start a thread without a message, or a post in a forum."""
    _, channel = access.guild_channel(call)
    if channel["type"] in FORUMS:
        return _create_post(call, channel)
    if channel["type"] not in THREADABLE:
        raise DiscordError(Code.WRONG_CHANNEL_TYPE)
    kind = call.fields.get("type") or PRIVATE_THREAD
    access.require(call, channel, P.CREATE_PRIVATE_THREADS if kind == PRIVATE_THREAD else P.CREATE_PUBLIC_THREADS)
    thread = _new(call, channel, kind, call.world.ids.next())
    return Answer(CREATED, views.channel(call.world, thread, call.bot_id))


def _create_post(call: Call, channel: Json) -> Any:
    may = access.require(call, channel, P.SEND_MESSAGES)
    thread = _new(call, channel, PUBLIC_THREAD, call.world.ids.next())
    draft = Draft(thread, call.world.users[call.bot_id], call.fields["message"], call.files, may)
    message = messages.send(call.sim, draft)
    return Answer(CREATED, views.channel(call.world, thread, call.bot_id) | {"message": shown(call, message)})


def _visible_threads(call: Call, guild_id: str) -> list[Json]:
    found = call.world.guild_channels(guild_id, THREAD_TYPES)
    return [t for t in found if permissions.in_channel(call.world, t, call.bot_id) & P.VIEW_CHANNEL]


def _listed(call: Call, threads: list[Json], *, has_more: bool = False) -> Json:
    members = [call.world.thread_members[t["id"]].get(call.bot_id) for t in threads]
    return {
        "threads": [views.channel(call.world, t, call.bot_id) for t in threads],
        "members": [entry for entry in members if entry is not None],
        "has_more": has_more,
    }


@handles("get_active_guild_threads")
def get_active_guild_threads(call: Call) -> Json:
    """Return the threads that are not archived and that the bot can see."""
    guild = access.guild(call)
    active = [t for t in _visible_threads(call, guild.id) if not t["thread_metadata"]["archived"]]
    return _listed(call, active)


@handles("list_public_archived_threads", "list_private_archived_threads", "list_my_private_archived_threads")
def list_archived_threads(call: Call) -> Json:
    """Return archived threads of a channel, latest first; private ones need MANAGE_THREADS or membership."""
    private = "private" in call.operation.operation_id
    only_mine = call.operation.operation_id == "list_my_private_archived_threads"
    needed = P.READ_MESSAGE_HISTORY | (P.MANAGE_THREADS if private and not only_mine else P(0))
    guild, channel = access.guild_channel(call, needed)
    found = [
        t
        for t in call.world.guild_channels(guild.id, THREAD_TYPES)
        if t["parent_id"] == channel["id"]
        and t["thread_metadata"]["archived"]
        and (t["type"] == PRIVATE_THREAD) == private
        and (not only_mine or call.bot_id in call.world.thread_members[t["id"]])
    ]
    found.sort(key=lambda t: str(t["thread_metadata"]["archive_timestamp"]), reverse=True)
    if (before := call.query.get("before")) is not None and not before.isdigit():
        found = [t for t in found if parse_iso(t["thread_metadata"]["archive_timestamp"]) < parse_iso(before)]
    limit = int(call.query.get("limit", PAGE))
    return _listed(call, found[:limit], has_more=len(found) > limit)


@handles("thread_search")
def thread_search(call: Call) -> Any:
    """Search a channel's threads by name."""
    guild, channel = access.guild_channel(call, P.READ_MESSAGE_HISTORY)
    name = str(call.query.get("name") or "").lower()
    found = [
        t for t in _visible_threads(call, guild.id) if t["parent_id"] == channel["id"] and name in t["name"].lower()
    ]
    return Answer(200, _listed(call, found) | {"total_results": len(found)})


def _thread(call: Call) -> Json:
    """Return the thread of the path.

    Raises:
        DiscordError: 50024 when it is a channel of another kind.
    """
    thread = access.channel(call)
    if thread["type"] not in THREAD_TYPES:
        raise DiscordError(Code.WRONG_CHANNEL_TYPE)
    return thread


def _shown_member(call: Call, thread: Json, entry: Json) -> Json:
    if not call.query.get("with_member"):
        return entry
    return entry | {"member": views.member(call.world, call.world.guilds[thread["guild_id"]], entry["user_id"])}


@handles("list_thread_members")
def list_thread_members(call: Call) -> list[Json]:
    """Return who is in a thread."""
    thread = _thread(call)
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", MEMBERS_PAGE))
    ids = sorted((user_id for user_id in call.world.thread_members[thread["id"]] if int(user_id) > after), key=int)
    return [_shown_member(call, thread, call.world.thread_members[thread["id"]][user_id]) for user_id in ids[:limit]]


@handles("get_thread_member")
def get_thread_member(call: Call) -> Json:
    """Return one member of a thread."""
    thread = _thread(call)
    entry = call.world.thread_members[thread["id"]].get(call.path["user_id"])
    if entry is None:
        raise DiscordError(Code.UNKNOWN_MEMBER)
    return _shown_member(call, thread, entry)


@handles("join_thread", "add_thread_member")
def add_thread_member(call: Call) -> Any:
    """Join a thread, or add a member of the guild to it."""
    thread = _thread(call)
    if thread["thread_metadata"]["archived"]:
        raise DiscordError(Code.THREAD_IS_ARCHIVED)
    user_id = call.path.get("user_id", call.bot_id)
    if user_id != call.bot_id:
        access.require(call, thread, P.SEND_MESSAGES_IN_THREADS)
        call.world.guilds[thread["guild_id"]].member(user_id)
    _join(call, thread, user_id)
    _members_changed(call, thread, {"added_members": [call.world.thread_members[thread["id"]][user_id]]})
    return NOTHING


@handles("leave_thread", "delete_thread_member")
def delete_thread_member(call: Call) -> Any:
    """Leave a thread, or remove a member from it."""
    thread = _thread(call)
    user_id = call.path.get("user_id", call.bot_id)
    if user_id != call.bot_id and thread["owner_id"] != call.bot_id:
        access.require(call, thread, P.MANAGE_THREADS)
    if call.world.thread_members[thread["id"]].pop(user_id, None) is None and "user_id" in call.path:
        raise DiscordError(Code.UNKNOWN_MEMBER)
    _members_changed(call, thread, {"removed_member_ids": [user_id]})
    return NOTHING


def _members_changed(call: Call, thread: Json, change: Json) -> None:
    count = len(call.world.thread_members[thread["id"]])
    data = {"id": thread["id"], "guild_id": thread["guild_id"], "member_count": count} | change
    call.sim.emit("THREAD_MEMBERS_UPDATE", data, thread)
