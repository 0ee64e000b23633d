"""What a channel takes, a thread takes: the operations on channels, messages and members in one."""

import pytest

from guildhall.errors import InvalidArguments
from tests.integration.pairs.pairing import House, pair
from tests.integration.pairs.test_threads import active, thread_of


@pair("message.send", "message.list")
def test_a_thread_takes_messages(house: House) -> None:
    thread = thread_of(house)
    sent = house.write("message.send", channel_id=thread, content="hello there")
    (found,) = house.read("message.list", channel_id=thread)["messages"]
    assert (found["message_id"], found["content"]) == (sent["message_id"], "hello there")


@pair("message.edit", "message.get")
def test_a_message_in_a_thread_is_edited(house: House) -> None:
    thread = thread_of(house)
    sent = house.write("message.send", channel_id=thread, content="hello there")["message_id"]
    house.write("message.edit", channel_id=thread, message_id=sent, content="bye")
    assert house.read("message.get", channel_id=thread, message_id=sent)["content"] == "bye"


@pair("message.pin", "message.list_pins")
def test_a_message_in_a_thread_is_pinned(house: House) -> None:
    thread = thread_of(house)
    sent = house.write("message.send", channel_id=thread, content="hello there")["message_id"]
    house.write("message.pin", channel_id=thread, message_id=sent)
    assert sent in str(house.read("message.list_pins", channel_id=thread))


@pair("message.bulk_delete", "message.list")
def test_messages_in_a_thread_are_deleted_together(house: House) -> None:
    thread = thread_of(house)
    sent = [house.write("message.send", channel_id=thread, content=text)["message_id"] for text in ("a", "b", "c")]
    house.write("message.bulk_delete", channel_id=thread, message_ids=sent[:2])
    assert [each["message_id"] for each in house.read("message.list", channel_id=thread)["messages"]] == sent[2:]


@pair("member.timeout", "member.get")
def test_whoever_is_in_a_thread_is_timed_out_like_anybody(house: House) -> None:
    thread, member = thread_of(house), house.lab.users["member"]
    house.write("thread.add_member", channel_id=thread, user_id=member)
    house.write("member.timeout", user_id=member, duration_s=600)
    assert house.read("member.get", user_id=member)["timed_out_until"]


@pair("thread.create", "channel.get")
def test_a_thread_is_read_like_a_channel(house: House) -> None:
    assert house.read("channel.get", channel_id=thread_of(house))["name"] == "plans"


@pair("channel.edit", "thread.get")
def test_a_thread_is_renamed_like_a_channel(house: House) -> None:
    thread = thread_of(house)
    house.write("channel.edit", channel_id=thread, name="other")
    assert house.read("thread.get", channel_id=thread)["name"] == "other"


@pair("channel.delete", "thread.list_active")
def test_a_thread_is_deleted_like_a_channel(house: House) -> None:
    thread = thread_of(house)
    house.write("channel.delete", channel_id=thread)
    assert active(house) == {}


def test_what_only_channels_have_says_so_of_a_thread(house: House) -> None:
    thread, owner = thread_of(house), house.lab.users["owner"]
    with pytest.raises(InvalidArguments, match="no permissions of its own"):
        house.write("channel.edit_permissions", channel_id=thread, overwrite_id=owner, deny=["SEND_MESSAGES"])
    for name in ("forum.get", "forum.list_posts"):
        with pytest.raises(InvalidArguments, match="thread or post"):
            house.read(name, channel_id=thread)
    with pytest.raises(InvalidArguments, match="No public thread can begin there"):
        thread_of(house, channel_id=thread)
    with pytest.raises(InvalidArguments, match="no thread"):
        house.read("thread.get", channel_id=house.lab.channels["general"])
