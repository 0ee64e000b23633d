"""Who has reacted."""

from enum import StrEnum
from typing import Annotated

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.routes import Route
from guildhall.errors import DiscordNotFound
from guildhall.operations.fields import By
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.reaction_reacted import ReactionChanged, ReactionOperation
from guildhall.operations.shown import At, Shown

_LIST = Route("GET /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}")


class ReactionKind(StrEnum):
    """A plain reaction, or a super reaction."""

    NORMAL = "normal"
    BURST = "burst"


class Reactor(Shown):
    """Somebody who reacted."""

    user_id: UserId = At("id")
    username: Annotated[str, By("user_id")] = ""
    global_name: Annotated[str, By("user_id")] = ""
    is_bot: bool = At("bot", default=False)


class ReactorsListed(Model):
    """Who reacted, by id; `next_after` continues, None at the end."""

    users: list[Reactor]
    next_after: UserId | None


def name_of(ports: Ports, channel_id: ChannelId, user_id: UserId) -> str:
    """Return what somebody is called in the channel's guild; their mention, if they are no member any more."""
    guild_id = ports.discord.channel(channel_id).guild_id
    member = ports.discord.members(guild_id, [user_id]).get(user_id) if guild_id else None
    return member.display if member else f"<@{user_id}>"


def reacts(ports: Ports, request: ReactionOperation[ReactionChanged], emoji_name: str, user_id: UserId) -> bool:
    """Return whether somebody has reacted with an emoji; a plain reaction or a super reaction."""
    path = {"channel_id": request.channel_id, "message_id": request.message_id, "emoji_name": emoji_name}
    for kind in (0, 1):
        try:
            answer = ports.discord.call(_LIST, path, query={"after": str(int(user_id) - 1), "limit": 1, "type": kind})
        except DiscordNotFound:
            return False
        if any(user.user_id == user_id for user in Reactor.read_all(answer, _LIST)):
            return True
    return False
