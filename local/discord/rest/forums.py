"""What is special about forums: their tags, and which of them a post carries.

Discord gives each tag an id when it first sees it, keeps those that come with one, and lets a moderated one be applied
or taken away only by who manages threads.

Source: https://docs.discord.com/developers/resources/channel#forum-tag-object
"""

from local.discord.errors import DiscordError, Json, invalid_field
from local.discord.permissions import P
from local.discord.rest.registry import Call

FORUMS = frozenset({15, 16})
REQUIRE_TAG = 1 << 4
TAG_NEEDED = 40067
TAG_NAME_LIMIT = 20


def defaults() -> Json:
    """Return the fields that only a forum has, as they begin."""
    unset: Json = dict.fromkeys(("default_reaction_emoji", "default_sort_order"))
    return unset | {"available_tags": [], "default_forum_layout": 0, "default_thread_rate_limit_per_user": 0}


def tags(call: Call, forum: Json, given: list[Json]) -> list[Json]:
    """Return a forum's tags as they are kept, each with an id.

    Raises:
        DiscordError: 50035 for a name twice, one that is too long, an id that is none, or two emojis at once.
    """
    known = {tag["id"]: tag for tag in forum.get("available_tags", [])}
    kept: list[Json] = []
    for place, tag in enumerate(given):
        old = known.get(tag.get("id") or "")
        if tag.get("id") and old is None:
            raise _invalid(place, "id", "Unknown tag")
        if tag["name"] in {each["name"] for each in kept}:
            raise _invalid(place, "name", "Tag names must be unique")
        if not 0 < len(tag["name"]) <= TAG_NAME_LIMIT:
            raise _invalid(place, "name", f"Must be between 1 and {TAG_NAME_LIMIT} in length.")
        if tag.get("emoji_id") and tag.get("emoji_name"):
            raise _invalid(place, "emoji_name", "At most one of emoji_id and emoji_name may be set")
        own = {"name": tag["name"], "moderated": bool(tag.get("moderated"))}
        emoji = {name: tag.get(name) for name in ("emoji_id", "emoji_name")}
        kept.append({"id": old["id"] if old else call.world.ids.next()} | own | emoji)
    return kept


def drop_tags(call: Call, forum: Json) -> None:
    """Take tags from the posts that carry some which their forum has no more."""
    known = {tag["id"] for tag in forum["available_tags"]}
    for thread in call.world.channels.values():
        if thread.get("parent_id") == forum["id"] and "applied_tags" in thread:
            thread["applied_tags"] = [tag_id for tag_id in thread["applied_tags"] if tag_id in known]


def applied(forum: Json, given: list[str], may: P, before: list[str] | None = None) -> list[str]:
    """Return the tags of a post.

    Raises:
        DiscordError: 50035 for tags that the forum does not have, 40067 where it wants one, 50013 for a moderated one.
    """
    known = {tag["id"]: tag for tag in forum.get("available_tags", [])}
    if forum["type"] not in FORUMS and given:
        raise invalid_field("applied_tags", "INVALID_CHANNEL_TYPE", "Tags are only for posts of a forum")
    for place, tag_id in enumerate(given):
        if tag_id not in known:
            raise invalid_field(f"applied_tags.{place}", "INVALID_FORUM_TAG", "Unknown tag")
    if forum.get("flags", 0) & REQUIRE_TAG and not given:
        raise DiscordError(TAG_NEEDED, "A tag is required to create a forum post in this channel")
    turned = set(given) ^ set(before or [])
    if any(known[tag_id]["moderated"] for tag_id in turned & known.keys()) and not may & P.MANAGE_THREADS:
        raise DiscordError(50013)
    return list(given)


def _invalid(place: int, field: str, message: str) -> DiscordError:
    return invalid_field(f"available_tags.{place}.{field}", "INVALID_FORUM_TAG", message)
