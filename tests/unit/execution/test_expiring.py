"""A question that nobody answers: its end is told on the card, in the trail, and to its asker in person."""

from datetime import timedelta

import pytest

from guildhall.discord.routes import CREATE_DM, CREATE_MESSAGE
from guildhall.errors import (
    ConfirmationUndeliverable,
    DiscordForbidden,
    DiscordUnavailable,
    GuildhallError,
    OutcomeUnknown,
)
from guildhall.identity import Principal
from guildhall.operations.acts import AuditKind
from tests.fakes.guild import ADMIN, APPROVALS, MODERATOR
from tests.fakes.platform import LEASE_S, Crash, Rig
from tests.fakes.world import direct_channel
from tests.unit.execution.question import DELETE, NAME, card_in, record_of

DIRECT = direct_channel(MODERATOR)


def _asked(rig: Rig, who: Principal) -> str:
    return rig.ask(NAME, DELETE, who).confirmation_id


@pytest.fixture(autouse=True)
def _approvals(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)


def _end(rig: Rig, asked: str) -> None:
    (_, due_at), *others = rig.expiries.due
    assert not others
    rig.clock.advance((due_at - rig.clock()).total_seconds())
    rig.platform.approvals.expire(asked)


@pytest.mark.parametrize("door", ["mcp", "slash", "agent"])
def test_every_question_is_looked_at_when_its_time_is_over(rig: Rig, door: str) -> None:
    asked = _asked(rig, getattr(rig, door)(MODERATOR))
    assert rig.expiries.due == [(asked, record_of(rig, asked).expires_at + timedelta(seconds=2))]


def test_a_question_that_could_not_be_asked_has_no_end_to_tell(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=None)
    rig.discord.fail(CREATE_DM, DiscordForbidden("no", status=403))
    with pytest.raises(ConfirmationUndeliverable):
        _asked(rig, rig.slash(MODERATOR))
    assert rig.expiries.due == []


@pytest.mark.parametrize("door", ["mcp", "slash"])
def test_the_asker_is_told_in_person_and_once(rig: Rig, door: str) -> None:
    asked = _asked(rig, getattr(rig, door)(MODERATOR))
    for _ in range(2):
        _end(rig, asked)
    assert "nobody answered in time" in card_in(rig)
    assert "custom_id" not in card_in(rig)
    (told,) = rig.world.posted(DIRECT)
    assert str(told["content"]).startswith("Nothing was done: nobody answered in time.")
    assert asked in str(told["content"])
    assert [record.status for record in rig.trail(kind=AuditKind.OUTCOME)] == ["expired"]


@pytest.mark.parametrize("where", ["confirmation.expired", "confirmation.notified"])
def test_an_asker_is_told_once_also_when_whoever_ended_it_died(rig: Rig, where: str) -> None:
    asked = _asked(rig, rig.slash(MODERATOR))
    with rig.crashing_at(where), pytest.raises(Crash):
        _end(rig, asked)
    for _ in range(2):
        rig.restart()
        rig.clock.advance(LEASE_S)
        rig.platform.approvals.expire(asked)
    assert len(rig.world.posted(DIRECT)) == 1
    assert "nobody answered in time" in card_in(rig)


def test_an_asker_who_was_told_is_not_told_again_when_discord_knows_nothing_of_it_any_more(rig: Rig) -> None:
    asked = _asked(rig, rig.slash(MODERATOR))
    _end(rig, asked)
    assert record_of(rig, asked).asker_told
    rig.world.nonces.clear()
    rig.platform.approvals.expire(asked)
    assert len(rig.world.posted(DIRECT)) == 1


def test_an_asker_who_could_not_be_told_for_a_moment_is_told_by_the_next_delivery(rig: Rig) -> None:
    asked = _asked(rig, rig.slash(MODERATOR))
    rig.discord.fail(CREATE_DM, DiscordUnavailable("down"))
    _end(rig, asked)
    assert not record_of(rig, asked).asker_told
    rig.platform.approvals.expire(asked)
    assert len(rig.world.posted(DIRECT)) == 1


def test_a_question_that_never_reached_anybody_has_no_silence_to_tell(rig: Rig) -> None:
    rig.discord.fail(CREATE_MESSAGE, OutcomeUnknown("?"))
    with pytest.raises(ConfirmationUndeliverable):
        _asked(rig, rig.slash(MODERATOR))
    (withdrawn,) = [record.audit_id for record in rig.trail(kind=AuditKind.CONFIRMATION)]
    rig.platform.approvals.expire(withdrawn)
    assert rig.world.posted(DIRECT) == []


def test_an_asker_whose_card_hung_in_their_direct_messages_reads_it_there(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=None)
    _end(rig, _asked(rig, rig.slash(MODERATOR)))
    assert "nobody answered in time" in card_in(rig, DIRECT)


def test_what_the_agent_asked_its_turn_tells(rig: Rig) -> None:
    _end(rig, _asked(rig, rig.agent(MODERATOR)))
    assert rig.discord.sent(CREATE_DM) == []
    assert "nobody answered in time" in card_in(rig)


@pytest.mark.parametrize(
    ("route", "error"),
    [
        (CREATE_DM, DiscordForbidden("no", status=403)),
        (CREATE_DM, DiscordUnavailable("down")),
        (CREATE_MESSAGE, DiscordForbidden("no", status=403)),
    ],
)
def test_an_asker_who_cannot_be_told_changes_nothing(rig: Rig, route: str, error: GuildhallError) -> None:
    asked = _asked(rig, rig.slash(MODERATOR))
    rig.discord.fail(route, error)
    _end(rig, asked)
    assert record_of(rig, asked).status == "expired"
    assert rig.world.posted(DIRECT) == []


@pytest.mark.parametrize("verb", ["approve", "deny"])
def test_an_answered_question_has_no_end_to_tell(rig: Rig, verb: str) -> None:
    asked = _asked(rig, rig.slash(MODERATOR))
    rig.press(asked, verb, ADMIN)
    card = card_in(rig)
    _end(rig, asked)
    assert (card_in(rig), rig.world.posted(DIRECT)) == (card, [])
