"""How a forum, its tags and its posts are shown."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from guildhall.discord.ids import ChannelId, EmojiId, TagId
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.forum._words import REQUIRE_TAG, PostLayout, PostOrder, word_of
from guildhall.operations.model import Model
from guildhall.operations.thread_shown import ThreadShown
from guildhall.operations.thread_words import archive_word, kind_word

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel, ForumTag


def emoji_of(emoji_id: EmojiId | None, emoji_name: str | None) -> str:
    """Return an emoji as an argument takes it: a custom one by its id, a standard one as itself; empty for none."""
    return f"_:{emoji_id}" if emoji_id else emoji_name or ""


class TagShown(Model):
    """A tag of a forum; a `moderated` one only those give who manage threads."""

    tag_id: TagId
    name: GivenName
    emoji: OurText
    moderated: bool

    @classmethod
    def of(cls, tag: "ForumTag") -> Self:
        """Return a tag as it is shown."""
        return cls(tag_id=tag.id, name=tag.name, emoji=emoji_of(tag.emoji_id, tag.emoji_name), moderated=tag.moderated)


class ForumShown(Model):
    """A forum: its tags, what posts need, and how they begin and are shown; what is not set is empty."""

    channel_id: ChannelId
    name: GivenName
    kind: OurText
    guidelines: str
    tags: list[TagShown]
    require_tag: bool
    default_reaction: OurText
    default_sort: OurText
    default_layout: OurText
    tag_matching: OurText
    post_slowmode_s: int
    reply_slowmode_s: int
    auto_archive: OurText

    @classmethod
    def of(cls, forum: "Channel") -> Self:
        """Return a forum as it is shown."""
        reaction, archive = forum.default_reaction_emoji, forum.default_auto_archive_duration
        return cls(
            channel_id=forum.id,
            name=forum.name,
            kind=str(kind_word(int(forum.type))),
            guidelines=forum.topic or "",
            tags=[TagShown.of(tag) for tag in forum.available_tags],
            require_tag=bool(forum.flags & REQUIRE_TAG),
            default_reaction=emoji_of(reaction.emoji_id, reaction.emoji_name) if reaction else "",
            default_sort=word_of(PostOrder, forum.default_sort_order),
            default_layout=word_of(PostLayout, forum.default_forum_layout or 0),
            tag_matching=(forum.default_tag_setting or "").removeprefix("match_"),
            post_slowmode_s=forum.rate_limit_per_user,
            reply_slowmode_s=forum.default_thread_rate_limit_per_user or 0,
            auto_archive=str(archive_word(archive)) if archive else "",
        )


class PostShown(ThreadShown):
    """A post of a forum, with the names of its tags; whoever begins one names it, so its name is data."""

    tag_names: list[GivenName] = []  # noqa: RUF012 - the model copies it


class PostsListed(Model):
    """Posts: the active ones by their beginning, then the archived ones; `next_before` continues with earlier ones."""

    posts: list[PostShown]
    next_before: datetime | None


class PostCreated(Model):
    """The post, its first message and all of a long text; `unsent_count` parts are missing by `problem`."""

    channel_id: ChannelId
    name: str
    link: OurText
    tag_ids: list[TagId]
    message_ids: list[OurText]
    unsent_count: int = 0
    problem: OurText = ""


class TagChanged(Model):
    """The tag that was made, changed or deleted, and all tags of the forum as they are now."""

    channel_id: ChannelId
    tag_id: TagId | None
    tags: list[TagShown]
