"""A channel with all that there is to it: who may do what in it, its tags, its threads' defaults."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

from guildhall.clock import moment_of_snowflake
from guildhall.discord.ids import EmojiId, MessageId, RoleId, TagId, UserId
from guildhall.discord.permissions import Permission, describe
from guildhall.discord.types.channel import OverwriteType
from guildhall.operations.channel._details import ChannelDetails
from guildhall.operations.fields import By, GivenName, OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel, ForumTag, Overwrite
    from guildhall.discord.types.guild import Guild

_REQUIRES_TAG = 1 << 4
_SORT_ORDERS = {0: "latest_activity", 1: "creation_date"}
_LAYOUTS = {0: "not_set", 1: "list_view", 2: "gallery_view"}


class OverwriteShown(Model):
    """What a channel says of a role or of a member, in the client's words."""

    overwrite_id: RoleId | UserId
    role_name: GivenName = ""
    member_name: Annotated[str, By("overwrite_id")] = ""
    allow: list[OurText]
    deny: list[OurText]

    @classmethod
    def all_of(cls, ports: Ports, guild: "Guild", overwrites: Sequence["Overwrite"]) -> list[Self]:
        """Return each overwrite with the name of whom it is for; of who is gone there is none."""
        people = {UserId(each.id) for each in overwrites if each.type is OverwriteType.MEMBER}
        members = ports.discord.members(guild.id, people) if people else {}
        shown = []
        for each in overwrites:
            role, member = guild.role(each.id), members.get(UserId(each.id))
            names = {"role_name": role.name if role else "", "member_name": member.display if member else ""}
            sides = {"allow": describe(each.allow), "deny": describe(each.deny)}
            shown.append(cls.model_validate({"overwrite_id": str(each.id), **names, **sides}))
        return shown


class TagShown(Model):
    """A tag that a forum offers; `moderated` ones are given by moderators only."""

    tag_id: TagId
    name: GivenName
    moderated: bool
    emoji_id: EmojiId | None
    emoji_name: OurText | None

    @classmethod
    def of(cls, tag: "ForumTag") -> Self:
        """Return a tag as it is shown."""
        look = {"name": tag.name, "moderated": tag.moderated, "emoji_id": tag.emoji_id, "emoji_name": tag.emoji_name}
        return cls.model_validate({"tag_id": tag.id, **look})


class ThreadShown(Model):
    """What only a thread has; `invitable` = whoever is in a private one may add others."""

    archived: bool
    locked: bool
    invitable: bool
    archive_after_s: int
    owner_id: UserId | None
    message_count: int | None
    member_count: int | None
    applied_tag_ids: list[TagId]


class ChannelComplete(ChannelDetails):
    """A channel with all that there is to it; `category_name` is empty where you do not see the category."""

    created_at: datetime
    category_name: GivenName
    newest_message_id: MessageId | None
    overwrites: list[OverwriteShown]
    tags: list[TagShown]
    requires_tag: bool
    sort_order: OurText | None
    layout: OurText | None
    thread: ThreadShown | None

    @classmethod
    def found(cls, ports: Ports, channel: "Channel", guild: "Guild") -> Self:
        """Return a channel of a guild with all that there is to it; the bot need not see its category."""
        channels = ports.discord.channels(guild.id) if channel.parent_id else ()
        parent = next((each for each in channels if each.id == channel.parent_id), None)
        known = parent is not None and ports.caller.in_channel(parent).has(Permission.VIEW_CHANNEL)
        own = {
            "created_at": moment_of_snowflake(channel.id),
            "category_name": parent.name if parent is not None and known else "",
            "newest_message_id": channel.last_message_id,
            "overwrites": OverwriteShown.all_of(ports, guild, channel.permission_overwrites),
            "tags": [TagShown.of(tag) for tag in channel.available_tags],
            "requires_tag": bool(channel.flags & _REQUIRES_TAG),
            "sort_order": _word(_SORT_ORDERS, channel.default_sort_order),
            "layout": _word(_LAYOUTS, channel.default_forum_layout),
            "thread": _thread(channel),
        }
        return cls.model_validate({**ChannelDetails.of(channel).model_dump(), **own})


def _word(words: dict[int, str], number: int | None) -> str | None:
    return None if number is None else words.get(number, f"unknown_{number}")


def _thread(channel: "Channel") -> ThreadShown | None:
    state = channel.thread_metadata
    if state is None:
        return None
    return ThreadShown(
        archived=state.archived,
        locked=state.locked,
        invitable=state.invitable,
        archive_after_s=state.auto_archive_duration * 60,
        owner_id=channel.owner_id,
        message_count=channel.message_count,
        member_count=channel.member_count,
        applied_tag_ids=list(channel.applied_tags),
    )
