"""What people do in the simulated Discord without the bot: speak, react, open direct messages, administer the guild."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from local.discord import builders, messages, permissions, views, voice
from local.discord.clock import iso
from local.discord.errors import DiscordError, Json
from local.discord.interactions import deliver
from local.discord.messages import Draft, File
from local.discord.permissions import MEMBER_OVERWRITE, ROLE_OVERWRITE
from local.discord.rest.newcomers import join_requests
from local.discord.sim import Settings, Simulation
from local.discord.state import Guild, Reaction

EVENT_PING, EVENT = 0, 1
GUILD_INSTALL = 0
OVERWRITE_KINDS: dict[object, int] = {"role": ROLE_OVERWRITE, "member": MEMBER_OVERWRITE, 0: 0, 1: 1}


def speak(sim: Simulation, channel: Json, author_id: str, order: Json, files: Mapping[str, File] | None = None) -> Json:
    """Send a message as a person or a bot, with the rights that they have there.

    Raises:
        DiscordError: the person may not send this.
    """
    body: Json = {name: order[name] for name in ("content", "embeds", "allowed_mentions") if name in order}
    if order.get("reply_to"):
        body["message_reference"] = {"message_id": str(order["reply_to"])}
    if forwarded := order.get("forward"):
        source = sim.identity.name_to_id(str(forwarded.get("channel_id") or channel["id"]))
        reference = {"type": messages.FORWARD, "channel_id": source, "message_id": str(forwarded["message_id"])}
        body["message_reference"] = reference
    may = messages.require_writable(sim, channel, author_id, body, files=bool(files))
    sent = messages.send(sim, Draft(channel, sim.world.users[author_id], body, dict(files or {}), may=may))
    return views.message(sim.world, sent, author_id)


def open_dm(sim: Simulation, user_id: str, order: Json) -> Json:
    """Open a person's direct message channel with the bot; ``blocked`` closes it to the bot or opens it again."""
    if "blocked" in order:
        (sim.world.blocked_dms.add if order["blocked"] else sim.world.blocked_dms.discard)(user_id)
    wanted = (sim.bot_id, user_id)
    for channel_id, members in sim.world.dm_members.items():
        if members == wanted:
            return sim.world.channels[channel_id]
    channel = builders.dm_channel(sim.world.ids.next(), [sim.world.users[user_id]])
    sim.world.channels[channel["id"]] = channel
    sim.world.dm_members[channel["id"]] = wanted
    return channel


def react(sim: Simulation, channel: Json, user_id: str, order: Json) -> Json:
    """Add or remove a person's reaction and tell the gateway."""
    message = sim.world.message(channel["id"], str(order.get("message_id")))
    emoji = {"id": None, "name": str(order["emoji"])}
    reaction = sim.world.reactions.setdefault(message["id"], {}).setdefault(emoji["name"] or "", Reaction(emoji))
    data: Json = {"user_id": user_id, "channel_id": channel["id"], "message_id": message["id"], "emoji": emoji}
    data |= {"burst": False, "type": 0}
    if "guild_id" in channel:
        data["guild_id"] = channel["guild_id"]
    if order.get("remove"):
        reaction.users.pop(user_id, None)
        sim.emit("MESSAGE_REACTION_REMOVE", data, channel)
    else:
        reaction.users[user_id] = None
        if "guild_id" in channel:
            data["member"] = views.member(sim.world, sim.world.guilds[channel["guild_id"]], user_id)
        sim.emit("MESSAGE_REACTION_ADD", data | {"message_author_id": message["author"]["id"]}, channel)
    return views.message(sim.world, message, user_id)


def vote(sim: Simulation, channel: Json, user_id: str, order: Json) -> Json:
    """Give a person's vote to answers of a poll, in place of those that they gave before, and count anew."""
    message = sim.world.message(channel["id"], str(order.get("message_id")))
    given = sim.world.votes.setdefault(message["id"], {})
    for voters in given.values():
        voters.discard(user_id)
    for answer_id in order.get("answer_ids", ()):
        given.setdefault(int(answer_id), set()).add(user_id)
    counts = [
        {"id": answer_id, "count": len(voters), "me_voted": sim.bot_id in voters}
        for answer_id, voters in sorted(given.items())
        if voters
    ]
    message["poll"]["results"]["answer_counts"] = counts
    return views.message(sim.world, message, user_id)


def ask_to_join(sim: Simulation, user_id: str, order: Json) -> Json:
    """Let somebody ask to join a guild that approves its members, with answers ``{question: text}``."""
    fields = [
        {"field_type": "TEXT_INPUT", "label": label, "required": True, "response": text}
        for label, text in order.get("answers", {}).items()
    ]
    asked: Json = {"id": sim.world.ids.next(), "created_at": sim.world.clock.iso(), "reviewed_at": None}
    asked |= {"application_status": "SUBMITTED", "rejection_reason": None, "guild_id": sim.identity.guild_id}
    asked |= {"user_id": user_id, "user": sim.world.users[user_id], "form_responses": fields}
    join_requests(sim.world, sim.identity.guild_id)[asked["id"]] = asked
    return asked


def _lab(sim: Simulation) -> Guild:
    return sim.world.guilds[sim.identity.guild_id]


def set_overwrite(sim: Simulation, channel: Json, order: Json) -> Json:
    """Set or (without ``allow`` and ``deny``) remove an overwrite."""
    target = sim.identity.name_to_id(str(order["id"]))
    guessed = ROLE_OVERWRITE if target in _lab(sim).roles else MEMBER_OVERWRITE
    kind = OVERWRITE_KINDS.get(order.get("type"), guessed)
    others = [found for found in channel["permission_overwrites"] if found["id"] != target]
    if order.get("allow") is not None or order.get("deny") is not None:
        allow, deny = permissions.bits(order.get("allow")), permissions.bits(order.get("deny"))
        others.append(builders.overwrite(target, kind, allow=allow, deny=deny))
    channel["permission_overwrites"] = others
    sim.emit("CHANNEL_UPDATE", channel, channel)
    return channel


def set_member(sim: Simulation, user_id: str, order: Json) -> Json:
    """Change a member, or let a user join (``present: true``) or leave (``present: false``).

    ``voice: {channel_id, mute?, …}`` lets them join a voice channel, ``voice: null`` leave it.
    """
    guild = _lab(sim)
    if order.get("present") is False:
        guild.members.pop(user_id, None)
        data = {"guild_id": guild.id, "user": sim.world.users[user_id]}
        sim.emit("GUILD_MEMBER_REMOVE", data, guild_id=guild.id)
        return data
    if user_id not in guild.members:
        guild.members[user_id] = builders.member(sim.clock.now())
        data = views.member(sim.world, guild, user_id) | {"guild_id": guild.id}
        sim.emit("GUILD_MEMBER_ADD", data, guild_id=guild.id)
    member = guild.member(user_id)
    if "roles" in order:
        member["roles"] = [guild.role(sim.identity.name_to_id(str(name)))["id"] for name in order["roles"]]
    if "voice" in order:
        voice.connect(sim, guild.id, user_id, order["voice"])
    if "timeout_s" in order:
        member["communication_disabled_until"] = iso(sim.clock.now() + float(order["timeout_s"]))
    member |= {name: order[name] for name in ("nick", "communication_disabled_until") if name in order}
    shown = views.member(sim.world, guild, user_id)
    sim.emit("GUILD_MEMBER_UPDATE", shown | {"guild_id": guild.id}, guild_id=guild.id)
    return shown


def set_role(sim: Simulation, role_id: str, order: Json) -> Json:
    """Change a role."""
    guild = _lab(sim)
    role = guild.role(role_id)
    role |= {name: order[name] for name in ("name", "position", "mentionable", "hoist") if name in order}
    if "permissions" in order:
        role["permissions"] = str(int(permissions.bits(order["permissions"])))
    sim.emit("GUILD_ROLE_UPDATE", {"guild_id": guild.id, "role": role}, guild_id=guild.id)
    return role


def set_installation(sim: Simulation, guild_id: str, *, installed: bool) -> Json:
    """Put the bot into a guild or take it out, and tell the gateway."""
    guild = sim.world.guild(guild_id)
    if installed and sim.bot_id not in guild.members:
        guild.members[sim.bot_id] = builders.member(sim.clock.now())
        sim.emit("GUILD_CREATE", guild_create(sim, guild), guild_id=guild.id)
    elif not installed and guild.members.pop(sim.bot_id, None) is not None:
        sim.emit("GUILD_DELETE", {"id": guild.id}, guild_id=guild.id)
    return {"guild_id": guild_id, "installed": installed}


def guild_create(sim: Simulation, guild: Guild) -> Json:
    """Return a guild as GUILD_CREATE tells it: with members, channels and threads."""
    channels = sim.world.guild_channels(guild.id)
    threads = [views.channel(sim.world, c, sim.bot_id) for c in channels if c["type"] in permissions.THREAD_TYPES]
    return views.guild(guild) | {
        "joined_at": guild.members[sim.bot_id]["joined_at"],
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "voice_states": [],
        "members": [views.member(sim.world, guild, user_id) for user_id in guild.members],
        "channels": [dict(c) for c in channels if c["type"] not in permissions.THREAD_TYPES],
        "threads": threads,
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def change_settings(sim: Simulation, order: Json) -> None:
    """Apply settings.

    Raises:
        ValueError: one is unknown.
    """
    rest = dict(order)
    sim.limiter.enabled = bool(rest.pop("rate_limits", sim.limiter.enabled))
    for operation_id, (limit, window_s) in rest.pop("limits", {}).items():
        sim.limiter.overrides[operation_id] = (int(limit), float(window_s))
    known = {field.name for field in fields(Settings)}
    if unknown := rest.keys() - known:
        raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}; known are {', '.join(sorted(known))}")
    for name, value in rest.items():
        setattr(sim.settings, name, value)


async def send_event(sim: Simulation, order: Json) -> Json:
    """Send a signed webhook event and return ``{status, body, elapsed_ms}``.

    Raises:
        DiscordError: no events URL is set.
    """
    if sim.settings.events_url is None:
        raise DiscordError(0, "no events_url is set: POST /settings {events_url}", status=400)
    kind = str(order.get("type", "APPLICATION_AUTHORIZED"))
    payload: Json = {"version": 1, "application_id": sim.identity.application_id, "type": EVENT_PING}
    if kind != "PING":
        event = {"type": kind, "timestamp": sim.clock.iso(), "data": order.get("data") or _event_data(sim, kind)}
        payload |= {"type": EVENT, "event": event}
    delivery = await deliver.post(sim, sim.settings.events_url, payload)
    return {"status": delivery.status, "body": delivery.body, "elapsed_ms": delivery.elapsed_ms}


def _event_data(sim: Simulation, kind: str) -> Json:
    data: Json = {"user": sim.world.users[sim.identity.users["owner"]]}
    if kind == "APPLICATION_AUTHORIZED":
        shown: Any = views.guild(_lab(sim))
        data |= {"integration_type": GUILD_INSTALL, "scopes": ["bot", "applications.commands"], "guild": shown}
    return data
