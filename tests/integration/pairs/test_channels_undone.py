"""What was done to channels, people in voice and stages is undone, and a read sees what was there before."""

from typing import Any

import pytest

from tests.integration.pairs.pairing import House

SENDING = "SEND_MESSAGES"


def _undone(house: House, name: str, **asked: Any) -> dict[str, Any]:
    """Do something and undo it; return what the undo tells."""
    house.write(name, **asked)
    (newest, *_) = house.read("audit.list", operation=name)["records"]
    return house.write("audit.undo", audit_id=newest["audit_id"])


def _look(house: House) -> Any:
    """Return all channels in their order with all that they say; cards in #approvals are no change of it."""
    listed = house.read("channel.list")["channels"]
    return [_without_passing(house.read("channel.get", channel_id=each["channel_id"])) for each in listed]


def _without_passing(look: dict[str, Any]) -> dict[str, Any]:
    said = sorted(look["overwrites"], key=lambda each: str(each["overwrite_id"]))
    return {**look, "newest_message_id": None, "position": None, "overwrites": said}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("channel.edit", {"channel_id": "general", "category_id": "team_category", "default_archive_s": 3600}),
        ("channel.edit", {"channel_id": "general", "kind": "announcement", "topic": "News"}),
        ("channel.edit", {"channel_id": "lounge", "region": "singapore", "user_limit": 9, "bitrate_bps": 96_000}),
        ("channel.edit", {"channel_id": "support", "clear": ["category_id"]}),
        ("channel.lock", {"channel_id": "approvals", "reactions": True}),
        ("channel.lock", {"channel_id": "approvals", "overwrite_id": "guildhall_role"}),
        ("channel.unlock", {"channel_id": "approvals"}),
        ("channel.sync_permissions", {"channel_id": "approvals"}),
        ("channel.copy_permissions", {"channel_id": "general", "source_channel_id": "staff"}),
        ("channel.set_permissions", {"channel_id": "staff", "permission_overwrites": []}),
        ("channel.move", {"channel_ids": ["support"], "position": 0}),
        ("channel.move", {"channel_ids": ["general", "support"], "target_category_id": "team_category"}),
        ("channel.move", {"channel_ids": ["staff"], "clear": ["target_category_id"]}),
        ("channel.move", {"channel_ids": ["team_category"], "position": 0}),
        ("channel.clone", {"source_channel_id": "staff"}),
    ],
)
def test_the_channels_are_as_they_were(house: House, name: str, asked: dict[str, Any]) -> None:
    known = {**house.lab.names, **house.lab.channels}
    given = {
        field: [known.get(each, each) for each in value] if isinstance(value, list) else known.get(value, value)
        for field, value in asked.items()
    }
    before = _look(house)
    assert _undone(house, name, **given)["fidelity"] == "exact"
    assert _look(house) == before


def test_what_was_taken_over_in_a_move_stays_and_that_is_said(house: House) -> None:
    staff, community = house.lab.channels["staff"], house.lab.names["community_category"]
    asked = {"channel_ids": [staff], "target_category_id": community, "sync_permissions": True}
    told = _undone(house, "channel.move", **asked)
    assert (told["fidelity"], told["lost"]) == ("partial", "Permissions that were taken over from the category stay.")
    assert house.read("channel.get", channel_id=staff)["overwrites"] == []


@pytest.mark.parametrize(
    ("look", "guidelines", "topic"),
    [
        ({"kind": "voice", "user_limit": 5, "bitrate_bps": 48_000}, "", None),
        ({"kind": "forum", "slowmode_s": 9}, "Be kind", "Be kind"),
        ({"kind": "forum", "slowmode_s": 9}, "Be kind. " * 200, None),
    ],
    ids=["voice", "forum", "long guidelines"],
)
def test_a_channel_that_was_deleted_is_made_anew_as_far_as_that_goes(
    house: House, look: dict[str, Any], guidelines: str, topic: str | None
) -> None:
    made = house.write("channel.create", name="Anew", **look)["channel_id"]
    if guidelines:
        house.write("forum.edit_settings", channel_id=made, guidelines=guidelines)
    told = _undone(house, "channel.delete", channel_id=made)
    again = house.read("channel.get", channel_id=told["result"]["channel_id"])
    assert told["fidelity"] == "partial"
    assert {**look, "topic": topic}.items() <= again.items()


@pytest.mark.parametrize(
    ("name", "field", "before"),
    [
        ("voice.mute", "muted", False),
        ("voice.unmute", "muted", True),
        ("voice.deafen", "deafened", False),
        ("voice.undeafen", "deafened", True),
    ],
)
def test_a_member_in_voice_is_as_they_were(house: House, name: str, field: str, before: bool) -> None:
    who = house.lab.users["member"]
    told = {"voice": {"channel_id": house.lab.names["lounge"], "mute": before, "deaf": before}}
    house.lab.control.put(f"/members/{who}", json=told).raise_for_status()
    _undone(house, name, user_id=who)
    assert house.read("voice.get_state", user_id=who)[field] is before


def test_a_member_comes_back_from_where_they_were_moved(house: House) -> None:
    who, lounge = house.lab.users["member"], house.lab.names["lounge"]
    house.lab.control.put(f"/members/{who}", json={"voice": {"channel_id": lounge}}).raise_for_status()
    quiet = house.write("channel.create", name="Quiet", kind="voice")["channel_id"]
    _undone(house, "voice.move", user_id=who, target_channel_id=quiet)
    assert house.read("voice.get_state", user_id=who)["channel_id"] == lounge


def test_a_stage_that_was_ended_is_live_anew_with_its_topic(house: House) -> None:
    hall = house.write("channel.create", name="Hall", kind="stage_voice")["channel_id"]
    house.write("stage.start", channel_id=hall, topic="Questions")
    assert _undone(house, "stage.end", channel_id=hall)["fidelity"] == "partial"
    assert house.read("stage.get", channel_id=hall)["topic"] == "Questions"
    _undone(house, "stage.edit", channel_id=hall, topic="Answers")
    assert house.read("stage.get", channel_id=hall)["topic"] == "Questions"


def test_a_channel_that_was_followed_brings_nothing_more_once_that_is_undone(house: House) -> None:
    news = house.write("channel.create", name="news", kind="announcement")["channel_id"]
    general = house.lab.channels["general"]
    _undone(house, "channel.follow", channel_id=news, target_channel_id=general)
    assert house.read("webhook.list_in_channel", channel_id=general)["webhooks"] == []
