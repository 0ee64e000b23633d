"""One reaction after the other, until all are there or there is a reason to stop."""

from collections.abc import Sequence

from pydantic import BaseModel

from guildhall.discord.routes import Route
from guildhall.errors import DiscordError, DiscordForbidden, DiscordNotFound, DiscordRejected, OutcomeUnknown
from guildhall.operations.batch import SPARE_S, ItemStatus
from guildhall.operations.ports import Ports
from guildhall.operations.reaction._several import EmojiOutcome
from guildhall.operations.reaction_emoji import require_usable
from guildhall.operations.reaction_reacted import Reacted, ReactionOperation

_ADD = Route("PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me")
_OF_ONE = (DiscordForbidden, DiscordNotFound, DiscordRejected)
"""Failures that may say something of one emoji; any other one would meet the next emoji too."""


def distinct(emoji_names: list[str]) -> list[str]:
    """Return each emoji once, in the order in which they were given first."""
    return list(dict.fromkeys(emoji_names))


def add_each[R: BaseModel](
    ports: Ports, request: ReactionOperation[R], emoji_names: Sequence[str], reacted: Reacted
) -> list[EmojiOutcome]:
    """React with each emoji and return what became of it.

    Raises:
        DiscordError: One that says nothing of a single emoji came before anything was done.
    """
    channel = ports.discord.channel(request.channel_id)
    for emoji_name in emoji_names:
        require_usable(ports, channel, emoji_name)
    ended: list[EmojiOutcome] = []
    for place, emoji_name in enumerate(emoji_names):
        if reacted.with_emoji(emoji_name).mine:
            ended.append(EmojiOutcome(emoji_name=emoji_name, status=ItemStatus.ALREADY))
            continue
        if ports.remaining_s < SPARE_S:
            return ended + _left(emoji_names[place:])
        try:
            outcome = _add(ports, request, emoji_name)
        except DiscordError as error:
            if all(item.status is not ItemStatus.DONE for item in ended):
                raise
            return [*ended, _failed(emoji_name, ItemStatus.LEFT, error), *_left(emoji_names[place + 1 :])]
        ended.append(outcome)
        if outcome.status is ItemStatus.UNKNOWN:
            return ended + _left(emoji_names[place + 1 :])
    return ended


def _add[R: BaseModel](ports: Ports, request: ReactionOperation[R], emoji_name: str) -> EmojiOutcome:
    path = {"channel_id": request.channel_id, "message_id": request.message_id, "emoji_name": emoji_name}
    try:
        ports.discord.call(_ADD, path)
    except OutcomeUnknown as error:
        return _failed(emoji_name, ItemStatus.UNKNOWN, error)
    except _OF_ONE as error:
        return _failed(emoji_name, ItemStatus.FAILED, error)
    return EmojiOutcome(emoji_name=emoji_name, status=ItemStatus.DONE)


def _failed(emoji_name: str, status: ItemStatus, error: DiscordError) -> EmojiOutcome:
    return EmojiOutcome(emoji_name=emoji_name, status=status, code=error.code, why=error.message)


def _left(emoji_names: Sequence[str]) -> list[EmojiOutcome]:
    return [EmojiOutcome(emoji_name=emoji_name, status=ItemStatus.LEFT) for emoji_name in emoji_names]
