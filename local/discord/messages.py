"""Send, edit and delete messages on behalf of anyone: the bot over REST, webhooks, interactions, people in the page."""

import mimetypes
from dataclasses import dataclass, field
from urllib.parse import quote

from local.discord import builders, content, mentions, permissions, views
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.permissions import THREAD_TYPES, P
from local.discord.sim import Simulation

REPLY_TYPE = 19
REPLY, FORWARD = 0, 1
MESSAGE_UNKNOWN = "MESSAGE_REFERENCE_UNKNOWN_MESSAGE"
TEXTLESS = frozenset({4, 14, 15, 16})
NEEDED_BY_FIELD = {
    "tts": P.SEND_TTS_MESSAGES,
    "message_reference": P.READ_MESSAGE_HISTORY,
    "embeds": P.EMBED_LINKS,
    "poll": P.SEND_POLLS,
}
DEFAULT_CONTENT_TYPE = "application/octet-stream"


@dataclass
class File:
    """An uploaded file."""

    name: str
    data: bytes
    kind: str | None = None


@dataclass
class Draft:
    """What is to be sent, where and by whom. ``fixed`` overrides fields of the finished message."""

    channel: Json
    author: Json
    body: Json
    files: dict[str, File] = field(default_factory=dict)
    may: P = permissions.ALL
    flags: int = 0
    fixed: Json = field(default_factory=dict)
    only_for: str | None = None


def send(sim: Simulation, draft: Draft) -> Json:
    """Check a draft, store the message, tell the gateway and return the message.

    Raises:
        DiscordError: 50006 or 50035.
    """
    world, body, channel = sim.world, draft.body, draft.channel
    flags = draft.flags | (int(body.get("flags") or 0) & content.SENDER_FLAGS)
    forwarded = _forwarded(sim, draft)
    content.check(body, flags=flags, files=len(draft.files) + len(forwarded))
    mentions.check(body.get("allowed_mentions"))
    reply = _replied_to(sim, draft)
    found = builders.message(world.ids.next(), channel["id"], draft.author, world.clock.now())
    found |= {"content": body.get("content") or "", "flags": flags, "tts": bool(body.get("tts"))}
    found |= (
        _stickers(sim, channel, body)
        | _stored(sim, body)
        | _pings(sim, draft, reply)
        | _reference(draft, reply)
        | forwarded
    )
    found["attachments"] = attachments(sim, channel["id"], body.get("attachments"), draft.files)
    if body.get("nonce") is not None:
        found["nonce"] = body["nonce"]
    if channel["type"] in THREAD_TYPES:
        found["position"] = channel["total_message_sent"]
    found |= draft.fixed
    return keep(sim, channel, found, draft.only_for)


def keep(sim: Simulation, channel: Json, found: Json, only_for: str | None = None) -> Json:
    """Store a finished message and tell the gateway, unless only one user may see it."""
    sim.world.messages.setdefault(channel["id"], {})[found["id"]] = found
    if only_for is not None:
        sim.world.ephemeral[found["id"]] = only_for
        sim.bus.publish("ephemeral", {"user_id": only_for, "message": found})
        return found
    channel["last_message_id"] = found["id"]
    if channel["type"] in THREAD_TYPES:
        # A post's first message has the post's id, and is not counted.
        counted = int(found["id"] != channel["id"])
        channel["message_count"] += counted
        channel["total_message_sent"] += counted
    sim.emit("MESSAGE_CREATE", event_data(sim, channel, found), channel)
    return found


def event_data(sim: Simulation, channel: Json, found: Json) -> Json:
    """Return a message as the gateway tells it: with the guild and the author's member."""
    data = views.message(sim.world, found, sim.bot_id)
    if "guild_id" not in channel:
        return data
    data["guild_id"] = channel["guild_id"]
    guild = sim.world.guilds[channel["guild_id"]]
    if "webhook_id" not in found and found["author"]["id"] in guild.members:
        data["member"] = dict(guild.members[found["author"]["id"]])
    mentioned = [
        user | {"member": dict(guild.members[user["id"]])} for user in found["mentions"] if user["id"] in guild.members
    ]
    return data | {"mentions": mentioned}


def _stored(sim: Simulation, body: Json) -> Json:
    stored: Json = {
        "components": content.stored_components(sim.completer, body.get("components") or []),
        "embeds": content.stored_embeds(sim.completer, body.get("embeds") or []),
    }
    if body.get("poll"):
        stored["poll"] = content.stored_poll(sim.completer, body["poll"], sim.clock.now())
    return stored


def _stickers(sim: Simulation, channel: Json, body: Json) -> Json:
    """Return the stickers on a message: those of its guild, which are all that a bot can send."""
    wanted = [str(each) for each in body.get("sticker_ids") or ()]
    known = sim.world.collections.get(f"/guilds/{channel.get('guild_id')}/stickers", {})
    if any(each not in known for each in wanted):
        raise DiscordError(Code.INVALID_STICKER)
    items = [{name: known[each][name] for name in ("id", "name", "format_type")} for each in wanted]
    return {"sticker_items": items} if items else {}


def _forwarded(sim: Simulation, draft: Draft) -> Json:
    reference = draft.body.get("message_reference")
    if not reference or reference.get("type") != FORWARD:
        return {}
    source = sim.world.channels.get(reference.get("channel_id") or draft.channel["id"])
    target = sim.world.messages.get(source["id"], {}).get(reference["message_id"]) if source else None
    if source is None or target is None:
        raise invalid_field("message_reference", MESSAGE_UNKNOWN, "Unknown message")
    if not permissions.in_channel(sim.world, source, draft.author["id"]) & P.READ_MESSAGE_HISTORY:
        raise DiscordError(Code.CANNOT_FORWARD)
    snapshot = sim.completer.named("MessageSnapshotResponse", {"message": target})
    where = {"type": FORWARD, "channel_id": source["id"], "message_id": target["id"]}
    return {"message_snapshots": [snapshot], "message_reference": where}


def _pings(sim: Simulation, draft: Draft, reply: Json | None) -> Json:
    audience = mentions.Audience(
        sim.world, draft.channel.get("guild_id"), may_mention_everyone=bool(draft.may & P.MENTION_EVERYONE)
    )
    text = content.all_text(draft.body.get("content") or "", draft.body.get("components") or [])
    replied = reply["author"]["id"] if reply is not None and "webhook_id" not in reply else None
    pings = mentions.find(text, draft.body.get("allowed_mentions"), audience, replied)
    return {
        "mentions": [sim.world.users[user_id] for user_id in pings.user_ids],
        "mention_roles": pings.role_ids,
        "mention_everyone": pings.everyone,
    }


def _replied_to(sim: Simulation, draft: Draft) -> Json | None:
    reference = draft.body.get("message_reference")
    if not reference or (reference.get("type") or REPLY) == FORWARD:
        return None
    channel_id = reference.get("channel_id") or draft.channel["id"]
    target = sim.world.messages.get(channel_id, {}).get(reference["message_id"])
    if target is not None and channel_id == draft.channel["id"] and target["id"] not in sim.world.ephemeral:
        return target
    if reference.get("fail_if_not_exists") is False:
        return None
    raise invalid_field("message_reference", MESSAGE_UNKNOWN, "Unknown message")


def _reference(draft: Draft, reply: Json | None) -> Json:
    if reply is None:
        return {}
    reference: Json = {"type": REPLY, "channel_id": reply["channel_id"], "message_id": reply["id"]}
    if "guild_id" in draft.channel:
        reference["guild_id"] = draft.channel["guild_id"]
    return {"type": REPLY_TYPE, "message_reference": reference}


def attachments(sim: Simulation, channel_id: str, listed: list[Json] | None, files: dict[str, File]) -> list[Json]:
    """Store uploaded files and return their attachment objects.

    Raises:
        DiscordError: 50035 when an attachment names a file that was not uploaded.
    """
    described = {str(item["id"]): item for item in listed or ()}
    missing = [key for key in described if key not in files]
    if missing:
        raise invalid_field("attachments", "ATTACHMENT_NOT_FOUND", f"Attachment {missing[0]} was not uploaded")
    stored: list[Json] = []
    for key, file in files.items():
        attachment_id = sim.world.ids.next()
        name = (described.get(key) or {}).get("filename") or file.name
        kind = file.kind or mimetypes.guess_type(name)[0] or DEFAULT_CONTENT_TYPE
        path = f"attachments/{channel_id}/{attachment_id}/{name}"
        sim.files[path] = (file.data, kind)
        url = f"{sim.addresses.rest_url.removesuffix('/api/v10')}/{quote(path)}"
        about = {"id": attachment_id, "filename": name, "size": len(file.data), "content_type": kind}
        shown: Json = about | {"url": url, "proxy_url": url}
        if description := (described.get(key) or {}).get("description"):
            shown["description"] = description
        stored.append(shown)
    return stored


def edit(sim: Simulation, channel: Json, found: Json, draft: Draft) -> Json:
    """Apply an edit to a stored message, tell the gateway and return the message.

    Raises:
        DiscordError: 50006 or 50035.
    """
    body = draft.body
    flags = _edited_flags(found, body, draft.flags)
    merged = {"content": found["content"], "embeds": found["embeds"], "components": found["components"]}
    merged |= {name: body[name] for name in merged if name in body}
    old = {attachment["id"]: attachment for attachment in found["attachments"]}
    listed = body.get("attachments")
    kept = list(old.values()) if listed is None else [old[str(a["id"])] for a in listed if str(a["id"]) in old]
    content.check(merged, flags=flags, files=len(kept) + len(draft.files) + bool(found.get("poll")))
    mentions.check(body.get("allowed_mentions"))
    described = [item for item in listed or () if str(item["id"]) not in old]
    uploaded = attachments(sim, channel["id"], described, draft.files)
    found["content"] = merged["content"] or ""
    if "embeds" in body:
        found["embeds"] = content.stored_embeds(sim.completer, body["embeds"] or [])
    if "components" in body:
        for _, part in content.walk(found["components"]):
            if part.get("custom_id"):
                sim.world.gone_components[found["id"], part["custom_id"]] = part
        found["components"] = content.stored_components(sim.completer, body["components"] or [])
    if "content" in body or "allowed_mentions" in body or "components" in body:
        draft.body = merged | {"allowed_mentions": body.get("allowed_mentions")}
        found |= _pings(sim, draft, None)
    found |= {"attachments": kept + uploaded, "flags": flags, "edited_timestamp": sim.clock.iso()}
    return updated(sim, channel, found)


def _edited_flags(found: Json, body: Json, added: int) -> int:
    flags = int(found["flags"])
    if body.get("flags") is not None:
        changeable = content.SUPPRESS_EMBEDS
        flags = (flags & ~changeable) | (int(body["flags"]) & (changeable | content.COMPONENTS_V2))
    return (flags | added) & ~content.LOADING


def updated(sim: Simulation, channel: Json, found: Json) -> Json:
    """Tell that a stored message changed, to all or to its only reader."""
    if found["id"] in sim.world.ephemeral:
        sim.bus.publish("ephemeral", {"user_id": sim.world.ephemeral[found["id"]], "message": found})
    else:
        sim.emit("MESSAGE_UPDATE", event_data(sim, channel, found), channel)
    return found


def remove(sim: Simulation, channel: Json, message_ids: list[str], *, bulk: bool = False) -> None:
    """Delete stored messages and tell the gateway."""
    world = sim.world
    where = {"channel_id": channel["id"]}
    if "guild_id" in channel:
        where["guild_id"] = channel["guild_id"]
    shown = [message_id for message_id in message_ids if message_id not in world.ephemeral]
    for message_id in message_ids:
        world.messages[channel["id"]].pop(message_id, None)
        world.ephemeral.pop(message_id, None)
        world.reactions.pop(message_id, None)
        world.pins.get(channel["id"], {}).pop(message_id, None)
    if bulk:
        sim.emit("MESSAGE_DELETE_BULK", {"ids": shown, **where}, channel)
        return
    for message_id in shown:
        sim.emit("MESSAGE_DELETE", {"id": message_id, **where}, channel)


def require_writable(sim: Simulation, channel: Json, user_id: str, body: Json, *, files: bool = False) -> P:
    """Return what a user may do in a channel after checking that this message may be sent there.

    Raises:
        DiscordError: 50001, 50008, 50013, 160005.
    """
    may = permissions.effective(permissions.in_channel(sim.world, channel, user_id))
    if not may & P.VIEW_CHANNEL:
        raise DiscordError(Code.MISSING_ACCESS)
    if channel["type"] in TEXTLESS:
        raise DiscordError(Code.NOT_A_TEXT_CHANNEL)
    in_thread = channel["type"] in THREAD_TYPES
    needed = P.SEND_MESSAGES_IN_THREADS if in_thread else P.SEND_MESSAGES
    for field_name, permission in NEEDED_BY_FIELD.items():
        if body.get(field_name):
            needed |= permission
    if files:
        needed |= P.ATTACH_FILES
    if "guild_id" in channel and needed & ~may:
        raise DiscordError(Code.MISSING_PERMISSIONS)
    if channel.get("thread_metadata", {}).get("locked") and not may & P.MANAGE_THREADS:
        raise DiscordError(Code.THREAD_IS_LOCKED)
    return may
