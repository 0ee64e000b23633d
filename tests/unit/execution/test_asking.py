"""The question to a human: where its card goes, and what it means when it cannot go anywhere."""

from typing import Any

import pytest

from guildhall.discord.routes import CREATE_DM, CREATE_MESSAGE
from guildhall.errors import (
    ConfirmationUndeliverable,
    DiscordError,
    DiscordForbidden,
    DiscordNotFound,
    DiscordRateLimited,
    DiscordRejected,
    DiscordUnavailable,
    GuildhallError,
    InProgress,
)
from guildhall.execution.asking import ask
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.store.records import ConfirmationRecord
from tests.fakes.guild import APPROVALS, GENERAL, IN_GENERAL, MODERATOR
from tests.fakes.platform import LEASE_S, Crash, Rig
from tests.fakes.world import Sent, direct_channel

DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}
NAME = "message.bulk_delete"


@pytest.fixture(autouse=True)
def _approvals(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)


def _to(channel_id: str) -> Any:
    return lambda sent: sent.path.get("channel_id") == channel_id


def _question(rig: Rig) -> ConfirmationRecord:
    (audit_id,) = {record.audit_id for record in rig.trail(kind=AuditKind.CONFIRMATION)}
    record = rig.platform.machinery.confirmations.get(audit_id)
    assert record is not None
    return record


def test_the_card_goes_to_the_approvals_channel(rig: Rig) -> None:
    asked = rig.ask(NAME, DELETE, rig.mcp(MODERATOR))
    assert asked.where == f"<#{APPROVALS}>"
    assert len(rig.world.posted(APPROVALS)) == 1
    assert [sent.route for sent in rig.discord.writes] == [CREATE_MESSAGE.text]
    record = _question(rig)
    assert (record.confirmation_id, record.status) == (asked.confirmation_id, "pending")
    assert record.card_channel_id == APPROVALS
    assert asked.confirmation_id in str(rig.world.posted(APPROVALS))
    assert [f"{each.kind} {each.status}" for each in rig.trail()] == ["confirmation requested"]


def test_without_an_approvals_channel_the_asker_is_asked_directly(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=None)
    asked = rig.ask(NAME, DELETE, rig.mcp(MODERATOR))
    assert asked.where == "a direct message to you"
    assert [sent.route for sent in rig.discord.writes] == [CREATE_DM.text, CREATE_MESSAGE.text]
    assert rig.discord.sent(CREATE_DM)[0].body == {"recipient_id": str(MODERATOR)}
    assert len(rig.world.posted(direct_channel(MODERATOR))) == 1


@pytest.mark.parametrize(
    "error",
    [
        DiscordForbidden("no access", status=403),
        DiscordNotFound("gone", status=404),
        DiscordRejected("takes no messages", status=400),
    ],
)
def test_an_approvals_channel_that_refuses_is_replaced_by_a_direct_message(rig: Rig, error: DiscordError) -> None:
    rig.discord.fail(CREATE_MESSAGE, error, where=_to(APPROVALS))
    assert rig.ask(NAME, DELETE, rig.mcp(MODERATOR)).where == "a direct message to you"
    assert _question(rig).card_channel_id == direct_channel(MODERATOR)


@pytest.mark.parametrize("closed", [CREATE_DM, CREATE_MESSAGE])
def test_a_question_that_reaches_nobody_fails_closed_and_names_the_setting(rig: Rig, closed: object) -> None:
    refused = DiscordForbidden("no", status=403, discord_code=50007)
    rig.discord.fail(CREATE_MESSAGE, refused, times=2)
    rig.discord.fail(str(closed), refused)
    with pytest.raises(ConfirmationUndeliverable) as failed:
        rig.run(NAME, DELETE, rig.slash(MODERATOR))
    assert "approvals_channel_id" in failed.value.hint
    assert "Manage Server" in failed.value.hint
    assert _question(rig).status == "expired"
    assert rig.world.posted(APPROVALS) == []
    assert rig.statuses() == ["confirmation requested", "outcome failed"]


@pytest.mark.parametrize("error", [DiscordUnavailable("down"), DiscordRateLimited("slow", retry_after_s=9)])
def test_a_discord_that_may_answer_later_leaves_no_question_behind(rig: Rig, error: DiscordError) -> None:
    rig.discord.fail(CREATE_MESSAGE, error)
    with pytest.raises(type(error)):
        rig.run(NAME, DELETE, rig.slash(MODERATOR), idempotency_key="one")
    assert _question(rig).status == "expired"
    assert rig.ask(NAME, DELETE, rig.slash(MODERATOR), idempotency_key="one").where == f"<#{APPROVALS}>"
    assert len(rig.world.posted(APPROVALS)) == 1


def test_a_second_delivery_finds_the_first_ones_question(rig: Rig) -> None:
    call = rig.call(NAME, DELETE, rig.slash(MODERATOR))
    first, second = rig.platform.executor.run(call), rig.platform.executor.run(call)
    assert first == second
    assert len(rig.discord.writes) == 1


def test_a_question_that_is_gone_is_told_to_a_second_delivery(rig: Rig) -> None:
    call = rig.call(NAME, DELETE, rig.slash(MODERATOR))
    rig.platform.executor.run(call)
    rig.clock.advance(25 * 3600)
    with pytest.raises(GuildhallError) as gone:
        rig.platform.executor.run(call)
    assert gone.value.to_dict()["code"] == "confirmation_invalid"
    assert len(rig.discord.writes) == 1


def test_an_attempt_that_takes_over_shows_what_the_first_card_shows(rig: Rig) -> None:
    call = rig.call(NAME, DELETE, rig.slash(MODERATOR))
    with rig.crashing_at("confirmation.carded"), pytest.raises(Crash):
        rig.platform.executor.run(call)
    rig.world.edit_message(GENERAL, IN_GENERAL[0], "edited meanwhile")
    rig.clock.advance(LEASE_S)
    asked = rig.platform.executor.run(call)
    assert "edited" not in str(asked)
    assert len(rig.world.posted(APPROVALS)) == 1


def test_an_attempt_that_takes_over_a_question_already_answered_posts_no_card(rig: Rig) -> None:
    call = rig.call(NAME, DELETE, rig.slash(MODERATOR))
    posted: list[Sent] = []

    def press_then_die(sent: Sent) -> None:
        posted.append(sent)

    rig.discord.before = press_then_die
    rig.discord.fail(CREATE_MESSAGE, Crash(), after=True)
    with pytest.raises(Crash):
        rig.platform.executor.run(call)
    rig.press(_question(rig).confirmation_id, "approve", MODERATOR)
    rig.clock.advance(LEASE_S)
    again = rig.platform.executor.run(call)
    assert len(rig.discord.sent(CREATE_MESSAGE)) == 1
    assert getattr(again, "where", "") == f"<#{APPROVALS}>"


def test_an_attempt_that_takes_over_a_withdrawn_question_says_so(rig: Rig) -> None:
    call = rig.call(NAME, DELETE, rig.slash(MODERATOR))
    with rig.crashing_at("confirmation.created"), pytest.raises(Crash):
        rig.platform.executor.run(call)
    record = _question(rig)
    rig.platform.machinery.confirmations.move(
        record.confirmation_id, [record.status], type(record.status)("expired"), at=rig.clock()
    )
    rig.clock.advance(LEASE_S)
    with pytest.raises(ConfirmationUndeliverable):
        rig.platform.executor.run(call)
    assert rig.discord.writes == []


def test_while_an_attempt_asks_another_delivery_waits(rig: Rig) -> None:
    call = rig.call(NAME, DELETE, rig.slash(MODERATOR))
    seen: list[InProgress] = []

    def deliver_again(sent: Sent) -> None:
        rig.discord.before = lambda _: None
        with pytest.raises(InProgress) as busy:
            rig.platform.executor.run(call)
        seen.append(busy.value)

    rig.discord.before = lambda sent: deliver_again(sent) if not sent.reads else None
    rig.platform.executor.run(call)
    assert seen[0].details["audit_id"] == _question(rig).audit_id
    assert "half a minute" in seen[0].hint


def test_a_call_that_belongs_to_no_guild_cannot_be_asked_about(rig: Rig) -> None:
    who = rig.slash(MODERATOR)
    session = rig.platform.machinery.session(who, rig.platform.build(NAME, DELETE, who), "a" * 26)
    preview = session.operation.preview(session.ports)
    with pytest.raises(ConfirmationUndeliverable, match="no server"):
        ask(rig.platform.machinery, session, preview)


def test_the_question_lives_half_an_hour(rig: Rig) -> None:
    asked = rig.ask(NAME, DELETE, rig.slash(MODERATOR))
    assert (asked.expires_at - rig.clock()).total_seconds() == 1800
    assert _question(rig).expires_at == asked.expires_at


def test_the_trail_knows_of_a_question_before_it_can_be_answered(rig: Rig) -> None:
    def down(*_: object) -> None:
        raise Crash

    rig.audit.before_write = down
    with pytest.raises(Crash):
        rig.run(NAME, DELETE, rig.slash(MODERATOR))
    assert rig.discord.writes == []
    assert not [item for item in rig.state.items() if str(item["pk"]).startswith("confirmation#")]
    assert AuditStatus.REQUESTED not in {record.status for record in rig.records()}
