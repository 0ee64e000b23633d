"""Ordered gateway faults of the simulated Discord."""

import json
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from local.discord.testing import Lab, laboratory

SUFFIX = b"\x00\x00\xff\xff"


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Iterator[Lab]:
    running_lab.reset(heartbeat_interval_ms=41_250)
    yield running_lab
    assert running_lab.violations() == []


@contextmanager
def identified(lab: Lab) -> Iterator[ClientConnection]:
    with connect(lab.endpoints["gateway_url"] + "/?v=10&encoding=json", compression=None) as socket:
        assert json.loads(socket.recv(5))["op"] == 10
        data = {"token": lab.endpoints["bot_token"], "intents": 512, "properties": {}}
        socket.send(json.dumps({"op": 2, "d": data}))
        yield socket


def test_op_7_op_9_and_close_reach_every_connection(lab: Lab) -> None:
    orders: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"gateway": "op7"}, {"op": 7, "d": None}),
        ({"gateway": "op9", "resumable": True}, {"op": 9, "d": True}),
        ({"gateway": "op9"}, {"op": 9, "d": False}),
    ]
    with identified(lab) as first, identified(lab) as second:
        sessions = [json.loads(socket.recv(5))["d"]["session_id"] for socket in (first, second)]
        assert sessions[0] != sessions[1]
        for order, expected in orders:
            lab.fault(**order)
            for socket in (first, second):
                payload = json.loads(socket.recv(5))
                assert {"op": payload["op"], "d": payload["d"]} == expected
        lab.fault(gateway="close", code=4009)
        with pytest.raises(ConnectionClosed) as caught:
            first.recv(5)
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 4009


def test_a_dropped_connection_ends_without_a_close_frame(lab: Lab) -> None:
    with identified(lab) as socket:
        socket.recv(5)
        lab.fault(gateway="drop")
        with pytest.raises(ConnectionClosed) as caught:
            socket.recv(5)
        assert caught.value.rcvd is None


def test_a_silent_gateway_acknowledges_nothing(lab: Lab) -> None:
    with identified(lab) as socket:
        socket.recv(5)
        lab.fault(gateway="silent")
        socket.send('{"op": 1, "d": 1}')
        lab.say("unheard")
        with pytest.raises(TimeoutError):
            socket.recv(0.3)


def test_faults_can_wait_for_the_next_identify_or_resume(lab: Lab) -> None:
    lab.fault(gateway="op9", when="identify")
    lab.fault(gateway="close", code=4000, when="resume")
    with identified(lab) as socket:
        assert json.loads(socket.recv(5))["op"] == 9
        data = {"token": lab.endpoints["bot_token"], "session_id": "x", "seq": 1}
        socket.send(json.dumps({"op": 6, "d": data}))
        with pytest.raises(ConnectionClosed) as caught:
            socket.recv(5)
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 4000


def test_ready_can_be_slow(lab: Lab) -> None:
    lab.fault(gateway="slow_ready", delay_ms=1500)
    with identified(lab) as socket:
        with pytest.raises(TimeoutError):
            socket.recv(0.15)
        assert json.loads(socket.recv(5))["t"] == "READY"


def test_a_client_that_never_beats_is_timed_out(lab: Lab) -> None:
    lab.order("/settings", heartbeat_interval_ms=100)
    with identified(lab) as socket:
        socket.recv(5)
        with pytest.raises(ConnectionClosed) as caught:
            socket.recv(5)
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 4009


def test_the_gateway_is_announced_with_a_session_start_limit(lab: Lab) -> None:
    answer: httpx.Response = lab.bot.get("gateway/bot")
    limit = answer.json()["session_start_limit"]
    assert answer.json()["url"] == lab.endpoints["gateway_url"]
    with identified(lab) as socket:
        socket.recv(5)
        assert lab.bot.get("gateway/bot").json()["session_start_limit"]["remaining"] == limit["remaining"] - 1


@contextmanager
def packed(lab: Lab) -> Iterator[tuple[ClientConnection, Any]]:
    """A client with zlib-stream, whose first messages are read; yields the socket and what unpacks its bytes."""
    query = "/?v=10&encoding=json&compress=zlib-stream"
    with connect(lab.endpoints["gateway_url"] + query, compression=None, max_size=None) as socket:
        inflate = zlib.decompressobj()
        assert json.loads(inflate.decompress(received(socket)))["op"] == 10
        data = {"token": lab.endpoints["bot_token"], "intents": 512, "properties": {}}
        socket.send(json.dumps({"op": 2, "d": data}))
        assert json.loads(inflate.decompress(received(socket)))["t"] == "READY"
        yield socket, inflate


def received(socket: ClientConnection) -> bytes:
    message = socket.recv(10)
    assert isinstance(message, bytes)
    return message


def test_a_message_can_come_in_parts_with_a_pause_in_the_middle_of_it(lab: Lab) -> None:
    with packed(lab) as (socket, inflate):
        lab.fault(gateway="split", parts=3, pause_ms=300)
        lab.say("in parts")
        started = time.monotonic()
        parts = [received(socket) for _ in range(3)]
        assert time.monotonic() - started > 0.5
        assert [part.endswith(SUFFIX) for part in parts] == [False, False, True]
        told = json.loads(b"".join(inflate.decompress(part) for part in parts))
        assert (told["t"], told["d"]["author"]["id"]) == ("MESSAGE_CREATE", lab.users["member"])
        lab.say("whole")
        assert json.loads(inflate.decompress(received(socket)))["s"] == told["s"] + 1


def test_a_message_can_come_in_frames_of_one_message(lab: Lab) -> None:
    with packed(lab) as (socket, inflate):
        lab.fault(gateway="split", parts=4, pause_ms=50, **{"as": "frames"})
        lab.say("in frames")
        pieces = [piece for piece in socket.recv_streaming() if isinstance(piece, bytes)]
        assert len([piece for piece in pieces if piece]) == 4
        assert json.loads(inflate.decompress(b"".join(pieces)))["t"] == "MESSAGE_CREATE"


def test_an_event_can_be_as_large_as_one_likes(lab: Lab) -> None:
    with packed(lab) as (socket, inflate):
        lab.fault(gateway="big")
        frame = received(socket)
        assert len(frame) > 1024 * 1024
        told = json.loads(inflate.decompress(frame))
        assert (told["t"], told["s"]) == ("PADDING", 2)
        assert len(told["d"]["padding"]) == 2 * 1024 * 1024


def test_heartbeats_can_go_unanswered_while_everything_else_is_told(lab: Lab) -> None:
    with packed(lab) as (socket, inflate):
        lab.fault(gateway="no_ack")
        socket.send('{"op": 1, "d": 1}')
        lab.say("heard")
        assert json.loads(inflate.decompress(received(socket)))["t"] == "MESSAGE_CREATE"
        with pytest.raises(TimeoutError):
            socket.recv(0.2)


def test_a_flood_is_mostly_noise_with_a_share_of_mentions(lab: Lab) -> None:
    with packed(lab) as (socket, inflate):
        before = lab.control.get("/messages", params={"channel_id": "general"}).json()
        lab.fault(gateway="flood", events_per_s=2000, seconds=0.5, share=0.02)
        told = [json.loads(inflate.decompress(received(socket)))["d"] for _ in range(1000)]
        bot = lab.endpoints["bot_user_id"]
        mentions = [data for data in told if any(user["id"] == bot for user in data["mentions"])]
        assert len(mentions) == 20
        assert {data["content"] for data in told if data not in mentions} == {""}
        after = lab.control.get("/messages", params={"channel_id": "general"}).json()
        assert len(after) - len(before) == 20
        counted = lab.control.get("/gateway").json()
        assert (counted["flooding"], counted["flooded"], counted["mentions"]) == (0, 1000, 20)
