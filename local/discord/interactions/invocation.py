"""Who does what where: the request of a person, before Discord turns it into an interaction."""

from dataclasses import dataclass

from local.discord.errors import Json
from local.discord.interactions.options import MESSAGE_MENU, USER_MENU
from local.discord.interactions.resolved import Resolver
from local.discord.sim import Simulation

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 1, 2, 3, 4, 5
KINDS = {
    "ping": PING,
    "command": COMMAND,
    "message_command": COMMAND,
    "user_command": COMMAND,
    "button": COMPONENT,
    "select": COMPONENT,
    "autocomplete": AUTOCOMPLETE,
    "modal": MODAL,
}
MENUS = {"message_command": MESSAGE_MENU, "user_command": USER_MENU}


@dataclass
class Invocation:
    """Who does what where, with names already turned into ids."""

    sim: Simulation
    kind: str
    user_id: str
    channel: Json
    order: Json

    @property
    def guild_id(self) -> str | None:
        """The guild in which it happens."""
        return self.channel.get("guild_id")

    def resolver(self) -> Resolver:
        """Return a resolver for this guild and user."""
        return Resolver(self.sim, self.sim.world.guilds.get(self.guild_id or ""), self.user_id)
