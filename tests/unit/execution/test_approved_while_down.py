"""A Discord that fails for a moment between a press that approved and the call: the question goes on later."""

import pytest

from guildhall.discord.routes import LIST_MESSAGES
from guildhall.errors import DiscordForbidden, DiscordRateLimited, DiscordUnavailable, GuildhallError
from guildhall.operations.acts import AuditKind
from guildhall.store.records import ConfirmationStatus
from tests.fakes.guild import ADMIN
from tests.fakes.platform import Rig
from tests.fakes.world import Sent
from tests.unit.execution.question import ROUTE, card_in, executed, record_of

PASSING = [DiscordUnavailable("down"), DiscordRateLimited("wait", retry_after_s=3.0)]


def _fail_reading(rig: Rig, error: GuildhallError) -> None:
    def failing(sent: Sent) -> None:
        if sent.route == str(LIST_MESSAGES):
            raise error

    rig.discord.before = failing


def _heal(rig: Rig) -> None:
    rig.discord.before = lambda sent: None


@pytest.mark.parametrize("error", PASSING, ids=lambda error: error.code)
def test_a_question_that_was_approved_while_discord_was_down_goes_on_when_the_press_comes_again(
    rig: Rig, asked: str, error: GuildhallError
) -> None:
    card = card_in(rig)
    _fail_reading(rig, error)
    for _ in range(2):
        with pytest.raises(type(error)):
            rig.press(asked, "approve", ADMIN)
        record = record_of(rig, asked)
        assert (record.status, record.decided_by, record.outcome) == (ConfirmationStatus.APPROVED, ADMIN, None)
    assert card_in(rig) == card
    assert rig.trail(kind=AuditKind.OUTCOME) == []
    _heal(rig)
    assert rig.press(asked, "approve", ADMIN).text.endswith("Done.")
    assert executed(rig) == 1
    assert record_of(rig, asked).status is ConfirmationStatus.DONE
    assert [each.status for each in rig.trail(kind=AuditKind.OUTCOME)] == ["done"]


def test_a_discord_that_is_down_while_the_asker_is_judged_again_ends_nothing(rig: Rig, asked: str) -> None:
    died: list[str] = []

    def down_after_the_press(sent: object) -> None:
        if record_of(rig, asked).status is ConfirmationStatus.APPROVED and not died:
            died.append(str(sent))
            raise DiscordUnavailable("down")

    rig.discord.before = down_after_the_press
    with pytest.raises(DiscordUnavailable):
        rig.press(asked, "approve", ADMIN)
    assert record_of(rig, asked).status is ConfirmationStatus.APPROVED
    assert rig.press(asked, "approve", ADMIN).text.endswith("Done.")
    assert executed(rig) == 1


@pytest.mark.parametrize("error", PASSING, ids=lambda error: error.code)
def test_a_call_itself_that_fails_so_ends_the_question(rig: Rig, asked: str, error: GuildhallError) -> None:
    rig.discord.fail(ROUTE, error)
    assert "it failed" in rig.press(asked, "approve", ADMIN).text
    assert record_of(rig, asked).status is ConfirmationStatus.DONE
    assert "already used" in rig.press(asked, "approve", ADMIN).text
    assert executed(rig) == 1


def test_a_no_of_discords_ends_the_question(rig: Rig, asked: str) -> None:
    _fail_reading(rig, DiscordForbidden("no", status=403))
    assert "it failed" in rig.press(asked, "approve", ADMIN).text
    assert record_of(rig, asked).status is ConfirmationStatus.DONE
    assert executed(rig) == 0
