"""conversation_read: the agent's own tool for what was said with it in this channel before.

It shows what the opening only notes: other people's exchanges, and answers that drew on other people's words. So what
it tells always taints. What somebody asked without a visible answer is not told to others: it may have been private.
Whoever may not read the channel's history is told of their own exchanges only.
"""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from guildhall.discord.ids import UserId
from guildhall.store.turn_records import Exchange
from guildhall.surfaces.agent.keeping import Exchanges
from guildhall.surfaces.agent.ports import Asked

TOOLSET, TITLE = "conversation", "Read conversation"
_MOST, _KEPT = 20, 100
_ASKED, _ANSWERED = 1_000, 4_000


class ReadConversation(BaseModel):
    """Show what was said with you in this channel before, by anybody: the newest exchanges, or one whole by entry."""

    NAME: ClassVar[str] = "conversation_read"
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    entry_id: Annotated[
        str | None, Field(pattern=r"^[0-9]{1,20}$", description="Only this entry, whole.", default=None)
    ]
    limit: Annotated[int, Field(ge=1, le=_MOST, description="How many, the newest.")] = 10

    def read(self, exchanges: Exchanges, asked: Asked, *, all_shown: bool) -> dict[str, JsonValue]:
        """Return the exchanges as the model is shown them, oldest first; only the asker's own unless all are.

        Raises:
            StoreError: A table did not answer.
        """
        asker_id, whole = asked.principal.user_id, self.entry_id is not None
        kept = exchanges.recent(asked.guild_id, asked.channel_id, self.limit if all_shown and not whole else _KEPT)
        known = [each for each in kept if all_shown or each.asker_id == asker_id]
        if whole:
            known = [each for each in known if each.entry_id == self.entry_id]
        return {"exchanges": _shown(known[-self.limit :], asker_id, whole=whole)}


def _shown(exchanges: Sequence[Exchange], asker_id: UserId, *, whole: bool) -> list[JsonValue]:
    return [_one(each, whole=whole, own=each.asker_id == asker_id) for each in exchanges]


def _one(exchange: Exchange, *, whole: bool, own: bool) -> JsonValue:
    told = own or bool(exchange.answered)
    return {
        "entry_id": exchange.entry_id,
        "at": f"{exchange.at:%Y-%m-%d %H:%M} UTC",
        "asker_id": str(exchange.asker_id),
        "asker_name": exchange.asker_name,
        "asked": _cut(exchange.asked, _ASKED, whole=whole)
        if told
        else "(not shown: answered in private, or not at all)",
        "you_answered": _cut(exchange.answered, _ANSWERED, whole=whole) or "(in private, or not at all)",
    }


def _cut(text: str, most: int, *, whole: bool) -> str:
    return (
        text if whole or len(text) <= most else f"{text[:most]} … ({len(text) - most} more characters: give entry_id)"
    )
