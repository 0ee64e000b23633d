"""thread.remove_member."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_USER, Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.shown import found
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread._people import Account
from guildhall.operations.thread_membership import MemberMembership, ThreadEntered


class RemoveThreadMember(MemberMembership):
    """Take somebody out of a thread that is not archived; a private one they then see no more."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="threads:manage",
        permission=Permission.MANAGE_THREADS,
        route=Route("DELETE /channels/{channel_id}/thread-members/{user_id}"),
        source="resources/channel#remove-thread-member",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the thread and who goes, a member of the server or not."""
        name = found(ports, GET_USER, {"user_id": self.user_id}, Account).display
        return self.shown(ports, name, "Take {} out of the thread {}", after=False)

    def execute(self, ports: Ports) -> ThreadEntered:
        """Take them out."""
        self.thread(ports)
        self.send(ports)
        return self.done(after=False)

    def reversal(self, prior: JsonValue, result: ThreadEntered) -> Reversal | None:
        """Return the way back in, if this changed anything."""
        return self.back("thread.add_member", user_id=str(self.user_id)) if prior else None
