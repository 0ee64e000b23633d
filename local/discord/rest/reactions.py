"""Reactions: add, remove, list; and pins, by the new routes and the deprecated ones."""

import re
from typing import Any

from local.discord import audit, builders, messages, views
from local.discord.audit import AuditEvent
from local.discord.clock import iso, parse_iso
from local.discord.errors import Code, DiscordError, Json
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.message_handlers import own_message, shown
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.state import Reaction

CUSTOM_EMOJI = re.compile(r"^(?P<name>\w+):(?P<id>\d+)$")
ASCII_TEXT = re.compile(r"^[\x20-\x7e]+$")
REACTION_LIMIT = 20
PIN_LIMIT = 250
PIN_PAGE = 50
REACTION_PAGE = 25
PIN_NOTICE = 6
BURST = 1


def _emoji(call: Call) -> tuple[str, Json]:
    """Return the key and the object of the emoji in the path.

    Raises:
        DiscordError: 10014 when it is neither a Unicode emoji nor ``name:id``.
    """
    text = call.path["emoji_name"]
    if (match := CUSTOM_EMOJI.match(text)) is not None:
        return match["id"], {"id": match["id"], "name": match["name"]}
    if ASCII_TEXT.match(text) and not text[0].isdigit() and text[0] not in "#*":
        raise DiscordError(Code.UNKNOWN_EMOJI)
    return text, {"id": None, "name": text}


def _place(call: Call, needed: P) -> tuple[Json, Json, str, Json]:
    channel = access.channel(call, needed)
    message = own_message(call, channel)
    key, emoji = _emoji(call)
    return channel, message, key, emoji


def _event(call: Call, channel: Json, message: Json, about: Json) -> Json:
    data: Json = {"channel_id": channel["id"], "message_id": message["id"]} | about
    if "guild_id" in channel:
        data["guild_id"] = channel["guild_id"]
    return data


@handles("add_my_message_reaction")
def add_my_message_reaction(call: Call) -> Any:
    """React with an emoji; the first use of an emoji on a message needs ADD_REACTIONS."""
    channel, message, key, emoji = _place(call, P.READ_MESSAGE_HISTORY)
    reactions = call.world.reactions.setdefault(message["id"], {})
    if key not in reactions or not reactions[key].users:
        access.require(call, channel, P.ADD_REACTIONS)
        if sum(bool(reaction.users) for reaction in reactions.values()) >= REACTION_LIMIT:
            raise DiscordError(Code.TOO_MANY_REACTIONS)
    reactions.setdefault(key, Reaction(emoji)).users[call.bot_id] = None
    about: Json = {"user_id": call.bot_id, "emoji": emoji, "burst": False, "type": 0}
    about["message_author_id"] = message["author"]["id"]
    if "guild_id" in channel:
        about["member"] = views.member(call.world, call.world.guilds[channel["guild_id"]], call.bot_id)
    call.sim.emit("MESSAGE_REACTION_ADD", _event(call, channel, message, about), channel)
    return NOTHING


@handles("delete_my_message_reaction", "delete_user_message_reaction")
def delete_message_reaction(call: Call) -> Any:
    """Take back the bot's reaction, or with MANAGE_MESSAGES somebody else's."""
    user_id = call.path.get("user_id", call.bot_id)
    channel, message, key, emoji = _place(call, P(0) if user_id == call.bot_id else P.MANAGE_MESSAGES)
    reaction = call.world.reactions.get(message["id"], {}).get(key)
    if reaction is None or user_id not in reaction.users:
        raise DiscordError(Code.UNKNOWN_EMOJI)
    del reaction.users[user_id]
    about = {"user_id": user_id, "emoji": emoji, "burst": False, "type": 0}
    call.sim.emit("MESSAGE_REACTION_REMOVE", _event(call, channel, message, about), channel)
    return NOTHING


@handles("delete_all_message_reactions")
def delete_all_message_reactions(call: Call) -> Any:
    """Remove every reaction of a message."""
    channel = access.channel(call, P.MANAGE_MESSAGES)
    message = own_message(call, channel)
    call.world.reactions.pop(message["id"], None)
    call.sim.emit("MESSAGE_REACTION_REMOVE_ALL", _event(call, channel, message, {}), channel)
    return NOTHING


@handles("delete_all_message_reactions_by_emoji")
def delete_all_message_reactions_by_emoji(call: Call) -> Any:
    """Remove every reaction with one emoji."""
    channel, message, key, emoji = _place(call, P.MANAGE_MESSAGES)
    call.world.reactions.get(message["id"], {}).pop(key, None)
    call.sim.emit("MESSAGE_REACTION_REMOVE_EMOJI", _event(call, channel, message, {"emoji": emoji}), channel)
    return NOTHING


@handles("list_message_reactions_by_emoji")
def list_message_reactions_by_emoji(call: Call) -> list[Json]:
    """Return who reacted with an emoji, in order of user ids."""
    _, message, key, _ = _place(call, P.READ_MESSAGE_HISTORY)
    reaction = call.world.reactions.get(message["id"], {}).get(key)
    if reaction is None or call.query.get("type") == BURST:
        return []
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", REACTION_PAGE))
    ids = sorted((user_id for user_id in reaction.users if int(user_id) > after), key=int)
    return [call.world.users[user_id] for user_id in ids[:limit]]


@handles("list_pins")
def list_pins(call: Call) -> Json:
    """Return a page of pins, latest first."""
    channel = access.channel(call)
    if not access.rights(call, channel) & P.READ_MESSAGE_HISTORY:
        return {"items": [], "has_more": False}
    pins = sorted(call.world.pins.get(channel["id"], {}).items(), key=lambda pin: -pin[1])
    if "before" in call.query:
        # Told in microseconds, a moment may be a little later than it was; it is compared as it was told.
        pins = [pin for pin in pins if parse_iso(iso(pin[1])) < parse_iso(call.query["before"])]
    limit = int(call.query.get("limit", PIN_PAGE))
    kept = call.world.messages[channel["id"]]
    items = [{"pinned_at": iso(at), "message": shown(call, kept[message_id])} for message_id, at in pins[:limit]]
    return {"items": items, "has_more": len(pins) > limit}


@handles("deprecated_list_pins")
def deprecated_list_pins(call: Call) -> list[Json]:
    """Return the pinned messages, latest first."""
    return [item["message"] for item in list_pins(call)["items"]]


@handles("create_pin", "deprecated_create_pin")
def create_pin(call: Call) -> Any:
    """Pin a message; the channel says so in a message of its own."""
    channel = access.channel(call, P.PIN_MESSAGES)
    message = own_message(call, channel)
    pins = call.world.pins.setdefault(channel["id"], {})
    if message["id"] in pins:
        return NOTHING
    if len(pins) >= PIN_LIMIT:
        raise DiscordError(Code.TOO_MANY_PINS)
    pins[message["id"]] = call.world.clock.now()
    message["pinned"] = True
    messages.updated(call.sim, channel, message)
    bot = call.world.users[call.bot_id]
    notice = builders.message(call.world.ids.next(), channel["id"], bot, call.world.clock.now())
    reference = {"type": 0, "channel_id": channel["id"], "message_id": message["id"]}
    messages.keep(call.sim, channel, notice | {"type": PIN_NOTICE, "message_reference": reference})
    _pins_changed(call, channel, message, AuditEvent.MESSAGE_PIN)
    return NOTHING


@handles("delete_pin", "deprecated_delete_pin")
def delete_pin(call: Call) -> Any:
    """Unpin a message."""
    channel = access.channel(call, P.PIN_MESSAGES)
    message = own_message(call, channel)
    if call.world.pins.get(channel["id"], {}).pop(message["id"], None) is not None:
        message["pinned"] = False
        messages.updated(call.sim, channel, message)
        _pins_changed(call, channel, message, AuditEvent.MESSAGE_UNPIN)
    return NOTHING


def _pins_changed(call: Call, channel: Json, message: Json, event: AuditEvent) -> None:
    latest = max(call.world.pins[channel["id"]].values(), default=None)
    channel["last_pin_timestamp"] = None if latest is None else iso(latest)
    data: Json = {"channel_id": channel["id"], "last_pin_timestamp": channel["last_pin_timestamp"]}
    if "guild_id" in channel:
        data["guild_id"] = channel["guild_id"]
        options = {"channel_id": channel["id"], "message_id": message["id"]}
        guild = call.world.guilds[channel["guild_id"]]
        audit.write(call.sim, guild, event, message["author"]["id"], options=options, reason=call.reason)
    call.sim.emit("CHANNEL_PINS_UPDATE", data, channel)
