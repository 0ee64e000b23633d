"""Direct messages: what the bot wrote to somebody, only they read through it."""

import base64
from typing import Any

import pytest

from guildhall.errors import GuildhallError
from tests.integration.pairs.pairing import House, pair


def me(house: House) -> dict[str, Any]:
    return {"user_id": house.lab.users["owner"]}


def texts(house: House) -> list[str]:
    return [str(each.get("content", "")) for each in house.read("direct_message.list")["messages"]]


def written(house: House, content: str = "remember the milk", **more: Any) -> dict[str, Any]:
    done = house.write("direct_message.send", **me(house), content=content, **more)
    return {**me(house), "direct_channel_id": done["channel_id"], "message_id": done["message_id"]}


@pair("direct_message.send", "direct_message.list")
def test_what_the_bot_wrote_to_somebody_they_read(house: House) -> None:
    note = {"name": "list.txt", "data_base64": base64.b64encode(b"milk").decode()}
    written(house, embeds=[{"title": "Milk"}], files=[note])
    newest = house.read("direct_message.list", limit=1)["messages"][0]
    assert (newest["content"], newest["is_bot"]) == ("remember the milk", True)
    assert newest["embeds"][0]["title"] == "Milk"
    assert newest["attachments"][0]["name"] == "list.txt"


@pair("direct_message.open", "direct_message.list")
def test_the_channel_that_is_opened_is_the_one_that_is_read(house: House) -> None:
    opened = house.write("direct_message.open", **me(house))["direct_channel_id"]
    assert house.read("direct_message.list")["direct_channel_id"] == opened
    assert house.write("direct_message.open", **me(house))["direct_channel_id"] == opened


@pair("direct_message.edit", "direct_message.list")
def test_what_was_written_reads_otherwise_once_it_is_edited(house: House) -> None:
    house.write("direct_message.edit", **written(house), content="no milk")
    assert texts(house)[0] == "no milk"


@pair("direct_message.delete", "direct_message.list")
def test_what_was_taken_back_is_not_there(house: House) -> None:
    house.write("direct_message.delete", **written(house))
    assert "remember the milk" not in texts(house)


def test_nobody_reads_what_was_written_to_somebody_else(house: House) -> None:
    house.write("direct_message.send", user_id=house.lab.users["member"], content="only for you")
    assert "only for you" not in texts(house)


def test_only_the_bots_own_messages_to_that_very_member_are_changed(house: House) -> None:
    mine = written(house)
    theirs = house.write("direct_message.send", user_id=house.lab.users["member"], content="hello")
    wrong = [
        {**mine, "user_id": house.lab.users["member"]},
        {**mine, "direct_channel_id": theirs["channel_id"]},
        {**mine, "direct_channel_id": house.lab.channels["general"]},
    ]
    for place in wrong:
        with pytest.raises(GuildhallError, match="not the bot's channel"):
            house.write("direct_message.edit", **place, content="changed")
    dm = house.lab.order("/dms", user_id="owner")
    said = house.lab.say("a word of mine", channel=dm["id"], author="owner")
    with pytest.raises(GuildhallError, match="Somebody else wrote"):
        house.write("direct_message.delete", **{**mine, "message_id": said["id"]})


def test_somebody_who_takes_no_direct_messages_gets_none(house: House) -> None:
    house.lab.order("/dms", user_id="member", blocked=True)
    with pytest.raises((GuildhallError, AssertionError), match="takes no direct messages"):
        house.write("direct_message.send", user_id=house.lab.users["member"], content="hello")
