"""What a request says of a sound."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.operations.emojis import Emoji, wire_emoji
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.files import KIB

SOUND_BYTES = 512 * KIB

SoundName = Annotated[str, Field(min_length=2, max_length=32), Redaction(Keep.AS_IS)]
Volume = Annotated[float, Field(ge=0, le=1, description="How loud, from 0 to 1.")]


def emoji_text(emoji_id: object, emoji_name: object) -> str:
    """Return a sound's emoji as a request names it; Discord tells no name of a custom one beside a sound."""
    return f"<:_:{emoji_id}>" if emoji_id else str(emoji_name or "")


def emoji_body(emoji: Emoji | None) -> dict[str, JsonValue]:
    """Return an emoji as Discord takes it beside a sound: by its id, or itself."""
    if emoji is None:
        return {}
    told = wire_emoji(emoji)
    return {"emoji_id": told["id"]} if told.get("id") else {"emoji_name": told["name"]}
