"""thread.delete."""

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread_one import ThreadOperation
from guildhall.operations.thread_shown import target_of


class ThreadDeleted(Model):
    """The thread that is gone."""

    channel_id: ChannelId


class DeleteThread(ThreadOperation[ThreadDeleted], Reasoned):
    """Delete a thread or forum post with all its messages for good; archiving keeps them."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="threads:manage",
        permission=Permission.MANAGE_THREADS,
        route=Route("DELETE /channels/{channel_id}"),
        source="resources/channel#deleteclose-channel",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which thread goes; one more message in it is no other thread."""
        thread = self.thread(ports)
        return Preview(
            summary=f"Delete the thread {thread.name} for good",
            targets=(target_of(thread),),
            irreversible="Its messages cannot be brought back.",
            **seen(name=thread.name, kind=thread.type, parent=thread.parent_id, owner=thread.owner_id),
        )

    def execute(self, ports: Ports) -> ThreadDeleted:
        """Delete it."""
        self.thread(ports)
        self.send(ports)
        return ThreadDeleted(channel_id=self.channel_id)
