"""How the bot is to be on a stage, as a request gives it."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.operations.model import Model
from guildhall.operations.voice._state import VoiceState


class OwnState(Model):
    """Adds how the bot is to be on a stage; stands before the operation."""

    ask_to_speak: Annotated[bool | None, Field(description="false takes a request back.")] = None
    suppressed: Annotated[bool | None, Field(description="true = among the audience, false = a speaker.")] = None

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.wanted():
            raise ValueError("give ask_to_speak or suppressed")
        return self

    def wanted(self) -> dict[str, JsonValue]:
        """Return what is given."""
        given: dict[str, JsonValue] = {"suppressed": self.suppressed, "ask_to_speak": self.ask_to_speak}
        return {name: value for name, value in given.items() if value is not None}

    def body(self, state: VoiceState, now: datetime) -> dict[str, JsonValue]:
        """Return what is sent: Discord wants to be told the stage, and since when the bot asks."""
        told: dict[str, JsonValue] = {"channel_id": str(state.channel_id)} if state.channel_id else {}
        if self.suppressed is not None:
            told["suppress"] = self.suppressed
        if self.ask_to_speak is not None:
            told["request_to_speak_timestamp"] = now.isoformat() if self.ask_to_speak else None
        return told

    def then(self, state: VoiceState, now: datetime) -> VoiceState:
        """Return how the bot is on the stage then; who is put among the audience asks no more."""
        suppressed = state.suppressed if self.suppressed is None else self.suppressed
        asked = None if self.suppressed else state.asked_to_speak_at
        if self.ask_to_speak is not None:
            asked = now if self.ask_to_speak else None
        return state.model_copy(update={"suppressed": suppressed, "asked_to_speak_at": asked})


def look(state: VoiceState) -> dict[str, JsonValue]:
    """Return how the bot is on the stage, by the names of a request."""
    return {"suppressed": state.suppressed, "ask_to_speak": state.asked_to_speak_at is not None}
