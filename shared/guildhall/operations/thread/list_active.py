"""thread.list_active."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import ChannelId
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.closing import closing_rule
from guildhall.operations.elsewhere import other_channel
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread._seeing import visible
from guildhall.operations.thread_shown import ThreadsListed, ThreadsPage

LIST_ACTIVE = Route("GET /guilds/{guild_id}/threads/active")


class ListActiveThreads(GuildOperation[ThreadsListed]):
    """List the threads and forum posts of a guild or channel that are not archived and that you see."""

    spec = Spec(
        risk=Risk.READ,
        scope="threads:read",
        permission=None,
        why="Each thread is shown only to a caller who sees it.",
        route=LIST_ACTIVE,
        source="resources/guild#list-active-guild-threads",
    )
    parent_channel_id: Annotated[ChannelId | None, Field(description="Only threads of this channel or forum.")] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    before: Annotated[ChannelId | None, Field(description="Only threads begun before this one.")] = None

    def execute(self, ports: Ports) -> ThreadsListed:
        """Read them; Discord lists all at once, so a page is made here."""
        if self.parent_channel_id is not None:
            parents = [other_channel(ports, self.guild_id, self.parent_channel_id, operation=self.full_name())]
        else:
            listed, name = ports.discord.channels(self.guild_id), self.full_name()
            parents = [each for each in listed if not closing_rule(ports, self.guild_id, each, name, writes=False)]
        page = ThreadsPage.read(self.send(ports), LIST_ACTIVE)
        known = {channel.id: channel for channel in parents}
        found = [thread for thread in page.threads if thread.parent_channel_id in known]
        found = [thread for thread in found if self.before is None or int(thread.channel_id) < int(self.before)]
        seen, unchecked = visible(ports, sorted(found, key=lambda thread: -int(thread.channel_id)), known)
        more = len(seen) > self.limit
        shown = seen[: self.limit]
        return ThreadsListed(
            threads=shown, next_before=shown[-1].channel_id if more else None, unchecked_count=unchecked
        )
