"""Stickers: what was written is read again."""

import base64
from typing import Any

import pytest

from guildhall.errors import DiscordNotFound, InvalidArguments
from local.discord.rest.stickers import PACK_ID, PACKED_ID
from tests.fakes.web import PNG
from tests.integration.pairs.pairing import House, pair
from tests.integration.pairs.undoing import undo

FILE = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


def _made(house: House, **more: Any) -> str:
    given = {"name": "wave", "tags": "wave", "file": FILE, **more}
    return str(house.write("sticker.create", **given)["sticker_id"])


@pair("sticker.create", "sticker.list")
def test_a_sticker_is_there_once_it_is_uploaded(house: House) -> None:
    made = _made(house)
    (sticker,) = house.read("sticker.list")["stickers"]
    assert (sticker["sticker_id"], sticker["name"], sticker["format"]) == (made, "wave", "png")
    assert sticker["creator_id"] == house.lab.bot.get("users/@me").json()["id"]


@pair("sticker.create", "sticker.get")
def test_a_sticker_has_the_description_and_the_tags_that_it_was_given(house: House) -> None:
    made = _made(house, tags="hand", description="Somebody waves. “Hello”, says ünï.")
    sticker = house.read("sticker.get", sticker_id=made)
    assert (sticker["tags"], sticker["description"]) == ("hand", "Somebody waves. “Hello”, says ünï.")


@pair("sticker.create", "sticker.find")
def test_a_sticker_is_found_by_its_id_alone_without_who_uploaded_it(house: House) -> None:
    made = _made(house)
    sticker = house.read("sticker.find", sticker_id=made)
    assert (sticker["kind"], sticker["guild_id"], sticker["creator_id"]) == ("guild", house.lab.guild_id, None)


@pair("sticker.edit", "sticker.get")
def test_a_sticker_has_the_name_and_the_tags_that_it_was_given(house: House) -> None:
    made = _made(house)
    house.write("sticker.edit", sticker_id=made, name="hello", tags="hand")
    sticker = house.read("sticker.get", sticker_id=made)
    assert (sticker["name"], sticker["tags"]) == ("hello", "hand")


@pair("sticker.edit", "sticker.list")
def test_a_description_is_taken_away_by_an_empty_one_and_comes_back_by_an_undo(house: House) -> None:
    _made(house, description="a hand")
    house.write("sticker.edit", sticker_id=house.read("sticker.list")["stickers"][0]["sticker_id"], description="")
    assert house.read("sticker.list")["stickers"][0]["description"] == ""
    undo(house, "sticker.edit")
    assert house.read("sticker.list")["stickers"][0]["description"] == "a hand"


@pair("sticker.delete", "sticker.list")
def test_a_sticker_is_gone_once_it_is_deleted(house: House) -> None:
    house.write("sticker.delete", sticker_id=_made(house))
    assert house.read("sticker.list")["stickers"] == []


@pair("sticker.create", "sticker.list")
def test_a_sticker_that_was_uploaded_is_gone_by_an_undo(house: House) -> None:
    _made(house)
    undo(house, "sticker.create")
    assert house.read("sticker.list")["stickers"] == []


def test_discords_own_stickers_are_read_by_pack_and_by_id(house: House) -> None:
    (pack,) = house.read("sticker.list_packs")["packs"]
    assert pack["pack_id"] == PACK_ID
    assert house.read("sticker.get_pack", pack_id=PACK_ID) == pack
    with pytest.raises(DiscordNotFound, match="sticker pack does not exist"):
        house.read("sticker.get_pack", pack_id="1")
    assert house.read("sticker.find", sticker_id=PACKED_ID)["kind"] == "standard"


def test_what_is_no_picture_is_refused_before_it_is_uploaded(house: House) -> None:
    with pytest.raises(InvalidArguments, match="PNG, APNG, GIF or Lottie"):
        _made(house, file=f"data:image/png;base64,{base64.b64encode(b'<html>').decode()}")
    assert house.read("sticker.list")["stickers"] == []
