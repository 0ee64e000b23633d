"""How an integration is shown."""

from typing import Annotated

from guildhall.discord.ids import ApplicationId, RoleId, UserId
from guildhall.discord.routes import Route
from guildhall.operations.fields import OurText
from guildhall.operations.preview import Target
from guildhall.operations.shown import At, Shown
from guildhall.operations.wording import worded

LIST = Route("GET /guilds/{guild_id}/integrations")
_ENDS = {0: "remove_role", 1: "kick"}
"""Source: https://docs.discord.com/developers/resources/guild#integration-object-integration-expire-behaviors"""


class IntegrationShown(Shown):
    """An integration; of a bot with its application and account, of others with the channel that they stand for.

    Attributes:
        role_id: The role that subscribers of a linked account get; `on_expiry` is what becomes of those who end.
        revoked: Whether the account took the link back.
    """

    integration_id: OurText = At("id")
    name: str = ""
    kind: OurText = At("type", default="")
    enabled: bool = False
    revoked: bool = False
    account_name: str = At("account", "name", default="")
    application_id: ApplicationId | None = At("application", "id", default=None)
    bot_user_id: UserId | None = At("application", "bot", "id", default=None)
    added_by_user_id: UserId | None = At("user", "id", default=None)
    scopes: tuple[OurText, ...] = ()
    role_id: RoleId | None = None
    subscriber_count: int | None = None
    on_expiry: Annotated[OurText, worded(_ENDS)] = At("expire_behavior", default="")
    grace_days: int | None = At("expire_grace_period", default=None)

    @property
    def target(self) -> Target:
        """The integration as a write's target."""
        return Target(id=self.integration_id, label=self.name or self.account_name, detail=self.kind)
