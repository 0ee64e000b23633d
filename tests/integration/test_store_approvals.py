"""Approvals over DynamoDB's interface: of two people who press at once each one approves once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from guildhall.discord.ids import UserId
from guildhall.store.confirmations import ConfirmationRepository
from guildhall.store.dynamodb import DynamoDB
from guildhall.store.records import ConfirmationRecord, ConfirmationStatus
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.moto_process import create_table, dynamodb_client, moto_server
from tests.unit.store.test_confirmations import GUILD, question


@pytest.fixture(scope="module")
def confirmations() -> Iterator[ConfirmationRepository]:
    with moto_server() as url:
        client = dynamodb_client(url)
        create_table(client, "state")
        yield ConfirmationRepository(DynamoDB(lambda: client, FakeClock()).table("state"))
        client.close()


def test_two_people_who_press_at_once_approve_once_each(confirmations: ConfirmationRepository) -> None:
    confirmations.create(question(needs_approvals=2))

    def press(number: int) -> ConfirmationRecord | None:
        seen = confirmations.get("c1")
        assert seen is not None
        return confirmations.approve(seen, needs=2, by=UserId(str(number % 2 + 1)), at=NOON)

    with ThreadPoolExecutor(20) as threads:
        moved = [record for record in threads.map(press, range(20)) if record is not None]
    moved += [record for record in map(press, range(2)) if record is not None]
    assert [record.status for record in moved] == [ConfirmationStatus.PENDING, ConfirmationStatus.APPROVED]
    assert confirmations.get("c1") == moved[-1]
    assert {str(user_id) for user_id in moved[-1].approved_by} == {"1", "2"}


def test_a_guild_s_pending_questions_are_found_newest_first(confirmations: ConfirmationRepository) -> None:
    for confirmation_id in ("d1", "d3", "d2"):
        confirmations.create(question(confirmation_id=confirmation_id))
    confirmations.move("d3", [ConfirmationStatus.PENDING], ConfirmationStatus.DENIED, by=UserId("1"), at=NOON)
    found = [record.confirmation_id for record in confirmations.pending(GUILD)]
    assert [each for each in found if each.startswith("d")] == ["d2", "d1"]
