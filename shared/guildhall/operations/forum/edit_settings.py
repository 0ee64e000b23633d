"""forum.edit_settings."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.forum_one import ForumOperation, read_forum
from guildhall.operations.forum_settings import Settings, arguments_of
from guildhall.operations.forum_shown import ForumShown
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class EditForumSettings(Settings, ForumOperation[ForumShown], Reasoned):
    """Set a forum's guidelines, default reaction, order, layout, slowmodes, and if posts need a tag."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS,
        route=Route("PATCH /channels/{channel_id}"),
        source="resources/channel#modify-channel-json-params-guild-channel",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show what changes."""
        forum = self.forum(ports)
        was = self.was(ForumShown.of(forum))
        return Preview(
            summary=f"Set up the forum {forum.name}",
            targets=(Target(id=forum.id, label=f"#{forum.name}"),),
            changes=diff(was, self.wanted()),
            **seen(forum=forum.name, **{f"its {name}": str(value) for name, value in was.items()}),
        )

    def execute(self, ports: Ports) -> ForumShown:
        """Set it up."""
        return ForumShown.of(read_forum(self.send(ports, body=self.body(self.forum(ports)))))

    def prior(self, ports: Ports) -> JsonValue:
        """Read what is set."""
        return self.was(ForumShown.of(self.forum(ports)))

    def reversal(self, prior: JsonValue, result: ForumShown) -> Reversal:
        """Return the settings as they were."""
        arguments = {"channel_id": str(self.channel_id), **arguments_of(fields(prior))}
        return Reversal(operation="forum.edit_settings", arguments=arguments, left=self.was(result))
