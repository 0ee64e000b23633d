"""What of channels is moved, as a request gives it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from guildhall.discord.ids import ChannelId
from guildhall.operations.model import Model
from guildhall.operations.spec import Spending

MOST = 50


class ClearableOfMove(StrEnum):
    """What moved channels can be without."""

    CATEGORY = "target_category_id"


class Moving(Model):
    """Adds which channels go where; stands before the operation."""

    channel_ids: Annotated[tuple[ChannelId, ...], Field(min_length=1, max_length=MOST, description="In their order.")]
    target_category_id: ChannelId | None = None
    position: Annotated[
        int | None, Field(ge=0, description="Place of the first among those that you see there, from 0; else last.")
    ] = None
    sync_permissions: Annotated[
        bool, Field(description="Whether those that enter the category take over its permissions.")
    ] = False
    clear: Annotated[frozenset[ClearableOfMove], Field(description="Out of any category.")] = frozenset()

    @model_validator(mode="after")
    def _once_and_somewhere(self) -> Self:
        if len(set(self.channel_ids)) < len(self.channel_ids):
            raise ValueError("name each channel once")
        if self.target_category_id and self.clear:
            raise ValueError("they go into a category or out of any, not both")
        if self.position is None and not self.target_category_id and not self.clear:
            raise ValueError("say where they go: a position, a target_category_id, or out of any category")
        if self.sync_permissions and not self.target_category_id:
            raise ValueError("permissions are taken over from a category that you name")
        return self

    def spends(self) -> Mapping[Spending, int]:
        """Return each channel as a change that may come into another category: Discord takes them one by one."""
        one_by_one = bool(self.target_category_id or self.clear)
        return {Spending.WRITES: len(self.channel_ids) if one_by_one else 1}
