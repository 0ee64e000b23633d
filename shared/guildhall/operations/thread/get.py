"""thread.get."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_CHANNEL
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread_one import ThreadOperation
from guildhall.operations.thread_shown import ThreadShown


class GetThread(ThreadOperation[ThreadShown]):
    """Read a thread or forum post: name, parent, owner, tags, counts, and whether archived or locked."""

    spec = Spec(
        risk=Risk.READ,
        scope="threads:read",
        permission=Permission.VIEW_CHANNEL,
        route=GET_CHANNEL,
        source="resources/channel#get-channel",
    )

    def execute(self, ports: Ports) -> ThreadShown:
        """Read it."""
        self.thread(ports)
        return ThreadShown.read(self.send(ports), GET_CHANNEL)
