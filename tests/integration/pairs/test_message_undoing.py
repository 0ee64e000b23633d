"""What was edited, laid out anew or written to somebody is undone, and the read sees it as it was."""

from typing import Any

from guildhall.execution.outcome import Completed
from tests.integration.pairs.pairing import House, pair
from tests.integration.pairs.test_message_writes import BUTTONS, EMBED, LAYOUT, channel, raw, read, sent


def done(house: House, name: str, **arguments: Any) -> Completed:
    outcome = house._run(name, arguments)
    assert isinstance(outcome, Completed)
    return outcome


def undo(house: House, outcome: Completed) -> None:
    house.write("audit.undo", audit_id=outcome.audit_id)


@pair("message.edit", "message.get")
def test_every_part_that_an_edit_took_or_replaced_is_back(house: House) -> None:
    message_id = sent(house, content="one", embeds=[EMBED], buttons=BUTTONS)
    before, place = raw(house, message_id), {"channel_id": channel(house), "message_id": message_id}
    edited = done(house, "message.edit", **place, content="two", embeds=[{"title": "Other"}], clear=["buttons"])
    assert read(house, message_id)["content"] == "two"
    undo(house, edited)
    after = raw(house, message_id)
    assert all(before[name] == after[name] for name in ("content", "embeds", "flags"))
    assert read(house, message_id)["content"] == "one"
    links = [[(part["label"], part["url"]) for part in told["components"][0]["components"]] for told in (before, after)]
    assert links[0] == links[1]


@pair("message.edit", "message.get")
def test_hiding_embeds_is_undone(house: House) -> None:
    message_id = sent(house, content="https://example.com")
    place = {"channel_id": channel(house), "message_id": message_id}
    hidden = done(house, "message.edit", **place, suppress_embeds=True)
    assert "embeds_suppressed" in read(house, message_id)["flags"]
    undo(house, hidden)
    assert not read(house, message_id).get("flags")


@pair("message.edit_layout", "message.get")
def test_the_blocks_that_a_layout_had_are_back(house: House) -> None:
    place: dict[str, Any] = {"channel_id": channel(house)}
    place["message_id"] = house.write("message.send_layout", **place, blocks=LAYOUT)["message_id"]
    before = read(house, place["message_id"])["components"]
    edited = done(house, "message.edit_layout", **place, blocks=[{"kind": "text", "text": "later"}])
    assert read(house, place["message_id"])["components"] != before
    undo(house, edited)
    assert read(house, place["message_id"])["components"] == before


@pair("direct_message.send", "direct_message.list")
def test_what_was_written_to_somebody_is_taken_back(house: House) -> None:
    written = done(house, "direct_message.send", user_id=house.lab.users["owner"], content="oh no")
    assert "oh no" in str(house.read("direct_message.list"))
    undo(house, written)
    assert "oh no" not in str(house.read("direct_message.list")["messages"])


@pair("direct_message.edit", "direct_message.list")
def test_what_was_written_to_somebody_reads_again_as_it_did(house: House) -> None:
    me = {"user_id": house.lab.users["owner"]}
    first = house.write("direct_message.send", **me, content="at six")
    place = {**me, "direct_channel_id": first["channel_id"], "message_id": first["message_id"]}
    edited = done(house, "direct_message.edit", **place, content="at seven")
    assert house.read("direct_message.list")["messages"][0]["content"] == "at seven"
    undo(house, edited)
    assert "at six" in str(house.read("direct_message.list")["messages"])
