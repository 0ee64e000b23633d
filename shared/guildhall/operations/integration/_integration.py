"""How an integration is shown."""

from guildhall.discord.ids import ApplicationId, UserId
from guildhall.discord.routes import Route
from guildhall.operations.fields import OurText
from guildhall.operations.preview import Target
from guildhall.operations.shown import At, Shown

LIST = Route("GET /guilds/{guild_id}/integrations")


class IntegrationShown(Shown):
    """An integration; of a bot with its application and account, of others with the channel that they stand for."""

    integration_id: OurText = At("id")
    name: str = ""
    kind: OurText = At("type", default="")
    enabled: bool = False
    account_name: str = At("account", "name", default="")
    application_id: ApplicationId | None = At("application", "id", default=None)
    bot_user_id: UserId | None = At("application", "bot", "id", default=None)
    added_by_user_id: UserId | None = At("user", "id", default=None)
    scopes: tuple[OurText, ...] = ()

    @property
    def target(self) -> Target:
        """The integration as a write's target."""
        return Target(id=self.integration_id, label=self.name or self.account_name, detail=self.kind)
