"""How a single time of an event that comes again is: at another time, or not at all."""

from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.operations.event._shown import ExceptionShown
from guildhall.operations.event._wanted import Moment, times
from guildhall.operations.model import Model


class Otherwise(Model):
    """Adds how a single time of an event is; stands before the operation."""

    starts_at: Moment | None = None
    ends_at: Moment | None = None
    canceled: Annotated[bool | None, Field(description="Whether it is left out this time.")] = None

    @model_validator(mode="after")
    def _something_is_otherwise(self) -> Self:
        if self.starts_at is None and self.ends_at is None and self.canceled is None:
            raise ValueError("give starts_at, ends_at or canceled")
        return self

    def body(self) -> dict[str, JsonValue]:
        """Return it as Discord takes it."""
        told = times(self.starts_at, self.ends_at)
        return told if self.canceled is None else {**told, "is_canceled": self.canceled}

    def given(self) -> dict[str, JsonValue]:
        """Return it by the names of a request."""
        return self.model_dump(mode="json", include={"starts_at", "ends_at", "canceled"}, exclude_none=True)

    def was(self, time: ExceptionShown) -> dict[str, JsonValue]:
        """Return the same of the time as it is."""
        look: dict[str, JsonValue] = time.model_dump(mode="json")
        return {name: look[name] for name in self.given()}
