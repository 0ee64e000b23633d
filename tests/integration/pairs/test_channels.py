"""Channels: what was written is read again."""

from tests.integration.pairs.pairing import House, pair


@pair("channel.edit", "channel.list")
def test_a_channel_has_the_topic_that_it_was_given(house: House) -> None:
    house.write("channel.edit", channel_id=house.lab.channels["general"], topic="Rules")
    channels = {each["name"]: each for each in house.read("channel.list")["channels"]}
    assert channels["general"]["topic"] == "Rules"


@pair("channel.create", "channel.list")
def test_a_channel_is_there_once_it_is_made(house: House) -> None:
    made = house.write("channel.create", name="help", kind="text")
    assert made["channel_id"] in {each["channel_id"] for each in house.read("channel.list")["channels"]}


@pair("channel.delete", "channel.list")
def test_a_channel_is_gone_once_it_is_deleted(house: House) -> None:
    support = house.lab.channels["support"]
    house.write("channel.delete", channel_id=support)
    assert support not in {each["channel_id"] for each in house.read("channel.list")["channels"]}
