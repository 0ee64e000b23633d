"""Threads: start, change, list active and archived, join, leave, members."""

from dataclasses import replace
from typing import Any

from local.discord import audit, messages, permissions, views
from local.discord.audit import AuditEvent
from local.discord.clock import parse_iso
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.messages import Draft
from local.discord.permissions import PRIVATE_THREAD, THREAD_TYPES, P
from local.discord.rest import access, forums
from local.discord.rest.forums import FORUMS
from local.discord.rest.message_handlers import own_message, shown
from local.discord.rest.registry import NOTHING, Answer, Call, handles
from local.discord.state import Guild

ANNOUNCEMENT_THREAD, PUBLIC_THREAD = 10, 11
ANNOUNCEMENT = 5
TEXT_KINDS, NEWS_KINDS = frozenset({PUBLIC_THREAD, PRIVATE_THREAD}), frozenset({ANNOUNCEMENT_THREAD})
THREADABLE = frozenset({0, 5})
DEFAULT_ARCHIVE_MINUTES = 1440
CREATED = 201
PAGE = 50
MEMBERS_PAGE = 100
HAS_THREAD = 1 << 5
PINNED = 1 << 1
FIELDS = frozenset({"archived", "locked", "invitable", "auto_archive_duration"})
OWN_FIELDS = frozenset({"name", "archived", "auto_archive_duration", "applied_tags"})


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
    if channel["type"] in FORUMS:
        slowmode = channel.get("default_thread_rate_limit_per_user") or 0
        thread |= {"applied_tags": [], "rate_limit_per_user": body.get("rate_limit_per_user") or slowmode}
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
    if kind not in (NEWS_KINDS if channel["type"] == ANNOUNCEMENT else TEXT_KINDS):
        raise invalid_field("type", "CHANNEL_TYPE_INVALID", "Invalid channel type")
    access.require(call, channel, P.CREATE_PRIVATE_THREADS if kind == PRIVATE_THREAD else P.CREATE_PUBLIC_THREADS)
    thread = _new(call, channel, kind, call.world.ids.next())
    return Answer(CREATED, views.channel(call.world, thread, call.bot_id))


def _create_post(call: Call, channel: Json) -> Any:
    may = access.require(call, channel, P.SEND_MESSAGES)
    applied = forums.applied(channel, call.fields.get("applied_tags") or [], may)
    thread = _new(call, channel, PUBLIC_THREAD, call.world.ids.next())
    thread["applied_tags"] = applied
    draft = Draft(thread, call.world.users[call.bot_id], call.fields["message"], call.files, may)
    draft.fixed = {"id": thread["id"]}
    message = messages.send(call.sim, draft)
    return Answer(CREATED, views.channel(call.world, thread, call.bot_id) | {"message": shown(call, message)})


def post(call: Call, forum: Json, name: str, tag_ids: list[str]) -> Json:
    """Return a new post of a forum, whose first message is still to be sent."""
    applied = forums.applied(forum, tag_ids, P(0))
    thread = _new(replace(call, body={"name": name}), forum, PUBLIC_THREAD, call.world.ids.next())
    thread["applied_tags"] = applied
    return thread


def visible(call: Call, guild_id: str) -> list[Json]:
    """Return the threads of a guild that the bot sees."""
    found = call.world.guild_channels(guild_id, THREAD_TYPES)
    return [t for t in found if permissions.in_channel(call.world, t, call.bot_id) & P.VIEW_CHANNEL]


def listed(call: Call, threads: list[Json], *, has_more: bool = False) -> Json:
    """Return threads as Discord lists them, with the bot's own memberships."""
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
    active = [t for t in visible(call, guild.id) if not t["thread_metadata"]["archived"]]
    return listed(call, active)


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
    before = call.query.get("before")
    if only_mine:
        found = [t for t in found if before is None or int(t["id"]) < int(before)]
        found.sort(key=lambda t: int(t["id"]), reverse=True)
    else:
        found = [t for t in found if before is None or archived_s(t) < parse_iso(before)]
        found.sort(key=archived_s, reverse=True)
    limit = int(call.query.get("limit", PAGE))
    return listed(call, found[:limit], has_more=len(found) > limit)


def archived_s(thread: Json) -> float:
    """Return when a thread was archived or brought back, in seconds."""
    return parse_iso(thread["thread_metadata"]["archive_timestamp"])


def update(call: Call, guild: Guild, thread: Json) -> Json:
    """Change a thread: whoever began it some of it, who manages threads all, and who writes may bring it back."""
    has, fields, state = access.rights(call, thread), call.fields, thread["thread_metadata"]
    own = thread["owner_id"] == call.bot_id and set(fields) <= OWN_FIELDS and not state["locked"]
    opens = fields == {"archived": False} and not state["locked"] and bool(has & P.SEND_MESSAGES_IN_THREADS)
    if not (own or opens or has & P.MANAGE_THREADS):
        raise DiscordError(Code.MISSING_PERMISSIONS)
    if state["archived"] and set(fields) != {"archived"} and fields.get("archived") is not False:
        raise DiscordError(Code.THREAD_IS_ARCHIVED)
    parent = call.world.channels[thread["parent_id"]]
    if fields.get("applied_tags") is not None:
        thread["applied_tags"] = forums.applied(parent, fields["applied_tags"], has, thread.get("applied_tags"))
    if (fields.get("flags") or 0) & PINNED and parent["type"] not in FORUMS:
        raise invalid_field("flags", "INVALID_CHANNEL_TYPE", "Only posts of a forum can be pinned")
    old = dict(state)
    metadata = {key: fields[key] for key in FIELDS & fields.keys() if fields[key] is not None}
    if thread["type"] != PRIVATE_THREAD:
        metadata.pop("invitable", None)
    if metadata.get("archived", old["archived"]) != old["archived"]:
        metadata["archive_timestamp"] = call.world.clock.iso()
    state |= metadata
    thread |= {key: fields[key] for key in ("name", "rate_limit_per_user", "flags") if fields.get(key) is not None}
    diff = audit.changes(old, state)
    audit.write(call.sim, guild, AuditEvent.THREAD_UPDATE, thread["id"], changes=diff, reason=call.reason)
    shown_thread = views.channel(call.world, thread, call.bot_id)
    call.sim.emit("THREAD_UPDATE", shown_thread, thread)
    return shown_thread


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
        closed = thread["thread_metadata"].get("invitable") is False
        access.require(call, thread, P.SEND_MESSAGES_IN_THREADS | (P.MANAGE_THREADS if closed else P(0)))
        call.world.guilds[thread["guild_id"]].member(user_id)
    _join(call, thread, user_id)
    _members_changed(call, thread, {"added_members": [call.world.thread_members[thread["id"]][user_id]]})
    return NOTHING


@handles("leave_thread", "delete_thread_member")
def delete_thread_member(call: Call) -> Any:
    """Leave a thread, or remove a member from it."""
    thread = _thread(call)
    if thread["thread_metadata"]["archived"]:
        raise DiscordError(Code.THREAD_IS_ARCHIVED)
    user_id = call.path.get("user_id", call.bot_id)
    began = thread["owner_id"] == call.bot_id and thread["type"] == PRIVATE_THREAD
    if user_id != call.bot_id and not began:
        access.require(call, thread, P.MANAGE_THREADS)
    if call.world.thread_members[thread["id"]].pop(user_id, None) is None and "user_id" in call.path:
        raise DiscordError(Code.UNKNOWN_MEMBER)
    _members_changed(call, thread, {"removed_member_ids": [user_id]})
    return NOTHING


def _members_changed(call: Call, thread: Json, change: Json) -> None:
    count = len(call.world.thread_members[thread["id"]])
    data = {"id": thread["id"], "guild_id": thread["guild_id"], "member_count": count} | change
    call.sim.emit("THREAD_MEMBERS_UPDATE", data, thread)
