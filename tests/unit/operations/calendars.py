"""A calendar with one scheduled event, and a platform over it on which a helper may see to events."""

from datetime import timedelta

import pytest
from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.operations.spec import Risk
from tests.fakes import effects
from tests.fakes.clock import NOON
from tests.fakes.guild import BOT_ROLE, GUILD, HELPER_ROLE, spoken
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

EVENT, ID = "4000000000000000777", "event_id"
ONE, PATCH = (
    f"GET /guilds/{{guild_id}}/scheduled-events/{{{ID}}}",
    f"PATCH /guilds/{{guild_id}}/scheduled-events/{{{ID}}}",
)
CREATE = "POST /guilds/{guild_id}/scheduled-events"
START = NOON + timedelta(days=2)
EVENTS = Permission.MANAGE_EVENTS | Permission.CREATE_EVENTS


class Calendar:
    """What Discord says of the event; a test turns it."""

    def __init__(self) -> None:
        self.told: dict[str, JsonValue] = {"id": EVENT, "guild_id": GUILD, "name": "Talk", "status": 1}
        self.told |= {"entity_type": 3, "entity_metadata": {"location": "Hall"}, "channel_id": None}
        self.told |= {"scheduled_start_time": START.isoformat(), "guild_scheduled_event_exceptions": []}

    def moved(self, channel_id: str, kind: int = 2) -> None:
        self.told |= {"channel_id": channel_id, "entity_type": kind, "entity_metadata": None}

    def one(self, world: World, sent: Sent) -> JsonValue:
        return self.told | dict(sent.body or {})

    def every(self, world: World, sent: Sent) -> JsonValue:
        return [self.told]


def made_calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """Return the calendar, which answers for Discord."""
    calendar = Calendar()
    monkeypatch.setitem(effects.EFFECTS, ONE, calendar.one)
    monkeypatch.setitem(effects.EFFECTS, PATCH, calendar.one)
    monkeypatch.setitem(effects.EFFECTS, "GET /guilds/{guild_id}/scheduled-events", calendar.every)
    return calendar


def made_rig() -> Rig:
    """Return a platform on which the helper sees to events, and is asked before what is destructive alone."""
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.world.edit_role(HELPER_ROLE, permissions=EVENTS | Permission.CONNECT)
    for channel in spoken():
        rig.world.put_channel(channel.model_copy(update={"permission_overwrites": ()}))
    return rig
