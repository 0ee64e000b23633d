"""thread.leave."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread_membership import BotMembership, ThreadEntered


class LeaveThread(BotMembership):
    """Let the bot leave a thread that is not archived; it takes what it takes to remove a member."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="threads:manage",
        permission=Permission.MANAGE_THREADS,
        route=Route("DELETE /channels/{channel_id}/thread-members/@me"),
        source="resources/channel#leave-thread",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the thread, and whether the bot is in it."""
        return self.shown(ports, "Let the bot leave the thread", after=False)

    def execute(self, ports: Ports) -> ThreadEntered:
        """Leave it."""
        self.thread(ports)
        self.send(ports)
        return self.done(after=False)

    def reversal(self, prior: JsonValue, result: ThreadEntered) -> Reversal | None:
        """Return the joining, if this changed anything."""
        return self.back("thread.join") if prior else None
