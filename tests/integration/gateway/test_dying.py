"""Processes die at random and at the worst moments, and are replaced in good order; no mention is lost."""

import json
import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from guildhall.discord.gateway.record import State
from tests.fakes.gateway_house import until
from tests.fakes.tcp_faults import line_to
from tests.integration.gateway.conftest import Place

CHECKPOINTS = ["gateway.received", "gateway.enqueued", "gateway.saved"]
KILLS = int(os.environ.get("GATEWAY_KILLS", "4"))
"""How often a task is killed while people talk; `make nightly` sets more."""
CHANNELS = ("general", "support", "staff")


class Talk:
    """Mentions the bot in several channels for as long as the block lasts."""

    def __init__(self, place: Place, every_s: float) -> None:
        self._place = place
        self._every_s = every_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.said: list[str] = []

    def _run(self) -> None:
        while not self._over.wait(self._every_s):
            number = len(self.said)
            self.said.append(self._place.mention(f"number {number}", CHANNELS[number % len(CHANNELS)], "owner"))

    def begin(self) -> "Talk":
        self._thread.start()
        return self

    def end(self) -> list[str]:
        self._over.set()
        self._thread.join()
        return self.said


@contextmanager
def talking(place: Place, every_s: float = 0.1) -> Iterator[Talk]:
    talk = Talk(place, every_s).begin()
    try:
        yield talk
    finally:
        talk.end()


def in_order(place: Place, said: list[str]) -> None:
    """Everything is on the queue once, and each channel's in the order in which it was said."""
    until(lambda: len(place.cloud.receive()) >= len(said), 90)
    assert sorted(place.cloud.contents()) == sorted(said)
    for channel in CHANNELS:
        there = [job["message"]["content"] for job in place.cloud.sent if job["group"] == place.lab.channels[channel]]
        assert there == [one for one in said if one in set(there)]


@pytest.mark.requirement("F11")
@pytest.mark.timeout(300)
def test_a_task_that_is_killed_again_and_again_loses_nothing_and_identifies_once(place: Place) -> None:
    # The seed of a test, no secret's.
    draw = random.Random(20261120)  # noqa: S311
    place.start().heard()
    until(lambda: place.cloud.record().kept.session_id)
    with talking(place) as talk:
        for number in range(KILLS):
            pause = threading.Event()
            pause.wait(draw.uniform(0.0, 0.4))
            place.tasks[-1].kill()
            place.cloud.receive()
            task = place.start()
            if number % 2:
                task.heard()
        said = talk.end()
    in_order(place, said)
    assert place.discord.sim.identifies == 1
    assert len(said) > 2 * KILLS


@pytest.mark.timeout(300)
@pytest.mark.parametrize("checkpoint", CHECKPOINTS)
def test_a_task_that_dies_at_the_worst_moment_loses_nothing(place: Place, checkpoint: str) -> None:
    task = place.start().heard()
    task.stop()
    with talking(place) as talk:
        for _ in range(1 + KILLS // 10):
            dying = place.faulty(checkpoint)
            until(dying.ended)
            assert dying.process.returncode == -signal.SIGKILL
        place.start().heard()
        said = talk.end()
    in_order(place, said)
    assert place.discord.sim.identifies == 1


def test_a_task_that_died_too_long_ago_begins_anew_and_finds_what_was_said(place: Place) -> None:
    place.start().heard()
    until(lambda: place.cloud.record().kept.heard_at is not None)
    place.tasks[-1].kill()
    until(lambda: place.connected() == 0)
    said = [place.mention(f"number {number}") for number in range(3)]
    place.lab.order("/clock", seconds=91)
    place.start().heard()
    place.queued(*said)
    assert place.discord.sim.identifies == 2


def test_a_task_that_dies_right_after_its_very_first_ready_leaves_no_gap(place: Place) -> None:
    dying = place.faulty("gateway.received")
    until(lambda: place.connected() == 1)
    said = place.mention("heard by nobody who lived")
    until(dying.ended)
    place.cloud.forget_session()
    place.start().heard()
    place.queued(said)
    assert place.discord.sim.identifies == 2


def test_a_gap_that_was_not_closed_is_closed_by_the_next_process(place: Place) -> None:
    place.start().heard()
    place.tasks[-1].kill()
    until(lambda: place.connected() == 0)
    said = place.mention("in the gap")
    place.lab.order("/clock", seconds=91)
    place.lab.fault(route="GET /guilds/{guild_id}/messages/search", kind="indexing", retry_after=30)
    task = place.start().heard()
    until(lambda: task.said("Discord asks to wait"))
    until(lambda: place.cloud.record().kept.lookback_from is not None)
    task.kill()
    place.start().heard()
    place.queued(said)
    until(lambda: place.cloud.record().kept.lookback_from is None)
    assert place.discord.sim.identifies == 2


def test_a_deploy_hands_the_session_over_without_a_gap(place: Place) -> None:
    old = place.start(GATEWAY_STOP_S="60", GATEWAY_LEASE_S="3").heard()
    with talking(place) as talk:
        new = place.start(GATEWAY_STOP_S="60", GATEWAY_LEASE_S="3")
        until(lambda: new.said("standing by"))
        assert place.connected() == 1
        assert old.stop() == 0
        new.heard()
        said = talk.end()
    in_order(place, said)
    assert place.discord.sim.identifies == 1
    assert old.said("the shard is let go")[0]["everything_handed_over"] is True
    assert [line["how"] for line in new.said("session is heard")] == ["resumed"]


def test_a_task_that_shall_end_goes_on_listening_until_somebody_can_take_over(place: Place) -> None:
    old = place.start(GATEWAY_STOP_S="60", GATEWAY_LEASE_S="3").heard()
    old.process.send_signal(signal.SIGTERM)
    until(lambda: old.said("draining"))
    said = place.mention("while it drains")
    place.queued(said)
    assert not old.ended()
    assert place.cloud.record().kept.state is State.DRAINING
    new = place.start(GATEWAY_LEASE_S="3").heard()
    assert old.wait() == 0
    after = place.mention("after")
    place.queued(said, after)
    assert place.discord.sim.identifies == 1
    new.stop()


def test_without_a_successor_it_ends_when_its_time_is_over(place: Place) -> None:
    task = place.start(GATEWAY_STOP_S="1").heard()
    assert task.stop() == 0
    said = place.mention("while nobody listens")
    place.start().heard()
    place.queued(said)
    assert place.discord.sim.identifies == 1


def test_a_second_signal_ends_it_at_once(place: Place) -> None:
    task = place.start(GATEWAY_STOP_S="60").heard()
    task.process.send_signal(signal.SIGTERM)
    until(lambda: task.said("draining"))
    said = place.mention("while it drains")
    assert task.stop(signal.SIGINT) == 3
    place.start().heard()
    place.queued(said)


def test_of_two_tasks_one_listens_and_the_other_takes_over_when_it_dies(place: Place) -> None:
    first = place.start().heard()
    second = place.start()
    until(lambda: second.said("standing by"))
    assert place.connected() == 1
    first.kill()
    second.heard()
    said = place.mention("to the second")
    place.queued(said)
    assert place.discord.sim.identifies == 1


def test_a_task_whose_shard_was_taken_stops_listening_and_stands_by(place: Place) -> None:
    task = place.start(GATEWAY_LEASE_S="3").heard()
    until(lambda: place.cloud.record().kept.session_id)
    place.cloud.hand_to("somebody else", for_s=4)
    until(lambda: task.said("another process holds the shard now"))
    until(lambda: task.said("standing by"))
    until(lambda: place.connected() == 0)
    task.heard(2)
    assert not task.ended()
    assert place.discord.sim.identifies == 1


def test_the_log_of_a_whole_life_is_short(place: Place) -> None:
    task = place.start().heard()
    for number in range(20):
        place.mention(f"number {number}")
    until(lambda: len(place.cloud.receive()) == 20)
    task.stop()
    assert len(json.dumps(task.log)) < 3000


def test_a_task_that_dies_while_the_queue_is_down_loses_nothing_that_it_had_heard(place: Place) -> None:
    port = urlsplit(place.cloud.url).port
    assert port is not None
    with line_to(port) as line:
        line.dead = True
        task = place.start(AWS_ENDPOINT_URL_SQS=f"http://127.0.0.1:{line.port}").heard()
        said = [place.mention(f"number {number}") for number in range(20)]
        place.lab.say("not for the bot")
        beats = place.beats()
        until(lambda: place.beats() > beats + 3)
        assert task.said("the queue does not take mentions")
        task.kill()
    place.start().heard()
    place.queued(*said)
    assert place.discord.sim.identifies == 1
