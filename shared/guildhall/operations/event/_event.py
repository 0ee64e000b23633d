"""What the operations on one scheduled event share: it is where its channel is, as Discord says."""

from pydantic import BaseModel

from guildhall.discord.ids import EventId
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.base import GuildOperation, Locus
from guildhall.operations.elsewhere import other_channel
from guildhall.operations.event._shown import EventShown
from guildhall.operations.event._venue import takes
from guildhall.operations.event._words import OVER
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.shown import found

GET_EVENT = Route("GET /guilds/{guild_id}/scheduled-events/{event_id}")
PATCH_EVENT = Route("PATCH /guilds/{guild_id}/scheduled-events/{event_id}")


class EventOperation[R: BaseModel](GuildOperation[R]):
    """An operation on one scheduled event of a guild; whoever does not see its channel does not see it."""

    event_id: EventId

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the guild, and the channel in which the event is."""
        answer = discord.call(GET_EVENT, self.path)
        channel_id = EventShown.read(answer, GET_EVENT).channel_id
        return Locus(guild=discord.guild(self.guild_id), within=discord.channel(channel_id) if channel_id else None)

    def now(self, ports: Ports) -> EventShown:
        """Return the event as it is."""
        return found(ports, GET_EVENT, self.path, EventShown)

    def changeable(self, ports: Ports) -> EventShown:
        """Return the event as it is, whose channel lets the caller change it.

        Raises:
            Denied: They lack there what it takes.
        """
        event = self.now(ports)
        if event.channel_id is not None:
            other_channel(ports, self.guild_id, event.channel_id, takes(event.kind), operation=self.full_name())
        return event

    def going(self, ports: Ports) -> EventShown:
        """Return the event as `changeable` does; raises InvalidArguments for one that is over."""
        event = self.changeable(ports)
        if event.status in OVER:
            raise InvalidArguments(f"That event is {event.status}.", "Make a new event; what is over stays as it is.")
        return event

    @property
    def path(self) -> dict[str, str]:
        """The names of the event's path."""
        return {"guild_id": self.guild_id, "event_id": self.event_id}
