"""Finding a message that was perhaps posted: by looking at what the bot said in the channel since the post was begun.

A nonce makes two posts one for some minutes only, and a turn may be taken up again after hours. What says whose a
message is:

    the progress message     its Cancel button names the turn
    a reply to the question  it references the question
    anything else            it says the same, letter by letter

Where the bot may not read the history nothing is found; then the nonce is all there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from guildhall.clock import snowflake_at
from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.limits import MESSAGES_PAGE_COUNT
from guildhall.discord.routes import LIST_MESSAGES
from guildhall.errors import DiscordForbidden, DiscordNotFound
from guildhall.execution.ports import DiscordAccess
from guildhall.surfaces.agent.stage.wording import CANCEL_ID

_SKEW = timedelta(minutes=1)
"""By how much our clock and Discord's may differ."""
_PAGES_COUNT = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the message that is looked for is like.

    Attributes:
        content: What it says.
        answers: The message that it replies to.
        turn_id: The turn that its Cancel button ends, if it has one.
        known: Messages that it is not.
    """

    channel_id: ChannelId
    content: str
    answers: MessageId | None
    turn_id: str | None
    known: frozenset[str] = frozenset()

    def fits(self, message: dict[str, Any]) -> bool:
        """Return whether a message as Discord tells it is this one."""
        rows = message.get("components") or ()
        marks = [inner.get("custom_id", "") for row in rows for inner in row.get("components", ())]
        cancels = [mark.removeprefix(CANCEL_ID) for mark in marks if mark.startswith(CANCEL_ID)]
        if self.turn_id is not None or cancels:
            return self.turn_id in cancels
        answered = (message.get("message_reference") or {}).get("message_id")
        if self.answers is not None and answered is not None:
            return bool(answered == self.answers)
        return bool(message["content"].strip() == self.content.strip())


def find(discord: DiscordAccess, wanted: Wanted, since: datetime) -> MessageId | None:
    """Return the oldest message of the bot's that fits and was posted since a moment; None where there is none.

    Raises:
        DiscordError: It could not be looked for; a channel that may not be read holds nothing.
    """
    bot_id = discord.bot_user().id
    try:
        for message in _messages(discord, wanted.channel_id, snowflake_at(since - _SKEW)):
            own = message["author"]["id"] == bot_id and message["id"] not in wanted.known
            if own and wanted.fits(message):
                return MessageId.parse(message["id"])
    except (DiscordForbidden, DiscordNotFound):
        return None
    return None


def _messages(discord: DiscordAccess, channel_id: ChannelId, after: str) -> Iterator[dict[str, Any]]:
    for _ in range(_PAGES_COUNT):
        query: dict[str, str | int | bool] = {"limit": MESSAGES_PAGE_COUNT, "after": after}
        answer: Any = discord.call(LIST_MESSAGES, {"channel_id": channel_id}, query=query)
        page = sorted(answer, key=lambda message: int(message["id"]))
        yield from page
        if len(page) < MESSAGES_PAGE_COUNT:
            return
        after = page[-1]["id"]
