"""A Discord or a table that fails a write: how it is told, and what is never told."""

from collections.abc import Sequence

import pytest

from guildhall.errors import (
    ConfirmationUndeliverable,
    DiscordForbidden,
    DiscordUnavailable,
    GuildhallError,
    OutcomeUnknown,
    Repeated,
    StoreUnavailable,
)
from guildhall.execution.outcome import Call, Completed
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.store.table import Write
from tests.fakes.guild import ADMIN, APPROVALS, GENERAL, IN_GENERAL, MODERATOR, OWNER
from tests.fakes.platform import Rig
from tests.unit.execution.fuse import outcomes

EDIT, DELETE = "channel.edit", "message.bulk_delete"
ROUTE = "PATCH /channels/{channel_id}"
CARD = "POST /channels/{channel_id}/messages"


def _rig() -> Rig:
    rig = Rig()
    rig.set_policy(approvals_channel_id=APPROVALS)
    return rig


def _edit(rig: Rig) -> Call:
    return rig.call(EDIT, {"channel_id": GENERAL, "topic": "new"}, rig.slash(MODERATOR), idempotency_key="one")


def _delete(rig: Rig) -> Call:
    asked = {"channel_id": GENERAL, "message_ids": IN_GENERAL[:2]}
    return rig.call(DELETE, asked, rig.slash(MODERATOR), idempotency_key="one")


def _unavailable() -> StoreUnavailable:
    return StoreUnavailable("The database gave no answer.", "Try again.")


def _edited(rig: Rig) -> bool:
    return rig.world.channels[GENERAL].topic == "new"


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (DiscordForbidden("no", status=403), AuditStatus.FAILED, "discord_forbidden"),
        (DiscordUnavailable("down"), AuditStatus.FAILED, "discord_unavailable"),
        (OutcomeUnknown("?"), AuditStatus.UNKNOWN, "outcome_unknown"),
        (RuntimeError("a bug"), AuditStatus.UNKNOWN, "outcome_unknown"),
    ],
)
def test_a_discord_that_fails_the_write_is_told_by_its_kind(
    error: Exception, status: AuditStatus, code: str, *, after: bool
) -> None:
    rig = _rig()
    call = _edit(rig)
    rig.discord.fail(ROUTE, error, after=after)
    with pytest.raises(GuildhallError) as failed:
        rig.platform.executor.run(call)
    assert failed.value.code == code
    assert outcomes(rig, EDIT) == [status]
    with pytest.raises(Repeated) as again:
        rig.platform.executor.run(call)
    assert again.value.to_dict()["code"] == code
    assert len(rig.discord.sent(ROUTE)) == 1


def test_a_bug_behind_an_unknown_outcome_is_logged_by_its_place_and_not_by_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = _rig()
    rig.discord.fail(ROUTE, RuntimeError("canary"), after=True)
    with pytest.raises(OutcomeUnknown):
        rig.platform.executor.run(_edit(rig))
    (logged,) = [record for record in caplog.records if record.message == "an operation broke"]
    assert logged.__dict__["failure"] == "RuntimeError"
    assert logged.__dict__["where"]
    assert "canary" not in str(logged.__dict__)


def test_what_discord_did_is_never_told_as_a_failure_that_may_be_repeated() -> None:
    rig = _rig()
    call = _edit(rig)

    def down(*_: object) -> None:
        if _edited(rig):
            raise _unavailable()

    for table in (rig.audit, rig.state, rig.history):
        table.before_write = down
    with pytest.raises(OutcomeUnknown, match="Discord did it"):
        rig.platform.executor.run(call)
    rig.restart()
    for table in (rig.audit, rig.state, rig.history):
        table.before_write = lambda _: None
    rig.clock.advance(60)
    with pytest.raises(OutcomeUnknown, match="cut off"):
        rig.platform.executor.run(call)
    assert outcomes(rig, EDIT) == [AuditStatus.UNKNOWN]


def test_a_trail_that_cannot_be_written_keeps_discord_from_being_called() -> None:
    rig = _rig()
    call = _edit(rig)

    def down(*_: object) -> None:
        raise _unavailable()

    rig.audit.before_write = down
    with pytest.raises(StoreUnavailable):
        rig.platform.executor.run(call)
    assert rig.discord.writes == []


@pytest.mark.parametrize("error", [DiscordUnavailable("down"), OutcomeUnknown("?")])
def test_a_card_that_may_or_may_not_hang_there_cannot_be_used(error: GuildhallError) -> None:
    rig = _rig()
    call = _delete(rig)
    rig.discord.fail(CARD, error, after=True)
    with pytest.raises((ConfirmationUndeliverable, DiscordUnavailable)) as failed:
        rig.platform.executor.run(call)
    assert "may or may not" not in failed.value.message
    assert outcomes(rig, DELETE) == [AuditStatus.FAILED]
    answer = rig.press(rig.trail(kind=AuditKind.CONFIRMATION)[0].audit_id, "approve", ADMIN)
    assert answer.settled
    assert set(IN_GENERAL) <= rig.world.messages[GENERAL].keys()


def _trail_down_once(rig: Rig) -> None:
    """Let the trail's outcome fail once: the claim has ended, and the trail does not say so yet."""
    failed: list[int] = []

    def down(writes: Sequence[Write]) -> None:
        if not failed and writes[0].key.sk.endswith("outcome"):
            failed.append(1)
            raise _unavailable()

    rig.audit.before_write = down


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DiscordForbidden("no", status=403), AuditStatus.FAILED),
        (OutcomeUnknown("?"), AuditStatus.UNKNOWN),
        (StoreUnavailable("The database gave no answer."), AuditStatus.UNKNOWN),
        (None, AuditStatus.DONE),
    ],
)
def test_a_trail_that_missed_the_end_is_completed_by_the_next_delivery(
    error: GuildhallError | None, status: AuditStatus
) -> None:
    rig = _rig()
    call = _edit(rig)
    _trail_down_once(rig)
    if error is not None:
        rig.discord.fail(ROUTE, error)
    with pytest.raises(GuildhallError):
        rig.platform.executor.run(call)
    assert outcomes(rig, EDIT) == []
    if error is None:
        assert isinstance(rig.platform.executor.run(call), Completed)
    else:
        with pytest.raises(Repeated):
            rig.platform.executor.run(call)
    assert outcomes(rig, EDIT) == [status]
    assert len(rig.discord.sent(ROUTE)) == 1


def test_a_table_of_ours_that_may_have_changed_is_told_as_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = _rig()

    def down(*_: object) -> None:
        raise _unavailable()

    monkeypatch.setattr(rig.platform.policies, "allow_chat", down)
    with pytest.raises(StoreUnavailable):
        rig.run("chat.allow", {"channel_id": GENERAL}, rig.slash(OWNER))
    assert outcomes(rig, "chat.allow") == [AuditStatus.UNKNOWN]
