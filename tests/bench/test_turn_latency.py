"""How long people wait: until a first sign that the agent has heard them, and until its answer; idle and all at once.

Both moments are the simulated Discord's: when the mention was said, when a request of the bot's came. The scripted
model answers at once, so what is measured is everything around a model. A cold start is told and not counted; the first
twenty at once begin with cold starts, the second twenty do not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median

import pytest

from tests.e2e.system import Json, System, running
from tests.e2e.tables import allow_chat, change_policy, ended

ONE_BY_ONE, AT_ONCE = 10, 20
FIRST_SIGN_S, ANSWER_S = 2.0, 6.0
"""What a person may be expected to wait for, on a small machine that does other things beside."""


@dataclass(frozen=True)
class Waited:
    """How long one person waited, in seconds."""

    sign_s: float
    answer_s: float


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(tmp_path_factory.mktemp("latency") / "state") as started:
        change_policy(started, chat_turns_per_minute=10_000)
        yield started


def rooms(system: System, count: int) -> list[str]:
    made = system.control("POST", "/channels", {"count": count})
    for channel in made:
        allow_chat(system, channel["id"])
    return [str(channel["id"]) for channel in made]


def say(system: System, channel: str, asker: str = "owner") -> tuple[str, str]:
    return system.mention(asker, "what can you do?", channel), channel


def all_at_once(system: System) -> list[Waited]:
    """Let as many people ask at the same moment, each in a channel of their own."""
    people = [str(person["id"]) for person in system.control("POST", "/users", {"count": AT_ONCE})]
    channels = rooms(system, AT_ONCE)
    return waited(system, [say(system, *each) for each in zip(channels, people, strict=True)])


def waited(system: System, said: list[tuple[str, str]]) -> list[Waited]:
    """Wait for the ends of turns; return how long each took, by Discord's log."""
    for mention, _ in said:
        ended(system, mention)
    sent = system.requests()
    return [_waited(system, mention, channel, sent) for mention, channel in said]


def _waited(system: System, mention: str, channel: str, sent: list[Json]) -> Waited:
    told = next(message["timestamp"] for message in system.messages(channel) if message["id"] == mention)
    seen = [each for each in sent if each["method"] != "GET" and f"/channels/{channel}/" in each["path"]]
    moments = [(datetime.fromisoformat(each["at"]) - datetime.fromisoformat(told)).total_seconds() for each in seen]
    after = [moment for moment in moments if moment >= 0]
    return Waited(after[0], after[-1])


def shown(what: str, found: list[Waited]) -> str:
    signs, answers = [each.sign_s for each in found], [each.answer_s for each in found]
    return (
        f"{what:>18}: first sign {median(signs):5.2f} s, at most {max(signs):5.2f} s;"
        f" answer {median(answers):5.2f} s, at most {max(answers):5.2f} s"
    )


def test_how_long_people_wait_for_a_sign_and_for_the_answer(system: System, capsys: pytest.CaptureFixture[str]) -> None:
    [room] = rooms(system, 1)
    cold = waited(system, [say(system, room)])
    idle = [each for _ in range(ONE_BY_ONE) for each in waited(system, [say(system, room)])]
    first, second = all_at_once(system), all_at_once(system)
    told = {"a cold start": cold, "one by one": idle, f"first {AT_ONCE} at once": first, f"next {AT_ONCE}": second}
    with capsys.disabled():
        print("", *(shown(what, found) for what, found in told.items()), sep="\n")  # noqa: T201 - what this is for
    one_s = median(each.answer_s for each in idle)
    assert median(each.sign_s for each in idle) < FIRST_SIGN_S
    assert one_s < ANSWER_S
    assert max(each.answer_s for each in second) < AT_ONCE * one_s + ANSWER_S
