"""zlib-stream: messages come back whole however their bytes were cut into frames."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.discord.gateway import inflate
from guildhall.discord.gateway.inflate import SUFFIX, Inflater, MessageTooLarge, StreamBroken


def deflated(messages: list[bytes]) -> list[bytes]:
    stream = zlib.compressobj()
    return [stream.compress(message) + stream.flush(zlib.Z_SYNC_FLUSH) for message in messages]


def whole(messages: list[bytes], **settings: int) -> list[bytes | None]:
    inflater = Inflater(**settings)
    return [inflater.feed(frame) for frame in deflated(messages)]


@given(st.lists(st.binary(max_size=400), min_size=1, max_size=8), st.data())
def test_messages_come_back_however_they_were_cut(messages: list[bytes], data: st.DataObject) -> None:
    inflater, found = Inflater(), list[bytes]()
    for frame in deflated(messages):
        cuts = sorted(data.draw(st.sets(st.integers(1, len(frame) - 1), max_size=6)))
        for start, end in zip([0, *cuts], [*cuts, len(frame)], strict=True):
            message = inflater.feed(frame[start:end])
            if message is not None:
                assert end == len(frame)
                found.append(message)
    assert found == messages


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=6), st.integers(1, 9))
def test_messages_come_back_however_small_the_steps_are(messages: list[bytes], step: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inflate, "STEP_BYTES", step)
        assert whole(messages) == messages


def test_the_end_of_a_message_is_seen_in_the_middle_of_its_four_bytes() -> None:
    (frame,) = deflated([b"hello"])
    assert frame.endswith(SUFFIX)
    inflater = Inflater()
    assert [inflater.feed(frame[:-2]), inflater.feed(frame[-2:-1])] == [None, None]
    assert inflater.feed(frame[-1:]) == b"hello"


def test_two_mebibytes_are_nothing_special() -> None:
    big = b'{"x": "' + b"y" * (2 << 20) + b'"}'
    assert whole([big, b"small"]) == [big, b"small"]


def test_a_message_beyond_the_bound_is_passed_over_and_the_next_one_is_read() -> None:
    inflater = Inflater(max_message_bytes=100)
    big, small = deflated([b"a" * 5000, b"after"])
    with pytest.raises(MessageTooLarge) as too_large:
        inflater.feed(big)
    assert too_large.value.size == 5000
    assert inflater.feed(small) == b"after"


def test_a_bomb_does_not_take_the_memory_that_it_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflate, "STEP_BYTES", 1000)
    inflater = Inflater(max_message_bytes=2000)
    (bomb,) = deflated([bytes(1_000_000)])
    with pytest.raises(MessageTooLarge):
        inflater.feed(bomb)
    assert inflater._parts == []


def test_what_is_no_stream_is_told() -> None:
    with pytest.raises(StreamBroken):
        Inflater().feed(b"hello" + SUFFIX)


def test_a_stream_that_has_ended_is_told() -> None:
    with pytest.raises(StreamBroken):
        Inflater().feed(zlib.compress(b"hello"))
