"""Who may use a command in a server, as its administrators set it in Discord's settings."""

from typing import Annotated

from guildhall.discord.ids import ChannelId, CommandId, GuildId, Snowflake
from guildhall.operations.fields import OurText
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown
from guildhall.operations.wording import worded

LIST = "GET /applications/{application_id}/guilds/{guild_id}/commands/permissions"
GET = "GET /applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions"
_KINDS = {1: "role", 2: "user", 3: "channel"}


class Permitted(Shown):
    """A role, user or channel, and whether the command can be used by it, or in it."""

    target_id: Snowflake = At("id")
    kind: Annotated[OurText, worded(_KINDS)] = At("type")
    allowed: bool = At("permission", default=False)


class CommandPermissions(Shown):
    """What is set for a command, or by the application's id for all others; the server's id less one: all channels."""

    command_id: CommandId = At("id")
    permissions: tuple[Permitted, ...] = ()


def for_caller(ports: Ports, guild_id: GuildId, shown: list[CommandPermissions]) -> list[CommandPermissions]:
    """Return it without the channels that the caller does not see."""
    seen = {*visible(ports, guild_id), str(int(guild_id) - 1)}

    def told(each: Permitted) -> bool:
        return each.kind != "channel" or ChannelId(each.target_id) in seen

    return [each.model_copy(update={"permissions": tuple(filter(told, each.permissions))}) for each in shown]
