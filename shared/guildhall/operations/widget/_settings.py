"""The widget's settings."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import JsonValue, model_validator

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.routes import Route
from guildhall.operations.body import Wire
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown, found

GET_WIDGET = Route("GET /guilds/{guild_id}/widget")


class WidgetSettings(Shown):
    """Whether web sites may show the guild, and the channel to which its invite leads, if it has one."""

    enabled: bool = False
    widget_channel_id: ChannelId | None = At("channel_id", default=None)

    @classmethod
    def now(cls, ports: Ports, guild_id: GuildId) -> Self:
        """Return them as they are."""
        return found(ports, GET_WIDGET, {"guild_id": guild_id}, cls)


class WidgetPart(StrEnum):
    """What a widget can be without."""

    CHANNEL = "widget_channel_id"


class WidgetChanged(Model):
    """Adds what is changed; stands before the operation."""

    enabled: bool | None = None
    widget_channel_id: Annotated[ChannelId | None, Wire("channel_id")] = None
    clear: frozenset[WidgetPart] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if self.enabled is None and self.widget_channel_id is None and not self.clear:
            raise ValueError("give at least one of enabled, widget_channel_id, clear")
        if self.widget_channel_id is not None and self.clear:
            raise ValueError("what is cleared cannot be given, too")
        return self

    def told(self) -> dict[str, JsonValue]:
        """Return what is given, and None for what is cleared."""
        given = self.model_dump(mode="json", include={"enabled", "widget_channel_id"}, exclude_none=True)
        return {**given, **{str(part): None for part in self.clear}}
