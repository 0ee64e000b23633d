"""What an id of its own names, and who is in voice: spoken of where it is, and to nobody who may not know of that."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.operations import catalogue
from guildhall.operations.spec import Risk
from guildhall.surfaces.agent.tools import audience
from tests.fakes import effects
from tests.fakes.guild import BOT_ROLE, GUILD, MEMBER, NEWCOMER, OWNER, STAFF, SUPPORT
from tests.fakes.world import Sent, World
from tests.unit.surfaces.agent.tools.toolhouse import House


@pytest.fixture
def house() -> House:
    return House()


WEBHOOK, EVENT, CODE = "4000000000000000777", "6500000000000000001", "hTKzmak"
PLACED: list[tuple[str, dict[str, Any]]] = [
    ("webhook.get", {"webhook_id": WEBHOOK}),
    ("webhook.execute", {"webhook_id": WEBHOOK, "content": "x"}),
    ("webhook.delete", {"webhook_id": WEBHOOK}),
    ("invite.delete", {"code": CODE}),
    ("event.get", {"event_id": EVENT}),
    ("event.count_users", {"event_id": EVENT}),
    ("event.list_users", {"event_id": EVENT}),
    ("voice.get_state", {"user_id": NEWCOMER}),
    ("voice.disconnect", {"user_id": NEWCOMER}),
]
"""Things that an id of their own names, and people: where they are, Discord says."""


def _always(answer: JsonValue) -> Callable[[World, Sent], JsonValue]:
    return lambda world, sent: answer


def _placed_in(house: House, monkeypatch: pytest.MonkeyPatch, channel_id: ChannelId) -> None:
    place: dict[str, Any] = {"channel_id": channel_id, "guild_id": GUILD}
    told: dict[str, dict[str, Any]] = {
        "GET /webhooks/{webhook_id}": {"id": WEBHOOK, "type": 1, "name": "Builds", "token": "secret", **place},
        "GET /invites/{code}": {"code": CODE, "type": 0, "channel": {"id": channel_id, "type": 0, "name": "staff"}},
        "GET /guilds/{guild_id}/voice-states/{user_id}": {"user_id": NEWCOMER, **place},
        "GET /guilds/{guild_id}/scheduled-events/{event_id}": {
            **{"id": EVENT, "name": "Quiz", "entity_type": 2, "status": 1, "user_count": 3},
            **{"scheduled_start_time": "2026-12-20T12:00:00Z", **place},
        },
    }
    for route, answer in told.items():
        monkeypatch.setitem(effects.EFFECTS, route, _always(answer))
    house.rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)


@pytest.mark.parametrize("field", ["system_channel_id", "public_updates_channel_id"])
@pytest.mark.parametrize(("reply", "private"), [(SUPPORT, True), (STAFF, False)])
def test_a_setting_that_names_a_channel_is_for_whoever_may_know_of_that_channel(
    house: House, monkeypatch: pytest.MonkeyPatch, field: str, reply: ChannelId, private: bool
) -> None:
    told = house.rig.world.guild(GUILD).model_dump(mode="json") | {field: STAFF}
    monkeypatch.setitem(effects.EFFECTS, "GET /guilds/{guild_id}", _always(told))
    read = house.told("operations_run_read", asked=house.asked(OWNER, reply), name="guild.get")
    assert str(STAFF) in read.text
    assert read.private is private


@pytest.mark.parametrize(
    "result",
    [
        {"channel_id": "1"},
        {"default_channel_ids": ["1"]},
        {"parts": [{"alert_channel_id": "1", "name": "x"}]},
        {"rule": {"exempt_channel_ids": ["1"], "channel_ids": []}},
    ],
)
def test_a_channel_is_found_wherever_a_result_names_one(result: dict[str, Any]) -> None:
    assert list(audience._channel_ids(result)) == ["1"]


def test_what_whoever_sees_a_thread_or_a_message_knows_with_it_is_looked_at_with_that() -> None:
    assert list(audience._channel_ids({"parent_channel_id": "1", "from_channel_id": "2", "channel_ids": None})) == []


@pytest.mark.parametrize(("name", "asked"), PLACED)
def test_what_is_in_staff_is_spoken_of_in_staff_only_whatever_names_it(
    house: House, monkeypatch: pytest.MonkeyPatch, name: str, asked: dict[str, Any]
) -> None:
    reads = catalogue.find(name).spec.risk is Risk.READ
    finder = "operations_run_read" if reads else "operations_run_write"
    _placed_in(house, monkeypatch, STAFF)
    there = house.told(finder, asked=house.asked(OWNER, STAFF), name=name, arguments=asked)
    here = house.told(finder, asked=house.asked(OWNER), name=name, arguments=asked)
    assert (there.failed, here.failed) == (False, False)
    assert here.private, "who reads #general learns nothing of #staff"


@pytest.mark.parametrize("name", ["webhook.execute", "voice.disconnect", "event.get"])
def test_what_is_in_a_channel_for_all_is_told_to_all(house: House, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    _placed_in(house, monkeypatch, SUPPORT)
    finder = "operations_run_read" if name == "event.get" else "operations_run_write"
    told = house.told(finder, asked=house.asked(OWNER), name=name, arguments=dict(PLACED)[name])
    assert (told.failed, told.private) == (False, False)


def test_who_cannot_see_where_a_thing_is_makes_nothing_private_by_asking(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the privacy of a refusal would tell that the thing exists, and that it is somewhere hidden."""
    _placed_in(house, monkeypatch, STAFF)
    for name, asked in PLACED:
        finder = "operations_run_read" if catalogue.find(name).spec.risk is Risk.READ else "operations_run_write"
        told = house.told(finder, asked=house.asked(MEMBER), name=name, arguments=asked)
        assert (told.failed, told.private) == (True, False), name
        house.rig.clock.advance(61)
