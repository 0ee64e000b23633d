"""Polls: ended by whoever put them, and who voted for what. People vote through the control API."""

from typing import Any

from local.discord import messages
from local.discord.errors import Code, DiscordError, Json
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.message_handlers import own_message, shown
from local.discord.rest.registry import Call, handles

VOTERS_LIMIT = 25


def _poll(call: Call) -> tuple[Json, Json]:
    channel = access.channel(call)
    if not access.rights(call, channel) & P.READ_MESSAGE_HISTORY:
        raise DiscordError(Code.MISSING_ACCESS)
    message = own_message(call, channel)
    if not message.get("poll"):
        raise DiscordError(Code.NOT_A_POLL)
    return channel, message


@handles("poll_expire")
def poll_expire(call: Call) -> Json:
    """End the bot's own poll now; its counts are final then."""
    channel, message = _poll(call)
    if message["author"]["id"] != call.bot_id:
        raise DiscordError(Code.OTHER_AUTHOR)
    poll = message["poll"]
    if poll["results"]["is_finalized"]:
        raise DiscordError(Code.POLL_EXPIRED)
    poll["expiry"] = call.world.clock.iso()
    poll["results"] = poll["results"] | {"is_finalized": True}
    return shown(call, messages.updated(call.sim, channel, message))


@handles("get_answer_voters")
def get_answer_voters(call: Call) -> Any:
    """Return who voted for an answer, by id."""
    _, message = _poll(call)
    answer_id, after = int(call.path["answer_id"]), int(call.query.get("after", 0))
    voters = sorted(call.world.votes.get(message["id"], {}).get(answer_id, ()), key=int)
    page = [user_id for user_id in voters if int(user_id) > after][: int(call.query.get("limit", VOTERS_LIMIT))]
    return {"users": [call.world.users[user_id] for user_id in page]}
