"""What the commands work with; `bootstrap.command_line` puts it together, tests pass their own."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import JsonValue

from guildhall.clock import Clock
from guildhall.discord.ids import GuildId
from guildhall.errors import InvalidArguments
from guildhall.execution.platform import told_of
from guildhall.execution.ports import AuditLog
from guildhall.execution.seals.findings import Report
from guildhall.policy.ports import Policies


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The tables, and who sits at them.

    Attributes:
        verify: Verifies a guild's trail, of one month's records where one is named.
        whoami: Returns the name of the AWS identity that acts.
        new_id: Makes the id of an act.
    """

    log: AuditLog
    policies: Policies
    verify: Callable[[GuildId, str | None], Report]
    whoami: Callable[[], str]
    clock: Clock
    new_id: Callable[[], str]

    def audit_page(self, guild_id: GuildId, *, before: str | None, limit: int) -> list[dict[str, JsonValue]]:
        """Return the guild's audit records as JSON, newest first."""
        return [told_of(record) for record in self.log.page(guild_id, before=before, limit=limit)]

    def guild(self, given: str | None) -> GuildId:
        """Return the guild that is meant: the one that was given, or the only one that is served.

        Raises:
            InvalidArguments: None was given and there are several, or what was given is no id.
        """
        if given is not None:
            try:
                return GuildId.parse(given)
            except ValueError as error:
                raise InvalidArguments(
                    f"--guild: {error}", "Right-click the server in Discord, Copy Server ID."
                ) from None
        served = [each.guild_id for each in self.policies.installations()]
        if len(served) == 1:
            return served[0]
        known = ", ".join(served) or "none is installed"
        raise InvalidArguments("Which server?", f"Give --guild with its id; known here: {known}.")
