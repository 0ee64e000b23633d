"""How channels are put into an order, or into a category.

Discord keeps a number for each channel and sorts by it: categories among themselves; in a category, or above them all,
first what is written in and then what is spoken in. Two channels may have the same number, so whoever wants a place
has to number all that stand there; only what becomes another number is sent.

    general 0   support 1   news 5      move news to place 1      general 0   news 1   support 2

Of one request at most one channel may change its category, so several go there one after the other; the last request
gives all of them their places.

Source: https://docs.discord.com/developers/resources/guild#modify-guild-channel-positions

Places are counted among the channels that the caller sees, so that a count tells nothing of those that they do not.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.types.channel import ChannelType
from guildhall.operations.reversal import Fidelity, Reversal

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

_KINDS = range(3)
CATEGORIES = 2
_SYNCED = "Permissions that were taken over from the category stay."
_SCATTERED = "They come back next to each other, at the place of the first."


class Placing(NamedTuple):
    """Where one channel goes.

    Attributes:
        category_id: The category in which it stands then; None = above all.
        synced: Whether it takes over what that category, into which it goes, says of roles and members.
    """

    channel: "Channel"
    position: int
    category_id: ChannelId | None
    synced: bool = False

    @property
    def enters(self) -> bool:
        """Whether it goes into another category, or out of its own."""
        return self.category_id != self.channel.parent_id

    @property
    def body(self) -> dict[str, JsonValue]:
        """It as Discord takes it."""
        told = self.place
        if self.enters:
            told["parent_id"] = str(self.category_id) if self.category_id else None
        return told | ({"lock_permissions": True} if self.synced else {})

    @property
    def place(self) -> dict[str, JsonValue]:
        """Its place alone as Discord takes it."""
        return {"id": str(self.channel.id), "position": self.position}


class Shelf(NamedTuple):
    """The guild's channels, and which of them the caller sees."""

    channels: Sequence["Channel"]
    visible: frozenset[ChannelId]

    def siblings(self, home: ChannelId | None, kind: int) -> list["Channel"]:
        """Return the channels of a kind that stand in a category, or above all, in their order."""
        there = [each for each in self.channels if each.parent_id == home and kind_of(each) == kind]
        return sorted(there, key=lambda each: (each.position, int(each.id)))

    def place_of(self, channel: "Channel") -> int:
        """Return how many that the caller sees stand before a channel."""
        there = self.siblings(channel.parent_id, kind_of(channel))
        return [each.id for each in there if each.id in self.visible].index(channel.id)


class Wish(NamedTuple):
    """Where channels are to go.

    Attributes:
        moved: Those that are moved, in the order in which they stand then.
        category_id: Where they stand then; categories themselves stand above all.
        place: The place of the first among its kind there, from 0; None = after all others.
        synced: Whether those that enter the category take over what it says of roles and members.
    """

    moved: Sequence["Channel"]
    category_id: ChannelId | None
    place: int | None
    synced: bool

    @property
    def entering(self) -> list["Channel"]:
        """Those that come into another category, or out of their own."""
        return [each for each in self.moved if kind_of(each) != CATEGORIES and each.parent_id != self.category_id]


def placed(shelf: Shelf, wish: Wish) -> list[Placing]:
    """Return where all go of which anything changes: those that are moved, and those that make room for them."""
    going = {channel.id for channel in wish.moved}
    syncing = {channel.id for channel in wish.entering} if wish.synced else set()
    found: list[Placing] = []
    for kind in _KINDS:
        own = [channel for channel in wish.moved if kind_of(channel) == kind]
        home = None if kind == CATEGORIES else wish.category_id
        there = [each for each in shelf.siblings(home, kind) if each.id not in going]
        at = _insertion(there, shelf.visible, wish.place)
        ordered = [*there[:at], *own, *there[at:]] if own else []
        found += [
            Placing(each, number, home, each.id in syncing and home is not None)
            for number, each in enumerate(ordered)
            if each.id in going or each.position != number
        ]
    return found


def requests(placings: Sequence[Placing]) -> list[list[JsonValue]]:
    """Return the bodies that are sent, one after the other."""
    ahead = [each for each in placings if each.enters][:-1]
    bodies: list[list[JsonValue]] = [[each.body] for each in ahead]
    return [*bodies, [each.place if each in ahead else each.body for each in placings]]


def _insertion(there: Sequence["Channel"], visible: frozenset[ChannelId], place: int | None) -> int:
    seen = [number for number, each in enumerate(there) if each.id in visible]
    return len(there) if place is None or place >= len(seen) else seen[place]


def kind_of(channel: "Channel") -> int:
    """Return among which channels it is sorted: what is written in, what is spoken in, categories."""
    return CATEGORIES if channel.type is ChannelType.GUILD_CATEGORY else int(channel.type.is_voice)


def remembered(shelf: Shelf, moved: Sequence["Channel"]) -> JsonValue:
    """Return where channels stand that are moved; None where no one call brings them back."""
    homes, kinds = {channel.parent_id for channel in moved}, {kind_of(channel) for channel in moved}
    if len(homes) != 1 or len(kinds) != 1:
        return None
    home, kind = homes.pop(), kinds.pop()
    ordered = sorted(moved, key=shelf.place_of)
    places = [shelf.place_of(channel) for channel in ordered]
    told: dict[str, JsonValue] = {"channel_ids": [str(each.id) for each in ordered], "position": places[0]}
    into: dict[str, JsonValue] = {"target_category_id": str(home)} if home else {"clear": ["target_category_id"]}
    gathered = places != list(range(places[0], places[0] + len(places)))
    return {"arguments": told if kind == CATEGORIES else {**told, **into}, "gathered": gathered}


def moved_back(guild_id: GuildId, prior: JsonValue, *, synced: bool) -> Reversal | None:
    """Return the call that puts them where `remembered` read them."""
    if not isinstance(prior, dict) or not isinstance(prior["arguments"], dict):
        return None
    arguments: dict[str, JsonValue] = {"guild_id": str(guild_id), **prior["arguments"]}
    lost = " ".join(text for text, holds in ((_SYNCED, synced), (_SCATTERED, prior["gathered"])) if holds)
    if not lost:
        return Reversal(operation="channel.move", arguments=arguments)
    return Reversal(operation="channel.move", arguments=arguments, fidelity=Fidelity.PARTIAL, lost=lost)
