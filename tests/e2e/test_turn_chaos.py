"""Mentions while everything is killed: each is answered once, in order, and nothing is asked twice of a write.

`make test` runs a slice; `make nightly` sets TURN_CHAOS=20x50x20 (channels x mentions each x kills of each kind).
The witness is the simulated Discord: its messages, and its log of the bot's requests.
"""

import itertools
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.e2e.system import Json, System, is_in_work, running, until
from tests.e2e.tables import allow_chat, change_policy

CHANNELS, MENTIONS, KILLS = (int(part) for part in os.environ.get("TURN_CHAOS", "2x4x2").split("x"))
WRITE_EVERY = 3
PATIENCE_S = 240.0 + CHANNELS * MENTIONS * 1.5 + KILLS * 15
WORKER_POINTS = (
    "turn.claimed",
    "turn.opened",
    "turn.answered",
    "turn.asked",
    "execution.claimed",
    "execution.intent_recorded",
    "execution.outcome_recorded",
    "turn.acted",
    "turn.told",
    "turn.shown",
    "turn.replied",
    "turn.ended",
)
IN_A_FRAME = "gateway, inside a compressed frame"
GATEWAY_POINTS = ("gateway.received", "gateway.enqueued", "gateway.saved")


@dataclass
class Load:
    """What was said, per channel and in order, and what each mention asked for."""

    channels: list[str] = field(default_factory=list)
    mentions: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system of its own: others must not meet the kills."""
    with running(tmp_path_factory.mktemp("chaos") / "state") as system:
        change_policy(system, chat_turns_per_minute=100_000, model_tokens_per_day=10**9)
        yield system


def prepare(system: System) -> Load:
    names = [f"chaos-{number}" for number in range(CHANNELS)]
    made = [str(channel["id"]) for channel in system.control("POST", "/channels", {"names": names})]
    for channel in made:
        allow_chat(system, channel)
    return Load(made, {channel: [] for channel in made})


def speak(system: System, load: Load, channel: str, number: int) -> None:
    """Mention the bot; of three channels one asks for a write, whose text tells it from all others."""
    bot = system.discord["bot_user_id"]
    if (number + load.channels.index(channel)) % WRITE_EVERY == 0:
        note = f"note {channel[-6:]} {number:03d}"
        text = f"<@{bot}> send '{note}' to <#{channel}>"
    else:
        note, text = "", f"<@{bot}> what can you do? ({number})"
    order = {"channel_id": channel, "author_id": system.user("owner"), "content": text}
    message_id = str(system.control("POST", "/messages", order)["id"])
    load.mentions[channel].append(message_id)
    if note:
        load.notes[message_id] = note


class Killer:
    """Kills the gateway task and workers in turn, at a checkpoint each or at a random moment.

    Each strike first waits until the one before it has struck and the gateway listens again: nobody dies twice at once,
    so as many die as are ordered.
    """

    def __init__(self, system: System) -> None:
        self._system = system
        self._worker_points = itertools.cycle(WORKER_POINTS)
        self._gateway_points = itertools.cycle((*GATEWAY_POINTS, "", IN_A_FRAME))
        self._in_a_frame = False
        self.workers: Counter[str] = Counter()
        self.gateways: Counter[str] = Counter()

    def strike(self) -> None:
        """Prepare one more death of each, once the last ones are over."""
        self.rest()
        worker, gateway = next(self._worker_points), next(self._gateway_points)
        self._arm(worker, self.workers)
        if gateway in GATEWAY_POINTS:
            self._arm(gateway, self.gateways)
        elif gateway == IN_A_FRAME:
            self._system.fault(gateway="split", parts=3, pause_ms=400)
            self._in_a_frame = True
        else:
            self._kill_gateway("gateway, at a random moment")

    def strike_in_a_frame(self) -> None:
        """Kill the gateway task while what was just said is on its way to it in parts, if that was prepared."""
        if self._in_a_frame:
            self._in_a_frame = False
            time.sleep(0.25)  # the parts lie 0.4 s apart: the first one is there, the second one is not
            self._kill_gateway(IN_A_FRAME)

    def rest(self) -> None:
        """Wait until everybody who was to die is dead, and the gateway listens."""
        until(lambda: not any((self._system.state / "faults").iterdir()), seconds=120, what="the deaths ordered so far")
        until(self._gateway_listens, seconds=60, what="the gateway task's successor")

    def _gateway_listens(self) -> bool:
        pid = self._system.gateway_pid
        return (
            pid is not None and Path(f"/proc/{pid}").exists() and self._system.control("GET", "/gateway")["connected"]
        )

    def _arm(self, point: str, struck: Counter[str]) -> None:
        self._system.arm(point)
        struck[point] += 1

    def _kill_gateway(self, how: str) -> None:
        pid = self._system.gateway_pid
        assert pid is not None, "it listened a moment ago"
        os.kill(pid, signal.SIGKILL)
        self.gateways[how] += 1


def replies(system: System, channel: str) -> dict[str, list[Json]]:
    """Return the bot's messages that answer a mention, by mention, oldest first."""
    found: dict[str, list[Json]] = {}
    for message in sorted(channel_messages(system, channel), key=lambda each: int(each["id"])):
        answered = (message.get("message_reference") or {}).get("message_id")
        if message["author"]["id"] == system.discord["bot_user_id"] and answered:
            found.setdefault(str(answered), []).append(message)
    return found


def channel_messages(system: System, channel: str) -> list[Json]:
    found: list[Json] = system.control("GET", f"/messages?channel_id={channel}")
    return found


def is_answered(system: System, load: Load, channel: str) -> bool:
    """Return whether each mention of a channel has an answer that is no longer in work."""
    found = replies(system, channel)
    return all(any(not is_in_work(reply) for reply in found.get(mention, [])) for mention in load.mentions[channel])


@pytest.fixture(scope="module")
def aftermath(stage: System) -> tuple[System, Load, Killer]:
    load = prepare(stage)
    killer = Killer(stage)
    each = max(1, CHANNELS * MENTIONS // KILLS)
    for number, (turn, channel) in enumerate(itertools.product(range(MENTIONS), load.channels)):
        if number % each == 0:
            killer.strike()
        speak(stage, load, channel, turn)
        killer.strike_in_a_frame()
        time.sleep(0.03)  # people do not all speak in one moment
    killer.rest()
    until(
        lambda: all(is_answered(stage, load, channel) for channel in load.channels), seconds=PATIENCE_S, what="answers"
    )
    print("killed:", dict(killer.workers), dict(killer.gateways))  # noqa: T201 - the figures of the run
    return stage, load, killer


@pytest.mark.requirement("F10")
@pytest.mark.timeout(PATIENCE_S + 120)
def test_each_mention_is_answered_once_whoever_was_killed(aftermath: tuple[System, Load, Killer]) -> None:
    system, load, killer = aftermath
    assert killer.workers.total() == killer.gateways.total() >= KILLS
    for channel, mentions in load.mentions.items():
        answered = replies(system, channel)
        assert {mention: len(answered.get(mention, [])) for mention in mentions} == dict.fromkeys(mentions, 1)


@pytest.mark.timeout(PATIENCE_S + 120)
def test_answers_come_in_the_order_of_the_mentions(aftermath: tuple[System, Load, Killer]) -> None:
    system, load, _ = aftermath
    for channel, mentions in load.mentions.items():
        answered = replies(system, channel)
        order = sorted(mentions, key=lambda mention: int(answered[mention][0]["id"]))
        assert order == mentions


@pytest.mark.timeout(PATIENCE_S + 120)
def test_no_write_was_made_twice_and_none_was_lost(aftermath: tuple[System, Load, Killer]) -> None:
    system, load, _ = aftermath
    # A worker that dies while it sends leaves a request whose body is no JSON; Discord refuses that.
    posts = Counter(
        str(request["body"].get("content"))
        for request in system.requests()
        if request["method"] == "POST"
        and re.fullmatch(r".*/channels/\d+/messages", request["path"])
        and isinstance(request["body"], dict)
    )
    for mention, note in load.notes.items():
        assert posts[note] <= 1, f"{note} was sent {posts[note]} times, asked by {mention}"
    said = Counter(message["content"] for channel in load.channels for message in channel_messages(system, channel))
    unknown = [note for note in load.notes.values() if said[note] == 0]
    # A worker that dies between intent and outcome cannot know: it must say so, and never send again.
    assert len(unknown) <= KILLS
    assert all(said[note] <= 1 for note in load.notes.values())


@pytest.mark.timeout(PATIENCE_S + 120)
def test_discord_had_nothing_to_object_to(aftermath: tuple[System, Load, Killer]) -> None:
    system, _, _ = aftermath
    assert [request for request in system.requests() if not request["valid"]] == []
    assert Path(system.state / "faults").is_dir()
