"""Questions that end without a press: nobody answered in time, or the one who asked takes it back."""

import pytest

from guildhall.discord.routes import UPDATE_MESSAGE
from guildhall.errors import ConfirmationInvalid, DiscordUnavailable, StoreUnavailable
from guildhall.execution import claims
from tests.fakes.guild import ADMIN, MODERATOR, OWNER
from tests.fakes.platform import Crash, Rig
from tests.unit.execution.fuse import Fuse
from tests.unit.execution.question import card_in, executed, record_of

GONE = "a" * 26


def test_a_question_expires_once_its_time_is_over(rig: Rig, asked: str) -> None:
    rig.clock.advance(1800)
    rig.platform.approvals.expire(asked)
    assert record_of(rig, asked).status == "pending"
    rig.clock.advance(1)
    rig.platform.approvals.expire(asked)
    assert record_of(rig, asked).status == "expired"
    assert "Expired: nobody answered in time." in card_in(rig)
    assert "custom_id" not in card_in(rig)
    assert rig.statuses()[-1] == "outcome expired"


def test_expiring_again_changes_nothing_and_completes_what_was_cut_off(rig: Rig, asked: str) -> None:
    rig.clock.advance(1801)
    rig.discord.fail(UPDATE_MESSAGE, DiscordUnavailable("down"))
    rig.platform.approvals.expire(asked)
    assert "custom_id" in card_in(rig)
    for _ in range(2):
        rig.platform.approvals.expire(asked)
        assert "custom_id" not in card_in(rig)
    assert rig.statuses().count("outcome expired") == 1


@pytest.mark.parametrize("verb", ["approve", "deny"])
def test_what_was_answered_does_not_expire(rig: Rig, asked: str, verb: str) -> None:
    rig.press(asked, verb, ADMIN)
    then = record_of(rig, asked)
    rig.clock.advance(1801)
    rig.platform.approvals.expire(asked)
    assert record_of(rig, asked) == then
    rig.platform.approvals.expire(GONE)


def test_a_press_that_came_first_wins_over_the_expiry(rig: Rig, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = record_of(rig, asked)
    rig.press(asked, "deny", ADMIN)
    rig.clock.advance(1801)
    monkeypatch.setattr(rig.platform.machinery.confirmations, "get", lambda _: stale)
    rig.platform.approvals.expire(asked)
    monkeypatch.undo()
    assert record_of(rig, asked).status == "denied"
    assert "Denied by" in card_in(rig)


@pytest.mark.parametrize("step", range(3))
def test_an_expiry_that_was_cut_off_is_completed_by_the_next(rig: Rig, asked: str, step: int) -> None:
    rig.clock.advance(1801)
    Fuse(step).fit(rig)
    with pytest.raises(Crash):
        rig.platform.approvals.expire(asked)
    rig.restart()
    rig.platform.approvals.expire(asked)
    assert record_of(rig, asked).status == "expired"
    assert rig.statuses()[-1] == "outcome expired"
    assert "Expired" in card_in(rig)


def test_the_asker_takes_a_question_back(rig: Rig, asked: str) -> None:
    rig.platform.approvals.withdraw(asked, MODERATOR)
    record = record_of(rig, asked)
    assert (record.status, record.decided_by) == ("denied", MODERATOR)
    assert "taken back before anybody answered" in card_in(rig)
    assert "custom_id" not in card_in(rig)
    assert rig.statuses()[-1] == "outcome refused"
    assert "already denied" in rig.press(asked, "approve", ADMIN).text
    assert executed(rig) == 0


def test_only_the_asker_takes_it_back(rig: Rig, asked: str) -> None:
    for confirmation_id, who in ((asked, OWNER), (GONE, MODERATOR)):
        with pytest.raises(ConfirmationInvalid):
            rig.platform.approvals.withdraw(confirmation_id, who)
    assert record_of(rig, asked).status == "pending"


@pytest.mark.parametrize("verb", ["approve", "deny"])
def test_what_somebody_else_answered_is_not_taken_back(rig: Rig, asked: str, verb: str) -> None:
    rig.press(asked, verb, ADMIN)
    then, card = record_of(rig, asked), card_in(rig)
    rig.platform.approvals.withdraw(asked, MODERATOR)
    assert (record_of(rig, asked), card_in(rig)) == (then, card)


def test_an_overdue_question_that_is_taken_back_has_expired(rig: Rig, asked: str) -> None:
    rig.clock.advance(1801)
    rig.platform.approvals.withdraw(asked, MODERATOR)
    assert record_of(rig, asked).status == "expired"


@pytest.mark.parametrize("step", range(4))
def test_a_withdrawal_that_was_cut_off_is_completed_by_the_next(rig: Rig, asked: str, step: int) -> None:
    Fuse(step).fit(rig)
    with pytest.raises(Crash):
        rig.platform.approvals.withdraw(asked, MODERATOR)
    rig.restart()
    rig.platform.approvals.withdraw(asked, MODERATOR)
    assert record_of(rig, asked).status == "denied"
    assert rig.statuses()[-1] == "outcome refused"
    assert "Denied by" in card_in(rig)


def test_why_it_was_denied_is_kept_and_shown(rig: Rig, asked: str) -> None:
    rig.press(asked, "deny", ADMIN, note="not *now*")
    assert record_of(rig, asked).note == "not *now*"
    assert f"Denied by <@{ADMIN}>: “not \\\\*now\\\\*”" in card_in(rig)
    rig.clock.advance(claims.LEASE.total_seconds())
    rig.press(asked, "deny", ADMIN)
    assert "not " in card_in(rig)


def test_a_table_that_does_not_answer_is_told(rig: Rig, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise StoreUnavailable("The database gave no answer.")

    monkeypatch.setattr(rig.platform.machinery.confirmations, "get", down)
    with pytest.raises(StoreUnavailable):
        rig.platform.approvals.expire(asked)
    with pytest.raises(StoreUnavailable):
        rig.platform.approvals.withdraw(asked, MODERATOR)
