"""guild.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Locus, Reasoned
from guildhall.operations.files import as_data, pictures
from guildhall.operations.guild._editing import returning, shown
from guildhall.operations.guild_changed import SIZES, GuildChanged
from guildhall.operations.guild_settings import GuildSettings, settings_now
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class EditGuild(GuildChanged, GuildOperation[GuildSettings], Reasoned):
    """Change a guild's settings, but not its owner: name, pictures, verification, notices, channels.

    To become a community it needs a rules and an updates channel, verification and the filter for all members.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="guilds:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("PATCH /guilds/{guild_id}"),
        source="resources/guild#modify-guild",
        idempotent=True,
    )

    def needs(self, locus: Locus) -> Permission:
        """Return MANAGE_GUILD; community and discovery are an administrator's to switch."""
        public = self.community is not None or self.discoverable is not None
        return Permission.MANAGE_GUILD | (Permission.ADMINISTRATOR if public else NO_PERMISSIONS)

    def preview(self, ports: Ports) -> Preview:
        """Show the settings that change."""
        return shown(ports, self.guild_id, self, pictures(self, ports, **SIZES))

    def execute(self, ports: Ports) -> GuildSettings:
        """Change them."""
        self.channels(ports, self.guild_id)
        known = visible(ports, self.guild_id)
        images, features = pictures(self, ports, **SIZES), settings_now(ports, self.guild_id).features
        answer = self.send(ports, body=self.body(features) | as_data(self, images))
        return GuildSettings.of(answer).seen_among(known)

    def prior(self, ports: Ports) -> JsonValue:
        """Read the settings."""
        return settings_now(ports, self.guild_id).arguments

    def reversal(self, prior: JsonValue, result: GuildSettings) -> Reversal | None:
        """Return the change back."""
        return returning(self.guild_id, self, prior, result)
