"""What a guild's lists of expressions answer where the document's plainest answer would be an empty list."""

from collections.abc import Callable

from pydantic import JsonValue

from tests.fakes.documented import OTHER_IDS, answered
from tests.fakes.world import Sent, World

_SOUND = "GET /guilds/{guild_id}/soundboard-sounds/{sound_id}"


def _sounds(world: World, sent: Sent) -> JsonValue:
    one = answered(world, Sent(_SOUND, {**sent.path, "sound_id": OTHER_IDS[0]}))
    return {"items": [one]}


EXPRESSING: dict[str, Callable[[World, Sent], JsonValue]] = {"GET /guilds/{guild_id}/soundboard-sounds": _sounds}
