"""What of a scheduled event is changed: as a request gives it, as Discord takes it, and as it would be brought back."""

from typing import Self

from pydantic import Field, JsonValue, model_validator

from guildhall.operations.event._asked import as_asked
from guildhall.operations.event._moving import moved
from guildhall.operations.event._rule import rule_of
from guildhall.operations.event._shown import EventShown
from guildhall.operations.event._wanted import EventName, Moment, Wanted, as_given, times
from guildhall.operations.event._words import Clearable

_OF_PLACE = frozenset({"voice_channel_id", "stage_channel_id", "location"})
_AT_DISCORD = {"ends_at": "scheduled_end_time", "recurrence": "recurrence_rule"}


class Changed(Wanted):
    """Adds what of an event is changed; stands before the operation."""

    name: EventName | None = None
    starts_at: Moment | None = None
    clear: frozenset[Clearable] = Field(default=frozenset(), description="What it has no more.")

    @property
    def given(self) -> set[str]:
        """The fields that are given."""
        return {name for name in Changed.model_fields if name != "clear" and getattr(self, name) is not None}

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.given and not self.clear:
            raise ValueError("give at least one thing that changes")
        if self.given & self.clear:
            raise ValueError("nothing is given and taken away at once")
        return self

    def body(self, event: EventShown) -> dict[str, JsonValue]:
        """Return what is changed as Discord takes it, the picture aside; raises as `moved`."""
        words: dict[str, JsonValue] = {"name": self.name, "description": self.description}
        told: dict[str, JsonValue] = {name: value for name, value in words.items() if value is not None}
        told |= moved(self, event)
        told |= times(self.starts_at, self.ends_at)
        if self.recurrence is not None:
            told["recurrence_rule"] = rule_of(self.recurrence, self.starts_at or event.starts_at)
        return told | {_AT_DISCORD.get(name, str(name)): None for name in sorted(self.clear)}

    def was(self, event: EventShown) -> dict[str, JsonValue]:
        """Return what is changed as it is now, by the names of a request; what is not there is null."""
        touched, look = self.given | {str(name) for name in self.clear}, as_asked(event)
        place = {name: value for name, value in look.items() if name in _OF_PLACE} if touched & _OF_PLACE else {}
        return {name: look.get(name) for name in sorted(touched - _OF_PLACE - {"image"})} | place

    def after(self) -> dict[str, JsonValue]:
        """Return what is changed as it is going to be, by the names of a request."""
        return as_given(self) | {str(name): None for name in sorted(self.clear)}
