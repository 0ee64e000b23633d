"""thread.add_member."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.base import Locus
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread_membership import MemberMembership, ThreadEntered


class AddThreadMember(MemberMembership):
    """Bring a member into a thread that is not archived; they are told.

    Into a private one that is not invitable only those bring people who manage threads.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="threads:write",
        permission=Permission.SEND_MESSAGES_IN_THREADS,
        route=Route("PUT /channels/{channel_id}/thread-members/{user_id}"),
        source="resources/channel#add-thread-member",
        idempotent=True,
    )

    def needs(self, locus: Locus) -> Permission:
        """Return what it takes to write there, and to manage a private thread that is not open to invitations."""
        state = locus.channel.thread_metadata if locus.channel else None
        needed = super().needs(locus)
        return needed if state is None or state.invitable else needed | Permission.MANAGE_THREADS

    def preview(self, ports: Ports) -> Preview:
        """Show the thread and the member."""
        guild_id = self.thread(ports).guild_id
        if guild_id is None:
            raise InvalidArguments("That is in no server.", "Name a thread of a server.")
        name = ports.discord.member(guild_id, self.user_id).display
        return self.shown(ports, name, "Bring {} into the thread {}", after=True)

    def execute(self, ports: Ports) -> ThreadEntered:
        """Bring them in."""
        self.thread(ports)
        self.send(ports)
        return self.done(after=True)

    def reversal(self, prior: JsonValue, result: ThreadEntered) -> Reversal | None:
        """Return the removal, if this changed anything."""
        return None if prior else self.back("thread.remove_member", user_id=str(self.user_id))
