"""A call is undone once, whatever races, fails or dies."""

from typing import Any

import pytest

from guildhall.checkpoints import on_checkpoint
from guildhall.errors import DiscordRejected, OutcomeUnknown, StoreUnavailable
from guildhall.execution.outcome import NeedsConfirmation
from guildhall.operations.reversal import NotUndoable
from tests.fakes.guild import (
    ADMIN,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    SUPPORT,
)
from tests.fakes.platform import LEASE_S, Crash, Rig
from tests.unit.execution import undone

REMADE = "POST /guilds/{guild_id}/channels"


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
    assert f"the first try was {first.confirmation_id}" in told[0]
    assert len(rig.discord.sent(undone.EDIT)) == 2


def test_an_undo_that_surely_failed_can_be_asked_again(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    rig.discord.fail(undone.EDIT, DiscordRejected("no", status=400))
    assert "failed" in undone.undo(rig, audit_id)
    assert undone.undo(rig, audit_id).endswith("Done.")


def test_an_undo_that_may_have_been_done_is_not_repeated(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    first = undone.ask(rig, audit_id)
    rig.discord.fail(undone.EDIT, OutcomeUnknown("?"))
    assert "failed" in rig.press(first.confirmation_id, "approve", MODERATOR).text
    for _ in range(2):
        told = undone.undo(rig, audit_id)
        assert f"Nobody knows whether that was undone: the first try was {first.confirmation_id}." in told
        assert f"Look at <#{GENERAL}>" in told.replace("\\", "")
        rig.clock.advance(LEASE_S)
    assert len(rig.discord.sent(undone.EDIT)) == 2


@pytest.mark.parametrize("checkpoint", ["execution.called", "undo.kept"])
@pytest.mark.parametrize("cards", ["both open before", "one after the other"])
def test_what_was_made_anew_before_a_crash_is_not_made_anew_again(rig: Rig, checkpoint: str, cards: str) -> None:
    deleted = undone.do(rig, MODERATOR, "channel.delete", channel_id=SUPPORT)
    first = undone.ask(rig, deleted)
    second = undone.ask(rig, deleted) if cards == "both open before" else None
    with rig.crashing_at(checkpoint), pytest.raises(Crash):
        rig.press(first.confirmation_id, "approve", MODERATOR)
    rig.restart()
    rig.clock.advance(LEASE_S)
    assert "cut off while Discord was being called" in rig.press(first.confirmation_id, "approve", MODERATOR).text
    second = second or undone.ask(rig, deleted)
    told = rig.press(second.confirmation_id, "approve", MODERATOR).text
    if cards == "one after the other":
        assert f"the first try was {first.confirmation_id}. Nothing was done now." in told
        assert "Look at this server" in told
    assert len(rig.discord.sent(REMADE)) == 1
    ended = [each.status for each in rig.trail() if each.audit_id == second.confirmation_id and each.kind == "outcome"]
    assert ended == ["failed"]


def test_an_undo_that_died_before_its_intent_is_taken_over(rig: Rig) -> None:
    deleted = undone.do(rig, MODERATOR, "channel.delete", channel_id=SUPPORT)
    first = undone.ask(rig, deleted)
    with rig.crashing_at("undo.taken"), pytest.raises(Crash):
        rig.press(first.confirmation_id, "approve", MODERATOR)
    rig.restart()
    assert f"being undone right now, by {first.confirmation_id}" in undone.undo(rig, deleted)
    rig.clock.advance(LEASE_S)
    assert undone.undo(rig, deleted).endswith("Done.")
    assert len(rig.discord.sent(REMADE)) == 1


def test_an_undo_that_was_overtaken_before_its_intent_does_nothing(rig: Rig) -> None:
    deleted = undone.do(rig, MODERATOR, "channel.delete", channel_id=SUPPORT)
    first, second = (undone.ask(rig, deleted) for _ in range(2))

    def meanwhile(name: str) -> None:
        if name == "undo.taken" and not told:
            told.append("")
            rig.clock.advance(LEASE_S)
            told.append(rig.press(second.confirmation_id, "approve", MODERATOR).text)

    told: list[str] = []
    remove = on_checkpoint(meanwhile)
    slow = rig.press(first.confirmation_id, "approve", MODERATOR).text
    remove()
    assert told[1].endswith("Done.")
    assert "Another attempt" in slow
    assert len(rig.discord.sent(REMADE)) == 1
    assert f"undone before, by {second.confirmation_id}" in undone.refused(rig, deleted).message


def test_an_undo_that_comes_to_its_call_when_another_one_is_done_says_by_which(rig: Rig) -> None:
    deleted = undone.do(rig, MODERATOR, "channel.delete", channel_id=SUPPORT)
    first, second = (undone.ask(rig, deleted) for _ in range(2))

    def meanwhile(name: str) -> None:
        if name == "execution.intent_recorded" and not told:
            told.append("")
            told.append(rig.press(first.confirmation_id, "approve", MODERATOR).text)

    told: list[str] = []
    remove = on_checkpoint(meanwhile)
    slow = rig.press(second.confirmation_id, "approve", MODERATOR).text
    remove()
    assert told[1].endswith("Done.")
    assert f"undone before, by {first.confirmation_id}" in slow
    assert len(rig.discord.sent(REMADE)) == 1


@pytest.mark.parametrize("method", ["claim", "intend"])
def test_an_undo_that_no_table_let_begin_can_be_asked_again(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    deleted = undone.do(rig, MODERATOR, "channel.delete", channel_id=SUPPORT)
    table = rig.platform.machinery.claims
    real = getattr(table, method)

    def failing(first: Any, *given: Any, **more: Any) -> Any:
        answer = real(first, *given, **more)
        if str(getattr(first, "key", first)).startswith("undo:"):
            raise StoreUnavailable("No answer.")
        return answer

    asked = undone.ask(rig, deleted)
    with monkeypatch.context() as patched:
        patched.setattr(table, method, failing)
        with pytest.raises(StoreUnavailable):
            rig.press(asked.confirmation_id, "approve", MODERATOR)
    assert undone.undo(rig, deleted).endswith("Done.")
    assert len(rig.discord.sent(REMADE)) == 1


def test_what_an_unknown_undo_acted_on_is_named(rig: Rig) -> None:
    taken = rig.complete("role.remove", {"user_id": MEMBER, "role_id": HELPER_ROLE}, rig.slash(MODERATOR)).audit_id
    rig.discord.fail("PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}", OutcomeUnknown("?"))
    undone.undo(rig, taken)
    assert f"Look at <@{MEMBER}>, <@&{HELPER_ROLE}>" in undone.undo(rig, taken).replace("\\", "")


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
