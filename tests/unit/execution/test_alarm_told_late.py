"""A pause of the platform's own whose maker died, or could not tell: whoever it refuses next has it told."""

from typing import Any

import pytest

from guildhall.discord.ids import UserId
from guildhall.errors import ChannelForbidden, DiscordUnavailable, GuildhallError, StoreThrottled
from guildhall.operations.acts import AuditKind
from tests.fakes.guild import APPROVALS, GENERAL, MODERATOR, NEWCOMER, OWNER
from tests.fakes.platform import LEASE_S, Crash, Rig
from tests.unit.execution.bursting import POST, alerts, policy, prepare, resume, trip


@pytest.fixture
def rig(rig: Rig) -> Rig:
    return prepare(rig)


def _told(rig: Rig) -> list[str]:
    return [f"{record.kind} {record.status}" for record in rig.trail() if record.operation == "control.pause"]


def _die_while_pausing(rig: Rig) -> None:
    with rig.crashing_at("alarm.paused"), pytest.raises(Crash):
        trip(rig)
    rig.restart()


def _refused(rig: Rig, name: str = "message.send") -> None:
    asked: dict[str, dict[str, Any]] = {
        "message.send": {"channel_id": GENERAL, "content": "x"},
        "member.timeout": {"user_id": NEWCOMER, "duration_s": 600},
    }
    with pytest.raises(ChannelForbidden, match="paused in this server"):
        rig.run(name, asked[name], rig.slash(MODERATOR))


def test_whoever_dies_while_pausing_leaves_a_pause_of_which_the_trail_knows(rig: Rig) -> None:
    _die_while_pausing(rig)
    assert policy(rig).paused is not None
    assert _told(rig) == ["intent pending"]


def test_a_pause_of_which_nobody_was_told_is_told_once_by_whoever_it_refuses(rig: Rig) -> None:
    _die_while_pausing(rig)
    _refused(rig)
    assert alerts(rig) == [], "who paused may still be telling it"
    for _ in range(3):
        rig.clock.advance(LEASE_S)
        rig.world.nonces.clear()
        _refused(rig)
    (alert,) = alerts(rig)
    assert alert.startswith(
        "**This server is paused: 3 acts of moderation in a minute, and one more, which was refused.**"
    )
    assert "/audit list" in alert
    assert "/control resume" in alert
    assert _told(rig) == ["intent pending", "outcome done"]
    (done,) = [each for each in rig.trail(kind=AuditKind.OUTCOME) if each.operation == "control.pause"]
    assert done.audit_id in alert


@pytest.mark.parametrize("who", [MODERATOR, NEWCOMER], ids=["the asker of before", "somebody without the right"])
def test_a_press_that_the_pause_refuses_tells_it_too(rig: Rig, who: UserId) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    ids = sorted(rig.world.messages[GENERAL])[:2]
    asked = rig.ask("message.bulk_delete", {"channel_id": GENERAL, "message_ids": ids}, rig.slash(MODERATOR))
    _die_while_pausing(rig)
    rig.clock.advance(LEASE_S)
    with pytest.raises(GuildhallError):
        rig.press(asked.confirmation_id, "approve", who)
    assert len(alerts(rig)) == (1 if who == MODERATOR else 0)


def test_a_pause_that_comes_between_a_press_and_the_call_is_told_too(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    ids = sorted(rig.world.messages[GENERAL])[:2]
    asked = rig.ask("message.bulk_delete", {"channel_id": GENERAL, "message_ids": ids}, rig.slash(MODERATOR))
    confirmations = rig.platform.machinery.confirmations
    approve = confirmations.approve

    def paused_meanwhile(*given: Any, **more: Any) -> Any:
        rig.set_policy(paused={"at": rig.clock(), "why": "a burst", "audit_id": "01m7wd7tg0khfe92arj3q2bz03"})
        return approve(*given, **more)

    monkeypatch.setattr(confirmations, "approve", paused_meanwhile)
    assert "paused" in rig.press(asked.confirmation_id, "approve", MODERATOR).text
    (alert,) = alerts(rig)
    assert "01m7wd7tg0khfe92arj3q2bz03" in alert
    assert _told(rig) == [], "there is no intent that could be completed"


def test_a_pause_that_could_not_be_told_is_told_later(rig: Rig) -> None:
    rig.discord.fail(POST, DiscordUnavailable("down"))
    rig.discord.fail("POST /users/@me/channels", DiscordUnavailable("down"))
    trip(rig)
    assert alerts(rig) == []
    for _ in range(2):
        rig.clock.advance(LEASE_S)
        _refused(rig, "member.timeout")
    assert len(alerts(rig)) == 1


def test_a_pause_that_was_told_or_that_a_person_threw_is_told_by_nobody_who_is_refused(rig: Rig) -> None:
    trip(rig)
    rig.clock.advance(LEASE_S)
    _refused(rig)
    resume(rig)
    rig.complete("control.pause", {"why": "a raid"}, rig.slash(OWNER))
    _refused(rig)
    marks = [item for item in rig.state.items() if str(item["pk"]).startswith("claim#alarm:")]
    assert len(marks) == 1, "a person's pause has nothing to claim"
    assert len(alerts(rig)) == 1


def test_who_is_refused_is_told_so_even_if_the_alert_has_no_table(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    _die_while_pausing(rig)
    rig.clock.advance(LEASE_S)
    table = rig.platform.machinery.claims
    real = table.claim

    def claim(record: Any, **more: Any) -> Any:
        if record.key.startswith("alarm:"):
            raise StoreThrottled("Too much.", retry_after_s=1)
        return real(record, **more)

    monkeypatch.setattr(table, "claim", claim)
    _refused(rig)
    assert alerts(rig) == []
