"""message.list_pins."""

from typing import Annotated

from pydantic import Field

from guildhall.discord import limits
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.audit_filters import Moment
from guildhall.operations.base import ChannelOperation
from guildhall.operations.message._pins import PINS, PinsListed, read_pins
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class ListPins(ChannelOperation[PinsListed]):
    """Read the pinned messages of a channel or thread, the latest pin first, up to 50 at a time."""

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=PINS,
        source="resources/message#get-channel-pins",
        same_as=(Route("GET /channels/{channel_id}/pins"),),
    )
    limit: Annotated[int, Field(ge=1, le=limits.PINS_PAGE_COUNT)] = limits.PINS_PAGE_COUNT
    before: Annotated[Moment | None, Field(description="Pinned before; such as 2026-11-20T18:00Z.")] = None

    def execute(self, ports: Ports) -> PinsListed:
        """Read them."""
        earlier = {"before": self.before.isoformat()} if self.before else {}
        return read_pins(self.send(ports, query={"limit": self.limit, **earlier}))
