"""A new post: what it is like, and how it is sent, a long text in several messages."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

from pydantic import JsonValue, model_validator

from guildhall.discord.files import Files
from guildhall.discord.ids import ChannelId, GuildId, MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import CREATE_MESSAGE
from guildhall.discord.types.message import Message
from guildhall.errors import DiscordError, OutcomeUnknown
from guildhall.operations.base import Locus
from guildhall.operations.body import body_of
from guildhall.operations.carrying import Carried, Carrying
from guildhall.operations.fields import PublicName
from guildhall.operations.forum_shown import PostCreated
from guildhall.operations.pinging import Pinging
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Seen, seen
from guildhall.operations.speaking import Letter
from guildhall.operations.spec import Spending
from guildhall.operations.thread_shown import ThreadShown
from guildhall.operations.thread_words import ArchiveGiven, SlowmodeGiven, TagsGiven

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


class Posting(Carrying, Pinging):
    """Adds what a new post is like; stands before the operation."""

    name: PublicName
    tag_ids: TagsGiven = frozenset()
    auto_archive: ArchiveGiven | None = None
    slowmode_s: SlowmodeGiven | None = None

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not (self.content or self.carries):
            raise ValueError("a post begins with a message: give content, embeds, files or stickers")
        if self.ping_replied:
            raise ValueError("a post answers nobody")
        return self

    def takes_beyond(self, locus: Locus) -> Permission:
        """Return what exactly this post takes: its pings, what it carries, moderated tags, and further messages."""
        tags = locus.channel.available_tags if locus.channel else ()
        needed = self.takes(locus.guild) | self.takes_to_carry()
        if any(tag.moderated for tag in tags if tag.id in self.tag_ids):
            needed |= Permission.MANAGE_THREADS
        return needed | Permission.SEND_MESSAGES_IN_THREADS if len(self.texts) > 1 else needed

    def spends(self) -> Mapping[Spending, int]:
        """Return each message as a change."""
        return {Spending.WRITES: len(self.texts), Spending.MASS_MENTIONS: int(self.pings_many)}

    def head(self) -> dict[str, JsonValue]:
        """Return the post without its message, as Discord takes it."""
        tags: dict[str, JsonValue] = {"applied_tags": [*sorted(map(str, self.tag_ids))]} if self.tag_ids else {}
        return body_of(self, only=("name", "auto_archive", "slowmode_s")) | tags

    def says(self, carried: Carried, forum: "Channel") -> tuple[Change, ...]:
        """Return all that is posted, as a preview shows it; tags by their names."""
        told = {name: value for name, value in self.head().items() if name != "applied_tags"}
        if self.tag_ids:
            told["tags"] = [tag.name for tag in forum.available_tags if tag.id in self.tag_ids]
        if self.content:
            told["content"] = self.content
        return (*(Change(field=name, before=None, after=value) for name, value in told.items()), *carried.changes)

    def met(self, forum: "Channel", carried: Carried) -> Seen:
        """Return the state of the forum that the post meets."""
        return seen(
            forum=[forum.name, forum.nsfw, *forum.permission_overwrites],
            tags=forum.available_tags,
            files=carried.attached.digests,
        )

    def letters(self, carried: Carried) -> list[Letter]:
        """Return what is sent: the post with its first message, then the rest of a long text."""
        first = {"allowed_mentions": self.allowed_mentions(), **carried.body}
        (opening, files), *more = self.bodies(first, carried.attached.form)
        return [({**self.head(), "message": opening}, files), *more]


class _Post(ThreadShown):
    """A post that was just made; its first message has its id."""

    guild_id: GuildId | None = None


def begun(answer: JsonValue) -> _Post:
    """Return the post that Discord answered with."""
    return _Post.read(answer)


def go_on(ports: Ports, post: _Post, letters: Sequence[Letter]) -> PostCreated:
    """Send the rest of a long text into the post, up to the first message that fails, and return what there is."""
    sent, problem = [str(post.channel_id)], ""
    for place, (body, files) in enumerate(letters, 2):
        try:
            sent.append(_sent(ports, post.channel_id, body, files))
        except DiscordError as error:
            unsure = " It may have been sent." if isinstance(error, OutcomeUnknown) else ""
            problem = f"Part {place} of {len(letters) + 1} met {error.code}, so the rest was left out.{unsure}"
            break
    return PostCreated(
        channel_id=post.channel_id,
        name=post.name,
        link=f"https://discord.com/channels/{post.guild_id or '@me'}/{post.channel_id}",
        tag_ids=post.tag_ids,
        message_ids=sent,
        unsent_count=len(letters) + 1 - len(sent),
        problem=problem,
    )


def _sent(ports: Ports, channel_id: ChannelId, body: dict[str, JsonValue], files: Files | None) -> MessageId:
    answer = ports.discord.call(CREATE_MESSAGE, {"channel_id": channel_id}, body=body, files=files)
    return Message.model_validate(answer).id
