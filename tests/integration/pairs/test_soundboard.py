"""The soundboard: what was written is read again."""

import base64
from typing import Any

from tests.fakes.web import MP3
from tests.integration.pairs.pairing import House, pair
from tests.integration.pairs.undoing import undo

SOUND = f"data:audio/mpeg;base64,{base64.b64encode(MP3).decode()}"


def _made(house: House, **more: Any) -> str:
    return str(house.write("soundboard.create", **{"name": "Yay", "sound": SOUND, **more})["sound_id"])


@pair("soundboard.create", "soundboard.list")
def test_a_sound_is_there_once_it_is_made(house: House) -> None:
    made = _made(house)
    (sound,) = house.read("soundboard.list")["sounds"]
    assert (sound["sound_id"], sound["name"], sound["volume"]) == (made, "Yay", 1.0)


@pair("soundboard.create", "soundboard.get")
def test_a_sound_has_the_volume_and_the_emoji_that_it_was_given(house: House) -> None:
    sound = house.read("soundboard.get", sound_id=_made(house, volume=0.5, emoji="🦆"))
    assert (sound["volume"], sound["emoji_name"], sound["emoji_id"]) == (0.5, "🦆", None)


@pair("soundboard.edit", "soundboard.get")
def test_a_sound_has_the_name_and_the_volume_that_it_was_given(house: House) -> None:
    made = _made(house)
    house.write("soundboard.edit", sound_id=made, name="Hooray", volume=0)
    sound = house.read("soundboard.get", sound_id=made)
    assert (sound["name"], sound["volume"]) == ("Hooray", 0.0)


@pair("soundboard.edit", "soundboard.list")
def test_a_sound_has_one_emoji_whichever_kind_it_had_before(house: House) -> None:
    made = _made(house, emoji="🦆")
    house.write("soundboard.edit", sound_id=made, emoji="<:wave:1106714396018884649>")
    (sound,) = house.read("soundboard.list")["sounds"]
    assert (sound["emoji_name"], sound["emoji_id"]) == ("", "1106714396018884649")
    undo(house, "soundboard.edit")
    (sound,) = house.read("soundboard.list")["sounds"]
    assert (sound["emoji_name"], sound["emoji_id"]) == ("🦆", None)


@pair("soundboard.edit", "soundboard.get")
def test_a_sound_is_left_without_an_emoji(house: House) -> None:
    made = _made(house, emoji="🦆")
    house.write("soundboard.edit", sound_id=made, clear=["emoji"])
    assert house.read("soundboard.get", sound_id=made)["emoji_name"] == ""


@pair("soundboard.delete", "soundboard.list")
def test_a_sound_is_gone_once_it_is_deleted(house: House) -> None:
    house.write("soundboard.delete", sound_id=_made(house))
    assert house.read("soundboard.list")["sounds"] == []


@pair("soundboard.create", "soundboard.list")
def test_a_sound_that_was_made_is_unmade_by_an_undo(house: House) -> None:
    _made(house)
    undo(house, "soundboard.create")
    assert house.read("soundboard.list")["sounds"] == []


def test_discords_own_sounds_are_played_like_the_guilds(house: House) -> None:
    voice = next(each["channel_id"] for each in house.read("channel.list")["channels"] if each["kind"] == "voice")
    for sound_id in (house.read("soundboard.list_default")["sounds"][0]["sound_id"], _made(house)):
        assert house.write("soundboard.play", channel_id=voice, sound_id=sound_id) == {"sound_id": sound_id}
