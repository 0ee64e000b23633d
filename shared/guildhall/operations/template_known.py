"""What the operations on templates share."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BeforeValidator, Field, JsonValue

from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.permissions import Permission, describe
from guildhall.discord.routes import Route
from guildhall.errors import DiscordNotFound, PermissionMissing
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import GivenName, Keep, PublicName, Redaction
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Target
from guildhall.operations.shown import At, Shown, found

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

LIST, GET = Route("GET /guilds/{guild_id}/templates"), Route("GET /guilds/templates/{code}")
DESCRIPTION = 120
"""Characters; source: https://docs.discord.com/developers/resources/guild-template#create-guild-template"""
_ADDRESSES = ("https://discord.new/", "https://discord.com/template/", "discord.new/")
_LONGEST = 32


def _code(value: object) -> str:
    text = value.strip().strip("<>") if isinstance(value, str) else ""
    code = next((text.removeprefix(each) for each in _ADDRESSES if text.startswith(each)), text)
    if not (code.isascii() and code.isalnum() and len(code) <= _LONGEST):
        raise ValueError("this is no template; give its code, or its address such as https://discord.new/abc")
    return code


def channels_told(ports: Ports, guild_id: GuildId) -> list["Channel"]:
    """Return the channels of which a template tells whoever has its address: all of them.

    Raises:
        PermissionMissing: Some are not the caller's to see, so they are not theirs to tell of either.
    """
    channels = ports.discord.channels(guild_id)
    if not all(ports.caller.in_channel(channel) & Permission.VIEW_CHANNEL for channel in channels):
        raise PermissionMissing(
            "A template tells of all channels, and not all of them are yours to see.",
            "Ask somebody who sees them all, such as an administrator.",
            who="caller",
            needed=describe(Permission.VIEW_CHANNEL),
        )
    return channels


TemplateCode = Annotated[
    str, BeforeValidator(_code), Field(description="A template's code or address.", examples=["hgM48av5Q69A"])
]
TemplateName = Annotated[PublicName, Field(description="What the template is called.")]
Description = Annotated[str, Field(max_length=DESCRIPTION, description="What it is for."), Redaction(Keep.DIGEST)]


class TemplateShown(Shown):
    """A template; `is_behind` = the guild changed since the template was last synced."""

    code: GivenName
    name: GivenName
    description: str = ""
    usage_count: int
    creator_id: UserId
    created_at: datetime
    updated_at: datetime
    source_guild_id: GuildId
    is_behind: bool = At("is_dirty", default=False)

    @property
    def target(self) -> Target:
        """The template as a write's target."""
        return Target(id=self.code, label=self.name, detail=f"used {self.usage_count} times")

    def fixed(self) -> Self:
        """Return it without what others change by using it, or by changing the guild: no plan drifts by that."""
        return self.model_copy(update={"usage_count": 0, "is_behind": False})

    def settings(self) -> dict[str, JsonValue]:
        """Return what can be edited."""
        return {"name": self.name, "description": self.description}


class TemplateOperation[R: Shown](GuildOperation[R]):
    """An operation on one template of a guild."""

    code: TemplateCode

    def now(self, ports: Ports) -> TemplateShown:
        """Return the template as it is.

        Raises:
            DiscordNotFound: The guild has none of that code; whether another guild does is not told.
        """
        template = found(ports, GET, {"code": self.code}, TemplateShown)
        if template.source_guild_id == self.guild_id:
            return template
        raise DiscordNotFound(
            "That server has no template of that code.", "List its templates first.", status=404, discord_code=10057
        )
