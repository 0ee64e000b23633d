"""How a channel is made that is like another one."""

from typing import TYPE_CHECKING

from pydantic import JsonValue

from guildhall.discord.ids import GuildId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import ChannelType
from guildhall.errors import InvalidArguments
from guildhall.operations.channel_changing import in_words
from guildhall.operations.channel_ruling import replacements, require_replaceable, wired
from guildhall.operations.forum_shown import ForumShown
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.settling import settled

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

_KEPT = (
    *("topic", "bitrate", "user_limit", "rate_limit_per_user", "nsfw", "rtc_region", "video_quality_mode"),
    *("default_auto_archive_duration", "default_thread_rate_limit_per_user", "default_sort_order"),
    *("default_forum_layout", "default_reaction_emoji", "default_tag_setting"),
)
"""What a new channel can be made with."""
_ORDER = "default_sort_order"
"""The one of these whose 0 says something: none is another order."""
_OF_FORUM = {
    "default_sort_order": "default_sort",
    "default_forum_layout": "default_layout",
    "default_reaction_emoji": "default_reaction",
    "default_tag_setting": "tag_matching",
    "available_tags": "tags",
}
"""What only forums have, and our names for it."""
_MADE = frozenset(
    {
        *(ChannelType.GUILD_TEXT, ChannelType.GUILD_VOICE, ChannelType.GUILD_CATEGORY),
        *(ChannelType.GUILD_ANNOUNCEMENT, ChannelType.GUILD_STAGE_VOICE, ChannelType.GUILD_FORUM),
        ChannelType.GUILD_MEDIA,
    }
)


def cloned(source: "Channel", name: str | None) -> dict[str, JsonValue]:
    """Return what makes a channel like another one, under its own name or a new one; what it has not is left out.

    Raises:
        InvalidArguments: It is a thread, or of a kind that cannot be made.
    """
    if source.type not in _MADE:
        raise InvalidArguments("Such a channel cannot be made anew.", "Name a channel that is no thread.")
    look: dict[str, JsonValue] = source.model_dump(mode="json", include=set(_KEPT))
    body: dict[str, JsonValue] = {"name": name or source.name, "type": source.type.value}
    body |= {field: look[field] for field in _KEPT if look[field] or (field == _ORDER and look[field] is not None)}
    if source.parent_id:
        body["parent_id"] = str(source.parent_id)
    if source.available_tags:
        body["available_tags"] = [_tag(tag.model_dump(mode="json")) for tag in source.available_tags]
    return {**body, "permission_overwrites": wired(source.permission_overwrites)}


def preview_cloning(ports: Ports, guild_id: GuildId, source: "Channel", name: str | None) -> Preview:
    """Show the new channel and who may do what in it.

    Raises:
        NotAMember: The category into which it goes is not the caller's to see.
        PermissionMissing: Caller or bot lack something that is allowed or denied in it.
        ChannelForbidden: The policy protects a role or member of whom it says something.
    """
    body, said = cloned(source, name), source.permission_overwrites
    if source.parent_id:
        settled(ports, guild_id, source.parent_id, Permission.MANAGE_CHANNELS, operation="channel.clone")
    require_replaceable(ports, guild_id, (), said)
    return Preview(
        summary=f"Make a channel {body['name']} like {source.name}",
        changes=(*diff({}, _told(source, body)), *replacements(ports, guild_id, (), said)),
        **seen(source=source.model_copy(update={"last_message_id": None})),
    )


def _told(source: "Channel", body: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the new channel by the names of requests; who may do what in it is told apart."""
    plain = {field: value for field, value in body.items() if field not in {"permission_overwrites", *_OF_FORUM}}
    forum: dict[str, JsonValue] = ForumShown.of(source).model_dump(mode="json") if source.type.is_forum else {}
    if forum:
        forum["tags"] = [tag.name for tag in source.available_tags]
    return in_words(plain) | {name: forum[name] for wire, name in _OF_FORUM.items() if wire in body and forum}


def _tag(look: dict[str, JsonValue]) -> JsonValue:
    """Return a tag without its id, which the new channel's gets anew."""
    return {field: value for field, value in look.items() if field != "id" and value is not None}
