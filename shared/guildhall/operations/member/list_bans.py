"""member.list_bans."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import UserId
from guildhall.discord.limits import BANS_PAGE_COUNT
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.member._shown_ban import BanShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Query
from guildhall.operations.spec import Discloses, Risk, Spec


class BansListed(Model):
    """Bans by the ids of who is banned; `next_after` goes on after the last one, None at the end."""

    bans: list[BanShown]
    next_after: UserId | None


class ListBans(GuildOperation[BansListed]):
    """List who is banned from a guild and why, up to 1000 at once."""

    spec = Spec(
        risk=Risk.READ,
        scope="members:read",
        permission=Permission.BAN_MEMBERS,
        route=Route("GET /guilds/{guild_id}/bans"),
        source="resources/guild#get-guild-bans",
    )
    discloses = Discloses.TO_CALLER
    limit: Annotated[int, Field(ge=1, le=BANS_PAGE_COUNT)] = 100
    after: UserId | None = None

    def execute(self, ports: Ports) -> BansListed:
        """Read a page."""
        query: Query = {"limit": self.limit, **({"after": str(self.after)} if self.after else {})}
        bans = BanShown.read_all(self.send(ports, query=query) or [], self.spec.route)
        more = bans[-1].user_id if len(bans) == self.limit else None
        return BansListed(bans=bans, next_after=more)
