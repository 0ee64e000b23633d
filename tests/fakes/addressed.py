"""Webhooks and invites of the fake guild, which an id or a code of their own names, its events, and who is in voice.

Discord's document answers for what one is; where it is, and that it is an incoming one or a guild's, is said here, for
what operations know of their place comes from these answers alone.
"""

from collections.abc import Callable
from dataclasses import replace

from pydantic import JsonValue

from tests.fakes.documented import OTHER_IDS, answered
from tests.fakes.guild import FORUM, GENERAL, GUILD
from tests.fakes.world import Sent, World

type Effect = Callable[[World, Sent], JsonValue]

SECRET = "a-secret-that-nobody-may-see"
_WEBHOOK, _INVITE = "GET /webhooks/{webhook_id}", "GET /invites/{code}"
_EVENT = "GET /guilds/{guild_id}/scheduled-events/{event_id}"
_VOICE = ("GET /guilds/{guild_id}/voice-states/{user_id}", "GET /guilds/{guild_id}/voice-states/@me")


def _place(world: World, route: str) -> dict[str, JsonValue]:
    """What every answer of such a route says, whatever else it says."""
    if route == _WEBHOOK:
        return {"type": 1, "channel_id": FORUM, "guild_id": GUILD, "token": SECRET}
    if route in _VOICE:
        return {"channel_id": GENERAL, "guild_id": GUILD}
    if route == _EVENT:
        time: JsonValue = {"event_id": OTHER_IDS[0], "event_exception_id": OTHER_IDS[0], "is_canceled": False}
        daily: JsonValue = {"start": "2026-01-01T12:00:00+00:00", "frequency": 3, "interval": 1}
        return {"channel_id": None, "guild_scheduled_event_exceptions": [time], "recurrence_rule": daily}
    channel: JsonValue = {"id": GENERAL, "type": 0, "name": world.channels[GENERAL].name}
    return {"type": 0, "guild_id": GUILD, "guild": {"id": GUILD, "name": world.guilds[GUILD].name}, "channel": channel}


def addressed(answer: Effect) -> dict[str, Effect]:
    """The routes that find such a thing, over whatever answers for it."""

    def placed(world: World, sent: Sent) -> JsonValue:
        told = answer(world, sent)
        return {**(told if isinstance(told, dict) else {}), **_place(world, sent.route)}

    return dict.fromkeys((_WEBHOOK, _INVITE, _EVENT, *_VOICE), placed)


def _said(world: World, sent: Sent) -> JsonValue:
    """A message of the webhook; the ids of its files are Discord's, and not the numbers that a request has for them."""
    body = {name: value for name, value in (sent.body or {}).items() if name != "attachments"}
    return answered(world, replace(sent, body=body))


ADDRESSED: dict[str, Effect] = {**addressed(answered), "POST /webhooks/{webhook_id}/{webhook_token}": _said}
