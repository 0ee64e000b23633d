"""Messages as JSON."""

import itertools
import json

import pytest

from guildhall.discord.gateway.frames import Frame, FrameUnreadable, read


@pytest.mark.parametrize(
    ("raw", "frame"),
    [
        (b'{"t":"READY","s":1,"op":0,"d":{"v":10}}', Frame(0, {"v": 10}, 1, "READY")),
        (b'{"op": 11, "d": null, "s": null, "t": null}', Frame(11)),
        (b'{"op":9,"d":true}', Frame(9, True)),
    ],
)
def test_a_message_is_read(raw: bytes, frame: Frame) -> None:
    assert read(raw) == frame


@pytest.mark.parametrize("keys", list(itertools.permutations(("t", "s", "op", "d"))), ids=str)
@pytest.mark.parametrize("separators", [(",", ":"), (" , ", " : ")])
@pytest.mark.parametrize("name", ["GUILD_CREATE", "MESSAGE_CREATE", None])
def test_a_message_is_the_same_in_whatever_order_it_comes(
    keys: tuple[str, ...], separators: tuple[str, str], name: str | None
) -> None:
    data = {"content": '"op":7,"d":', "t": "READY", "s": 99}
    whole = {"t": name, "s": 5 if name else None, "op": 0 if name else 10, "d": data}
    frame = read(json.dumps({key: whole[key] for key in keys}, separators=separators).encode())
    passed_over = name == "GUILD_CREATE" and keys[-1] == "d"
    assert frame == Frame(whole["op"], None if passed_over else data, whole["s"], name or "")  # type: ignore[arg-type]  # by its key
    assert (name == "MESSAGE_CREATE") <= (frame.fields == data)


def test_what_is_written_in_a_message_does_not_change_what_it_is() -> None:
    text = '","op":7,"t":"READY","s":1,"d":{}'
    raw = json.dumps({"t": "MESSAGE_CREATE", "s": 5, "op": 0, "d": {"content": text}}).encode()
    assert read(raw) == Frame(0, {"content": text}, 5, "MESSAGE_CREATE")


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"7", b"null", b"{}", b'{"op":"0"}', b'{"op":true}', b'{"op":0,"s":"1"}', b'{"op":"\xff"}'],
)
def test_what_is_no_message_is_told_without_being_quoted(raw: bytes) -> None:
    with pytest.raises(FrameUnreadable) as unreadable:
        read(raw)
    assert "0" not in str(unreadable.value)


def test_what_a_message_carries_has_fields_only_if_it_is_an_object() -> None:
    assert read(b'{"op":0,"d":[1]}').fields == {}
    assert read(b'{"op":0,"d":{"a":1}}').fields == {"a": 1}
