"""Scheduled events: what Discord would refuse is refused before anybody is asked, and told in words of the request."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from guildhall.errors import InvalidArguments
from tests.fakes import effects
from tests.fakes.clock import NOON
from tests.fakes.guild import LOUNGE, MEMBER
from tests.fakes.platform import Rig
from tests.unit.operations.calendars import EVENT, ID, PATCH, START, Calendar, made_calendar, made_rig


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return made_calendar(monkeypatch)


@pytest.fixture
def rig(calendar: Calendar) -> Rig:
    return made_rig()


def _edit(rig: Rig, **asked: Any) -> None:
    rig.complete("event.edit", {ID: EVENT, **asked}, rig.slash(MEMBER))


@pytest.mark.parametrize(("verb", "status", "needed"), [("end", 1, "active"), ("cancel", 2, "scheduled")])
def test_who_asks_is_told_that_no_way_leads_from_one_state_to_the_other(
    rig: Rig, calendar: Calendar, verb: str, status: int, needed: str
) -> None:
    calendar.told["status"] = status
    told = rig.preview(f"event.{verb}", {ID: EVENT}, rig.slash(MEMBER), dry_run=True)
    assert f"Discord will refuse it: the event is not {needed}" in told.preview.summary
    calendar.told["status"] = 3 - status
    assert "refuse" not in rig.preview(f"event.{verb}", {ID: EVENT}, rig.slash(MEMBER), dry_run=True).preview.summary


@pytest.mark.parametrize(
    ("asked", "told", "wrong"),
    [
        ({"starts_at": NOON - timedelta(hours=1)}, {}, "future"),
        ({"ends_at": START - timedelta(hours=1)}, {}, "before it starts"),
        ({"starts_at": START + timedelta(hours=3)}, {"scheduled_end_time": START + timedelta(hours=2)}, "before it st"),
        ({"clear": ["ends_at"]}, {}, "has an end"),
        ({"name": "x"}, {"status": 3}, "completed"),
        ({"name": "x"}, {"status": 4}, "canceled"),
    ],
    ids=str,
)
def test_a_change_that_discord_would_refuse_is_refused_before_anybody_is_asked(
    rig: Rig, calendar: Calendar, asked: dict[str, Any], told: dict[str, Any], wrong: str
) -> None:
    calendar.told |= {name: each.isoformat() if isinstance(each, datetime) else each for name, each in told.items()}
    with pytest.raises(InvalidArguments, match=wrong):
        _edit(rig, **asked)
    assert rig.discord.sent(PATCH) == []


def test_only_an_event_that_comes_again_has_single_times(rig: Rig, calendar: Calendar) -> None:
    asked = {ID: EVENT, "original_starts_at": START.isoformat(), "canceled": True}
    with pytest.raises(InvalidArguments, match="come again"):
        rig.run("event.create_exception", asked, rig.slash(MEMBER))
    calendar.told["recurrence_rule"] = {"start": START.isoformat(), "frequency": 3}
    changes = rig.preview("event.create_exception", asked, rig.slash(MEMBER), dry_run=True).preview.changes
    assert [(each.field, each.after) for each in changes] == [
        ("original_starts_at", START.isoformat()),
        ("canceled", True),
    ]


def test_a_new_event_is_shown_in_the_words_of_the_request(rig: Rig) -> None:
    asked = {"name": "Talk", "starts_at": START.isoformat(), "voice_channel_id": LOUNGE}
    preview = rig.preview("event.create", asked, rig.slash(MEMBER), dry_run=True).preview
    assert preview.summary.startswith("Schedule the event Talk in #lounge on ")
    assert {each.field for each in preview.changes} == {"name", "starts_at", "voice_channel_id"}


def test_there_are_no_more_events_than_a_server_may_have(
    rig: Rig, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = [{**calendar.told, "id": str(4000000000000000000 + i)} for i in range(100)]
    monkeypatch.setitem(effects.EFFECTS, "GET /guilds/{guild_id}/scheduled-events", lambda world, sent: full)
    asked = {"name": "Talk", "starts_at": START.isoformat(), "voice_channel_id": LOUNGE}
    with pytest.raises(InvalidArguments, match="at most 100"):
        rig.run("event.create", asked, rig.slash(MEMBER))
    full[0]["status"] = 3
    rig.complete("event.create", asked, rig.slash(MEMBER))
