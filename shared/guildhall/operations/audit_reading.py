"""Walking the trail for a caller: what they may see of it, in bounded work."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, takewhile
from typing import NamedTuple, Protocol

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Channel
from guildhall.errors import DiscordForbidden, DiscordNotFound
from guildhall.operations.acts import Act, acts_of
from guildhall.operations.audit_filters import Filters
from guildhall.operations.ports import Ports

PAGE = 100
MOST_RECORDS = 2_000
"""So many records one call looks at; then it says where to go on."""
MOST_LOOK_UPS = 15
"""So many threads and channels that are gone one call asks Discord for; likewise."""


class Pages(Protocol):
    """Where the trail is read from."""

    def audit_page(self, guild_id: GuildId, *, before: str | None, limit: int) -> list[dict[str, JsonValue]]:
        """Return the guild's audit records as JSON, newest first."""
        ...


class Found(NamedTuple):
    """Acts, newest first.

    Attributes:
        before: Where to go on; None at the end.
        stopped_early: Whether the walk ended before as much was found as was wanted.
    """

    acts: list[Act]
    before: str | None = None
    stopped_early: bool = False

    @property
    def notice(self) -> str:
        """What to know of an incomplete walk."""
        return "This is as far as one call looks; there may be more that fits. Go on from there." * self.stopped_early


@dataclass
class Eyes:
    """What of the trail the caller sees: acts about the guild at large, and about channels that they see.

    What was done to a channel that is no more is for those who may read Discord's own audit log.
    """

    ports: Ports
    guild_id: GuildId
    look_ups: int = 0
    _seen: dict[str, bool] = field(default_factory=dict)

    def see(self, act: Act) -> bool:
        """Return whether the caller sees an act.

        Raises:
            Tired: Discord was asked often enough in this call.
        """
        return all(self._sees(channel_id) for channel_id in _channels_of(act))

    def _sees(self, channel_id: str) -> bool:
        if channel_id not in self._seen:
            self._seen[channel_id] = self._look(ChannelId(channel_id))
        return self._seen[channel_id]

    def _look(self, channel_id: ChannelId) -> bool:
        try:
            channel = self._channels.get(channel_id) or self._ask(channel_id)
            return channel is not None and self.ports.caller.in_channel(channel).has(Permission.VIEW_CHANNEL)
        except DiscordForbidden:
            return False
        except DiscordNotFound:
            bare = Channel.model_validate({"id": channel_id, "type": 0, "guild_id": self.guild_id})
            within = self.ports.caller.in_channel(bare).has(Permission.VIEW_CHANNEL)
            return within and self.ports.caller.in_guild().has(Permission.VIEW_AUDIT_LOG)

    def _ask(self, channel_id: ChannelId) -> Channel | None:
        self.look_ups += 1
        if self.look_ups > MOST_LOOK_UPS:
            raise Tired
        channel = self.ports.discord.channel(channel_id)
        return channel if channel.guild_id == self.guild_id else None

    @cached_property
    def _channels(self) -> dict[ChannelId, Channel]:
        return {channel.id: channel for channel in self.ports.discord.channels(self.guild_id)}


class Tired(Exception):
    """As much was looked up as one call may."""


def read(ports: Ports, guild_id: GuildId, filters: Filters, limit: int) -> Found:
    """Return acts that the caller sees and means, newest first, until they have `limit` records; whole acts."""
    eyes, now, floor = Eyes(ports, guild_id), ports.now, filters.floor()
    found, before, examined = list[Act](), filters.ceiling(), 0
    for act in walk(ports.platform, guild_id, before):
        if act.audit_id < floor:
            return Found(found)
        try:
            wanted = filters.admit(act, now) and eyes.see(act)
        except Tired:
            return Found(found, before, stopped_early=True)
        before, examined = act.audit_id, examined + len(act.records)
        found += [act] if wanted else []
        if sum(len(each.records) for each in found) >= limit:
            return Found(found, before)
        if examined >= MOST_RECORDS:
            return Found(found, before, stopped_early=True)
    return Found(found)


def one(ports: Ports, guild_id: GuildId, audit_id: str) -> Act | None:
    """Return an act, None when there is none that the caller sees."""
    own = acts_of(ports.platform.audit_records(guild_id, audit_id))
    return next((act for act in own if Eyes(ports, guild_id).see(act)), None)


def undone_by(ports: Ports, guild_id: GuildId, act: Act) -> str | None:
    """Return the id of the act that took this one back, as far as one call looks."""
    if act.last["status"] != "done" or act.last["risk"] == "read":
        return None
    later = takewhile(lambda each: each.audit_id > act.audit_id, islice(walk(ports.platform, guild_id), MOST_RECORDS))
    undoing = (each for each in later if each.value("undoes") == act.audit_id and each.last["status"] == "done")
    return next((each.audit_id for each in undoing), None)


def walk(pages: Pages, guild_id: GuildId, before: str | None = None) -> Iterator[Act]:
    """Yield a guild's acts, newest first, whoever may see them; a page is read when it is needed."""
    while True:
        page = pages.audit_page(guild_id, before=before, limit=PAGE)
        for act in acts_of(page):
            before = act.audit_id
            yield act
        if len(page) < PAGE:
            return


def _channels_of(act: Act) -> set[str]:
    """Return the channels that an act is about: where it took effect, or the ones that its request names."""
    named = {str(record["channel_id"]) for record in act.records if record.get("channel_id")}
    asked = (record.get("arguments") for record in act.records)
    given = [each for each in asked if isinstance(each, dict)]
    told = {str(each[name]) for each in given for name in ("channel_id", "category_id") if each.get(name)}
    return named | told
