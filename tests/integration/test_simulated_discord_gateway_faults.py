"""Ordered gateway faults of the simulated Discord."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from local.discord.testing import Lab, laboratory


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
