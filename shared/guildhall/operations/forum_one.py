"""What the operations on one forum share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field, JsonValue, TypeAdapter

from guildhall.discord.ids import ChannelId, TagId
from guildhall.discord.parsing import parsed
from guildhall.discord.types.channel import Channel
from guildhall.errors import InvalidArguments
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.forum_shown import TagChanged, TagShown
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, Target, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.wording import counted

if TYPE_CHECKING:
    from guildhall.discord.types.channel import ForumTag

ForumField = Annotated[
    ChannelId,
    Field(description="The forum or media channel: id, mention or link.", json_schema_extra={"format": "forum-id"}),
]


class ForumOperation[R: BaseModel](ChannelOperation[R]):
    """An operation on a forum or media channel."""

    channel_id: ForumField

    def forum(self, ports: Ports) -> Channel:
        """Return the forum as it is.

        Raises:
            InvalidArguments: It is a channel of another kind, or a post.
        """
        channel = ports.discord.channel(self.channel_id)
        if channel.type.is_forum:
            return channel
        hint = "channel.list says which channels are forums."
        raise InvalidArguments("That is a thread or post." if channel.is_thread else "That is no forum.", hint)

    def back(self, operation: str, **arguments: JsonValue) -> Reversal:
        """Return a call on the same forum."""
        return Reversal(operation=operation, arguments={"channel_id": str(self.channel_id), **arguments})


class TagOperation(ForumOperation[TagChanged], Reasoned):
    """An operation on the tags of a forum, which Discord takes as a whole: whoever changes one sends all."""

    def shown(self, ports: Ports, summary: str, changes: tuple[Change, ...], irreversible: str = "") -> Preview:
        """Return the preview: any change of any tag in between refuses the write."""
        forum = self.forum(ports)
        return Preview(
            summary=f"{summary} of #{forum.name}",
            targets=(Target(id=forum.id, label=f"#{forum.name}", detail=counted(len(forum.available_tags), "tag")),),
            changes=changes,
            irreversible=irreversible,
            **seen(forum=forum.name, tags=forum.available_tags),
        )

    def put(self, ports: Ports, tags: Sequence[JsonValue]) -> Channel:
        """Send all tags and return the forum as Discord has it then."""
        return read_forum(self.send(ports, body={"available_tags": [*tags]}))

    def tag_of(self, forum: Channel, tag_id: TagId) -> "ForumTag":
        """Return one of the forum's tags.

        Raises:
            InvalidArguments: It has none of that id.
        """
        found = next((tag for tag in forum.available_tags if tag.id == tag_id), None)
        if found is None:
            raise InvalidArguments("The forum has no such tag.", "forum.get lists its tags.")
        return found

    def changed(self, forum: Channel, tag_id: TagId | None) -> TagChanged:
        """Return the result."""
        tags = [TagShown.of(tag) for tag in forum.available_tags]
        return TagChanged(channel_id=self.channel_id, tag_id=tag_id, tags=tags)


def read_forum(answer: JsonValue) -> Channel:
    """Return the forum that Discord answered with; what it says of permissions concerns nothing here."""
    told = answer if isinstance(answer, dict) else {}
    return parsed(TypeAdapter(Channel), None, {**told, "permission_overwrites": []})


def wired(tag: "ForumTag") -> dict[str, JsonValue]:
    """Return a tag as Discord takes it back."""
    own: dict[str, JsonValue] = {"id": str(tag.id), "name": tag.name, "moderated": tag.moderated}
    return {**own, "emoji_id": str(tag.emoji_id) if tag.emoji_id else None, "emoji_name": tag.emoji_name}


def emoji_parts(address: str) -> dict[str, JsonValue]:
    """Return an emoji as a tag or a forum holds it; an empty address is none."""
    emoji_id = address.rpartition(":")[2] if ":" in address else None
    return {"emoji_id": emoji_id, "emoji_name": None if emoji_id else address or None}
