"""What the application and the bot answer where the document's plainest answer would be empty: emojis, the account."""

from collections.abc import Callable

from pydantic import JsonValue

from guildhall.discord import routes
from tests.fakes.documented import OTHER_IDS, TURNED, answered
from tests.fakes.guild import BOT
from tests.fakes.world import Sent, World

_EMOJI = "GET /applications/{application_id}/emojis/{emoji_id}"


def _emojis(world: World, sent: Sent) -> JsonValue:
    return {"items": [answered(world, Sent(_EMOJI, {**sent.path, "emoji_id": OTHER_IDS[0]}))]}


def _own_account(world: World, sent: Sent) -> JsonValue:
    told = answered(world, sent)
    assert isinstance(told, dict)
    named: JsonValue = TURNED[world.documented]({"username": "guildhall"})
    return {**told, **(named if isinstance(named, dict) else {}), "id": BOT}


APPLYING: dict[str, Callable[[World, Sent], JsonValue]] = {
    "GET /applications/{application_id}/emojis": _emojis,
    routes.GET_MY_USER.text: _own_account,
}
