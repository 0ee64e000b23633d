"""event.list."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.event._shown import EventShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.shown import listed
from guildhall.operations.spec import Discloses, Risk, Spec

_ROUTE = Route("GET /guilds/{guild_id}/scheduled-events")


class EventsListed(Model):
    """Scheduled events, the next one first; those in channels that the caller does not see are left out."""

    events: list[EventShown]


class ListEvents(GuildOperation[EventsListed]):
    """List a guild's scheduled events, the next one first, with how many people are interested."""

    spec = Spec(
        risk=Risk.READ,
        scope="events:read",
        permission=None,
        why="Every member sees a guild's events; one in a channel is shown only to who sees that channel.",
        route=_ROUTE,
        source="resources/guild-scheduled-event#list-scheduled-events-for-guild",
    )
    discloses = Discloses.BY_ENTRY

    def execute(self, ports: Ports) -> EventsListed:
        """Read them; one in a channel that the caller does not see is not shown."""
        events = listed(ports, _ROUTE, {"guild_id": self.guild_id}, EventShown, {"with_user_count": True})
        channels = ports.discord.channels(self.guild_id)
        own = {channel.id for channel in channels if ports.caller.in_channel(channel) & Permission.VIEW_CHANNEL}
        open_to_caller = [event for event in events if event.channel_id is None or event.channel_id in own]
        return EventsListed(events=sorted(open_to_caller, key=lambda event: event.starts_at))
