"""What muting, deafening and the opposite of each share."""

from typing import ClassVar

from pydantic import JsonValue

from guildhall.operations.base import Reasoned
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import Reversal
from guildhall.operations.voice._acting import VoiceActing
from guildhall.operations.voice._state import VoiceState
from guildhall.operations.voice._undoing import back, was


class Switching(VoiceActing, Reasoned):
    """An operation that turns on, or off, what the server does to a member in voice.

    Attributes:
        told: What is done in one sentence, with room for the member's name.
        turns: What it turns, by the name of the result.
        wire: The same by Discord's name.
        on: Whether it turns it on.
        opposite: The operation that takes it back.
    """

    told: ClassVar[str]
    turns: ClassVar[str]
    wire: ClassVar[str]
    on: ClassVar[bool]
    opposite: ClassVar[str]

    def summary(self, name: str) -> str:
        """Return in one sentence what is done to whom."""
        return self.told.format(name)

    def then(self) -> dict[str, JsonValue]:
        """Return what becomes of them."""
        return {self.turns: self.on}

    def body(self, state: VoiceState) -> dict[str, JsonValue]:
        """Return what is sent."""
        return {self.wire: self.on}

    def prior(self, ports: Ports) -> JsonValue:
        """Read whether it is so already."""
        return was(ports, self.guild_id, self.user_id, self.turns)

    def reversal(self, prior: JsonValue, result: VoiceState) -> Reversal | None:
        """Return the opposite, if it was not so already."""
        return None if prior is self.on else back(self.opposite, self.guild_id, self.user_id)
