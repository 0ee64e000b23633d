"""Webhooks: create, list, get, edit, delete, execute, and the messages that they sent."""

import hashlib
import secrets
from typing import Any

from local.discord import audit, messages, views
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.messages import Draft
from local.discord.permissions import P
from local.discord.rest import access, threads
from local.discord.rest.forums import FORUMS
from local.discord.rest.registry import NOTHING, Answer, Call, handles

WEBHOOK_LIMIT = 15
NO_POST = 220_001
TOKEN_BYTES = 51
AVATAR_HASH = 32
INCOMING = 1
FORBIDDEN_NAME_PARTS = ("clyde", "discord")
WEBHOOK_HOLDERS = frozenset({0, 2, 5, 13, 15, 16})


def _named(name: str, field: str = "name") -> str:
    if any(part in name.lower() for part in FORBIDDEN_NAME_PARTS):
        raise invalid_field(field, "USERNAME_INVALID_CONTAINS", 'Username cannot contain "clyde" or "discord"')
    return name.strip()


@handles("create_webhook")
def create_webhook(call: Call) -> Json:
    """Create an incoming webhook in a channel."""
    guild, channel = access.guild_channel(call, P.MANAGE_WEBHOOKS)
    if channel["type"] not in WEBHOOK_HOLDERS:
        raise DiscordError(Code.WRONG_CHANNEL_TYPE)
    name = _named(call.fields["name"])
    if sum(found["channel_id"] == channel["id"] for found in call.world.webhooks.values()) >= WEBHOOK_LIMIT:
        raise DiscordError(Code.TOO_MANY_WEBHOOKS)
    webhook_id, token = call.world.ids.next(), secrets.token_urlsafe(TOKEN_BYTES)
    webhook: Json = {
        "id": webhook_id,
        "type": INCOMING,
        "application_id": call.sim.identity.application_id,
        "avatar": _hashed(call.fields.get("avatar")),
        "channel_id": channel["id"],
        "guild_id": guild.id,
        "name": name,
        "user": call.world.users[call.bot_id],
        "token": token,
        "url": f"{call.sim.addresses.rest_url}/webhooks/{webhook_id}/{token}",
    }
    call.world.webhooks[webhook_id] = webhook
    _record(call, AuditEvent.WEBHOOK_CREATE, webhook, audit.changes({}, {"name": name, "channel_id": channel["id"]}))
    return dict(webhook)


def _hashed(image: str | None) -> str | None:
    return hashlib.sha256(image.encode()).hexdigest()[:AVATAR_HASH] if image else None


def _record(call: Call, event: AuditEvent, webhook: Json, diff: list[Json]) -> None:
    guild = call.world.guilds[webhook["guild_id"]]
    audit.write(call.sim, guild, event, webhook["id"], changes=diff, reason=call.reason)
    channel = call.world.channels.get(webhook["channel_id"], {})
    data = {"guild_id": guild.id, "channel_id": webhook["channel_id"]}
    call.sim.emit("WEBHOOKS_UPDATE", data, channel, guild.id)


@handles("list_channel_webhooks")
def list_channel_webhooks(call: Call) -> list[Json]:
    """Return the webhooks of a channel."""
    _, channel = access.guild_channel(call, P.MANAGE_WEBHOOKS)
    return [dict(found) for found in call.world.webhooks.values() if found["channel_id"] == channel["id"]]


@handles("get_guild_webhooks")
def get_guild_webhooks(call: Call) -> list[Json]:
    """Return the webhooks of a guild."""
    guild = access.guild(call, P.MANAGE_WEBHOOKS)
    return [dict(found) for found in call.world.webhooks.values() if found["guild_id"] == guild.id]


def _webhook(call: Call) -> Json:
    """Return the webhook of the path, checked by its token or by the bot's rights.

    Raises:
        DiscordError: 10015, 50027, 50001 or 50013.
    """
    found = call.world.webhooks.get(call.path["webhook_id"])
    if found is None:
        raise DiscordError(Code.UNKNOWN_WEBHOOK)
    if "webhook_token" in call.path:
        if call.path["webhook_token"] != found["token"]:
            raise DiscordError(Code.INVALID_WEBHOOK_TOKEN)
        return found
    access.require(call, call.world.channel(found["channel_id"]), P.MANAGE_WEBHOOKS)
    return found


def _public(call: Call, found: Json) -> Json:
    hidden = {"user"} if "webhook_token" in call.path else set()
    return {name: value for name, value in found.items() if name not in hidden}


@handles("get_webhook", "get_webhook_by_token")
def get_webhook(call: Call) -> Json:
    """Return a webhook; with its token, without the user who made it."""
    return _public(call, _webhook(call))


@handles("update_webhook", "update_webhook_by_token")
def update_webhook(call: Call) -> Json:
    """Rename a webhook or, with the bot's rights, move it to another channel."""
    found = _webhook(call)
    old = dict(found)
    if call.fields.get("name"):
        found["name"] = _named(call.fields["name"])
    if "avatar" in call.fields:
        found["avatar"] = _hashed(call.fields["avatar"])
    if call.fields.get("channel_id"):
        access.require(call, call.world.channel(call.fields["channel_id"]), P.MANAGE_WEBHOOKS)
        found["channel_id"] = call.fields["channel_id"]
    _record(call, AuditEvent.WEBHOOK_UPDATE, found, audit.changes(old, found))
    return _public(call, found)


@handles("delete_webhook", "delete_webhook_by_token")
def delete_webhook(call: Call) -> Any:
    """Delete a webhook."""
    found = _webhook(call)
    del call.world.webhooks[found["id"]]
    _record(call, AuditEvent.WEBHOOK_DELETE, found, audit.changes({"name": found["name"]}, {}))
    return NOTHING


def _place(call: Call, found: Json) -> Json:
    """Return the channel, or the thread of it that ``thread_id`` names."""
    thread_id = call.query.get("thread_id")
    channel = call.world.channel(thread_id or found["channel_id"])
    if thread_id is None and channel["type"] in FORUMS and "message_id" not in call.path:
        return _post(call, channel)
    if thread_id is not None and channel.get("parent_id") != found["channel_id"]:
        raise DiscordError(Code.UNKNOWN_CHANNEL)
    return channel


def _post(call: Call, forum: Json) -> Json:
    """Return the new post of a forum that ``thread_name`` names.

    Raises:
        DiscordError: 220001 without a name.
    """
    if not call.fields.get("thread_name"):
        raise DiscordError(NO_POST, "Webhooks posted to forum channels must have a thread_name or thread_id")
    return threads.post(call, forum, call.fields["thread_name"], call.fields.get("applied_tags") or [])


def execute(call: Call) -> Any:
    """Send a message through a webhook; it is returned only with ``wait=true``."""
    found = _webhook(call)
    place = _place(call, found)
    begins = "thread_name" in call.fields and place["id"] != found["channel_id"]
    fixed = _marks(found) | ({"id": place["id"]} if begins else {})
    draft = Draft(place, _author(call, found), call.fields, call.files, fixed=fixed)
    message = messages.send(call.sim, draft)
    if not call.query.get("wait"):
        return NOTHING
    return Answer(200, views.message(call.world, message, call.bot_id))


def _author(call: Call, found: Json) -> Json:
    return {
        "id": found["id"],
        "username": _named(call.fields.get("username") or found["name"], "username"),
        "avatar": None,
        "discriminator": "0000",
        "public_flags": 0,
        "flags": 0,
        "bot": True,
        "global_name": None,
        "primary_guild": None,
    }


def _marks(found: Json) -> Json:
    return {"webhook_id": found["id"], "application_id": found["application_id"]}


@handles("execute_slack_compatible_webhook", "execute_github_compatible_webhook")
def execute_compatible_webhook(call: Call) -> Any:
    """Send the text of a Slack message, or the name of a GitHub event, through a webhook."""
    found = _webhook(call)
    slack = call.operation.operation_id == "execute_slack_compatible_webhook"
    text = call.fields.get("text") if slack else f"GitHub: {call.fields.get('action') or 'event'}"
    body = {"content": text or "(no text)"}
    messages.send(call.sim, Draft(_place(call, found), _author(call, found), body, fixed=_marks(found)))
    return Answer(200, "ok") if slack else NOTHING


def _own_message(call: Call) -> tuple[Json, Json]:
    found = _webhook(call)
    channel = _place(call, found)
    message = call.world.messages.get(channel["id"], {}).get(call.path.get("message_id", ""))
    if message is None or message.get("webhook_id") != found["id"]:
        raise DiscordError(Code.UNKNOWN_MESSAGE)
    return channel, message


def get_own_message(call: Call) -> Json:
    """Return a message of this webhook."""
    return views.message(call.world, _own_message(call)[1], call.bot_id)


def edit_own_message(call: Call) -> Json:
    """Edit a message of this webhook."""
    channel, message = _own_message(call)
    draft = Draft(channel, message["author"], call.fields, call.files)
    return views.message(call.world, messages.edit(call.sim, channel, message, draft), call.bot_id)


def delete_own_message(call: Call) -> Any:
    """Delete a message of this webhook."""
    channel, message = _own_message(call)
    messages.remove(call.sim, channel, [message["id"]])
    return NOTHING
