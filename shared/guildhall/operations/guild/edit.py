"""guild.edit."""

from typing import ClassVar

from pydantic import JsonValue

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Locus, Reasoned
from guildhall.operations.files import as_data, digests, pictures, told
from guildhall.operations.guild._returning import returning
from guildhall.operations.guild_changed import SIZES, GuildChanged
from guildhall.operations.guild_settings import GuildSettings, settings_now
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class EditGuild(GuildChanged, GuildOperation[GuildSettings], Reasoned):
    """Change a guild's settings: name, pictures, verification, notices, channels, features; never who owns it."""

    spec: ClassVar[Spec] = Spec(
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
        now, images = settings_now(ports, self.guild_id), pictures(self, ports, **SIZES)
        named = {channel.id: channel.name for channel in self.channels(ports, self.guild_id)}
        state = seen(settings=now, channels=[f"{key} {name}" for key, name in named.items()], **digests(images))
        targets = [Target(id=self.guild_id, label=now.name), *(Target(id=k, label=f"#{v}") for k, v in named.items())]
        changes = diff(now.arguments, {**self.plain(), **told(images)})
        return Preview(summary=f"Edit the server {now.name}", targets=tuple(targets), changes=changes, **state)

    def execute(self, ports: Ports) -> GuildSettings:
        """Change them."""
        self.channels(ports, self.guild_id)
        images, features = pictures(self, ports, **SIZES), settings_now(ports, self.guild_id).features
        return GuildSettings.of(self.send(ports, body=self.body(features) | as_data(self, images)))

    def prior(self, ports: Ports) -> JsonValue:
        """Read the settings."""
        return settings_now(ports, self.guild_id).arguments

    def reversal(self, prior: JsonValue, result: GuildSettings) -> Reversal | None:
        """Return the change back."""
        return returning(self.guild_id, self, prior, result)
