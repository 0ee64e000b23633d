"""Pinned messages, as Discord lists them and as they are shown."""

from datetime import datetime

from pydantic import JsonValue, TypeAdapter

from guildhall.discord.parsing import parsed
from guildhall.discord.routes import Route
from guildhall.discord.types.base import DiscordObject
from guildhall.discord.types.message import Message
from guildhall.operations.message._shown import MessageShown
from guildhall.operations.sparse import Sparse

PINS = Route("GET /channels/{channel_id}/messages/pins")


class _Pin(DiscordObject):
    pinned_at: datetime
    message: Message


class _Pins(DiscordObject):
    items: tuple[_Pin, ...] = ()
    has_more: bool = False


class PinShown(Sparse):
    """A pinned message, and since when it is."""

    pinned_at: datetime
    message: MessageShown


class PinsListed(Sparse):
    """Pins, the latest first; `next_before` continues with earlier ones, None at the end."""

    pins: list[PinShown]
    next_before: datetime | None


def read_pins(answer: JsonValue) -> PinsListed:
    """Return what Discord says; raises DiscordUnavailable where it is not what it should be."""
    found = parsed(TypeAdapter(_Pins), PINS, answer)
    pins = [PinShown(pinned_at=pin.pinned_at, message=MessageShown.of(pin.message)) for pin in found.items]
    return PinsListed(pins=pins, next_before=pins[-1].pinned_at if found.has_more and pins else None)
