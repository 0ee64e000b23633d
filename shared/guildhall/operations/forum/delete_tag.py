"""forum.delete_tag."""

from pydantic import JsonValue

from guildhall.discord.ids import TagId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.forum_one import TagOperation, wired
from guildhall.operations.forum_shown import TagChanged
from guildhall.operations.forum_tagging import given_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview
from guildhall.operations.reversal import Fidelity, Reversal, fields
from guildhall.operations.spec import Risk, Spec

_LOST = "The tag comes back with another id and behind the others, and no post carries it any more."


class DeleteTag(TagOperation):
    """Delete a tag of a forum; every post that carries it loses it."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS,
        route=Route("PATCH /channels/{channel_id}"),
        source="resources/channel#modify-channel-json-params-guild-channel",
    )
    tag_id: TagId

    def preview(self, ports: Ports) -> Preview:
        """Show the tag that goes."""
        tag = self.tag_of(self.forum(ports), self.tag_id)
        lost = "Which posts carried it cannot be brought back."
        return self.shown(
            ports, f"Delete the tag {tag.name}", (Change(field="tag", before=tag.name, after=None),), lost
        )

    def execute(self, ports: Ports) -> TagChanged:
        """Delete it, and leave the others as they are."""
        forum = self.forum(ports)
        self.tag_of(forum, self.tag_id)
        after = self.put(ports, [wired(tag) for tag in forum.available_tags if tag.id != self.tag_id])
        return self.changed(after, self.tag_id)

    def prior(self, ports: Ports) -> JsonValue:
        """Read what it is like."""
        return given_of(self.tag_of(self.forum(ports), self.tag_id))

    def reversal(self, prior: JsonValue, result: TagChanged) -> Reversal:
        """Return its making anew."""
        arguments = {"channel_id": str(self.channel_id), **fields(prior)}
        return Reversal(operation="forum.create_tag", arguments=arguments, fidelity=Fidelity.PARTIAL, lost=_LOST)
