"""thread.get_member."""

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread._people import ThreadMemberShown
from guildhall.operations.thread_one import GET_THREAD_MEMBER, ThreadOperation


class GetThreadMember(ThreadOperation[ThreadMemberShown]):
    """Say whether somebody is in a thread, and since when; who is not in it is not found."""

    spec = Spec(
        risk=Risk.READ,
        scope="threads:read",
        permission=Permission.VIEW_CHANNEL,
        route=GET_THREAD_MEMBER,
        source="resources/channel#get-thread-member",
    )
    user_id: UserId

    def execute(self, ports: Ports) -> ThreadMemberShown:
        """Read it."""
        self.thread(ports)
        return ThreadMemberShown.read(self.send(ports, query={"with_member": True}), self.spec.route)
