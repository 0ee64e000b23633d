"""thread.list_members."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import LIST_THREAD_MEMBERS
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Query
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread._people import ThreadMemberShown
from guildhall.operations.thread_one import ThreadOperation


class ThreadMembersListed(Model):
    """Who is in the thread, by id; `next_after` continues, None at the end."""

    members: list[ThreadMemberShown]
    next_after: UserId | None


class ListThreadMembers(ThreadOperation[ThreadMembersListed]):
    """List who is in a thread, up to 100 at a time; the bot needs the server members intent for it."""

    spec = Spec(
        risk=Risk.READ,
        scope="threads:read",
        permission=Permission.VIEW_CHANNEL,
        route=LIST_THREAD_MEMBERS,
        source="resources/channel#list-thread-members",
    )
    limit: Annotated[int, Field(ge=1, le=100)] = 100
    after: Annotated[UserId | None, Field(description="Only members whose id is larger.")] = None

    def execute(self, ports: Ports) -> ThreadMembersListed:
        """Read them."""
        self.thread(ports)
        query: Query = {"with_member": True, "limit": self.limit, **({"after": str(self.after)} if self.after else {})}
        found = ThreadMemberShown.read_all(self.send(ports, query=query), LIST_THREAD_MEMBERS)
        found.sort(key=lambda member: int(member.user_id))
        return ThreadMembersListed(members=found, next_after=found[-1].user_id if len(found) == self.limit else None)
