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


RULES: dict[str, dict[str, Any]] = {
    "daily": {"frequency": 3},
    "on weekdays": {"frequency": 3, "by_weekday": [0, 1, 2, 3, 4]},
    "weekly": {"frequency": 2, "by_weekday": [START.weekday()]},
    "every other week": {"frequency": 2, "interval": 2, "by_weekday": [START.weekday()]},
    "until": {"frequency": 3, "end": (START + timedelta(days=10)).isoformat()},
    "monthly": {"frequency": 1, "by_n_weekday": [{"n": 1, "day": 2}]},
    "of a day that is not known": {"frequency": 2, "by_weekday": [9]},
}


@pytest.mark.parametrize(
    ("rule", "comes", "never"),
    [
        ("daily", [{"days": 3}, {"days": 3, "hours": 1}, {"days": 400}], [{"days": 3, "hours": 5}, {"days": -1}]),
        ("on weekdays", [{"days": 1}, {"days": 5}], [{"days": 0}, {"days": 6}, {"days": 2, "hours": 6}]),
        ("weekly", [{"days": 0}, {"days": 7}, {"days": 14, "hours": -1}], [{"days": 1}, {"days": 8}, {"days": -7}]),
        ("every other week", [{"days": 0}, {"days": 14}], [{"days": 7}, {"days": 13}, {"days": 21}]),
        ("until", [{"days": 10}], [{"days": 11}]),
        ("monthly", [{"days": 1}, {"days": 3, "hours": 5}], []),
        ("of a day that is not known", [{"days": 1}], []),
    ],
)
def test_only_a_time_at_which_the_event_comes_again_is_otherwise(
    rig: Rig, calendar: Calendar, rule: str, comes: list[dict[str, int]], never: list[dict[str, int]]
) -> None:
    assert START.weekday() == 6
    calendar.told["recurrence_rule"] = {"start": START.isoformat(), "interval": 1, **RULES[rule]}

    def preview(after: dict[str, int]) -> Any:
        asked = {ID: EVENT, "original_starts_at": (START + timedelta(**after)).isoformat(), "canceled": True}
        return rig.preview("event.create_exception", asked, rig.slash(MEMBER), dry_run=True).preview

    for after in comes:
        assert preview(after).changes
    for after in never:
        with pytest.raises(InvalidArguments, match="does not come again then"):
            preview(after)


def test_the_times_of_a_rule_are_counted_from_its_start_too(rig: Rig, calendar: Calendar) -> None:
    """The next time may have been moved, and then the event begins when the rule would not let it."""
    start = START - timedelta(days=7)
    rule: Any = {"start": start.isoformat(), "frequency": 2, "by_weekday": [start.weekday()]}
    calendar.told |= {"scheduled_start_time": (START + timedelta(hours=5)).isoformat(), "recurrence_rule": rule}
    asked = {ID: EVENT, "original_starts_at": (START + timedelta(days=7)).isoformat(), "canceled": True}
    assert rig.preview("event.create_exception", asked, rig.slash(MEMBER), dry_run=True).preview.changes


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
