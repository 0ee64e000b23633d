"""forum.create_tag."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.forum_one import TagOperation, emoji_parts, wired
from guildhall.operations.forum_shown import TagChanged
from guildhall.operations.forum_tagging import TagName, refuse_full
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff
from guildhall.operations.reaction_emoji import EmojiGiven
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class CreateTag(TagOperation):
    """Add a tag to a forum, which can have 20; its name has up to 20 characters, and an emoji if you like."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS,
        route=Route("PATCH /channels/{channel_id}"),
        source="resources/channel#modify-channel-json-params-guild-channel",
    )
    name: TagName
    emoji: EmojiGiven | None = None
    moderated: Annotated[bool, Field(description="Whether only those give it who manage threads.")] = False

    def preview(self, ports: Ports) -> Preview:
        """Show the new tag."""
        refuse_full(self.forum(ports))
        told: dict[str, JsonValue] = {"name": self.name, "emoji": self.emoji or "", "moderated": self.moderated}
        return self.shown(ports, f"Add the tag {self.name} to those", diff({}, told))

    def execute(self, ports: Ports) -> TagChanged:
        """Add it behind the others."""
        forum = self.forum(ports)
        refuse_full(forum)
        new: dict[str, JsonValue] = {"name": self.name, "moderated": self.moderated, **emoji_parts(self.emoji or "")}
        after = self.put(ports, [*map(wired, forum.available_tags), new])
        known = {tag.id for tag in forum.available_tags}
        made = next((tag.id for tag in after.available_tags if tag.id not in known), None)
        return self.changed(after, made)

    def reversal(self, prior: JsonValue, result: TagChanged) -> Reversal | None:
        """Return its deletion; posts that carry it by then lose it."""
        return self.back("forum.delete_tag", tag_id=str(result.tag_id)) if result.tag_id else None
