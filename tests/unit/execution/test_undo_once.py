"""A call is undone once, whatever races, fails or dies."""

from typing import Any

import pytest

from guildhall.errors import (
    DiscordRejected,
    OutcomeUnknown,
)
from guildhall.execution.outcome import NeedsConfirmation
from guildhall.operations.reversal import NotUndoable
from tests.fakes.guild import (
    ADMIN,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
)
from tests.fakes.platform import LEASE_S, Crash, Rig
from tests.unit.execution import undone


@pytest.fixture
def rig(rig: Rig) -> Rig:
    return undone.prepare(rig)


def test_a_second_undo_says_which_was_the_first(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    first = undone.ask(rig, audit_id)
    rig.press(first.confirmation_id, "approve", MODERATOR)
    again = undone.refused(rig, audit_id)
    assert again.message == f"That was undone before, by {first.confirmation_id}."
    assert again.details["undone_by"] == first.confirmation_id


def test_of_two_questions_about_one_call_one_is_done(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    first, second = (undone.ask(rig, audit_id) for _ in range(2))

    def meanwhile(sent: Any) -> None:
        if sent.route == undone.EDIT:
            rig.discord.before = lambda sent: None
            told.append(rig.press(second.confirmation_id, "approve", ADMIN).text)

    told: list[str] = []
    rig.discord.before = meanwhile
    assert rig.press(first.confirmation_id, "approve", MODERATOR).text.endswith("Done.")
    assert f"undone before, by {first.confirmation_id}" in told[0]
    assert len(rig.discord.sent(undone.EDIT)) == 2


def test_an_undo_that_surely_failed_can_be_asked_again(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    rig.discord.fail(undone.EDIT, DiscordRejected("no", status=400))
    assert "failed" in undone.undo(rig, audit_id)
    assert undone.undo(rig, audit_id).endswith("Done.")


def test_an_undo_that_may_have_been_done_is_not_repeated_at_once(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    rig.discord.fail(undone.EDIT, OutcomeUnknown("?"))
    assert "failed" in undone.undo(rig, audit_id)
    assert "undone before" in undone.undo(rig, audit_id)
    rig.clock.advance(LEASE_S)
    assert undone.undo(rig, audit_id).endswith("Done.")


def test_a_call_that_is_told_twice_is_undone_once_and_answered_alike(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    asked = {"audit_id": audit_id}
    first = rig.run("audit.undo", asked, rig.slash(MODERATOR), idempotency_key="once")
    assert isinstance(first, NeedsConfirmation)
    rig.press(first.confirmation_id, "approve", MODERATOR)
    again = rig.run("audit.undo", asked, rig.slash(MODERATOR), idempotency_key="once")
    assert isinstance(again, NeedsConfirmation)
    assert again.confirmation_id == first.confirmation_id
    with pytest.raises(NotUndoable):
        rig.run("audit.undo", asked, rig.slash(MODERATOR))


@pytest.mark.parametrize("checkpoint", ["execution.claimed", "confirmation.created", "confirmation.carded"])
def test_a_crash_before_the_press_asks_no_second_question(rig: Rig, checkpoint: str) -> None:
    asked = {"audit_id": undone.edit(rig)}
    with rig.crashing_at(checkpoint), pytest.raises(Crash):
        rig.run("audit.undo", asked, rig.slash(MODERATOR), idempotency_key="once")
    rig.restart()
    rig.clock.advance(LEASE_S)
    outcome = rig.run("audit.undo", asked, rig.slash(MODERATOR), idempotency_key="once")
    assert isinstance(outcome, NeedsConfirmation)
    assert rig.press(outcome.confirmation_id, "approve", MODERATOR).text.endswith("Done.")
    assert rig.world.channels[GENERAL].topic == "Anything goes"


@pytest.mark.parametrize("checkpoint", ["execution.intent_recorded", "execution.called", "execution.outcome_recorded"])
def test_a_crash_after_the_press_undoes_once(rig: Rig, checkpoint: str) -> None:
    audit_id = undone.edit(rig)
    asked = undone.ask(rig, audit_id)
    with rig.crashing_at(checkpoint), pytest.raises(Crash):
        rig.press(asked.confirmation_id, "approve", MODERATOR)
    rig.restart()
    rig.clock.advance(LEASE_S)
    rig.press(asked.confirmation_id, "approve", MODERATOR)
    assert len(rig.discord.sent(undone.EDIT)) == (1 if checkpoint == "execution.intent_recorded" else 2)
    ended = [each for each in rig.trail() if each.audit_id == asked.confirmation_id and each.kind == "outcome"]
    assert [(each.operation, each.undoes) for each in ended] == [("channel.edit", audit_id)]


def test_a_guess_costs_no_look_up(rig: Rig) -> None:
    rig.discord.calls.clear()
    undone.refused(rig, undone.NO_ID)
    assert {sent.route for sent in rig.discord.calls} <= {
        "GET /guilds/{guild_id}",
        "GET /guilds/{guild_id}/members/{user_id}",
    }


def test_members_keep_their_role_after_a_done_and_undone_taking(rig: Rig) -> None:
    taken = rig.complete("role.remove", {"user_id": MEMBER, "role_id": HELPER_ROLE}, rig.slash(MODERATOR)).audit_id
    assert isinstance(undone.undo(rig, taken), str)
    assert rig.world.members[GUILD, MEMBER].roles == (HELPER_ROLE,)
