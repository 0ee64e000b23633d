"""StateTable's confirmations."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from guildhall.clock import epoch_s
from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.errors import ConfirmationInvalid, InvalidArguments, TooLarge
from guildhall.execution.ports import Confirmations
from guildhall.identity import Door, Origin, Principal
from guildhall.store.confirmations import ConfirmationRepository
from guildhall.store.records import ConfirmationRecord
from guildhall.store.records import ConfirmationStatus as Status
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable

GUILD, CHANNEL, MESSAGE = GuildId("41771983423143937"), ChannelId("399942396007890945"), MessageId("1035")
ASKER, APPROVER = UserId("80351110224678912"), UserId("80351110224678913")
DEADLINE = NOON + timedelta(minutes=15)


def question(**changed: object) -> ConfirmationRecord:
    asker = Principal(
        user_id=ASKER,
        door=Door.MCP,
        credential="key:k1",
        scopes=frozenset({"message:moderate"}),
        guild_ids=frozenset({GUILD}),
        expires_at=DEADLINE,
        origin=Origin(GUILD, CHANNEL),
    )
    record = ConfirmationRecord(
        confirmation_id="c1",
        created_at=NOON,
        expires_at=DEADLINE,
        asker=asker,
        guild_id=GUILD,
        channel_id=CHANNEL,
        operation="message.bulk_delete",
        risk="destructive",
        arguments={"message_ids": ["1", "2"], "reason": "Grüße 🎉", "ratio": 0.5},
        payload_digest="ab" * 32,
        preview={"targets": [{"id": "1"}]},
        fingerprint="f1",
        audit_id="a1",
    )
    return record.model_copy(update=changed)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table(clock: FakeClock) -> MemoryTable:
    return MemoryTable(clock)


@pytest.fixture
def confirmations(table: MemoryTable) -> ConfirmationRepository:
    return ConfirmationRepository(table)


@pytest.fixture
def asked(confirmations: ConfirmationRepository) -> ConfirmationRepository:
    confirmations.create(question())
    return confirmations


def test_the_repository_is_what_execution_asks_for(confirmations: ConfirmationRepository) -> None:
    port: Confirmations = confirmations
    assert port is confirmations


def test_a_question_comes_back_as_it_was_asked(asked: ConfirmationRepository) -> None:
    read = asked.get("c1")
    assert read == question()
    assert read is not None
    assert type(read.asker) is Principal
    assert type(read.asker.origin) is Origin
    assert read.asker.guild_ids == frozenset({GUILD})


def test_a_question_is_asked_once(asked: ConfirmationRepository) -> None:
    with pytest.raises(ConfirmationInvalid):
        asked.create(question(operation="guild.get"))
    assert asked.get("c1") == question()


@pytest.mark.parametrize("changed", [{"status": Status.APPROVED}, {"outcome": {"ok": True}}], ids=str)
def test_a_question_cannot_be_created_as_answered(
    confirmations: ConfirmationRepository, changed: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match="begins as pending"):
        confirmations.create(question(**changed))
    assert confirmations.get("c1") is None


def test_a_question_beyond_350_kb_is_not_asked(confirmations: ConfirmationRepository) -> None:
    with pytest.raises(TooLarge) as caught:
        confirmations.create(question(arguments={"content": "x" * 350_000}))
    assert caught.value.hint == "Split it into smaller requests."
    assert confirmations.get("c1") is None


def test_a_question_with_half_a_surrogate_pair_is_not_asked(confirmations: ConfirmationRepository) -> None:
    with pytest.raises(InvalidArguments):
        confirmations.create(question(arguments={"content": "\ud83d"}))


@pytest.mark.parametrize("confirmation_id", ["", "c2", "c1#confirmation", "x" * 4000, "\udfff"])
def test_an_unknown_id_of_any_shape_is_just_unknown(asked: ConfirmationRepository, confirmation_id: str) -> None:
    assert asked.get(confirmation_id) is None
    assert asked.move(confirmation_id, [Status.PENDING], Status.DENIED, by=APPROVER, at=NOON) is None
    asked.carded(confirmation_id, CHANNEL, MESSAGE)
    asked.finish(confirmation_id, {"ok": True})
    assert asked.get(confirmation_id) is None


def test_a_question_is_kept_for_a_day_after_its_expiry(asked: ConfirmationRepository, clock: FakeClock) -> None:
    clock.moment = DEADLINE + timedelta(days=1) - timedelta(seconds=1)
    assert asked.get("c1") == question()
    clock.advance(1)
    assert asked.get("c1") is None


def test_the_card_is_remembered(asked: ConfirmationRepository) -> None:
    asked.carded("c1", CHANNEL, MESSAGE)
    assert asked.get("c1") == question(card_channel_id=CHANNEL, card_message_id=MESSAGE)


@pytest.mark.parametrize("target", [Status.APPROVED, Status.DENIED])
def test_a_decision_says_who_and_when(asked: ConfirmationRepository, target: Status) -> None:
    at = NOON + timedelta(microseconds=123_457)
    expected = question(status=target, decided_by=APPROVER, decided_at=at)
    assert asked.move("c1", [Status.PENDING], target, by=APPROVER, at=at) == expected
    assert asked.get("c1") == expected


@pytest.mark.parametrize("target", [Status.APPROVED, Status.DENIED])
def test_a_decision_past_the_deadline_is_none(asked: ConfirmationRepository, target: Status) -> None:
    late = DEADLINE + timedelta(microseconds=1)
    assert asked.move("c1", [Status.PENDING], target, by=APPROVER, at=late) is None
    assert asked.get("c1") == question()
    assert asked.move("c1", [Status.PENDING], target, by=APPROVER, at=DEADLINE) is not None


def test_expiring_and_executing_need_no_time_and_decide_nothing(asked: ConfirmationRepository) -> None:
    late = DEADLINE + timedelta(hours=1)
    moved = asked.move("c1", [Status.PENDING], Status.EXPIRED, by=APPROVER, at=late)
    assert moved == question(status=Status.EXPIRED)


def test_a_move_from_another_state_is_none(asked: ConfirmationRepository) -> None:
    assert asked.move("c1", [Status.APPROVED, Status.EXECUTING], Status.DONE, at=NOON) is None
    asked.move("c1", [Status.PENDING], Status.DENIED, by=APPROVER, at=NOON)
    assert asked.move("c1", [Status.PENDING], Status.APPROVED, by=ASKER, at=NOON) is None
    assert asked.get("c1") == question(status=Status.DENIED, decided_by=APPROVER, decided_at=NOON)


def test_a_move_takes_any_of_its_source_states(asked: ConfirmationRepository) -> None:
    asked.move("c1", [Status.PENDING], Status.APPROVED, by=APPROVER, at=NOON)
    moved = asked.move("c1", [Status.PENDING, Status.APPROVED], Status.EXECUTING, at=NOON + timedelta(days=3))
    assert moved == question(status=Status.EXECUTING, decided_by=APPROVER, decided_at=NOON)


def test_of_fifty_presses_one_wins(asked: ConfirmationRepository) -> None:
    def press(number: int) -> ConfirmationRecord | None:
        return asked.move("c1", [Status.PENDING], Status.APPROVED, by=UserId(str(number + 1)), at=NOON)

    with ThreadPoolExecutor(50) as threads:
        winners = [moved for moved in threads.map(press, range(50)) if moved is not None]
    assert [asked.get("c1")] == winners


@pytest.mark.parametrize("steps", [[Status.APPROVED], [Status.APPROVED, Status.EXECUTING]], ids=str)
def test_finishing_sets_the_outcome_once(asked: ConfirmationRepository, steps: list[Status]) -> None:
    for target in steps:
        asked.move("c1", list(Status), target, by=APPROVER, at=NOON)
    asked.finish("c1", {"ok": True, "result": {"deleted": 2, "ratio": 0.5}})
    asked.finish("c1", {"ok": False})
    done = asked.get("c1")
    assert done == question(
        status=Status.DONE,
        decided_by=APPROVER,
        decided_at=NOON,
        outcome={"ok": True, "result": {"deleted": 2, "ratio": 0.5}},
    )


@pytest.mark.parametrize("status", [Status.PENDING, Status.DENIED, Status.EXPIRED])
def test_what_nobody_approved_cannot_be_finished(asked: ConfirmationRepository, status: Status) -> None:
    asked.move("c1", [Status.PENDING], status, by=APPROVER, at=NOON)
    asked.finish("c1", {"ok": True})
    left = asked.get("c1")
    assert left is not None
    assert left.status is status
    assert left.outcome is None


def test_an_outcome_that_does_not_fit_is_refused_and_a_shorter_one_still_fits(
    confirmations: ConfirmationRepository,
) -> None:
    large = question(arguments={"content": "x" * 300_000})
    confirmations.create(large)
    confirmations.move("c1", [Status.PENDING], Status.APPROVED, by=APPROVER, at=NOON)
    with pytest.raises(TooLarge):
        confirmations.finish("c1", {"result": "y" * 200_000})
    confirmations.finish("c1", {"result": "too large to show"})
    done = confirmations.get("c1")
    assert done is not None
    assert (done.status, done.outcome) == (Status.DONE, {"result": "too large to show"})


def test_the_table_removes_a_question_a_day_after_its_expiry(asked: ConfirmationRepository, table: MemoryTable) -> None:
    kept = {str(item["pk"]).partition("#")[0]: item["expires_at"] for item in table.items()}
    assert kept == {"confirmation": epoch_s(DEADLINE) + 86_400, "questions": epoch_s(DEADLINE)}


def test_a_guild_lists_its_pending_questions_newest_first(asked: ConfirmationRepository, clock: FakeClock) -> None:
    asked.create(question(confirmation_id="c3"))
    asked.create(question(confirmation_id="c2"))
    asked.create(question(confirmation_id="c4", guild_id=GuildId("1")))
    assert [record.confirmation_id for record in asked.pending(GUILD)] == ["c3", "c2", "c1"]
    asked.approve(question(confirmation_id="c2"), needs=2, by=APPROVER, at=NOON)
    asked.move("c3", [Status.PENDING], Status.DENIED, by=APPROVER, at=NOON)
    assert [record.confirmation_id for record in asked.pending(GUILD)] == ["c2", "c1"]
    clock.moment = DEADLINE + timedelta(seconds=1)
    assert asked.pending(GUILD) == []


def test_why_it_was_denied_is_kept(asked: ConfirmationRepository) -> None:
    asked.move("c1", [Status.PENDING], Status.DENIED, by=APPROVER, at=NOON)
    asked.noted("c1", "not now")
    asked.noted("c2", "nothing")
    assert asked.get("c1") == question(status=Status.DENIED, decided_by=APPROVER, decided_at=NOON, note="not now")
    assert asked.get("c2") is None


def test_the_last_approval_that_it_needs_decides(asked: ConfirmationRepository) -> None:
    half = asked.approve(question(), needs=2, by=APPROVER, at=NOON)
    assert half == question(approved_by=(APPROVER,), needs_approvals=2)
    whole = asked.approve(half, needs=2, by=ASKER, at=NOON)
    decided = {"status": Status.APPROVED, "decided_by": ASKER, "decided_at": NOON}
    assert whole == asked.get("c1") == question(approved_by=(APPROVER, ASKER), needs_approvals=2, **decided)


def test_one_approval_decides_where_one_is_needed(asked: ConfirmationRepository) -> None:
    moved = asked.approve(question(), needs=1, by=APPROVER, at=DEADLINE)
    assert moved == question(status=Status.APPROVED, approved_by=(APPROVER,), decided_by=APPROVER, decided_at=DEADLINE)


def test_an_approval_counts_once_on_the_reading_it_was_made_on(asked: ConfirmationRepository) -> None:
    half = asked.approve(question(), needs=2, by=APPROVER, at=NOON)
    assert half is not None
    assert asked.approve(half, needs=2, by=APPROVER, at=NOON) is None
    assert asked.approve(question(), needs=2, by=ASKER, at=NOON) is None
    assert asked.approve(question(), needs=2, by=APPROVER, at=NOON) is None
    assert asked.get("c1") == half


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PENDING])
def test_only_a_pending_question_is_approved(asked: ConfirmationRepository, status: Status) -> None:
    asked.move("c1", [Status.PENDING], status, by=ASKER, at=NOON)
    assert asked.approve(question(), needs=1, by=APPROVER, at=NOON) is None


def test_an_approval_past_the_deadline_is_none(asked: ConfirmationRepository) -> None:
    assert asked.approve(question(), needs=2, by=APPROVER, at=DEADLINE + timedelta(microseconds=1)) is None
    assert asked.get("c1") == question()


def test_of_fifty_approvals_by_two_people_one_decides(asked: ConfirmationRepository) -> None:
    def press(number: int) -> ConfirmationRecord | None:
        seen = asked.get("c1")
        assert seen is not None
        return asked.approve(seen, needs=2, by=UserId(str(number % 2 + 1)), at=NOON)

    with ThreadPoolExecutor(50) as threads:
        moved = [record for record in threads.map(press, range(50)) if record is not None]
    left = asked.get("c1")
    assert left is not None
    assert (len(moved), left.status) in {(1, Status.PENDING), (2, Status.APPROVED)}
