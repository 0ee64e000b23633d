"""Writes and the reads that see them, over real HTTP to the simulated Discord.

    @pair("emoji.edit", "emoji.get")
    def test_an_emoji_has_the_name_that_it_was_given(house: House) -> None:
        emoji = house.made_emoji()
        house.write("emoji.edit", emoji_id=emoji, name="wave")
        assert house.read("emoji.get", emoji_id=emoji)["name"] == "wave"

A pair is a write of ours and a read of ours; the mark makes sure that both really ran, the write first, and that the
simulated Discord was sent the write. `tests/contract/test_pairs.py` counts them and names the writes without one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from guildhall.bootstrap.platform import Platform
from guildhall.clock import new_id
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation
from guildhall.identity import Door, Origin, Principal
from guildhall.operations import catalogue
from local.discord.testing import Lab

PAIRS: list[tuple[str, str]] = []
"""Every pair that is written down, filled when the files are imported."""


@dataclass
class House:
    """A platform over a simulated Discord, where the owner asks for things and approves them.

    Attributes:
        lab: The simulated Discord; `lab.bot`, `lab.control`, `lab.channels`, `lab.users`, `lab.names` (roles).
        ran: The operations that ran in this test.
    """

    lab: Lab
    platform: Platform
    ran: list[str] = field(default_factory=list)

    def write(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        """Do something as the owner, who approves it where that is asked; return its result."""
        outcome = self._run(name, arguments)
        if isinstance(outcome, NeedsConfirmation):
            told = self.platform.approvals.press(outcome.confirmation_id, "approve", self._owner()).text
            assert told.endswith("Done."), told
            record = self.platform.machinery.confirmations.get(outcome.confirmation_id)
            assert record is not None
            assert record.outcome is not None
            result: Any = record.outcome["result"]
            return dict(result)
        assert isinstance(outcome, Completed), outcome
        return dict(outcome.result)

    def read(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        """Read something as the owner; return its result."""
        outcome = self._run(name, arguments)
        assert isinstance(outcome, Completed), outcome
        return dict(outcome.result)

    def _run(self, name: str, arguments: dict[str, Any]) -> Any:
        cls, principal = catalogue.find(name), self._owner()
        if "guild_id" in cls.model_fields:
            arguments.setdefault("guild_id", self.lab.guild_id)
        operation = self.platform.build(name, arguments, principal)
        self.ran.append(name)
        return self.platform.executor.run(Call(principal=principal, operation=operation, idempotency_key=new_id()))

    def _owner(self) -> Principal:
        origin = Origin(GuildId(self.lab.guild_id), ChannelId(self.lab.channels["general"]))
        owner = UserId(self.lab.users["owner"])
        return Principal(owner, Door.INTERACTION, f"interaction:{new_id()}", "Discord", origin=origin)


def pair(write: str, read: str) -> Callable[[Callable[[House], None]], Callable[[House], None]]:
    """Mark a test as one that writes by one operation and sees it by another."""
    PAIRS.append((write, read))

    def marked(test: Callable[[House], None]) -> Callable[[House], None]:
        @wraps(test)
        def checked(house: House) -> None:
            test(house)
            after = house.ran[house.ran.index(write) :]
            assert read in after, f"{write} was not followed by {read}: {house.ran}"

        return checked

    return marked
