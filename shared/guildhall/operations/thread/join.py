"""thread.join."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread_membership import BotMembership, ThreadEntered


class JoinThread(BotMembership):
    """Let the bot join a thread that is not archived, so that it hears what is said there."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="threads:write",
        permission=Permission.SEND_MESSAGES_IN_THREADS,
        route=Route("PUT /channels/{channel_id}/thread-members/@me"),
        source="resources/channel#join-thread",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the thread, and whether the bot is in it."""
        return self.shown(ports, "Let the bot join the thread", after=True)

    def execute(self, ports: Ports) -> ThreadEntered:
        """Join it."""
        self.thread(ports)
        self.send(ports)
        return self.done(after=True)

    def reversal(self, prior: JsonValue, result: ThreadEntered) -> Reversal | None:
        """Return the leaving, if this changed anything."""
        return None if prior else self.back("thread.leave")
