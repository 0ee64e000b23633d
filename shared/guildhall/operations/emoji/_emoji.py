"""An emoji as results show it, as a request names it, and where it is read."""

from typing import Annotated

from pydantic import BaseModel, Field, JsonValue

from guildhall.discord.ids import EmojiId, RoleId
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.body import Wire
from guildhall.operations.expressions import Expression, emoji_found
from guildhall.operations.fields import GivenName
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Target
from guildhall.operations.shown import At

LIST = Route("GET /guilds/{guild_id}/emojis")
GET = Route("GET /guilds/{guild_id}/emojis/{emoji_id}")
_MOST_ROLES = 250

EmojiRoles = Annotated[
    frozenset[RoleId],
    Field(min_length=1, max_length=_MOST_ROLES, description="Roles that alone may use it."),
    Wire("roles"),
]


class EmojiShown(Expression):
    """An emoji; write it as <:name:id>, or <a:name:id> if it is animated. No roles: everybody may use it."""

    emoji_id: EmojiId = At("id")
    name: GivenName = ""
    animated: bool = False
    available: bool = True
    managed: bool = False
    role_ids: tuple[RoleId, ...] = At("roles", default=())

    @property
    def target(self) -> Target:
        """The emoji as a write's target."""
        return Target(id=self.emoji_id, label=f":{self.name}:", detail="animated" if self.animated else "")

    def settings(self) -> dict[str, JsonValue]:
        """Return what of it can be changed."""
        return {"name": self.name, "role_ids": [str(role_id) for role_id in sorted(self.role_ids, key=int)]}


class EmojiOperation[R: BaseModel](GuildOperation[R]):
    """An operation on one emoji of a guild."""

    emoji_id: EmojiId

    def now(self, ports: Ports) -> EmojiShown:
        """Return the emoji as it is."""
        path = {"guild_id": self.guild_id, "emoji_id": self.emoji_id}
        return emoji_found(ports, GET, path, EmojiShown, among="emoji.list")
