"""A guild's automations as they were read, so that what changes one can say what it looked at.

Every door that executes has this at hand and few calls are about automations, so what they are made of is named here
without loading it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from guildhall.automations.model import Automation, AutomationId
    from guildhall.discord.ids import GuildId


class Shelf(NamedTuple):
    """All automations of a guild at one moment.

    Attributes:
        changes: How often they were changed by then; a change of any of them makes it one more.
        automations: Themselves, by name.
    """

    guild_id: GuildId
    changes: int
    automations: tuple[Automation, ...]

    def find(self, automation_id: AutomationId) -> Automation | None:
        """Return one of them; None where there is none of that id."""
        return next((each for each in self.automations if each.automation_id == automation_id), None)
