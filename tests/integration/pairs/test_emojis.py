"""Emojis: what was written is read again."""

import base64

import pytest

from guildhall.errors import DiscordNotFound
from tests.fakes.web import PNG
from tests.integration.pairs.pairing import House, pair
from tests.integration.pairs.undoing import undo

IMAGE = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
ANIMATED = f"data:image/gif;base64,{base64.b64encode(b'GIF89a' + bytes(20)).decode()}"


def _made(house: House, name: str = "wave") -> str:
    return str(house.write("emoji.create", name=name, image=IMAGE)["emoji_id"])


def _role(house: House) -> str:
    return str(house.lab.names["moderators_role"])


@pair("emoji.create", "emoji.list")
def test_an_emoji_is_there_once_it_is_made(house: House) -> None:
    made = _made(house)
    (emoji,) = house.read("emoji.list")["emojis"]
    assert (emoji["emoji_id"], emoji["name"], emoji["animated"]) == (made, "wave", False)
    assert emoji["creator_id"] == house.lab.bot.get("users/@me").json()["id"]


@pair("emoji.create", "emoji.get")
def test_an_emoji_moves_where_its_picture_does_and_is_for_the_roles_that_were_named(house: House) -> None:
    made = house.write("emoji.create", name="party", image=ANIMATED, role_ids=[_role(house)])
    emoji = house.read("emoji.get", emoji_id=made["emoji_id"])
    assert emoji["animated"] is True
    assert emoji["role_ids"] == [_role(house)]


@pair("emoji.create", "emoji.get")
def test_an_emoji_is_made_of_any_type_that_discord_takes(house: House) -> None:
    for name, content in (("jpeg", b"\xff\xd8\xff"), ("avif", b"\x00\x00\x00\x1cftypavif\x00")):
        made = house.write("emoji.create", name=name, image=f"data:;base64,{base64.b64encode(content).decode()}")
        assert house.read("emoji.get", emoji_id=made["emoji_id"])["name"] == name


@pair("emoji.edit", "emoji.get")
def test_an_emoji_has_the_name_that_it_was_given(house: House) -> None:
    made = _made(house)
    house.write("emoji.edit", emoji_id=made, name="hello")
    assert house.read("emoji.get", emoji_id=made)["name"] == "hello"


@pytest.mark.parametrize("resource", ["emoji", "application_emoji"])
@pytest.mark.parametrize("verb", ["get", "edit", "delete"])
def test_who_names_no_emoji_is_told_where_they_are_listed(house: House, resource: str, verb: str) -> None:
    given = {"name": "hello"} if verb == "edit" else {}
    with pytest.raises(DiscordNotFound, match="no such emoji") as refused:
        house.read(f"{resource}.{verb}", emoji_id=house.lab.guild_id, **given)
    assert refused.value.hint.startswith(f"{resource}.list")


@pair("emoji.edit", "emoji.list")
def test_an_emoji_is_for_roles_and_then_for_everybody_again(house: House) -> None:
    made = _made(house)
    house.write("emoji.edit", emoji_id=made, role_ids=[_role(house)])
    assert house.read("emoji.list")["emojis"][0]["role_ids"] == [_role(house)]
    house.write("emoji.edit", emoji_id=made, clear=["role_ids"])
    assert house.read("emoji.list")["emojis"][0]["role_ids"] == []


@pair("emoji.delete", "emoji.list")
def test_an_emoji_is_gone_once_it_is_deleted_and_another_one_is_not(house: House) -> None:
    gone, stays = _made(house), _made(house, "stays")
    house.write("emoji.delete", emoji_id=gone)
    assert [each["emoji_id"] for each in house.read("emoji.list")["emojis"]] == [stays]


@pair("emoji.create", "emoji.list")
def test_an_emoji_that_was_made_is_unmade_by_an_undo(house: House) -> None:
    _made(house)
    undo(house, "emoji.create")
    assert house.read("emoji.list")["emojis"] == []


@pair("emoji.edit", "emoji.get")
def test_an_edit_is_taken_back_by_an_undo(house: House) -> None:
    made = _made(house)
    house.write("emoji.edit", emoji_id=made, name="hello", role_ids=[_role(house)])
    undo(house, "emoji.edit")
    emoji = house.read("emoji.get", emoji_id=made)
    assert (emoji["name"], emoji["role_ids"]) == ("wave", [])
