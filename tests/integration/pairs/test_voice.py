"""Voice: who is in which channel, muted, deafened, moved; and how a stage's audience comes to speak."""

from typing import Any

import pytest

from guildhall.errors import NotAMember
from tests.integration.pairs.pairing import House, pair


def _join(house: House, channel_id: str, who: str = "member", **more: Any) -> str:
    user_id = str(house.lab.endpoints["bot_user_id"]) if who == "bot" else house.lab.users[who]
    told = {"voice": {"channel_id": channel_id, **more}}
    house.lab.control.put(f"/members/{user_id}", json=told).raise_for_status()
    return user_id


def _lounge(house: House) -> str:
    return house.lab.names["lounge"]


def _made(house: House, name: str, kind: str) -> str:
    return str(house.write("channel.create", name=name, kind=kind)["channel_id"])


@pair("voice.mute", "voice.get_state")
def test_a_member_is_muted(house: House) -> None:
    who = _join(house, _lounge(house))
    house.write("voice.mute", user_id=who)
    assert house.read("voice.get_state", user_id=who)["muted"]


@pair("voice.unmute", "voice.get_state")
def test_a_member_is_muted_no_longer(house: House) -> None:
    who = _join(house, _lounge(house), mute=True)
    assert house.read("voice.get_state", user_id=who)["muted"]
    house.write("voice.unmute", user_id=who)
    assert not house.read("voice.get_state", user_id=who)["muted"]


@pair("voice.deafen", "voice.get_state")
def test_a_member_is_deafened(house: House) -> None:
    who = _join(house, _lounge(house))
    house.write("voice.deafen", user_id=who)
    assert house.read("voice.get_state", user_id=who)["deafened"]


@pair("voice.undeafen", "voice.get_state")
def test_a_member_is_deafened_no_longer(house: House) -> None:
    who = _join(house, _lounge(house), deaf=True)
    house.write("voice.undeafen", user_id=who)
    assert not house.read("voice.get_state", user_id=who)["deafened"]


@pair("voice.move", "voice.get_state")
def test_a_member_is_where_they_were_moved(house: House) -> None:
    who, quiet = _join(house, _lounge(house)), _made(house, "Quiet", "voice")
    house.write("voice.move", user_id=who, target_channel_id=quiet)
    assert house.read("voice.get_state", user_id=who)["channel_id"] == quiet


@pair("voice.disconnect", "member.get")
def test_a_member_who_was_disconnected_is_in_no_channel_and_still_a_member(house: House) -> None:
    who = _join(house, _lounge(house))
    house.write("voice.disconnect", user_id=who)
    assert house.read("member.get", user_id=who)["user_id"] == who
    with pytest.raises(NotAMember, match="no voice channel that you can see"):
        house.read("voice.get_state", user_id=who)


@pair("voice.edit_state", "voice.get_state")
def test_somebody_of_the_audience_is_invited_to_speak(house: House) -> None:
    who = _join(house, _made(house, "Hall", "stage_voice"))
    assert house.read("voice.get_state", user_id=who)["suppressed"]
    house.write("voice.edit_state", user_id=who, suppressed=False)
    state = house.read("voice.get_state", user_id=who)
    assert not state["suppressed"]
    assert state["asked_to_speak_at"]


@pair("voice.edit_own_state", "voice.get_own_state")
def test_the_bot_asks_to_speak(house: House) -> None:
    _join(house, _made(house, "Hall", "stage_voice"), "bot")
    house.write("voice.edit_own_state", ask_to_speak=True)
    assert house.read("voice.get_own_state")["asked_to_speak_at"]


@pair("voice.edit_own_state", "voice.get_own_state")
def test_the_bot_speaks(house: House) -> None:
    _join(house, _made(house, "Hall", "stage_voice"), "bot")
    house.write("voice.edit_own_state", suppressed=False)
    assert not house.read("voice.get_own_state")["suppressed"]


def test_the_regions_are_told_at_large_and_for_the_server(house: House) -> None:
    at_large = [each["region"] for each in house.read("voice.list_regions")["regions"]]
    assert "rotterdam" in at_large
    assert [each["region"] for each in house.read("voice.list_guild_regions")["regions"]] == at_large


@pair("channel.set_voice_status", "audit_log.list")
def test_the_status_of_a_voice_channel_stands_in_the_audit_log(house: House) -> None:
    lounge = _lounge(house)
    house.write("channel.set_voice_status", channel_id=lounge, status="Reading together")
    house.write("channel.set_voice_status", channel_id=lounge, status="")
    entries = house.read("audit_log.list", target=lounge)["entries"]
    assert [each["action"] for each in entries] == ["voice_channel_status_delete", "voice_channel_status_create"]
    assert "Reading together" in entries[1]["details"]
