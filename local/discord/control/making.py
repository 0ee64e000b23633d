"""What an administrator of the simulated guild makes by the dozen: channels, threads, people; and new names."""

import base64
import mimetypes
from typing import Any

from local.discord import builders, messages, permissions, views
from local.discord.control import people
from local.discord.errors import DiscordError, Json
from local.discord.messages import Draft, File
from local.discord.sim import Simulation

KINDS = {"text": 0, "voice": 2, "category": 4, "announcement": 5, "forum": 15}
PUBLIC_THREAD, PRIVATE_THREAD = 11, 12
THREAD_KINDS = {"thread": PUBLIC_THREAD, "private_thread": PRIVATE_THREAD}
ARCHIVE_MINUTES = 1440
NAME_LIMIT = 100


def make_channels(sim: Simulation, order: Json) -> list[Json]:
    """Make channels or threads: ``{names | count, kind?, parent_id?, topic?, overwrites?, author_id?}``.

    ``kind`` is text (default), voice, category, announcement, forum, thread or private_thread; a thread needs
    ``parent_id``, and ``author_id`` starts it. ``overwrites`` are ``{id, allow, deny}`` with names or ids.

    Raises:
        ValueError: the order is not understood; the text says why.
    """
    kind = str(order.get("kind", "text"))
    if kind not in KINDS and kind not in THREAD_KINDS:
        raise ValueError(f"kind must be one of {', '.join([*KINDS, *THREAD_KINDS])}; got {kind!r}")
    return [_make_channel(sim, kind, name, order) for name in _names(order, "channel")]


def _names(order: Json, word: str) -> list[str]:
    names = order.get("names") or [f"{word}-{number}" for number in range(1, int(order.get("count") or 0) + 1)]
    if not names or not all(0 < len(str(name)) <= NAME_LIMIT for name in names):
        raise ValueError(f"names must be texts of 1 to {NAME_LIMIT} characters, or give a count")
    return [str(name) for name in names]


def _make_channel(sim: Simulation, kind: str, name: str, order: Json) -> Json:
    channel_id, guild_id = sim.world.ids.next(), sim.identity.guild_id
    parent = sim.identity.name_to_id(str(order["parent_id"])) if order.get("parent_id") else None
    if parent is not None and parent not in sim.world.channels:
        raise ValueError(f"parent_id: there is no channel {order['parent_id']!r}")
    if kind in THREAD_KINDS:
        return _make_thread(sim, THREAD_KINDS[kind], (channel_id, name), order | {"parent_id": parent})
    made = builders.channel(channel_id, KINDS[kind], guild_id, name) | {"parent_id": parent}
    made["position"] = len(sim.world.guild_channels(guild_id))
    if "topic" in made:
        made["topic"] = order.get("topic")
    sim.world.channels[channel_id] = made
    sim.world.messages.setdefault(channel_id, {})
    sim.emit("CHANNEL_CREATE", made, made)
    for overwrite in order.get("overwrites") or ():
        people.set_overwrite(sim, made, overwrite)
    return made


def _make_thread(sim: Simulation, kind: int, named: tuple[str, str], order: Json) -> Json:
    if order["parent_id"] is None:
        raise ValueError("a thread needs parent_id")
    author_id = sim.identity.name_to_id(str(order.get("author_id") or "owner"))
    now = sim.clock.iso()
    metadata: Json = {"archived": False, "archive_timestamp": now, "auto_archive_duration": ARCHIVE_MINUTES}
    metadata |= {"locked": False, "create_timestamp": now}
    if kind == PRIVATE_THREAD:
        metadata["invitable"] = True
    thread: Json = {"id": named[0], "type": kind, "last_message_id": None, "flags": 0, "name": named[1]}
    thread |= {"guild_id": sim.identity.guild_id, "parent_id": order["parent_id"], "rate_limit_per_user": 0}
    thread |= {"owner_id": author_id, "thread_metadata": metadata, "message_count": 0, "total_message_sent": 0}
    sim.world.channels[thread["id"]] = thread
    sim.world.messages.setdefault(thread["id"], {})
    joined = {"id": thread["id"], "user_id": author_id, "join_timestamp": now, "flags": 0}
    sim.world.thread_members[thread["id"]] = {author_id: joined}
    sim.emit("THREAD_CREATE", views.channel(sim.world, thread, sim.bot_id) | {"newly_created": True}, thread)
    return thread


def make_users(sim: Simulation, order: Json) -> list[Json]:
    """Make people, or bots, who join the guild: ``{names | count, display?, bot?, roles?, present?}``.

    Raises:
        ValueError: the order is not understood; the text says why.
    """
    made = []
    for name in _names(order, "user"):
        user = builders.user(sim.world.ids.next(), name, order.get("display"), bot=bool(order.get("bot")))
        sim.world.users[user["id"]] = user
        if order.get("present", True):
            people.set_member(sim, user["id"], {"roles": order.get("roles") or []})
        made.append(user)
    return made


def rename_user(sim: Simulation, user_id: str, order: Json) -> Json:
    """Change what a user is called: ``{username?, global_name?}``; older messages show it too, as in Discord."""
    user = sim.world.users[user_id]
    user |= {name: order[name] for name in ("username", "global_name") if name in order}
    return user


def change_channel(sim: Simulation, channel: Json, order: Json) -> Json:
    """Change a channel as an administrator would: ``{name?, topic?, parent_id?, position?, nsfw?}``."""
    channel |= {name: order[name] for name in ("name", "topic", "parent_id", "position", "nsfw") if name in order}
    sim.emit("CHANNEL_UPDATE", channel, channel)
    return channel


def files(order: Json) -> dict[str, File]:
    """Return an order's ``attachments``: ``{filename, content | base64, content_type?}`` each.

    Raises:
        ValueError: one is not understood.
    """
    found: dict[str, File] = {}
    for index, given in enumerate(order.get("attachments") or ()):
        name = str(given.get("filename") or f"file-{index}.txt")
        if ("content" in given) == ("base64" in given):
            raise ValueError(f"attachments[{index}] needs either content (a text) or base64")
        data = (
            str(given["content"]).encode() if "content" in given else base64.b64decode(given["base64"], validate=True)
        )
        kind = given.get("content_type") or mimetypes.guess_type(name)[0]
        found[str(index)] = File(name, data, kind)
    return found


def speak_as_webhook(sim: Simulation, channel: Json, order: Json) -> Json:
    """Send a message as a webhook that bears a name: ``{channel_id, webhook: name, content?, embeds?}``.

    Raises:
        DiscordError: the channel is in no guild, or the message is refused.
    """
    if "guild_id" not in channel:
        raise DiscordError(0, "a webhook speaks in a guild's channel", status=400)
    webhook_id = sim.world.ids.next()
    author = builders.user(webhook_id, str(order["webhook"]), None) | {"bot": True, "discriminator": "0000"}
    body: Json = {name: order[name] for name in ("content", "embeds", "components") if name in order}
    fixed: Any = {"webhook_id": webhook_id}
    draft = Draft(channel, author, body, files(order), permissions.ALL, fixed=fixed)
    return views.message(sim.world, messages.send(sim, draft), sim.bot_id)
