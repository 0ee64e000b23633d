"""audit_log.list."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import Snowflake, UserId
from guildhall.discord.limits import AUDIT_LOG_PAGE_COUNT
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.audit_log_actions import NUMBERS, ActionWord
from guildhall.operations.audit_log_shown import EntryShown, entries_of
from guildhall.operations.base import GuildOperation
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class EntriesListed(Model):
    """Entries, the newest first; `next_before` goes on with older ones, None at the end."""

    entries: list[EntryShown]
    next_before: Snowflake | None


class ListAuditLog(GuildOperation[EntriesListed]):
    """Read Discord's own log of the last 45 days: who changed what in the guild, by this platform or not."""

    spec = Spec(
        risk=Risk.READ,
        scope="audit:read",
        permission=Permission.VIEW_AUDIT_LOG,
        route=Route("GET /guilds/{guild_id}/audit-logs"),
        source="resources/audit-log#get-guild-audit-log",
    )
    discloses = Discloses.TO_CALLER
    by_user_id: UserId | None = None
    target: Annotated[Snowflake | None, Field(description="The id of what was changed.")] = None
    action: ActionWord | None = None
    before: Snowflake | None = None
    after: Snowflake | None = None
    limit: Annotated[int, Field(ge=1, le=AUDIT_LOG_PAGE_COUNT)] = 50

    def execute(self, ports: Ports) -> EntriesListed:
        """Read a page."""
        entries = sorted(entries_of(self.send(ports, query=self._query())), key=lambda entry: -int(entry.entry_id))
        more = len(entries) == self.limit and self.after is None
        return EntriesListed(entries=entries, next_before=entries[-1].entry_id if more else None)

    def _query(self) -> dict[str, str | int | bool]:
        ids = {"user_id": self.by_user_id, "target_id": self.target, "before": self.before, "after": self.after}
        given: dict[str, str | int | bool] = {name: str(value) for name, value in ids.items() if value is not None}
        action = {"action_type": NUMBERS[self.action]} if self.action else {}
        return {"limit": self.limit, **given, **action}
