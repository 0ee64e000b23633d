"""Channel messages: list, get, create, edit, delete, bulk-delete, typing, crosspost."""

from typing import Any

from local.discord import audit, messages, views
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.messages import Draft
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.snowflake import timestamp

ANNOUNCEMENT = 5
CROSSPOSTED = 1 << 0
DEFAULT_LIMIT = 50
BULK_DELETE_MAX_AGE_S = 14 * 86_400
NONCE_LIFETIME_S = 300.0


@handles("list_messages")
def list_messages(call: Call) -> list[Json]:
    """Return messages, newest first; none at all without READ_MESSAGE_HISTORY."""
    channel = access.channel(call)
    if not access.rights(call, channel) & P.READ_MESSAGE_HISTORY:
        return []
    kept = call.world.messages.get(channel["id"], {})
    found = sorted((m for m in kept.values() if m["id"] not in call.world.ephemeral), key=lambda m: int(m["id"]))
    return [shown(call, message) for message in reversed(_window(found, call.query))]


def _window(found: list[Json], query: Json) -> list[Json]:
    limit = int(query.get("limit", DEFAULT_LIMIT))
    anchors = [name for name in ("around", "before", "after") if name in query]
    if len(anchors) > 1:
        raise invalid_field(anchors[1], "MUTUALLY_EXCLUSIVE", "before, after and around are mutually exclusive")
    if "after" in query:
        return [m for m in found if int(m["id"]) > int(query["after"])][:limit]
    if "around" in query:
        middle = int(query["around"])
        older = [m for m in found if int(m["id"]) < middle]
        newer = [m for m in found if int(m["id"]) >= middle]
        half = limit // 2
        return (older[-half:] if half else []) + newer[: limit - half]
    if "before" in query:
        found = [m for m in found if int(m["id"]) < int(query["before"])]
    return found[-limit:]


def shown(call: Call, message: Json) -> Json:
    """Return a message as the bot sees it: emptied when the portal's MESSAGE_CONTENT toggle is off."""
    seen = views.message(call.world, message, call.bot_id)
    own = message["author"]["id"] == call.bot_id or "guild_id" not in call.world.channels[message["channel_id"]]
    if own or call.sim.settings.message_content or any(u["id"] == call.bot_id for u in message["mentions"]):
        return seen
    return seen | {"content": "", "embeds": [], "attachments": [], "components": []}


def own_message(call: Call, channel: Json) -> Json:
    """Return the message of the path.

    Raises:
        DiscordError: 10008.
    """
    return call.world.message(channel["id"], call.path["message_id"])


@handles("get_message")
def get_message(call: Call) -> Json:
    """Return one message."""
    channel = access.channel(call)
    if not access.rights(call, channel) & P.READ_MESSAGE_HISTORY:
        raise DiscordError(Code.MISSING_ACCESS)
    return shown(call, own_message(call, channel))


@handles("create_message")
def create_message(call: Call) -> Json:
    """Send a message; with ``enforce_nonce`` a repeated nonce returns the message already sent."""
    channel, body = call.world.channel(call.path["channel_id"]), call.fields
    may = messages.require_writable(call.sim, channel, call.bot_id, body, files=bool(call.files))
    _require_reachable(call, channel)
    key = (call.bot_id, channel["id"], str(body.get("nonce")))
    sent = call.world.nonces.get(key)
    fresh = sent is not None and call.world.clock.now() - sent[1] < NONCE_LIFETIME_S
    if body.get("enforce_nonce") and body.get("nonce") is not None and sent is not None and fresh:
        kept = call.world.messages[channel["id"]].get(sent[0])
        if kept is not None:
            return shown(call, kept)
    draft = Draft(channel, call.world.users[call.bot_id], body, call.files, may)
    _unarchive(call, channel)
    message = messages.send(call.sim, draft)
    if body.get("nonce") is not None:
        call.world.nonces[key] = (message["id"], call.world.clock.now())
    return shown(call, message)


def _require_reachable(call: Call, channel: Json) -> None:
    """A person can refuse direct messages, and must share a guild with the bot."""
    if "guild_id" in channel:
        return
    recipient_id = channel["recipients"][0]["id"]
    shared = any({recipient_id, call.bot_id} <= guild.members.keys() for guild in call.world.guilds.values())
    if recipient_id in call.world.blocked_dms or not shared:
        raise DiscordError(Code.CANNOT_DM)


def _unarchive(call: Call, channel: Json) -> None:
    """Sending into an archived thread opens it again."""
    metadata = channel.get("thread_metadata")
    if metadata is not None and metadata["archived"]:
        metadata |= {"archived": False, "archive_timestamp": call.world.clock.iso()}
        call.sim.emit("THREAD_UPDATE", views.channel(call.world, channel, call.bot_id), channel)


@handles("update_message")
def update_message(call: Call) -> Json:
    """Edit the bot's own message; of another's, only the suppression of embeds."""
    channel = access.channel(call)
    message = own_message(call, channel)
    if message["author"]["id"] != call.bot_id or "webhook_id" in message:
        if set(call.fields) != {"flags"}:
            raise DiscordError(Code.OTHER_AUTHOR)
        access.require(call, channel, P.MANAGE_MESSAGES)
    may = access.rights(call, channel)
    draft = Draft(channel, message["author"], call.fields, call.files, may)
    return shown(call, messages.edit(call.sim, channel, message, draft))


@handles("delete_message")
def delete_message(call: Call) -> Any:
    """Delete a message; another's needs MANAGE_MESSAGES and is written to the audit log."""
    channel = access.channel(call)
    message = own_message(call, channel)
    other = message["author"]["id"] != call.bot_id
    if other and "guild_id" in channel:
        access.require(call, channel, P.MANAGE_MESSAGES)
        options = {"channel_id": channel["id"], "count": "1"}
        guild = call.world.guilds[channel["guild_id"]]
        author_id = message["author"]["id"]
        audit.write(call.sim, guild, AuditEvent.MESSAGE_DELETE, author_id, options=options, reason=call.reason)
    elif other:
        raise DiscordError(Code.MISSING_PERMISSIONS)
    messages.remove(call.sim, channel, [message["id"]])
    return NOTHING


@handles("bulk_delete_messages")
def bulk_delete_messages(call: Call) -> Any:
    """Delete 2 to 100 messages, none older than 14 days; unknown ids are ignored."""
    guild, channel = access.guild_channel(call, P.MANAGE_MESSAGES | P.READ_MESSAGE_HISTORY)
    wanted: list[str] = call.fields["messages"]
    now = call.world.clock.now()
    if any(now - timestamp(message_id) > BULK_DELETE_MAX_AGE_S for message_id in wanted):
        raise DiscordError(Code.TOO_OLD_TO_BULK_DELETE)
    kept = call.world.messages.get(channel["id"], {})
    found = [message_id for message_id in wanted if message_id in kept and message_id not in call.world.ephemeral]
    messages.remove(call.sim, channel, found, bulk=True)
    options = {"count": str(len(found))}
    audit.write(call.sim, guild, AuditEvent.MESSAGE_BULK_DELETE, channel["id"], options=options, reason=call.reason)
    return NOTHING


@handles("trigger_typing_indicator")
def trigger_typing_indicator(call: Call) -> Any:
    """Show the bot as typing."""
    channel = call.world.channel(call.path["channel_id"])
    messages.require_writable(call.sim, channel, call.bot_id, {})
    data = {"channel_id": channel["id"], "user_id": call.bot_id, "timestamp": int(call.world.clock.now())}
    if "guild_id" in channel:
        data["guild_id"] = channel["guild_id"]
    call.sim.emit("TYPING_START", data, channel)
    return NOTHING


@handles("crosspost_message")
def crosspost_message(call: Call) -> Json:
    """Publish a message of an announcement channel to its followers."""
    _, channel = access.guild_channel(call, P.SEND_MESSAGES)
    message = own_message(call, channel)
    if channel["type"] != ANNOUNCEMENT:
        raise DiscordError(Code.WRONG_CHANNEL_TYPE)
    if message["author"]["id"] != call.bot_id:
        access.require(call, channel, P.MANAGE_MESSAGES)
    if message["flags"] & CROSSPOSTED:
        raise DiscordError(Code.ALREADY_CROSSPOSTED)
    message["flags"] |= CROSSPOSTED
    return shown(call, messages.updated(call.sim, channel, message))
