"""The ``resolved`` objects of an interaction: what its ids stand for, in the partial forms that Discord uses.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-resolved-data-structure
"""

from local.discord import permissions, views
from local.discord.errors import Json
from local.discord.sim import Simulation
from local.discord.state import Guild

CHANNEL_FIELDS = (
    "id",
    "name",
    "type",
    "parent_id",
    "topic",
    "nsfw",
    "position",
    "flags",
    "guild_id",
    "last_message_id",
)
THREAD_FIELDS = ("thread_metadata", "owner_id")


class Resolver:
    """Collect the objects behind the ids of one interaction."""

    def __init__(self, sim: Simulation, guild: Guild | None, user_id: str) -> None:
        self._sim = sim
        self._guild = guild
        self._user_id = user_id
        self.objects: Json = {}

    def user(self, user_id: str) -> bool:
        """Add a user and, in a guild, their member; tell whether there is such a user."""
        world = self._sim.world
        if user_id not in world.users:
            return False
        self._add("users", user_id, world.users[user_id])
        if self._guild is not None and user_id in self._guild.members:
            self._add("members", user_id, partial_member(self._sim, self._guild, user_id))
        return True

    def role(self, role_id: str) -> bool:
        """Add a role; tell whether there is such a role."""
        if self._guild is None or role_id not in self._guild.roles:
            return False
        self._add("roles", role_id, dict(self._guild.roles[role_id]))
        return True

    def channel(self, channel_id: str) -> bool:
        """Add a channel; tell whether there is such a channel in this guild."""
        channel = self._sim.world.channels.get(channel_id)
        if channel is None or self._guild is None or channel.get("guild_id") != self._guild.id:
            return False
        self._add("channels", channel_id, partial_channel(self._sim, channel, self._user_id))
        return True

    def message(self, channel_id: str, message_id: str) -> bool:
        """Add a message of a channel; tell whether there is such a message."""
        message = self._sim.world.messages.get(channel_id, {}).get(message_id)
        if message is None:
            return False
        self._add("messages", message_id, views.message(self._sim.world, message, self._sim.bot_id))
        return True

    def _add(self, kind: str, key: str, found: Json) -> None:
        self.objects.setdefault(kind, {})[key] = found


def partial_member(sim: Simulation, guild: Guild, user_id: str) -> Json:
    """Return a member without user, mute and deaf, but with their rights in the guild."""
    member = {k: v for k, v in guild.members[user_id].items() if k not in {"mute", "deaf"}}
    rights = permissions.in_guild(guild, user_id, sim.clock.now())
    return member | {"permissions": str(int(rights))}


def partial_channel(sim: Simulation, channel: Json, user_id: str) -> Json:
    """Return a channel's partial form with the rights that the invoking user has in it."""
    rights = permissions.in_channel(sim.world, channel, user_id)
    shown = {name: channel[name] for name in (*CHANNEL_FIELDS, *THREAD_FIELDS) if name in channel}
    return shown | {"permissions": str(int(rights))}
