"""The names of what a policy speaks of."""

from collections.abc import Set

from guildhall.discord.ids import GuildId
from guildhall.discord.permissions import Permission
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports


class Named(Model):
    """A channel or a role that the policy speaks of, with its name."""

    id: OurText
    name: GivenName


def named(ports: Ports, guild_id: GuildId, ids: Set[str]) -> list[Named]:
    """Return those of the ids that are channels which the caller sees, or roles, with their names."""
    channels = [each for each in ports.discord.channels(guild_id) if str(each.id) in ids] if ids else []
    roles = [each for each in ports.discord.guild(guild_id).roles if str(each.id) in ids]
    return [
        *(
            Named(id=str(each.id), name=each.name or "")
            for each in channels
            if ports.caller.in_channel(each) & Permission.VIEW_CHANNEL
        ),
        *(Named(id=str(each.id), name=each.name) for each in roles),
    ]
