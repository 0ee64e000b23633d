"""A press on a card that a turn waits for: the turn is woken once that is settled, whoever dies in between."""

from collections.abc import Iterator
from typing import Any

import pytest

from guildhall import checkpoints
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.execution.outcome import Call, NeedsConfirmation
from guildhall.identity import Door, Origin, Principal
from guildhall.surfaces.agent.job import Resume
from guildhall.surfaces.interactions.queue import QueueRefused
from local.discord.testing import Lab
from tests.integration.interactions_house import House, house, simulated

TURN = "1310000000000000001"
LEASE_S, EXPIRY_S = 31, 31 * 60


class Crash(BaseException):
    """The process died here; no `except Exception` sees it."""


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with simulated() as found:
        yield found


@pytest.fixture
def here(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("DISCORD_PUBLIC_KEY", lab.endpoints["public_key"])
    monkeypatch.setenv("OPERATIONS_QUEUE_URL", "http://127.0.0.1:9/never-asked")
    with house(lab) as found:
        yield found


def waits(here: House) -> str:
    """Let a turn of moderator's ask whether it may delete two messages; return the question's id."""
    ids = [here.lab.say(f"buy number {number}", author="newcomer")["id"] for number in (1, 2)]
    origin = Origin(GuildId(here.lab.guild_id), ChannelId(here.lab.channels["support"]))
    user_id = UserId(here.lab.users["moderator"])
    asker = Principal(user_id=user_id, door=Door.AGENT, credential=f"turn:{TURN}", client="Discord", origin=origin)
    arguments: dict[str, Any] = {"channel_id": here.lab.channels["general"], "message_ids": ids}
    operation = here.platform.build("message.bulk_delete", arguments, asker)
    call = Call(principal=asker, operation=operation, idempotency_key=f"turn:{TURN}:toolu_1", dry_run=False)
    outcome = here.platform.executor.run(call)
    assert isinstance(outcome, NeedsConfirmation)
    return outcome.confirmation_id


def deletions(here: House) -> int:
    return len(here.sent("POST", "/messages/bulk-delete"))


def woken(here: House, confirmation_id: str, status: str) -> list[Resume]:
    """Return what is on the queue when the turn was woken once."""
    channel_id = here.lab.channels["support"]
    return [Resume(turn_id=TURN, channel_id=channel_id, cause=f"confirmation-{confirmation_id}-{status}")]


def deny(here: House) -> dict[str, Any]:
    opened = here.press("moderator", here.card(), "deny")
    return here.submit("moderator", opened["body"]["data"], channel="approvals", note="not now")


def dies_at(here: House, checkpoint: str) -> None:
    """Let the worker take what waits and die at a checkpoint; the queue keeps the message."""
    waiting = list(here.queue.bodies)

    def hook(passed: str) -> None:
        if passed == checkpoint:
            raise Crash(passed)

    remove = checkpoints.on_checkpoint(hook)
    try:
        with pytest.raises(Crash):
            here.work()
    finally:
        remove()
    here.queue.bodies = waiting


def test_an_approval_is_executed_and_wakes_the_turn_in_the_channel_where_it_was_asked(here: House) -> None:
    confirmation_id = waits(here)
    assert "Done" in here.pressed("owner", here.card(), "approve")
    assert deletions(here) == 1
    assert here.turns.jobs == woken(here, confirmation_id, "done")


def test_a_denial_wakes_the_turn_too(here: House) -> None:
    confirmation_id = waits(here)
    denied = deny(here)
    assert here.work() == [True]
    assert "Nothing was done" in here.embed(denied)["description"]
    assert (deletions(here), here.turns.jobs) == (0, woken(here, confirmation_id, "denied"))


def test_a_press_that_comes_too_late_wakes_the_turn_too(here: House) -> None:
    confirmation_id = waits(here)
    here.clock.advance(EXPIRY_S)
    here.lab.order("/clock", seconds=EXPIRY_S)
    assert "expired" in here.pressed("moderator", here.card(), "approve")
    assert (deletions(here), here.turns.jobs) == (0, woken(here, confirmation_id, "expired"))


def test_an_approval_that_fails_wakes_the_turn_too(here: House) -> None:
    confirmation_id = waits(here)
    path = f"channels/{here.lab.channels['general']}/messages"
    for message in here.messages("general"):
        here.lab.bot.delete(f"{path}/{message['id']}")
    assert "Done" not in here.pressed("moderator", here.card(), "approve")
    assert (deletions(here), here.turns.jobs) == (0, woken(here, confirmation_id, "done"))


@pytest.mark.parametrize("verb", ["approve", "details"])
def test_who_may_not_decide_and_who_only_looks_wakes_nobody(here: House, verb: str) -> None:
    waits(here)
    here.pressed("member" if verb == "approve" else "moderator", here.card(), verb)
    assert (deletions(here), here.turns.sent) == (0, [])


def test_what_a_person_asked_by_a_command_wakes_nobody(here: House) -> None:
    ids = [here.lab.say(f"buy number {number}", author="newcomer")["id"] for number in (1, 2)]
    here.run("moderator", "message bulk_delete", channel_id="general", message_ids=" ".join(ids))
    assert "Done" in here.pressed("moderator", here.card(), "approve")
    assert here.turns.sent == []


def test_of_two_presses_one_acts_and_both_wake_one_turn_once(here: House) -> None:
    confirmation_id = waits(here)
    card = here.card()
    first, second = here.press("moderator", card, "approve"), here.press("owner", card, "approve")
    assert here.work() == [True, True]
    assert "Done" in here.embed(first)["description"]
    assert "already used" in here.embed(second)["description"]
    assert len(here.turns.sent) == 2
    assert (deletions(here), here.turns.jobs) == (1, woken(here, confirmation_id, "done"))


@pytest.mark.parametrize(
    ("checkpoint", "words", "executions"),
    [
        ("confirmation.approved", "Done", 1),
        ("execution.intent_recorded", "may or may not have happened", 0),
        ("execution.called", "may or may not have happened", 1),
        ("execution.outcome_recorded", "Done", 1),
        ("worker.acted", "It was done then.", 1),
        ("worker.answered", "It was done then.", 1),
    ],
)
def test_the_turn_is_woken_wherever_the_worker_of_the_press_dies(
    here: House, checkpoint: str, words: str, executions: int
) -> None:
    confirmation_id = waits(here)
    pressed = here.press("moderator", here.card(), "approve")
    dies_at(here, checkpoint)
    assert here.turns.jobs == (woken(here, confirmation_id, "done") if checkpoint == "worker.answered" else [])
    here.clock.advance(LEASE_S)
    assert here.work(receives=2) == [True]
    assert words in here.embed(pressed)["description"]
    assert (deletions(here), here.turns.jobs) == (executions, woken(here, confirmation_id, "done"))


def test_the_turn_is_woken_when_the_worker_of_a_denial_dies_right_after_it(here: House) -> None:
    confirmation_id = waits(here)
    denied = deny(here)
    dies_at(here, "worker.acted")
    assert here.turns.sent == []
    assert here.work(receives=2) == [True]
    assert "already denied" in here.embed(denied)["description"]
    assert here.turns.jobs == woken(here, confirmation_id, "denied")


def test_while_the_queue_refuses_the_press_comes_again_and_its_answer_stays_right(here: House) -> None:
    confirmation_id = waits(here)
    pressed = here.press("moderator", here.card(), "approve")
    waiting, here.turns.refusal = list(here.queue.bodies), QueueRefused("ServiceUnavailable", surely=False)
    assert here.work() == [False]
    assert "Done" in here.embed(pressed)["description"]
    here.turns.refusal, here.queue.bodies = None, waiting
    assert here.work(receives=2) == [True]
    assert "It was done then." in here.embed(pressed)["description"]
    assert (deletions(here), here.turns.jobs) == (1, woken(here, confirmation_id, "done"))


def test_the_last_attempt_still_wakes_the_turn_and_tells_what_was_done(here: House) -> None:
    confirmation_id = waits(here)
    pressed = here.press("moderator", here.card(), "approve")
    waiting, here.turns.refusal = list(here.queue.bodies), QueueRefused("ServiceUnavailable", surely=True)
    for receives in (1, 2, 3):
        here.queue.bodies = list(waiting)
        assert here.work(receives) == [False]
    here.turns.refusal, here.queue.bodies = None, waiting
    assert here.work(receives=4) == [False]
    assert (deletions(here), here.turns.jobs) == (1, woken(here, confirmation_id, "done"))
    assert here.embed(pressed)["description"] == f"Approved by <@{here.lab.users['moderator']}>. Done."
