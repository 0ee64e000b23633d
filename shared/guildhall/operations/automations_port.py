"""A guild's automations as an operation may reach them, as a Protocol; a part of `ports.Ports`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from guildhall.automations.model import Automation, AutomationId, Content
    from guildhall.discord.ids import GuildId
    from guildhall.operations.catalogue import AnyOperation


class AutomationsPort(Protocol):
    """Automations that are kept, and the requests that their actions would be."""

    def listed(self, guild_id: GuildId) -> list[Automation]:
        """Return the guild's automations, by name."""
        ...

    def find(self, guild_id: GuildId, automation_id: AutomationId) -> Automation | None:
        """Return an automation; None where the guild has none of that id."""
        ...

    def request(self, operation: str, arguments: Mapping[str, JsonValue]) -> AnyOperation:
        """Return the request that an action would be.

        Raises:
            InvalidArguments: The arguments do not fit; `details["problems"]` names each field and what is wrong.
        """
        ...

    def plain(self, request: AnyOperation) -> dict[str, JsonValue]:
        """Return the arguments of a request as they are kept; of the same request they are the same."""
        ...

    def add(self, guild_id: GuildId, content: Content) -> Automation:
        """Keep a new draft in the caller's name.

        Raises:
            InvalidArguments: Another one is called so, or the guild has as many as it may.
            TooLarge: It is more than is kept of one.
            PlanDrifted: Others changed the automations again and again in the same moment.
        """
        ...

    def change(self, before: Automation, content: Content) -> Automation:
        """Change an automation in the caller's name; what says the same already is no change.

        Raises:
            InvalidArguments: Another one is called so.
            TooLarge: It is more than is kept of one.
            PlanDrifted: It is not as it was read any more.
        """
        ...

    def remove(self, automation: Automation) -> None:
        """Delete an automation.

        Raises:
            PlanDrifted: It is not as it was read any more.
        """
        ...
