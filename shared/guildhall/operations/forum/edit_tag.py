"""forum.edit_tag."""

from pydantic import JsonValue

from guildhall.discord.ids import TagId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.forum_one import TagOperation, emoji_parts, wired
from guildhall.operations.forum_shown import TagChanged
from guildhall.operations.forum_tagging import TagEdited, look_of, make_so
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class EditTag(TagEdited, TagOperation):
    """Rename a forum's tag, change or take away its emoji, or say who may give it; posts keep it."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS,
        route=Route("PATCH /channels/{channel_id}"),
        source="resources/channel#modify-channel-json-params-guild-channel",
        idempotent=True,
    )
    tag_id: TagId

    def preview(self, ports: Ports) -> Preview:
        """Show what changes of the tag."""
        tag = self.tag_of(self.forum(ports), self.tag_id)
        return self.shown(ports, f"Edit the tag {tag.name}", diff(look_of(tag), self.wanted()))

    def execute(self, ports: Ports) -> TagChanged:
        """Edit it, and leave the others as they are."""
        forum, wanted = self.forum(ports), self.wanted()
        self.tag_of(forum, self.tag_id)
        emoji = emoji_parts(str(wanted.pop("emoji"))) if "emoji" in wanted else {}
        tags = [wired(tag) | ({**wanted, **emoji} if tag.id == self.tag_id else {}) for tag in forum.available_tags]
        return self.changed(self.put(ports, tags), self.tag_id)

    def prior(self, ports: Ports) -> JsonValue:
        """Read what changes."""
        look = look_of(self.tag_of(self.forum(ports), self.tag_id))
        return {name: value for name, value in look.items() if name in self.wanted()}

    def reversal(self, prior: JsonValue, result: TagChanged) -> Reversal:
        """Return the edit back."""
        return self.back("forum.edit_tag", tag_id=str(self.tag_id), **make_so(fields(prior)))
