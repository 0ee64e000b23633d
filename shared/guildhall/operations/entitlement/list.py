"""entitlement.list."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import EntitlementId, SkuId, UserId
from guildhall.discord.routes import Route
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.entitlement._entitlement import EntitlementShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec

PAGE_COUNT = 100


class EntitlementsListed(Model):
    """Entitlements, oldest first; `next_after` continues with newer ones, None at the end."""

    entitlements: list[EntitlementShown]
    next_after: EntitlementId | None


class ListEntitlements(ApplicationOperation[EntitlementsListed]):
    """List who may use what the application sells, up to 100 at a time.

    Those that ended, and those that were taken back, are left out unless they are asked for.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why="What was bought belongs to no server: it is for those to whom the application belongs.",
        route=Route("GET /applications/{application_id}/entitlements"),
        finds=frozenset({"application_id"}),
        source="resources/entitlement#list-entitlements",
    )
    user_id: UserId | None = None
    sku_ids: Annotated[frozenset[SkuId], Field(max_length=100)] = frozenset()
    this_guild_only: Annotated[bool, Field(description="Only what was bought for this server.")] = False
    ended_too: Annotated[bool, Field(description="Also those whose time is over.")] = False
    deleted_too: Annotated[bool, Field(description="Also those that were taken back.")] = False
    limit: Annotated[int, Field(ge=1, le=PAGE_COUNT)] = PAGE_COUNT
    after: EntitlementId | None = None

    def execute(self, ports: Ports) -> EntitlementsListed:
        """Read them."""
        query: dict[str, str | int | bool] = {"limit": self.limit}
        query |= {"exclude_ended": not self.ended_too, "exclude_deleted": not self.deleted_too}
        query |= {"user_id": str(self.user_id)} if self.user_id else {}
        query |= {"sku_ids": ",".join(sorted(self.sku_ids, key=int))} if self.sku_ids else {}
        query |= {"guild_id": str(self.guild_id)} if self.this_guild_only else {}
        found = EntitlementShown.read_all(self.send(ports, query=query | ({"after": self.after} if self.after else {})))
        page = sorted(found, key=lambda each: int(each.entitlement_id))
        return EntitlementsListed(
            entitlements=page, next_after=page[-1].entitlement_id if len(page) == self.limit else None
        )
