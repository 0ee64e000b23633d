"""Scheduled events: what was made, changed, started or called off is read again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guildhall.errors import InvalidArguments, NotAMember
from tests.integration.pairs.pairing import House, pair

SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
START, END = SOON.isoformat(), (SOON + timedelta(hours=2)).isoformat()
PIXEL = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
)
ID = "event_id"


def _made(house: House, **more: Any) -> str:
    place = {"location": "Town hall", "ends_at": END}
    given = {"name": "Meeting", "starts_at": START, **place, **more}
    return str(house.write("event.create", **given)["event_id"])


def _spoken(house: House, kind: str, **more: Any) -> tuple[str, str]:
    channel = str(house.write("channel.create", name="Hall", kind=kind)["channel_id"])
    field = "voice_channel_id" if kind == "voice" else "stage_channel_id"
    made = house.write("event.create", name="Talk", starts_at=START, **{field: channel}, **more)
    return str(made["event_id"]), channel


def _get(house: House, event_id: str) -> dict[str, Any]:
    return house.read("event.get", **{ID: event_id})


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _undone(house: House) -> None:
    records: Any = house.read("audit.list")["records"]
    done = next(each for each in records if each["status"] == "done" and each["risk"] != "read")
    house.write("audit.undo", audit_id=done["audit_id"])


@pair("event.create", "event.get")
def test_an_event_outside_discord_is_as_it_was_made(house: House) -> None:
    found = _get(house, _made(house, description="Bring cake."))
    assert (found["kind"], found["location"], found["description"]) == ("external", "Town hall", "Bring cake.")
    assert (_moment(found["starts_at"]), _moment(found["ends_at"])) == (SOON, SOON + timedelta(hours=2))


@pair("event.create", "event.get")
def test_an_event_is_in_the_voice_channel_that_it_was_made_for(house: House) -> None:
    event, channel = _spoken(house, "voice")
    found = _get(house, event)
    assert (found["kind"], found["channel_id"], found["location"]) == ("voice", channel, "")


@pair("event.create", "event.list")
def test_an_event_on_a_stage_is_listed_and_gone_once_its_making_is_undone(house: House) -> None:
    event, channel = _spoken(house, "stage_voice")
    listed = {each["event_id"]: each for each in house.read("event.list")["events"]}
    assert (listed[event]["kind"], listed[event]["channel_id"]) == ("stage", channel)
    _undone(house)
    assert event not in {each["event_id"] for each in house.read("event.list")["events"]}


RULES: list[dict[str, Any]] = [
    {"frequency": "weekly", "weekdays": ["wednesday"]},
    {"frequency": "weekly", "interval": 2, "weekdays": ["friday"]},
    {"frequency": "daily", "weekdays": ["saturday", "sunday"]},
    {"frequency": "monthly", "nth_weekday": {"n": 2, "day": "tuesday"}},
    {"frequency": "yearly", "month": 12, "month_day": 24},
]


@pair("event.create", "event.get")
def test_an_event_comes_again_by_the_rule_that_it_was_given(house: House) -> None:
    for rule in RULES:
        found = _get(house, _made(house, recurrence=rule))["recurrence"]
        assert (found["frequency"], found["interval"]) == (rule["frequency"], rule.get("interval", 1))
        assert sorted(found["weekdays"]) == sorted(rule.get("weekdays", []))
        assert found["nth_weekdays"] == ([rule["nth_weekday"]] if "nth_weekday" in rule else [])
        assert (found["months"], found["month_days"]) == (([12], [24]) if "month" in rule else ([], []))


@pair("event.create", "event.get")
def test_an_event_has_a_picture_if_it_was_given_one(house: House) -> None:
    assert _get(house, _made(house, image=PIXEL))["image_url"].startswith("https://cdn.discordapp.com/guild-events/")
    assert not _get(house, _made(house))["image_url"]


@pair("event.edit", "event.get")
def test_an_event_is_as_it_was_changed_and_as_it_was_once_that_is_undone(house: House) -> None:
    event, later = _made(house), (SOON + timedelta(hours=1)).isoformat()
    house.write("event.edit", **{ID: event}, name="Assembly", starts_at=later, description="All are welcome.")
    found = _get(house, event)
    assert (found["name"], _moment(found["starts_at"])) == ("Assembly", _moment(later))
    assert found["description"] == "All are welcome."
    _undone(house)
    found = _get(house, event)
    assert (found["name"], _moment(found["starts_at"]), found["description"]) == ("Meeting", SOON, "")


@pair("event.edit", "event.get")
def test_an_event_moves_from_outside_into_a_channel_and_back_out_again(house: House) -> None:
    event = _made(house)
    channel = str(house.write("channel.create", name="Hall", kind="voice")["channel_id"])
    house.write("event.edit", **{ID: event}, voice_channel_id=channel)
    assert (_get(house, event)["kind"], _get(house, event)["channel_id"]) == ("voice", channel)
    house.write("event.edit", **{ID: event}, location="The park")
    found = _get(house, event)
    assert (found["kind"], found["channel_id"], found["location"]) == ("external", None, "The park")


@pair("event.edit", "event.get")
def test_an_event_that_comes_again_does_so_no_more_when_that_is_taken_away(house: House) -> None:
    event = _made(house, recurrence={"frequency": "daily"}, description="x")
    house.write("event.edit", **{ID: event}, clear=["recurrence", "description"])
    assert _get(house, event)["recurrence"] is None
    assert not _get(house, event)["description"]
    _undone(house)
    assert _get(house, event)["recurrence"]["frequency"] == "daily"
    assert _get(house, event)["description"] == "x"


@pair("event.start", "event.get")
def test_an_event_that_was_started_is_active(house: House) -> None:
    event = _made(house)
    house.write("event.start", **{ID: event})
    assert _get(house, event)["status"] == "active"


@pair("event.end", "event.get")
def test_an_event_that_was_ended_is_completed(house: House) -> None:
    event = _made(house)
    house.write("event.start", **{ID: event})
    house.write("event.end", **{ID: event})
    assert _get(house, event)["status"] == "completed"


@pair("event.cancel", "event.get")
def test_an_event_that_was_called_off_is_canceled(house: House) -> None:
    event = _made(house)
    house.write("event.cancel", **{ID: event})
    assert _get(house, event)["status"] == "canceled"
    with pytest.raises(InvalidArguments, match="canceled"):
        house.write("event.start", **{ID: event})


@pair("event.delete", "event.list")
def test_an_event_is_gone_once_it_is_deleted_and_one_like_it_there_once_that_is_undone(house: House) -> None:
    event, channel = _spoken(house, "voice", recurrence={"frequency": "weekly", "weekdays": ["monday"]})
    house.write("event.delete", **{ID: event})
    assert event not in {each["event_id"] for each in house.read("event.list")["events"]}
    _undone(house)
    (anew,) = house.read("event.list")["events"]
    assert (anew["name"], anew["channel_id"], anew["recurrence"]["weekdays"]) == ("Talk", channel, ["monday"])


def _left_out(house: House) -> tuple[str, str]:
    event = _made(house, recurrence={"frequency": "daily"})
    original = (SOON + timedelta(days=1)).isoformat()
    made = house.write("event.create_exception", **{ID: event}, original_starts_at=original, canceled=True)
    return event, str(made["exception_id"])


@pair("event.create_exception", "event.get")
def test_one_time_is_left_out_and_is_not_once_that_is_undone(house: House) -> None:
    event, exception = _left_out(house)
    (found,) = _get(house, event)["exceptions"]
    assert (found["exception_id"], found["canceled"]) == (exception, True)
    _undone(house)
    assert _get(house, event)["exceptions"] == []


@pair("event.edit_exception", "event.get")
def test_one_time_is_at_the_hour_that_it_was_moved_to(house: House) -> None:
    event, exception = _left_out(house)
    later = (SOON + timedelta(days=1, hours=3)).isoformat()
    path = {ID: event, "exception_id": exception}
    house.write("event.edit_exception", **path, starts_at=later, canceled=False)
    (found,) = _get(house, event)["exceptions"]
    assert (_moment(found["starts_at"]), found["canceled"]) == (_moment(later), False)


@pair("event.delete_exception", "event.get")
def test_one_time_is_as_the_rule_says_once_its_exception_is_deleted(house: House) -> None:
    event, exception = _left_out(house)
    house.write("event.delete_exception", **{ID: event}, exception_id=exception)
    assert _get(house, event)["exceptions"] == []


def test_nobody_is_interested_in_what_is_new(house: House) -> None:
    event, exception = _left_out(house)
    assert house.read("event.list_users", **{ID: event}) == {"people": [], "next_after": None}
    assert house.read("event.list_exception_users", **{ID: event}, exception_id=exception)["people"] == []
    counted = house.read("event.count_users", **{ID: event}, exception_ids=[exception])
    assert counted == {"interested_count": 0, "exception_counts": {exception: 0}}


def test_what_fits_not_together_is_refused(house: House) -> None:
    text = house.lab.channels["general"]
    with pytest.raises(InvalidArguments, match="#general is no voice channel"):
        house.write("event.create", name="Talk", starts_at=START, voice_channel_id=text)
    with pytest.raises(InvalidArguments, match="future"):
        _made(house, starts_at=(SOON - timedelta(days=9)).isoformat())
    with pytest.raises(NotAMember):
        _get(house, house.lab.users["owner"])
