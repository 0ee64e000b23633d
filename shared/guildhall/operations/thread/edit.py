"""thread.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Locus, Reasoned
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread_changed import Changed
from guildhall.operations.thread_one import ThreadOperation, parent_of, state_of
from guildhall.operations.thread_shown import ThreadShown, target_of


class EditThread(Changed, ThreadOperation[ThreadShown], Reasoned):
    """Rename, archive, lock or reopen a thread or post, tag (up to 5) or pin a post, set its slowmode."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="threads:write",
        permission=Permission.VIEW_CHANNEL,
        route=Route("PATCH /channels/{channel_id}"),
        source="resources/channel#modify-channel-json-params-thread",
    )

    def needs(self, locus: Locus) -> Permission:
        """Return Manage Threads, or for only reopening one that is not locked, writing there."""
        opens = self.only_opens and locus.channel is not None and not state_of(locus.channel).locked
        return super().needs(locus) | (Permission.SEND_MESSAGES_IN_THREADS if opens else Permission.MANAGE_THREADS)

    def preview(self, ports: Ports) -> Preview:
        """Show what changes; a tag goes by its id, and its name stands among the targets."""
        thread = self.thread(ports)
        parent = parent_of(ports, thread)
        self.refuse_unfit(thread, parent)
        before = self.was_told(thread)
        return Preview(
            summary=f"Edit the thread {thread.name}",
            targets=(target_of(thread), *self.tags_among(parent)),
            changes=diff(before, self.wanted()),
            **seen(**{"name": thread.name, **{name: str(value) for name, value in before.items()}}),
        )

    def execute(self, ports: Ports) -> ThreadShown:
        """Edit it."""
        thread = self.thread(ports)
        self.refuse_unfit(thread, parent_of(ports, thread))
        return ThreadShown.read(self.send(ports, body=self.body(thread)))

    def prior(self, ports: Ports) -> JsonValue:
        """Read what is changed."""
        return self.was(self.thread(ports))

    def reversal(self, prior: JsonValue, result: ThreadShown) -> Reversal:
        """Return the edit back."""
        return self.back("thread.edit", **fields(prior)).model_copy(update={"left": self.left(result)})
