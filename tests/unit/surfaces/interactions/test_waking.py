"""What wakes a turn of the agent: a settled question of its own, and a cancel; again and again if need be."""

from datetime import timedelta
from typing import Any

import pytest

from guildhall.discord.ids import MessageId
from guildhall.errors import StoreUnavailable
from guildhall.identity import Door, Origin, Principal
from guildhall.store.records import ConfirmationRecord, ConfirmationStatus
from guildhall.store.turn_records import TurnRecord, TurnStatus
from guildhall.store.turns import TurnRepository
from guildhall.surfaces.agent.job import Resume
from guildhall.surfaces.interactions.job import Cancel, Command, Press, Presses
from guildhall.surfaces.interactions.waking import Waking
from tests.fakes.clock import NOON
from tests.fakes.guild import GENERAL, GUILD, MEMBER, MODERATOR
from tests.fakes.platform import Rig
from tests.unit.surfaces.interactions.support import CONFIRMATION, SURELY, FakeTurns, Written

TURN = "1310000000000000001"
AGENT = Principal(user_id=MEMBER, door=Door.AGENT, credential=f"turn:{TURN}", origin=Origin(GUILD, GENERAL))
OTHERS = [
    Principal(user_id=MEMBER, door=Door.INTERACTION, credential="interaction:1", origin=Origin(GUILD, GENERAL)),
    Principal(user_id=MEMBER, door=Door.MCP, credential=f"turn:{TURN}", origin=Origin(GUILD, GENERAL)),
    Principal(user_id=MEMBER, door=Door.AGENT, credential="automation:1", origin=Origin(GUILD, GENERAL)),
    Principal(user_id=MEMBER, door=Door.AGENT, credential=f"turn:{TURN}"),
]
APPROVE = Press("approve", CONFIRMATION)
PENDING, APPROVED, EXECUTING = (
    ConfirmationStatus.PENDING,
    ConfirmationStatus.APPROVED,
    ConfirmationStatus.EXECUTING,
)


class Bench:
    """A question of somebody's, and a turn."""

    def __init__(self, asker: Principal = AGENT, *, agent: bool = True) -> None:
        self.rig, self.queue, self.log = Rig(), FakeTurns(), Written()
        self.confirmations = self.rig.platform.machinery.confirmations
        self.turns = TurnRepository(self.rig.state)
        self.confirmations.create(question(asker))
        self.head = TurnRecord(
            turn_id=TURN,
            guild_id=GUILD,
            channel_id=GENERAL,
            asker_id=MEMBER,
            owner="one",
            lease_until=NOON,
            started_at=NOON,
            expires_at=NOON + timedelta(days=2),
        )
        self.turns.begin(self.head, NOON)
        self.waking = Waking(
            confirmations=self.confirmations,
            turns=self.turns,
            queue=self.queue if agent else None,
            log=self.log.logger,
        )

    def becomes(self, status: ConfirmationStatus) -> None:
        """Let the question move on."""
        if status is ConfirmationStatus.DONE:
            self.becomes(APPROVED)
            self.confirmations.finish(CONFIRMATION, {"ok": True})
        elif status is not PENDING:
            moved = self.confirmations.move(CONFIRMATION, list(ConfirmationStatus), status, by=MODERATOR, at=NOON)
            assert moved is not None


def question(asker: Principal) -> ConfirmationRecord:
    return ConfirmationRecord(
        confirmation_id=CONFIRMATION,
        created_at=NOON,
        expires_at=NOON + timedelta(minutes=30),
        asker=asker,
        guild_id=GUILD,
        operation="message.delete",
        risk="destructive",
        arguments={"channel_id": GENERAL, "message_id": MessageId("5")},
        payload_digest="d",
        preview={},
        fingerprint="f",
        audit_id=CONFIRMATION,
    )


@pytest.mark.parametrize("status", [ConfirmationStatus.DONE, ConfirmationStatus.DENIED, ConfirmationStatus.EXPIRED])
def test_a_settled_question_wakes_the_turn_that_asked_it_in_its_channel(status: ConfirmationStatus) -> None:
    bench = Bench()
    bench.becomes(status)
    assert bench.waking.after(APPROVE)
    cause = f"confirmation-{CONFIRMATION}-{status.value}"
    assert bench.queue.jobs == [Resume(turn_id=TURN, channel_id=GENERAL, cause=cause)]


def test_several_answers_wake_each_turn_that_asked() -> None:
    bench = Bench()
    bench.becomes(ConfirmationStatus.DENIED)
    assert bench.waking.after(Presses("deny", ("0" * 26, CONFIRMATION)))
    assert [job.turn_id for job in bench.queue.jobs if isinstance(job, Resume)] == [TURN]


@pytest.mark.parametrize("status", [PENDING, APPROVED, EXECUTING])
def test_an_open_question_wakes_nobody(status: ConfirmationStatus) -> None:
    bench = Bench()
    bench.becomes(status)
    assert bench.waking.after(APPROVE)
    assert bench.queue.jobs == []


@pytest.mark.parametrize("asker", OTHERS)
def test_a_question_that_no_turn_asked_wakes_nobody(asker: Principal) -> None:
    bench = Bench(asker)
    bench.becomes(ConfirmationStatus.DENIED)
    assert bench.waking.after(APPROVE)
    assert bench.queue.jobs == []


@pytest.mark.parametrize("action", [Press("approve", "0" * 26), Command("help", {}), Cancel("1")])
def test_what_is_not_there_wakes_nobody(action: Any) -> None:
    bench = Bench()
    assert bench.waking.after(action)
    assert bench.queue.jobs == []


def test_a_turn_is_woken_as_often_as_its_press_comes() -> None:
    bench = Bench()
    bench.becomes(ConfirmationStatus.DENIED)
    assert bench.waking.after(Press("deny", CONFIRMATION))
    assert bench.waking.after(APPROVE)
    first, second = bench.queue.jobs
    assert first.deduplication_id == second.deduplication_id


@pytest.mark.parametrize("status", [TurnStatus.RUNNING, TurnStatus.WAITING, TurnStatus.DELAYED])
def test_a_cancelled_turn_is_woken_so_that_it_ends_whatever_it_is_doing(status: TurnStatus) -> None:
    bench = Bench()
    bench.turns.save(bench.head.model_copy(update={"status": status}))
    bench.turns.cancel(TURN, MEMBER)
    assert bench.waking.after(Cancel(TURN))
    assert bench.queue.jobs == [Resume(turn_id=TURN, channel_id=GENERAL, cause="cancel")]


def test_a_turn_that_nobody_has_cancelled_is_not_woken() -> None:
    bench = Bench()
    assert bench.waking.after(Cancel(TURN))
    assert bench.queue.jobs == []


def test_a_turn_that_has_ended_is_not_woken() -> None:
    bench = Bench()
    bench.turns.cancel(TURN, MEMBER)
    bench.turns.save(bench.head.model_copy(update={"status": TurnStatus.CANCELLED}))
    assert bench.waking.after(Cancel(TURN))
    assert bench.queue.jobs == []


def test_a_refusing_queue_leaves_the_turn_to_be_woken_again() -> None:
    bench = Bench()
    bench.becomes(ConfirmationStatus.DENIED)
    bench.queue.refusal = SURELY
    assert not bench.waking.after(APPROVE)
    assert "a turn was not woken" in bench.log
    bench.queue.refusal = None
    assert bench.waking.after(APPROVE)
    assert len(bench.queue.jobs) == 1


def test_a_table_that_does_not_answer_leaves_the_turn_to_be_woken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()

    def fail(*_: object, **__: object) -> None:
        raise StoreUnavailable("down")

    monkeypatch.setattr(bench.rig.state, "get", fail)
    assert not bench.waking.after(APPROVE)
    assert not bench.waking.after(Cancel(TURN))


def test_a_turn_s_question_without_an_agent_is_not_taken_for_woken() -> None:
    bench = Bench(agent=False)
    bench.becomes(ConfirmationStatus.DENIED)
    assert not bench.waking.after(APPROVE)
    assert "TURNS_QUEUE_URL" in bench.log
