"""What of the widget's settings a caller is told (no channel that they do not see), and how a change is taken back."""

from collections.abc import Container

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.widget._settings import WidgetChanged, WidgetPart, WidgetSettings

_HIDDEN = "a channel that you do not see"


def told(now: WidgetSettings, seen: Container[ChannelId]) -> WidgetSettings:
    """Return the settings; where the invite leads is told only of a channel that is seen."""
    return now if now.widget_channel_id in seen else now.model_copy(update={"widget_channel_id": None})


def before(now: WidgetSettings, seen: Container[ChannelId]) -> dict[str, JsonValue]:
    """Return the settings as a preview compares with them; that there is a hidden channel is told, not which."""
    hidden = now.widget_channel_id is not None and now.widget_channel_id not in seen
    return told(now, seen).model_dump(mode="json") | ({"widget_channel_id": _HIDDEN} if hidden else {})


def returning(guild_id: GuildId, request: WidgetChanged, prior: JsonValue, now: WidgetSettings) -> Reversal:
    """Return the change back."""
    was = {name: value for name, value in fields(prior).items() if name in request.told()}
    back = {name: value for name, value in was.items() if value is not None}
    clear: list[JsonValue] = [str(part) for part in WidgetPart if part in was and was[part] is None]
    guild: dict[str, JsonValue] = {"guild_id": str(guild_id), **({"clear": clear} if clear else {})}
    left = now.model_dump(mode="json", include=set(was))
    return Reversal(operation="widget.edit", arguments={**guild, **back}, left=left)
