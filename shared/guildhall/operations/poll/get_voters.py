"""poll.get_voters."""

from typing import Annotated

from pydantic import Field

from guildhall.discord import limits
from guildhall.discord.ids import MessageId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.discord.types.guild import User
from guildhall.operations.base import ChannelOperation
from guildhall.operations.poll._shown import Voter, VotersListed
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Shown
from guildhall.operations.spec import Risk, Spec


class _Answer(Shown):
    users: tuple[User, ...] = ()


class GetPollVoters(ChannelOperation[VotersListed]):
    """List who voted for one answer of a poll, at most 100 at a time; answers are numbered from 1."""

    spec = Spec(
        risk=Risk.READ,
        scope="polls:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=Route("GET /channels/{channel_id}/polls/{message_id}/answers/{answer_id}"),
        source="resources/poll#get-answer-voters",
    )
    message_id: MessageId
    answer_id: Annotated[
        int, Field(ge=1, le=limits.POLL_ANSWERS_COUNT, description="The answer's number, from 1, as the poll shows it.")
    ]
    limit: Annotated[int, Field(ge=1, le=limits.POLL_VOTERS_PAGE_COUNT)] = limits.POLL_VOTERS_PAGE_COUNT
    after: Annotated[UserId | None, Field(description="Continue behind this voter.")] = None

    def execute(self, ports: Ports) -> VotersListed:
        """Read them."""
        query: dict[str, str | int | bool] = {"limit": self.limit}
        answer = self.send(ports, query={**query, "after": str(self.after)} if self.after else query)
        users = sorted(_Answer.read(answer, self.spec.route).users, key=lambda user: int(user.id))
        voters = [Voter.of(user) for user in users]
        more = len(voters) == self.limit
        return VotersListed(voters=voters, next_after=voters[-1].user_id if more else None)
