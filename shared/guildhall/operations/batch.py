"""Operations over many members: what became of each of them, and how to go on.

    done        it is so by this call
    already     it was so before; nothing was sent for it
    failed      it cannot be done to this one: Discord's code, and why
    unknown     nobody knows whether it was done
    left        not tried: the time of a call was over, or Discord wants us to wait

A batch stops kindly before its time ends, and can always be asked again with the same arguments: what is done by then
is `already`. So a call that was cut off in the middle does no harm either: whoever asks again goes on.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, JsonValue

from guildhall.discord.ids import UserId
from guildhall.errors import DiscordError, DiscordForbidden, DiscordNotFound, DiscordRejected, OutcomeUnknown
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Spending

SPARE_S = 5.0
"""Seconds of a call's time that a batch leaves for what comes after its last item."""
_OF_ONE = (DiscordForbidden, DiscordNotFound, DiscordRejected)
"""Failures that say something of one item; any other one would meet the next item too."""


class ItemStatus(StrEnum):
    """What became of one item."""

    DONE = "done"
    ALREADY = "already"
    FAILED = "failed"
    UNKNOWN = "unknown"
    LEFT = "left"


class ItemOutcome(Model):
    """What became of one member; `code` and `why` of what was not done."""

    user_id: UserId
    status: ItemStatus
    code: OurText = ""
    why: str = ""


class BatchOutcome(Model):
    """How many ended how, each of them, and what is to be done to go on; empty when nothing is left."""

    done_count: int
    already_count: int
    failed_count: int
    unknown_count: int
    left_count: int
    go_on: OurText
    items: list[ItemOutcome]

    @classmethod
    def of(cls, items: Sequence[ItemOutcome]) -> Self:
        """Return the result over all items, whose order becomes that of their ids."""
        ended = sorted(items, key=lambda item: int(item.user_id))
        count = Counter(item.status for item in ended)
        return cls(
            done_count=count[ItemStatus.DONE],
            already_count=count[ItemStatus.ALREADY],
            failed_count=count[ItemStatus.FAILED],
            unknown_count=count[ItemStatus.UNKNOWN],
            left_count=count[ItemStatus.LEFT],
            go_on=_go_on(count[ItemStatus.LEFT] + count[ItemStatus.UNKNOWN]),
            items=ended,
        )


class BatchOperation[R: BatchOutcome](GuildOperation[R], Reasoned):
    """An operation on many members of a guild; each takes of the day's budgets what a call of its own would."""

    def send_for(self, ports: Ports, user_id: UserId) -> JsonValue:
        """Send the operation's own route for one of the members."""
        route = self.spec.route
        if route is None:
            raise TypeError(f"{self.full_name()} has no route")
        given = {"user_id": user_id, **dict(self)}
        return ports.discord.call(route, {name: str(given[name]) for name in route.names})


class NamedBatch[R: BatchOutcome](BatchOperation[R]):
    """One whose members are named by their ids."""

    user_ids: Annotated[frozenset[UserId], Field(min_length=1)]

    @property
    def ordered(self) -> list[UserId]:
        """The members in the order in which they are taken: that of their ids."""
        return sorted(self.user_ids, key=int)

    def spends(self) -> Mapping[Spending, int]:
        """Return what one takes, times the members that are named."""
        return {spending: cost * len(self.user_ids) for spending, cost in super().spends().items()}


def outcome(status: ItemStatus, user_id: UserId, error: DiscordError | None = None) -> ItemOutcome:
    """Return what became of one member."""
    told = {} if error is None else {"code": error.code, "why": error.message}
    return ItemOutcome(user_id=user_id, status=status, **told)


def one_by_one(ports: Ports, user_ids: Sequence[UserId], act: Callable[[UserId], object]) -> list[ItemOutcome]:
    """Take one after the other, until all are done or there is a reason to stop.

    Raises:
        DiscordError: One that says nothing of a single member met the batch before anything was done.
    """
    ended: list[ItemOutcome] = []
    for place, user_id in enumerate(user_ids):
        if ports.remaining_s < SPARE_S:
            return ended + _left(user_ids[place:])
        try:
            act(user_id)
        except _OF_ONE as error:
            ended.append(outcome(ItemStatus.FAILED, user_id, error))
        except OutcomeUnknown as error:
            return [*ended, outcome(ItemStatus.UNKNOWN, user_id, error), *_left(user_ids[place + 1 :])]
        except DiscordError as error:
            if all(item.status is not ItemStatus.DONE for item in ended):
                raise
            return ended + _left(user_ids[place:], error)
        else:
            ended.append(outcome(ItemStatus.DONE, user_id))
    return ended


def _left(user_ids: Sequence[UserId], error: DiscordError | None = None) -> list[ItemOutcome]:
    return [outcome(ItemStatus.LEFT, user_id, error) for user_id in user_ids]


def _go_on(count: int) -> str:
    if not count:
        return ""
    return f"{count} are left: ask again with the same arguments; what is done already is not done twice."
