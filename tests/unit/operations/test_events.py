"""Scheduled events: rules by which they come again, places, states, and who sees them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import JsonValue, ValidationError

from guildhall.discord.permissions import Permission
from guildhall.errors import ChannelForbidden, InvalidArguments, NotAMember, PermissionMissing
from guildhall.operations.event._recurrence import Recurrence
from guildhall.operations.event._recurring import RecurrenceShown
from guildhall.operations.event._rule import rule_of
from guildhall.operations.event._shown import EventShown
from guildhall.operations.spec import ChannelMode
from guildhall.policy.model import ChannelPolicy
from tests.fakes.clock import NOON
from tests.fakes.guild import GENERAL, GUILD, HALL, HELPER_ROLE, LOUNGE, MEMBER, NEWCOMER, OWNER, STAFF, SUPPORT
from tests.fakes.platform import Rig
from tests.unit.operations.calendars import (
    CREATE,
    EVENT,
    EVENTS,
    ID,
    PATCH,
    START,
    Calendar,
    made_calendar,
    made_rig,
)


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return made_calendar(monkeypatch)


@pytest.fixture
def rig(calendar: Calendar) -> Rig:
    return made_rig()


def _edit(rig: Rig, **asked: Any) -> dict[str, Any]:
    rig.complete("event.edit", {ID: EVENT, **asked}, rig.slash(MEMBER))
    return dict(rig.discord.sent(PATCH)[-1].body or {})


RULES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"frequency": "daily"}, {"frequency": 3, "interval": 1}),
    (
        {"frequency": "daily", "weekdays": ["friday", "monday", "tuesday", "wednesday", "thursday"]},
        {"frequency": 3, "interval": 1, "by_weekday": [0, 1, 2, 3, 4]},
    ),
    (
        {"frequency": "weekly", "interval": 2, "weekdays": ["wednesday"]},
        {"frequency": 2, "interval": 2, "by_weekday": [2]},
    ),
    (
        {"frequency": "monthly", "nth_weekday": {"n": 4, "day": "wednesday"}},
        {"frequency": 1, "interval": 1, "by_n_weekday": [{"n": 4, "day": 2}]},
    ),
    (
        {"frequency": "yearly", "month": 7, "month_day": 24},
        {"frequency": 0, "interval": 1, "by_month": [7], "by_month_day": [24]},
    ),
]


@pytest.mark.parametrize(("asked", "wire"), RULES, ids=lambda rule: str(rule["frequency"]))
def test_a_rule_is_as_discord_takes_it_and_reads_back_as_it_was_asked_for(
    asked: dict[str, Any], wire: dict[str, Any]
) -> None:
    rule = rule_of(Recurrence.model_validate(asked), START)
    assert rule == {"start": START.isoformat(), **wire}
    again = RecurrenceShown.read(rule).asked()
    assert Recurrence.model_validate(again) == Recurrence.model_validate(asked)


@pytest.mark.parametrize(
    "asked",
    [
        {"frequency": "daily", "interval": 2},
        {"frequency": "daily", "weekdays": ["monday", "friday"]},
        {"frequency": "daily", "nth_weekday": {"n": 1, "day": "monday"}},
        {"frequency": "weekly"},
        {"frequency": "weekly", "weekdays": ["monday", "tuesday"]},
        {"frequency": "weekly", "interval": 3, "weekdays": ["monday"]},
        {"frequency": "monthly"},
        {"frequency": "monthly", "weekdays": ["monday"]},
        {"frequency": "monthly", "nth_weekday": {"n": 6, "day": "monday"}},
        {"frequency": "yearly", "month": 7},
        {"frequency": "yearly", "month": 13, "month_day": 1},
        {"frequency": "yearly", "interval": 2, "month": 7, "month_day": 1},
        {"frequency": "hourly"},
    ],
)
def test_a_rule_that_discord_cannot_show_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Recurrence.model_validate(asked)


def test_what_discord_adds_is_shown_by_its_number() -> None:
    told: JsonValue = {"id": "7", "guild_id": GUILD, "entity_type": 17, "status": 9}
    assert isinstance(told, dict)
    rule: JsonValue = {"start": START.isoformat(), "frequency": 8, "by_weekday": [1, 12]}
    event = EventShown.read(told | {"scheduled_start_time": START.isoformat(), "recurrence_rule": rule})
    assert (event.kind, event.status) == ("unknown_17", "unknown_9")
    assert event.recurrence is not None
    assert (event.recurrence.frequency, event.recurrence.weekdays) == ("unknown_8", ["tuesday", "unknown_12"])


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({}, "give voice_channel_id"),
        ({"location": "Hall"}, "with ends_at"),
        ({"location": "Hall", "voice_channel_id": LOUNGE, "ends_at": START}, "give one of"),
        ({"location": "Hall", "ends_at": START}, "ends after it starts"),
        ({"voice_channel_id": LOUNGE, "starts_at": NOON - timedelta(hours=1)}, "future"),
    ],
)
def test_an_event_that_fits_not_together_is_refused(rig: Rig, more: dict[str, Any], wrong: str) -> None:
    asked = {"name": "Talk", "starts_at": START, **more}
    with pytest.raises(InvalidArguments, match=wrong):
        rig.run("event.create", asked, rig.slash(MEMBER))


def test_an_event_is_made_with_what_its_kind_takes(rig: Rig) -> None:
    base = {"name": "Talk", "starts_at": START.isoformat()}
    rig.complete("event.create", {**base, "voice_channel_id": LOUNGE}, rig.slash(MEMBER))
    told: JsonValue = {"name": "Talk", "privacy_level": 2, "scheduled_start_time": START.isoformat()}
    assert isinstance(told, dict)
    assert rig.discord.sent(CREATE)[-1].body == told | {"channel_id": LOUNGE, "entity_type": 2}
    end = (START + timedelta(hours=1)).isoformat()
    rig.complete("event.create", {**base, "location": "Hall", "ends_at": end}, rig.slash(MEMBER))
    outside: JsonValue = {"scheduled_end_time": end, "entity_type": 3, "entity_metadata": {"location": "Hall"}}
    assert isinstance(outside, dict)
    assert rig.discord.sent(CREATE)[-1].body == told | outside


def test_a_moment_without_a_zone_is_in_utc(rig: Rig) -> None:
    asked = {"name": "Talk", "starts_at": "2027-01-02T03:04", "voice_channel_id": LOUNGE}
    rig.complete("event.create", asked, rig.slash(MEMBER))
    body = rig.discord.sent(CREATE)[-1].body
    assert body is not None
    assert body["scheduled_start_time"] == datetime(2027, 1, 2, 3, 4, tzinfo=UTC).isoformat()


def test_an_event_in_a_channel_takes_what_its_kind_takes_there(rig: Rig) -> None:
    base = {"name": "Talk", "starts_at": START.isoformat()}
    with pytest.raises(PermissionMissing, match=r"Manage Channels|Mute Members"):
        rig.run("event.create", {**base, "stage_channel_id": HALL}, rig.slash(MEMBER))
    with pytest.raises(NotAMember):
        rig.run("event.create", {**base, "voice_channel_id": STAFF}, rig.slash(MEMBER))
    rig.world.edit_role(HELPER_ROLE, permissions=EVENTS)
    with pytest.raises(PermissionMissing, match="Connect"):
        rig.run("event.create", {**base, "voice_channel_id": LOUNGE}, rig.slash(MEMBER))
    assert rig.discord.sent(CREATE) == []


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({"voice_channel_id": GENERAL}, "#general is no voice channel"),
        ({"voice_channel_id": HALL}, "#hall is no voice channel"),
        ({"stage_channel_id": LOUNGE}, "#lounge is no stage channel"),
    ],
)
def test_an_event_goes_into_no_channel_of_another_kind(rig: Rig, place: dict[str, Any], told: str) -> None:
    asked = {"name": "Talk", "starts_at": START.isoformat(), **place}
    for name, given in (("event.create", asked), ("event.edit", {ID: EVENT, **place})):
        with pytest.raises(InvalidArguments, match=told):
            rig.preview(name, given, rig.slash(OWNER), dry_run=True)


@pytest.mark.parametrize("mode", [ChannelMode.CLOSED, ChannelMode.READ_ONLY])
def test_an_event_is_no_way_into_a_channel_that_the_policy_closes(rig: Rig, mode: ChannelMode) -> None:
    rig.platform.policies.put_channel_policy(ChannelPolicy(guild_id=GUILD, channel_id=SUPPORT, mode=mode))
    asked = {"name": "Talk", "starts_at": START.isoformat(), "voice_channel_id": SUPPORT}
    with pytest.raises(ChannelForbidden):
        rig.run("event.create", asked, rig.slash(OWNER))
    with pytest.raises(ChannelForbidden):
        _edit(rig, voice_channel_id=SUPPORT)


def test_an_event_in_a_hidden_channel_is_not_there(rig: Rig, calendar: Calendar) -> None:
    calendar.moved(STAFF)
    assert rig.complete("event.list", {}, rig.slash(NEWCOMER)).result["events"] == []
    for name, more in (("get", {}), ("list_users", {}), ("edit", {"name": "x"}), ("delete", {}), ("start", {})):
        with pytest.raises(NotAMember):
            rig.run(f"event.{name}", {ID: EVENT, **more}, rig.slash(MEMBER))
    assert rig.complete("event.list", {}, rig.slash(OWNER)).result["events"]


def test_to_change_an_event_on_a_stage_takes_to_moderate_it(rig: Rig, calendar: Calendar) -> None:
    calendar.moved(GENERAL, kind=1)
    with pytest.raises(PermissionMissing):
        rig.run("event.edit", {ID: EVENT, "name": "x"}, rig.slash(MEMBER))
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.MANAGE_MESSAGES | Permission.CREATE_EVENTS)
    with pytest.raises(PermissionMissing, match="Manage Events"):
        rig.run("event.edit", {ID: EVENT, "name": "x"}, rig.slash(MEMBER))


def test_an_event_moves_with_all_that_its_new_place_needs(rig: Rig, calendar: Calendar) -> None:
    assert _edit(rig, location="Park") == {"entity_metadata": {"location": "Park"}}
    assert _edit(rig, voice_channel_id=LOUNGE) == {"channel_id": LOUNGE, "entity_type": 2, "entity_metadata": None}
    calendar.moved(GENERAL)
    with pytest.raises(InvalidArguments, match="has an end"):
        _edit(rig, location="Park")
    end = (START + timedelta(hours=1)).isoformat()
    moved = {"channel_id": None, "entity_type": 3, "entity_metadata": {"location": "Park"}, "scheduled_end_time": end}
    assert _edit(rig, location="Park", ends_at=end) == moved
    calendar.told["scheduled_end_time"] = end
    assert _edit(rig, location="Park") == moved


def test_what_is_taken_away_becomes_null(rig: Rig, calendar: Calendar) -> None:
    calendar.moved(GENERAL)
    told = _edit(rig, clear=["description", "ends_at", "recurrence", "image"])
    assert told == dict.fromkeys(("description", "scheduled_end_time", "recurrence_rule", "image"))
    for asked in ({}, {"description": "x", "clear": ["description"]}):
        with pytest.raises(InvalidArguments):
            _edit(rig, **asked)


@pytest.mark.parametrize(
    ("verb", "status", "fits"),
    [
        ("start", 1, True),
        ("start", 2, False),
        ("start", 3, False),
        ("end", 2, True),
        ("end", 4, False),
        ("cancel", 1, True),
        ("cancel", 4, False),
    ],
)
def test_only_an_event_that_is_not_over_goes_on(
    rig: Rig, calendar: Calendar, verb: str, status: int, *, fits: bool
) -> None:
    calendar.told["status"] = status
    if fits:
        rig.complete(f"event.{verb}", {ID: EVENT}, rig.slash(MEMBER))
        assert rig.discord.sent(PATCH)[-1].body == {"status": {"start": 2, "end": 3, "cancel": 4}[verb]}
    else:
        with pytest.raises(InvalidArguments, match="That event is"):
            rig.run(f"event.{verb}", {ID: EVENT}, rig.slash(MEMBER))
        assert rig.discord.sent(PATCH) == []
