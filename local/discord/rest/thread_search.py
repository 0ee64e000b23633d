"""Search the threads of a channel, or the posts of a forum, by name and tags."""

from collections.abc import Callable
from typing import Any

from local.discord.errors import Json
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import Answer, Call, handles
from local.discord.rest.threads import archived_s, listed, visible

SEARCH_PAGE = 25


@handles("thread_search")
def thread_search(call: Call) -> Any:
    """Search a channel's threads by name and tags; a thread is found as soon as it is there."""
    guild, channel = access.guild_channel(call, P.READ_MESSAGE_HISTORY)
    found = [t for t in visible(call, guild.id) if t["parent_id"] == channel["id"] and _fits(call, t)]
    by = SEARCH_ORDERS[call.query.get("sort_by", "relevance")]
    found.sort(key=by, reverse=call.query.get("sort_order", "desc") == "desc")
    start, limit = int(call.query.get("offset", 0)), int(call.query.get("limit", SEARCH_PAGE))
    page = listed(call, found[start : start + limit], has_more=len(found) > start + limit)
    return Answer(200, page | {"total_results": len(found)})


SEARCH_ORDERS: dict[str, Callable[[Json], Any]] = {
    "relevance": lambda t: -len(t["name"]),
    "creation_time": lambda t: int(t["id"]),
    "last_message_time": lambda t: int(t["last_message_id"] or t["id"]),
    "archive_time": archived_s,
}


def _fits(call: Call, thread: Json) -> bool:
    query, tags = call.query, set(thread.get("applied_tags", ()))
    given = query.get("tag") or ()
    wanted = set(given.split(",") if isinstance(given, str) else given)
    tagged = wanted <= tags if query.get("tag_setting") == "match_all" else not wanted or bool(wanted & tags)
    archived = query.get("archived") in {None, thread["thread_metadata"]["archived"]}
    named = str(query.get("name") or "").lower() in thread["name"].lower()
    between = int(query.get("min_id", 0)) < int(thread["id"]) < int(query.get("max_id", 1 << 64))
    return tagged and archived and named and between
