"""A worker that dies anywhere: at most one execution, a truthful answer, and a trail that tells the same."""

from collections.abc import Iterator
from typing import Any

import pytest

from guildhall import checkpoints
from guildhall.discord.ids import GuildId
from guildhall.store.audit import AuditRepository
from local.discord.testing import Lab
from tests.integration.interactions_house import House, house, simulated

LEASE_S = 31
DONE, UNKNOWN = "Done: /channel create", "Nobody knows whether it was done: /channel create"


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


def statuses(here: House, operation: str) -> list[str]:
    """Return how the trail says that calls of an operation ended, oldest first."""
    page = AuditRepository(here.tables.audit).page(GuildId(here.lab.guild_id), before=None, limit=50)
    return [record.status for record in reversed(page) if record.operation == operation and record.kind == "outcome"]


@pytest.mark.parametrize(
    ("checkpoint", "title", "executions", "trail"),
    [
        ("execution.claimed", DONE, 1, ["done"]),
        ("execution.intent_recorded", UNKNOWN, 0, ["unknown"]),
        ("execution.called", UNKNOWN, 1, ["unknown"]),
        ("execution.outcome_recorded", DONE, 1, ["done"]),
        ("worker.answered", DONE, 1, ["done"]),
    ],
)
def test_a_command_is_executed_at_most_once_wherever_the_worker_dies(
    here: House, checkpoint: str, title: str, executions: int, trail: list[str]
) -> None:
    asked = here.ask("owner", "channel create", name="phoenix")
    dies_at(here, checkpoint)
    here.clock.advance(LEASE_S)
    assert here.work(receives=2) == [True]
    assert here.embed(asked)["title"] == title
    assert len(here.sent("POST", f"/guilds/{here.lab.guild_id}/channels")) == executions
    assert statuses(here, "channel.create") == trail


def test_an_attempt_that_may_still_be_running_is_waited_for_in_silence(here: House) -> None:
    asked = here.ask("owner", "channel create", name="phoenix")
    dies_at(here, "execution.intent_recorded")
    assert here.work(receives=2) == [False]
    assert here.report(asked)["loading"]


@pytest.mark.parametrize(
    ("checkpoint", "words", "executions"),
    [
        ("confirmation.approved", "Done", 1),
        ("execution.intent_recorded", "may or may not have happened", 0),
        ("execution.called", "may or may not have happened", 1),
        ("execution.outcome_recorded", "Done", 1),
        ("worker.answered", "done", 1),
    ],
)
def test_an_approval_is_executed_at_most_once_wherever_the_worker_dies(
    here: House, checkpoint: str, words: str, executions: int
) -> None:
    ids = [here.lab.say(f"buy number {number}", author="newcomer")["id"] for number in (1, 2)]
    here.run("moderator", "message bulk_delete", channel_id="general", message_ids=" ".join(ids))
    pressed: dict[str, Any] = here.press("moderator", here.card(), "approve")
    dies_at(here, checkpoint)
    here.clock.advance(LEASE_S)
    assert here.work(receives=2) == [True]
    assert words in here.embed(pressed)["description"]
    assert len(here.sent("POST", "/messages/bulk-delete")) == executions


@pytest.mark.parametrize("checkpoint", ["confirmation.created", "confirmation.carded"])
def test_one_card_is_posted_wherever_the_worker_dies(here: House, checkpoint: str) -> None:
    ids = [here.lab.say(f"buy number {number}", author="newcomer")["id"] for number in (1, 2)]
    before = len(here.messages("approvals"))
    asked = here.ask("moderator", "message bulk_delete", channel_id="general", message_ids=" ".join(ids))
    dies_at(here, checkpoint)
    here.clock.advance(LEASE_S)
    assert here.work(receives=2) == [True]
    assert here.embed(asked)["title"] == "Waiting for approval: /message bulk_delete"
    assert len(here.messages("approvals")) == before + 1
