"""guild.leave."""

from guildhall.discord.ids import GuildId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission, describe
from guildhall.discord.routes import Route
from guildhall.errors import PermissionMissing
from guildhall.operations.base import GuildOperation
from guildhall.operations.guild_settings import settings_now
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, seen
from guildhall.operations.spec import Risk, Spec


class GuildLeft(Model):
    """The guild that the bot is not in any more."""

    guild_id: GuildId


class LeaveGuild(GuildOperation[GuildLeft]):
    """Let the bot leave a guild for good; only an administrator may, and has to invite it again."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="guilds:manage",
        permission=Permission.MANAGE_GUILD,
        bot_permission=NO_PERMISSIONS,
        route=Route("DELETE /users/@me/guilds/{guild_id}"),
        source="resources/user#leave-guild",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which guild it is."""
        _require_administrator(ports)
        guild = settings_now(ports, self.guild_id)
        return Preview(
            summary=f"The bot leaves the server {guild.name}",
            targets=(Target(id=guild.guild_id, label=guild.name),),
            irreversible="Nothing works here any more until somebody invites the bot again.",
            **seen(guild=guild),
        )

    def execute(self, ports: Ports) -> GuildLeft:
        """Leave."""
        _require_administrator(ports)
        self.send(ports)
        return GuildLeft(guild_id=self.guild_id)


def _require_administrator(ports: Ports) -> None:
    """Refuse everybody else; the bot itself needs nothing to leave."""
    if not ports.caller.in_guild() & Permission.ADMINISTRATOR:
        needed = describe(Permission.ADMINISTRATOR)
        raise PermissionMissing("Only an administrator lets the bot leave.", "Ask one.", who="caller", needed=needed)
