"""event.create."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.event._making import Making
from guildhall.operations.event._shown import EventShown
from guildhall.operations.event._wanted import IMAGE_BYTES, as_given
from guildhall.operations.files import as_data, digests, pictures, told
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class CreateEvent(Making):
    """Schedule an event in a voice or stage channel, or at a place outside Discord.

    It may come again by a rule. A server has at most 100 that are scheduled or running; a name has 100 characters, a
    description 1000.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="events:write",
        permission=Permission.CREATE_EVENTS,
        route=Route("POST /guilds/{guild_id}/scheduled-events"),
        source="resources/guild-scheduled-event#create-guild-scheduled-event",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the new event; prove the channel in which it is."""
        given, guild = pictures(self, ports, image=IMAGE_BYTES), ports.discord.guild(self.guild_id)
        where = f" in #{channel.name}" if (channel := self.prove(ports)) else ""
        return Preview(
            summary=f"Schedule the event {self.name}{where} on {self.starts_at:%Y-%m-%d %H:%M} UTC",
            changes=diff({}, {**as_given(self), **told(given)}),
            **seen(guild=guild.name, there=self.there(ports), **digests(given)),
        )

    def execute(self, ports: Ports) -> EventShown:
        """Schedule it."""
        given = pictures(self, ports, image=IMAGE_BYTES)
        return EventShown.read(self.send(ports, body=self.body() | as_data(self, given)))

    def reversal(self, prior: JsonValue, result: EventShown) -> Reversal:
        """Return its deletion."""
        event: dict[str, JsonValue] = {"event_id": str(result.event_id)}
        return Reversal(operation="event.delete", arguments={"guild_id": str(self.guild_id), **event})
