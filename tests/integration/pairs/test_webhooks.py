"""Webhooks: what was made, changed or said through them is read again; their secrets are nowhere to be read."""

import json
from typing import Any

import pytest

from guildhall.errors import ChannelForbidden, DiscordRejected, InvalidArguments, NotAMember
from guildhall.operations.spec import ChannelMode
from guildhall.policy.model import ChannelPolicy
from tests.integration.pairs.pairing import House, pair

PIXEL = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
)


def _made(house: House, name: str = "Builds", channel: str = "general") -> str:
    return str(house.write("webhook.create", channel_id=house.lab.channels[channel], name=name)["webhook_id"])


def _undone(house: House) -> None:
    records: Any = house.read("audit.list")["records"]
    done = next(each for each in records if each["status"] == "done" and each["risk"] != "read")
    house.write("audit.undo", audit_id=done["audit_id"])


@pair("webhook.create", "webhook.get")
def test_a_webhook_has_the_name_and_channel_that_it_was_made_with(house: House) -> None:
    found = house.read("webhook.get", webhook_id=_made(house))
    assert (found["name"], found["channel_id"], found["kind"]) == ("Builds", house.lab.channels["general"], "incoming")
    assert found["can_speak"]
    assert not found["avatar"]


@pair("webhook.create", "webhook.list")
def test_a_webhook_is_listed_once_it_is_made(house: House) -> None:
    made = _made(house, channel="support")
    assert made in {each["webhook_id"] for each in house.read("webhook.list")["webhooks"]}


@pair("webhook.create", "webhook.list_in_channel")
def test_a_webhook_is_listed_in_its_own_channel_only(house: House) -> None:
    made = _made(house, channel="support")
    there, elsewhere = (
        {each["webhook_id"] for each in house.read("webhook.list_in_channel", channel_id=channel_id)["webhooks"]}
        for channel_id in (house.lab.channels["support"], house.lab.channels["general"])
    )
    assert made in there
    assert made not in elsewhere


@pair("webhook.create", "webhook.get")
def test_a_webhook_has_a_picture_if_it_was_given_one(house: House) -> None:
    made = house.write("webhook.create", channel_id=house.lab.channels["general"], name="Builds", avatar=PIXEL)
    assert house.read("webhook.get", webhook_id=made["webhook_id"])["avatar"]


@pair("webhook.edit", "webhook.get")
def test_a_webhook_has_the_name_that_it_was_given_and_its_old_one_once_that_is_undone(house: House) -> None:
    made = _made(house)
    house.write("webhook.edit", webhook_id=made, name="Releases")
    assert house.read("webhook.get", webhook_id=made)["name"] == "Releases"
    _undone(house)
    assert house.read("webhook.get", webhook_id=made)["name"] == "Builds"


@pair("webhook.edit", "webhook.list_in_channel")
def test_a_webhook_that_was_moved_is_in_its_new_channel(house: House) -> None:
    made, support = _made(house), house.lab.channels["support"]
    house.write("webhook.edit", webhook_id=made, target_channel_id=support)
    assert made in {
        each["webhook_id"] for each in house.read("webhook.list_in_channel", channel_id=support)["webhooks"]
    }


@pair("webhook.edit", "webhook.get")
def test_a_webhook_loses_its_picture_when_that_is_taken_away(house: House) -> None:
    made = _made(house)
    house.write("webhook.edit", webhook_id=made, avatar=PIXEL)
    assert house.read("webhook.get", webhook_id=made)["avatar"]
    house.write("webhook.edit", webhook_id=made, clear=["avatar"])
    assert not house.read("webhook.get", webhook_id=made)["avatar"]


@pair("webhook.delete", "webhook.list")
def test_a_webhook_is_gone_once_it_is_deleted_and_one_like_it_there_once_that_is_undone(house: House) -> None:
    made = _made(house)
    house.write("webhook.delete", webhook_id=made)
    assert made not in {each["webhook_id"] for each in house.read("webhook.list")["webhooks"]}
    _undone(house)
    anew = [each for each in house.read("webhook.list")["webhooks"] if each["name"] == "Builds"]
    assert len(anew) == 1
    assert anew[0]["webhook_id"] != made


@pair("webhook.execute", "webhook.get_message")
def test_what_was_said_through_a_webhook_is_read_under_its_name(house: House) -> None:
    made = _made(house)
    said = house.write("webhook.execute", webhook_id=made, content="The build is green.")
    found = house.read("webhook.get_message", webhook_id=made, message_id=said["message_id"])
    assert (found["content"], found["author_name"]) == ("The build is green.", "Builds")


@pair("webhook.execute", "message.list")
def test_what_was_said_through_a_webhook_under_another_name_stands_in_the_channel(house: House) -> None:
    made, general = _made(house), house.lab.channels["general"]
    house.write("webhook.execute", webhook_id=made, content="Green.", username="Nightly")
    newest = house.read("message.list", channel_id=general, limit=1)["messages"][0]
    assert (newest["content"], newest["author_name"]) == ("Green.", "Nightly")


@pair("webhook.execute", "message.list")
def test_a_long_text_comes_through_a_webhook_in_parts(house: House) -> None:
    made, general = _made(house), house.lab.channels["general"]
    text = "\n".join(f"line {number} of the log, which is long" for number in range(90))
    said = house.write("webhook.execute", webhook_id=made, content=text)
    messages = house.read("message.list", channel_id=general, limit=len(said["message_ids"]))["messages"]
    assert len(messages) > 1
    assert "\n".join(each["content"] for each in reversed(messages)) == text


@pair("webhook.execute", "message.get")
def test_a_block_comes_through_a_webhook(house: House) -> None:
    made, general = _made(house), house.lab.channels["general"]
    said = house.write("webhook.execute", webhook_id=made, embeds=[{"title": "Build 7", "description": "green"}])
    assert "Build 7" in json.dumps(house.read("message.get", channel_id=general, message_id=said["message_id"]))


@pair("webhook.execute", "message.list")
def test_a_webhook_of_a_forum_begins_a_post(house: House) -> None:
    forum = house.write("channel.create", name="builds", kind="forum")["channel_id"]
    made = str(house.write("webhook.create", channel_id=forum, name="Builds")["webhook_id"])
    said = house.write("webhook.execute", webhook_id=made, content="Green.", thread_name="Build 7")
    assert said["channel_id"] != forum
    newest = house.read("message.list", channel_id=said["channel_id"])["messages"][0]
    assert newest["content"] == "Green."


@pair("webhook.edit_message", "webhook.get_message")
def test_a_message_of_a_webhook_has_the_text_that_it_was_given_and_its_old_one_once_undone(house: House) -> None:
    made = _made(house)
    path = {
        "webhook_id": made,
        "message_id": house.write("webhook.execute", webhook_id=made, content="a")["message_id"],
    }
    house.write("webhook.edit_message", **path, content="b")
    assert house.read("webhook.get_message", **path)["content"] == "b"
    _undone(house)
    assert house.read("webhook.get_message", **path)["content"] == "a"


@pair("webhook.delete_message", "message.list")
def test_a_message_of_a_webhook_is_gone_once_it_is_deleted(house: House) -> None:
    made, general = _made(house), house.lab.channels["general"]
    said = house.write("webhook.execute", webhook_id=made, content="to be gone")["message_id"]
    house.write("webhook.delete_message", webhook_id=made, message_id=said)
    assert said not in {each["message_id"] for each in house.read("message.list", channel_id=general)["messages"]}


def test_a_secret_is_in_no_result_no_preview_no_trail_and_no_table(house: House) -> None:
    made = _made(house)
    secret = house.lab.bot.get(f"webhooks/{made}").json()["token"]
    said = house.write("webhook.execute", webhook_id=made, content="x")["message_id"]
    told: list[Any] = [
        house.read("webhook.get", webhook_id=made),
        house.read("webhook.list"),
        house.read("webhook.list_in_channel", channel_id=house.lab.channels["general"]),
        house.read("webhook.get_message", webhook_id=made, message_id=said),
        house.write("webhook.edit_message", webhook_id=made, message_id=said, content="y"),
        house.write("webhook.edit", webhook_id=made, name="Other"),
        house.write("webhook.delete_message", webhook_id=made, message_id=said),
        house.write("webhook.delete", webhook_id=made),
        house.read("audit.list"),
    ]
    assert secret not in json.dumps(told)
    assert "webhooks/" not in json.dumps(told[:-1])


@pytest.mark.parametrize("name", ["Guildhall", "g u i l d h a l l", "Ada", "Ádá", "Moderators"])
def test_a_webhook_takes_no_name_of_the_owner_the_bot_or_a_powerful_role(house: House, name: str) -> None:
    with pytest.raises(InvalidArguments, match="server's"):
        house.write("webhook.create", channel_id=house.lab.channels["general"], name=name)
    made = _made(house)
    with pytest.raises(InvalidArguments, match="server's"):
        house.write("webhook.execute", webhook_id=made, content="x", username=name)


def test_a_webhook_is_no_way_around_a_closed_channel(house: House) -> None:
    made, support = _made(house), house.lab.channels["support"]
    closed = ChannelPolicy.model_validate(
        {"guild_id": house.lab.guild_id, "channel_id": support, "mode": ChannelMode.CLOSED}
    )
    house.platform.policies.put_channel_policy(closed)
    with pytest.raises(ChannelForbidden):
        house.write("webhook.edit", webhook_id=made, target_channel_id=support)
    house.platform.policies.put_channel_policy(closed.model_copy(update={"channel_id": house.lab.channels["general"]}))
    with pytest.raises(ChannelForbidden):
        house.write("webhook.execute", webhook_id=made, content="x")


def test_a_webhook_that_is_not_there_and_a_thread_of_another_channel_are_refused(house: House) -> None:
    made, support = _made(house), house.lab.channels["support"]
    with pytest.raises(NotAMember):
        house.read("webhook.get", webhook_id=house.lab.users["owner"])
    thread = house.lab.bot.post(f"channels/{support}/threads", json={"name": "t", "type": 11}).json()["id"]
    with pytest.raises(InvalidArguments, match="thread"):
        house.write("webhook.execute", webhook_id=made, content="x", thread_id=thread)


def test_a_webhook_of_a_forum_needs_a_place(house: House) -> None:
    forum = house.write("channel.create", name="builds", kind="forum")["channel_id"]
    made = str(house.write("webhook.create", channel_id=forum, name="Builds")["webhook_id"])
    with pytest.raises(DiscordRejected):
        house.write("webhook.execute", webhook_id=made, content="Green.")
