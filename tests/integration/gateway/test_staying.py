"""Connections end in every way that they can; no mention is lost, and no IDENTIFY is wasted."""

import json
import os
from typing import Any
from urllib.parse import urlsplit

import pytest

from guildhall.discord.gateway.record import State
from tests.fakes.gateway_house import until
from tests.fakes.tcp_faults import line_to
from tests.integration.gateway.conftest import Place

FATAL, RESUMED, LOST = [4004], [4000], [4007, 1000]
"""The simulated Discord ends a session that is closed with 1000 or 1001, whoever says so first."""
if os.environ.get("GATEWAY_CODES") == "all":  # as `make nightly` does; what each code means, the unit tests know too
    FATAL += [4010, 4011, 4012, 4013, 4014]
    RESUMED += [4001, 4002, 4003, 4005, 4008, 1011, 1012]
    LOST += [4009, 1001]


@pytest.mark.requirement("A17")
@pytest.mark.parametrize(
    "order",
    [
        {"gateway": "op7"},
        {"gateway": "op9", "resumable": True},
        {"gateway": "drop"},
        *({"gateway": "close", "code": code} for code in RESUMED),
    ],
    ids=str,
)
def test_a_session_that_lives_is_resumed_and_nothing_is_lost(place: Place, order: dict[str, Any]) -> None:
    task = place.start().heard()
    before = place.mention("before")
    place.lab.fault(**order)
    during = place.mention("during")
    task.heard(2)
    after = place.mention("after")
    place.queued(before, during, after)
    assert place.discord.sim.identifies == 1
    assert task.said("the gateway session is heard")[1]["how"] == "resumed"


@pytest.mark.requirement("F11")
@pytest.mark.parametrize("order", [{"gateway": "op9"}, *({"gateway": "close", "code": code} for code in LOST)], ids=str)
def test_a_session_that_is_lost_is_renewed_and_what_was_said_between_is_found(
    place: Place, order: dict[str, Any]
) -> None:
    task = place.start().heard()
    before = place.mention("before")
    until(place.cloud.receive)
    place.lab.fault(**order)
    until(lambda: place.connected() == 0)
    during = [place.mention(f"during {number}", channel) for number, channel in enumerate(("general", "support") * 15)]
    task.heard(2)
    after = place.mention("after")
    until(lambda: task.said("looked back"))
    place.queued(before, *during, after)
    late = {job["message"]["content"]: job["late"] for job in place.cloud.sent}
    assert (late[before], late[during[0]]) == (False, True)
    guilds = {job["guild_id"] for job in place.cloud.sent}
    assert guilds == {place.lab.guild_id}
    assert place.discord.sim.identifies == 2
    until(lambda: place.cloud.record().kept.lookback_from is None)


def test_looking_back_obeys_every_wait_and_passes_over_what_is_forbidden(place: Place) -> None:
    task = place.start().heard()
    route = "GET /guilds/{guild_id}/messages/search"
    place.lab.fault(gateway="op9")
    until(lambda: place.connected() == 0)
    place.lab.fault(route=route, kind="indexing", retry_after=1)
    during = place.mention("during")
    task.heard(2)
    until(lambda: task.said("Discord asks to wait"))
    place.lab.fault(route=route, kind="sublimit", retry_after=0.3)
    until(lambda: task.said("looked back"))
    place.queued(during)
    assert [line["why"] for line in task.said("Discord asks to wait")] == [
        "its search index is not ready",
        "it limits our requests",
    ]
    place.lab.fault(route=route, kind="status", status=403, code=50001)
    place.lab.fault(gateway="op9")
    task.heard(3)
    until(lambda: task.said("cannot be looked up"))
    assert task.said("cannot be looked up")[0]["code"] == 50001


@pytest.mark.parametrize("code", FATAL)
def test_what_only_the_operator_can_mend_is_told_and_waited_for(place: Place, code: int) -> None:
    task = place.start().heard()
    place.lab.fault(gateway="close", code=code)
    until(lambda: place.cloud.record().kept.state is State.FATAL)
    (line,) = task.said("refused us for good")
    assert (line["level"], str(code) in line["reason"], bool(line["hint"])) == ("ERROR", True, True)
    assert not task.ended()
    assert place.check() == 0
    assert place.discord.sim.identifies == 1
    assert task.stop() == 0


def test_what_the_operator_mended_is_tried_again_with_the_next_version_of_the_secret(place: Place) -> None:
    task = place.start().heard()
    place.lab.fault(gateway="close", code=4014)
    until(lambda: place.cloud.record().kept.state is State.FATAL)
    between = place.mention("while it was refused")
    place.cloud.store_token(place.lab.endpoints["bot_token"])
    task.heard(2)
    place.queued(between)


def test_a_connection_that_does_not_acknowledge_is_left_and_the_session_goes_on(place: Place) -> None:
    task = place.start().heard()
    place.lab.fault(gateway="silent")
    during = place.mention("unheard at first")
    task.heard(2)
    place.queued(during)
    assert task.said("connection ended")[0]["why"] == "a heartbeat was not acknowledged"
    assert place.discord.sim.identifies == 1


def test_a_slow_ready_is_waited_for(place: Place) -> None:
    place.lab.order("/settings", heartbeat_interval_ms=10_000)
    place.lab.fault(gateway="slow_ready", delay_ms=2500)
    task = place.start().heard()
    said = place.mention("hello")
    place.queued(said)
    assert task.said("connection ended") == []
    assert place.discord.sim.identifies == 1


@pytest.mark.parametrize("when", ["identify", "resume"])
def test_a_gateway_that_fails_at_the_door_is_tried_again(place: Place, when: str) -> None:
    place.lab.fault(gateway="close", code=4000, when=when, times=2)
    task = place.start()
    if when == "resume":
        task.heard()
        place.lab.fault(gateway="drop")
    during = place.mention("during") if when == "resume" else None
    task.heard(2 if when == "resume" else 1)
    place.queued(*([during] if during else []), place.mention("after"))


def test_a_line_that_is_cut_inside_a_compressed_frame_loses_nothing(place: Place) -> None:
    port = urlsplit(place.lab.endpoints["gateway_url"]).port
    assert port is not None
    with line_to(port) as line:
        task = place.start(DISCORD_GATEWAY_URL=f"ws://127.0.0.1:{line.port}").heard()
        said = []
        for number in range(1, 4):
            line.cut_after = 37 * number
            said += [place.mention(f"{number} of a cut line, {part}") for part in range(3)]
            task.heard(number + 1)
        place.queued(*said)
        line.crumbs = 3
        place.lab.fault(gateway="drop")
        crumbs = place.mention("in crumbs of three bytes")
        place.queued(*said, crumbs)
        assert line.connections >= 5
    assert place.discord.sim.identifies == 1


def test_a_gateway_that_cannot_be_reached_is_waited_for(place: Place) -> None:
    port = urlsplit(place.lab.endpoints["gateway_url"]).port
    assert port is not None
    with line_to(port) as line:
        task = place.start(DISCORD_GATEWAY_URL=f"ws://127.0.0.1:{line.port}").heard()
        line.kill()
        during = place.mention("while the line is dead")
        until(lambda: len(task.said("connection ended")) >= 3)
        assert place.check() == 0
        assert place.cloud.record().kept.attempts >= 3
        line.dead = False
        task.heard(2)
        place.queued(during)
    assert place.discord.sim.identifies == 1


def test_a_queue_that_does_not_answer_holds_everything_up_and_loses_nothing(place: Place) -> None:
    port = urlsplit(place.cloud.url).port
    assert port is not None
    with line_to(port) as line:
        line.dead = True
        task = place.start(AWS_ENDPOINT_URL_SQS=f"http://127.0.0.1:{line.port}").heard()
        said = [place.mention(f"number {number}", ("general", "support")[number % 2]) for number in range(300)]
        until(lambda: task.said("the queue does not take mentions"))
        # So long nothing is read: what is said next waits in the line, and so do acknowledgements.
        beats = place.beats()
        until(lambda: place.beats() > beats + 6)
        heard = place.cloud.record().kept
        assert heard.acked_seq == 1
        line.dead = False
        until(lambda: len(place.cloud.receive()) == len(said), 90)
    assert place.discord.sim.identifies == 1
    assert sorted(place.cloud.contents()) == sorted(said)
    for channel in ("general", "support"):
        there = [job["message"]["content"] for job in place.cloud.sent if job["group"] == place.lab.channels[channel]]
        assert there == [one for one in said if one in set(there)]
    assert task.said("connection ended") == []
    assert len(json.dumps(task.log)) < 10_000
