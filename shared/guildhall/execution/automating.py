"""A guild's automations, as operations read and change them.

What is drafted or renamed at the same moment must not end with two of one name, or with more than there may be: a
change is made upon the shelf that it was judged by, and judged anew where somebody was faster.

What automations are made of is loaded by the first call that changes one: every call is made with this adapter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guildhall.errors import PlanDrifted
from guildhall.execution.request import dump, fitted
from guildhall.operations import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import JsonValue

    from guildhall.automations.model import Automation, AutomationId, Content
    from guildhall.automations.shelf import Shelf
    from guildhall.clock import Clock
    from guildhall.discord.ids import GuildId
    from guildhall.execution.ports import Automations
    from guildhall.identity import Principal
    from guildhall.operations.catalogue import AnyOperation

_RACES = 10
"""Changes of others that a change outlasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationsAdapter:
    """The automations for one call of `asker`'s."""

    asker: Principal
    automations: Automations
    clock: Clock

    def listed(self, guild_id: GuildId) -> list[Automation]:
        """Return the guild's automations, by name."""
        return list(self.automations.shelf(guild_id).automations)

    def find(self, guild_id: GuildId, automation_id: AutomationId) -> Automation | None:
        """Return an automation; None where the guild has none of that id."""
        return self.automations.shelf(guild_id).find(automation_id)

    def request(self, operation: str, arguments: Mapping[str, JsonValue]) -> AnyOperation:
        """Return the request that an action would be; see `AutomationsPort.request`."""
        return fitted(catalogue.find(operation), arguments)

    def plain(self, request: AnyOperation) -> dict[str, JsonValue]:
        """Return the arguments of a request as they are kept; of the same request they are the same."""
        return dump(request)

    def add(self, guild_id: GuildId, content: Content) -> Automation:
        """Keep a new draft in the caller's name; see `AutomationsPort.add`."""
        from guildhall.automations.model import Automation, AutomationId
        from guildhall.automations.room import require_room

        def added(shelf: Shelf) -> Automation:
            require_room(shelf.automations, content, new=True)
            by, at = self.asker.user_id, self.clock()
            return Automation(
                **dict(content),
                automation_id=AutomationId.new(),
                guild_id=guild_id,
                author_id=by,
                created_at=at,
                changed_by=by,
                changed_at=at,
            )

        return self._put(guild_id, added)

    def change(self, before: Automation, content: Content) -> Automation:
        """Change an automation in the caller's name; see `AutomationsPort.change`."""
        from guildhall.automations.room import require_room

        if content == before.content:
            return before

        def changed(shelf: Shelf) -> Automation:
            _require_unchanged(shelf, before)
            others = [each for each in shelf.automations if each.automation_id != before.automation_id]
            require_room(others, content, new=False)
            told = {"changed_by": self.asker.user_id, "changed_at": self.clock(), "version": before.version + 1}
            return before.model_copy(update={**dict(content), **told})

        return self._put(before.guild_id, changed)

    def remove(self, automation: Automation) -> None:
        """Delete an automation; see `AutomationsPort.remove`."""
        for _ in range(_RACES):
            shelf = self.automations.shelf(automation.guild_id)
            _require_unchanged(shelf, automation)
            if self.automations.remove(shelf, automation):
                return
        raise _drifted()

    def _put(self, guild_id: GuildId, made: Callable[[Shelf], Automation]) -> Automation:
        for _ in range(_RACES):
            shelf = self.automations.shelf(guild_id)
            automation = made(shelf)
            if self.automations.put(shelf, automation):
                return automation
        raise _drifted()


def _require_unchanged(shelf: Shelf, automation: Automation) -> None:
    now = shelf.find(automation.automation_id)
    if now is None or now.version != automation.version:
        raise _drifted()


def _drifted() -> PlanDrifted:
    return PlanDrifted("Somebody changed it in the same moment.", "Look at it, then ask again.")
