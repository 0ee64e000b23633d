"""What of the widget's settings a caller is told: a channel that they do not see is not named."""

from collections.abc import Container

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.operations.widget._settings import WidgetSettings

_HIDDEN = "a channel that you do not see"


def told(now: WidgetSettings, seen: Container[ChannelId]) -> WidgetSettings:
    """Return the settings; where the invite leads is told only of a channel that is seen."""
    return now if now.widget_channel_id in seen else now.model_copy(update={"widget_channel_id": None})


def before(now: WidgetSettings, seen: Container[ChannelId]) -> dict[str, JsonValue]:
    """Return the settings as a preview compares with them; that there is a hidden channel is told, not which."""
    hidden = now.widget_channel_id is not None and now.widget_channel_id not in seen
    return told(now, seen).model_dump(mode="json") | ({"widget_channel_id": _HIDDEN} if hidden else {})
