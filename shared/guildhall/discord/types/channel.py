"""Channels, threads and their overwrites."""

from datetime import datetime
from enum import IntEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, WithJsonSchema

from guildhall.discord.ids import ChannelId, EmojiId, GuildId, MessageId, Snowflake, TagId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS
from guildhall.discord.types.base import DiscordObject, PermissionBits
from guildhall.discord.types.guild import User


class ChannelType(IntEnum):
    """What a channel is. A value that we do not know yet becomes `UNKNOWN_<n>`.

    Source: https://docs.discord.com/developers/resources/channel#channel-object-channel-types
    """

    GUILD_TEXT = 0
    DM = 1
    GUILD_VOICE = 2
    GROUP_DM = 3
    GUILD_CATEGORY = 4
    GUILD_ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    GUILD_STAGE_VOICE = 13
    GUILD_DIRECTORY = 14
    GUILD_FORUM = 15
    GUILD_MEDIA = 16

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        unknown = int.__new__(cls, value)
        unknown._name_ = f"UNKNOWN_{value}"
        unknown._value_ = value
        return unknown

    @property
    def is_thread(self) -> bool:
        """Whether it is a thread of any kind."""
        return self in _THREADS

    @property
    def is_voice(self) -> bool:
        """Whether people speak in it."""
        return self in _VOICE

    @property
    def is_forum(self) -> bool:
        """Whether it holds posts, each a thread, and takes no messages itself."""
        return self in _FORUMS


_THREADS = frozenset({ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD})
_VOICE = frozenset({ChannelType.GUILD_VOICE, ChannelType.GUILD_STAGE_VOICE})
_FORUMS = frozenset({ChannelType.GUILD_FORUM, ChannelType.GUILD_MEDIA})


class OverwriteType(IntEnum):
    """Whom an overwrite is for."""

    ROLE = 0
    MEMBER = 1


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdigit() else value


class Overwrite(DiscordObject):
    """What a channel allows or denies to one role or one member.

    Source: https://docs.discord.com/developers/resources/channel#overwrite-object
    """

    id: Snowflake
    type: Annotated[OverwriteType, BeforeValidator(_number)]
    allow: PermissionBits = NO_PERMISSIONS
    deny: PermissionBits = NO_PERMISSIONS


class ThreadMetadata(DiscordObject):
    """What only threads have; durations in minutes."""

    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive_duration: int = 1440
    archive_timestamp: datetime | None = None
    create_timestamp: datetime | None = None


class DefaultReaction(DiscordObject):
    """The emoji that a forum offers first on each post: a custom one by its id, or a standard one."""

    emoji_id: EmojiId | None = None
    emoji_name: str | None = None


class ForumTag(DiscordObject):
    """A tag that a forum offers to its posts.

    Source: https://docs.discord.com/developers/resources/channel#forum-tag-object
    """

    id: TagId
    name: str = ""
    moderated: bool = False
    emoji_id: EmojiId | None = None
    emoji_name: str | None = None


class ThreadMember(DiscordObject):
    """Somebody in a thread."""

    user_id: UserId


class Channel(DiscordObject):
    """A channel, a thread or a direct message's channel.

    Attributes:
        guild_id: None for direct messages.
        parent_id: The category of a channel, the channel of a thread.
        member_ids: Who is known to be in a private thread; a reader fills it, Discord does not.
        available_tags: Only of forums and media channels, likewise what they set as a default for their posts.
        applied_tags: Only of posts in those.

    Source: https://docs.discord.com/developers/resources/channel#channel-object
    """

    id: ChannelId
    type: Annotated[ChannelType, WithJsonSchema({"type": "integer"})]
    guild_id: GuildId | None = None
    parent_id: ChannelId | None = None
    owner_id: UserId | None = None
    name: str = ""
    topic: str | None = Field(default=None, repr=False)
    position: int = 0
    nsfw: bool = False
    rate_limit_per_user: int = 0
    bitrate: int | None = None
    user_limit: int | None = None
    rtc_region: str | None = None
    video_quality_mode: int | None = None
    default_auto_archive_duration: int | None = None
    default_thread_rate_limit_per_user: int | None = None
    default_sort_order: int | None = None
    default_forum_layout: int | None = None
    available_tags: tuple[ForumTag, ...] = ()
    applied_tags: tuple[TagId, ...] = ()
    last_message_id: MessageId | None = None
    message_count: int | None = None
    member_count: int | None = None
    permission_overwrites: tuple[Overwrite, ...] = ()
    thread_metadata: ThreadMetadata | None = None
    recipients: tuple[User, ...] = ()
    flags: int = 0
    default_reaction_emoji: DefaultReaction | None = None
    default_tag_setting: str | None = None
    member_ids: frozenset[UserId] = frozenset()

    @property
    def is_thread(self) -> bool:
        """Whether it is a thread, whose rights come from its parent."""
        return self.type.is_thread

    @property
    def mention(self) -> str:
        """The text that links to the channel."""
        return f"<#{self.id}>"

    def overwrite(self, target_id: str, kind: OverwriteType) -> Overwrite | None:
        """Return the overwrite for that role or member, or None."""
        wanted = (target_id, kind)
        return next((entry for entry in self.permission_overwrites if (entry.id, entry.type) == wanted), None)
