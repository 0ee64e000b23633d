"""Moving channels: which ones, whether that may be, and how it is shown."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, Self

from pydantic import Field, JsonValue

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.permissions import Permission
from guildhall.errors import DiscordError, InvalidArguments, OutcomeUnknown
from guildhall.operations.batch import SPARE_S
from guildhall.operations.channel._moving import Moving
from guildhall.operations.channel_moving import Shelf, Wish, placed, requests
from guildhall.operations.channel_ruling import (
    replacements,
    require_replaceable,
    risk_of_replacing,
)
from guildhall.operations.closing import require_open
from guildhall.operations.elsewhere import known_channel
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, Target, seen
from guildhall.operations.spec import Risk

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


class ChannelsMoved(Model):
    """The channels in their order, and where they stand (None = above all); `left_channel_ids` not, by `problem`."""

    channel_ids: list[ChannelId]
    category_id: ChannelId | None
    left_channel_ids: list[ChannelId] = Field(default_factory=list)
    problem: OurText = ""


class Move(NamedTuple):
    """A move that is about to be made."""

    guild_id: GuildId
    shelf: Shelf
    wish: Wish
    category: "Channel | None"

    @classmethod
    def read(cls, ports: Ports, guild_id: GuildId, asked: Moving) -> Self:
        """Return the move; each channel that is named is proved.

        Raises:
            NotAMember: One of the channels is not there, or not the caller's to see.
            PermissionMissing: The caller may not manage one of them.
            InvalidArguments: A thread is named, channels of several categories go nowhere in particular, or permissions
                are to be taken over by channels that stand in the category already.
        """
        needed = Permission.MANAGE_CHANNELS
        moved = [known_channel(ports, guild_id, channel_id, needed) for channel_id in asked.channel_ids]
        if any(channel.is_thread for channel in moved):
            raise InvalidArguments("A thread stays at the channel that it hangs on.", "Name channels only.")
        into = asked.target_category_id
        category = known_channel(ports, guild_id, into, needed) if into else None
        channels = ports.discord.channels(guild_id)
        visible = frozenset(each.id for each in channels if ports.caller.in_channel(each).has(Permission.VIEW_CHANNEL))
        home = into or (None if asked.clear else _home(moved))
        wish = Wish(moved, home, asked.position, asked.sync_permissions)
        if wish.synced and not wish.entering:
            told = "They stand in that category already, and take its permissions over only when they come into it."
            raise InvalidArguments(told, "channel.sync_permissions does it for a channel that is there.")
        return cls(guild_id, Shelf(channels, visible), wish, category)

    @property
    def bodies(self) -> list[list[JsonValue]]:
        """It as Discord takes it, request by request."""
        return requests(placed(self.shelf, self.wish))

    def make(self, ports: Ports, send: Callable[[list[JsonValue]], object]) -> ChannelsMoved:
        """Send one request after the other, up to the first that fails, and return what became of it.

        Raises:
            DiscordError: The first one failed.
        """
        bodies, moved = self.bodies, [each.id for each in self.wish.moved]
        for number, body in enumerate(bodies):
            if number and ports.remaining_s < SPARE_S:
                return self._stopped(bodies[:number], "The time of a call was over.")
            try:
                send(body)
            except DiscordError as error:
                if not number:
                    raise
                unsure = " It may have been moved." if isinstance(error, OutcomeUnknown) else ""
                return self._stopped(bodies[:number], f"One of them met {error.code}.{unsure}")
        return ChannelsMoved(channel_ids=moved, category_id=self.wish.category_id)

    def _stopped(self, sent: list[list[JsonValue]], why: str) -> ChannelsMoved:
        """Return what became of it where not all was sent: each request that was sent let one channel in."""
        done = {str(entry["id"]) for body in sent for entry in body if isinstance(entry, dict)}
        left = [each.id for each in self.wish.entering if each.id not in done]
        there = [each.id for each in self.wish.moved if each.id not in left]
        told = f"{why} The rest was left out, and the places are not set: ask again with the same arguments."
        return ChannelsMoved(channel_ids=there, category_id=self.wish.category_id, left_channel_ids=left, problem=told)

    def risk(self) -> Risk:
        """Return what it is to let the channels say what their category says, WRITE where they keep their own."""
        if not self.wish.synced or self.category is None:
            return Risk.WRITE
        then = self.category.permission_overwrites
        return max(risk_of_replacing(each.permission_overwrites, then) for each in self.wish.entering)

    def preview(self, ports: Ports) -> Preview:
        """Show which channels go where, and whose permissions change."""
        moved = self.wish.moved
        for channel in moved:
            require_open(ports, self.guild_id, channel, operation="channel.move", writes=True)
        names = ", ".join(f"#{channel.name}" for channel in moved)
        told = [Target(id=each.id, label=f"#{each.name}") for each in moved]
        known = [each for each in self.shelf.channels if each.id in self.shelf.visible]
        return Preview(
            summary=f"Move {names}{f' into {self.category.name}' if self.category else ''}",
            targets=tuple(told),
            changes=(*self._places(), *self._permissions(ports)),
            requests=len(self.bodies),
            **seen(
                names=[channel.name for channel in moved],
                order=[f"{each.id} {each.parent_id} {each.position} {each.type.value}" for each in known],
                overwrites=[each for channel in self._ruled() for each in channel.permission_overwrites],
            ),
        )

    def _ruled(self) -> list["Channel"]:
        return [self.category, *self.wish.entering] if self.wish.synced and self.category else []

    def _places(self) -> Iterator[Change]:
        for number, channel in enumerate(self.wish.moved):
            before = self.shelf.place_of(channel)
            after = "last" if self.wish.place is None else self.wish.place + number
            yield Change(field=f"place of {channel.name}", before=before, after=after)
            if channel in self.wish.entering:
                ids = (channel.parent_id, self.wish.category_id)
                was, then = (str(each) if each else None for each in ids)
                yield Change(field="category_id", before=was, after=then)

    def _permissions(self, ports: Ports) -> Iterator[Change]:
        if self.category is None or not self.wish.synced:
            return
        then = self.category.permission_overwrites
        for channel in self.wish.entering:
            now = channel.permission_overwrites
            require_replaceable(ports, self.guild_id, now, then)
            yield from replacements(ports, self.guild_id, now, then)


def _home(moved: list["Channel"]) -> ChannelId | None:
    homes = {channel.parent_id for channel in moved}
    if len(homes) > 1:
        raise InvalidArguments("Those channels stand in several categories.", "Say into which category they go.")
    return homes.pop()
