"""Who is interested in a scheduled event, or in one of the times that it comes again."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from guildhall.discord.ids import EventId, UserId
from guildhall.operations.event._words import RESPONSES
from guildhall.operations.fields import By, OurText
from guildhall.operations.model import Model
from guildhall.operations.shown import At, Query, Shown
from guildhall.operations.wording import worded

MOST = 100


class InterestedShown(Shown):
    """Somebody who said whether they come."""

    user_id: UserId
    name: Annotated[str, By("user_id")] = At("user", "username", default="")
    nickname: Annotated[str, By("user_id")] = At("member", "nick", default="")
    response: Annotated[OurText, worded(RESPONSES)]
    exception_id: EventId | None = At("guild_scheduled_event_exception_id", default=None)


class InterestedListed(Model):
    """People in the order of their ids; `next_after` continues, None at the end."""

    people: list[InterestedShown]
    next_after: UserId | None = None


class Paged(Model):
    """Adds which people are meant."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = MOST
    before: UserId | None = None
    after: UserId | None = None

    @model_validator(mode="after")
    def _one_anchor(self) -> Self:
        if self.before is not None and self.after is not None:
            raise ValueError("give at most one of before, after")
        return self

    @property
    def query(self) -> Query:
        """What is asked of Discord."""
        anchors = {"before": self.before, "after": self.after}
        asked = {name: str(user_id) for name, user_id in anchors.items() if user_id is not None}
        return {"with_member": True, "limit": self.limit, **asked}

    def page(self, people: list[InterestedShown]) -> InterestedListed:
        """Return them with where the next page begins."""
        more = len(people) == self.limit and self.before is None
        return InterestedListed(people=people, next_after=people[-1].user_id if more else None)
