"""Search Guild Messages: over what really stands in the channels and threads whose history the bot may read.

A message is found as soon as it is sent; Discord takes some seconds. The answer that the index is not there yet is a
fault (`indexing`). Reactions are left out of what is found, as Discord does.

Source: https://docs.discord.com/developers/resources/message#search-guild-messages
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from local.discord import permissions, views
from local.discord.errors import Json
from local.discord.permissions import THREAD_TYPES, P
from local.discord.rest import access
from local.discord.rest.message_handlers import shown
from local.discord.rest.registry import Call, handles

PAGE = 25
READABLE = P.VIEW_CHANNEL | P.READ_MESSAGE_HISTORY
WORD = re.compile(r"\w+")
LINK = re.compile(r"https?://\S+")


@handles("guild_search")
def guild_search(call: Call) -> Json:
    """Return the messages that fit, 25 at a time, each in a list of its own, with the threads they stand in."""
    guild = access.guild(call)
    wanted = set(call.query.get("channel_id") or ())
    channels = [each for each in call.world.guild_channels(guild.id) if _is_searched(call, each, wanted)]
    hits = [m for each in channels for m in call.world.messages.get(each["id"], {}).values() if _fits(call, m)]
    newest_first = call.query.get("sort_by") == "relevance" or call.query.get("sort_order", "desc") == "desc"
    hits.sort(key=lambda message: int(message["id"]), reverse=newest_first)
    if call.query.get("sort_by") == "relevance":
        hits.sort(key=lambda message: -_relevance(call, message))
    start, count = int(call.query.get("offset", 0)), int(call.query.get("limit", PAGE))
    page = hits[start : start + count]
    places = {message["channel_id"] for message in page}
    threads = [views.channel(call.world, each) for each in channels if _is_thread(each) and each["id"] in places]
    joined = [call.world.thread_members.get(each["id"], {}).get(call.bot_id) for each in threads]
    partial = {
        "total_results": len(hits),
        "messages": [[_hit(call, message)] for message in page],
        "threads": threads,
        "members": [each for each in joined if each is not None],
        "doing_deep_historical_index": False,
    }
    return dict(call.sim.completer.named("GuildSearchResponse", partial))


def _is_thread(channel: Json) -> bool:
    return channel["type"] in THREAD_TYPES


def _is_searched(call: Call, channel: Json, wanted: set[str]) -> bool:
    if wanted and channel["id"] not in wanted:
        return False
    above = call.world.channels.get(channel.get("parent_id") or "", {}) if _is_thread(channel) else channel
    if above.get("nsfw") and not call.query.get("include_nsfw"):
        return False
    return permissions.in_channel(call.world, channel, call.bot_id) & READABLE == READABLE


def _hit(call: Call, message: Json) -> Json:
    return {name: value for name, value in shown(call, message).items() if name != "reactions"} | {"hit": True}


def _relevance(call: Call, message: Json) -> int:
    said = WORD.findall(message["content"].lower())
    return sum(said.count(word) for word in WORD.findall(str(call.query.get("content", "")).lower()))


def _fits(call: Call, message: Json) -> bool:
    if message["id"] in call.world.ephemeral:
        return False
    given = [(test, call.query[name]) for name, test in TESTS.items() if name in call.query]
    return all(test(call, message, value) for test, value in given)


def _says(_: Call, message: Json, value: str) -> bool:
    said = set(WORD.findall(message["content"].lower()))
    return all(word in said for word in WORD.findall(value.lower()))


def _author_type(_: Call, message: Json, value: list[str]) -> bool:
    bot = "bot" if message["author"].get("bot") else "user"
    kind = "webhook" if "webhook_id" in message else bot
    allowed = [each for each in value if not each.startswith("-")]
    return f"-{kind}" not in value and (not allowed or kind in allowed)


def _replied(call: Call, message: Json) -> Json | None:
    reference = message.get("message_reference")
    if message["type"] != views.REPLY or reference is None:
        return None
    return call.world.messages.get(reference["channel_id"], {}).get(reference["message_id"])


def _replied_to_user(call: Call, message: Json, value: list[str]) -> bool:
    target = _replied(call, message)
    return target is not None and target["author"]["id"] in value


def _replied_to_message(call: Call, message: Json, value: list[str]) -> bool:
    target = _replied(call, message)
    return target is not None and target["id"] in value


def _kinds(message: Json) -> set[str]:
    """Return what a message has, in the words of the search."""
    types = {str(each.get("content_type", "")).partition("/")[0] for each in message["attachments"]}
    found = {
        "link": bool(LINK.search(message["content"])),
        "embed": bool(message["embeds"]),
        "file": bool(message["attachments"]),
        "image": "image" in types,
        "video": "video" in types,
        "sound": "audio" in types,
        "sticker": bool(message.get("sticker_items")),
        "poll": bool(message.get("poll")),
        "snapshot": bool(message.get("message_snapshots")),
    }
    return {name for name, has in found.items() if has}


def _has(_: Call, message: Json, value: list[str]) -> bool:
    kinds = _kinds(message)
    return all(each[1:] not in kinds if each.startswith("-") else each in kinds for each in value)


def _hosts(message: Json) -> set[str]:
    return {urlsplit(link).hostname or "" for link in LINK.findall(message["content"])}


def _names(message: Json) -> list[str]:
    return [str(each["filename"]) for each in message["attachments"]]


TESTS: dict[str, Callable[..., bool]] = {
    "content": _says,
    "author_id": lambda _, message, value: message["author"]["id"] in value,
    "author_type": _author_type,
    "mentions": lambda _, message, value: any(user["id"] in value for user in message["mentions"]),
    "mentions_role_id": lambda _, message, value: not set(value).isdisjoint(message["mention_roles"]),
    "mention_everyone": lambda _, message, value: message["mention_everyone"] == value,
    "replied_to_user_id": _replied_to_user,
    "replied_to_message_id": _replied_to_message,
    "pinned": lambda _, message, value: message["pinned"] == value,
    "min_id": lambda _, message, value: int(message["id"]) > int(value),
    "max_id": lambda _, message, value: int(message["id"]) < int(value),
    "has": _has,
    "link_hostname": lambda _, message, value: not _hosts(message).isdisjoint(value),
    "attachment_filename": lambda _, message, value: not set(_names(message)).isdisjoint(value),
    "attachment_extension": lambda _, message, value: any(name.rpartition(".")[2] in value for name in _names(message)),
    "embed_type": lambda _, message, value: any(each.get("type") in value for each in message["embeds"]),
    "embed_provider": lambda _, message, value: any(
        (each.get("provider") or {}).get("name") in value for each in message["embeds"]
    ),
}
"""What each parameter asks of a message; those of the page are none of them."""
