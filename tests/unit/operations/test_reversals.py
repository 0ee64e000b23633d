"""What an operation says of how it is undone, where its target or its own effect makes a difference."""

from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from guildhall.operations.reversal import Fidelity, Reversal
from guildhall.operations.spec import Risk
from tests.fakes.guild import BOT_ROLE, CATEGORY, GENERAL, GUILD, HELPER_ROLE, MEMBER, NEWCOMER, OWNER, STRANGER, THREAD
from tests.fakes.platform import Rig


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    return rig


def _kept(rig: Rig, operation: str, /, **asked: Any) -> Reversal | None:
    """Do something and return how it is undone."""
    outcome = rig.run(operation, asked, rig.slash(OWNER))
    audit_id = str(getattr(outcome, "audit_id", None) or getattr(outcome, "confirmation_id", None))
    if hasattr(outcome, "confirmation_id"):
        assert rig.press(audit_id, "approve", OWNER).text.endswith("Done.")
    record = rig.platform.machinery.undos.get(GUILD, audit_id)
    return record.reversal if record else None


def test_a_thread_is_not_made_anew_and_a_category_is(rig: Rig) -> None:
    assert _kept(rig, "channel.delete", channel_id=THREAD) is None
    category = _kept(rig, "channel.delete", channel_id=CATEGORY)
    assert category is not None
    assert category.arguments["kind"] == "category"
    assert "stay outside" in category.lost


def test_a_ban_of_somebody_who_is_banned_already_is_nothing_to_undo(rig: Rig) -> None:
    rig.world.ban(NEWCOMER, "before")
    assert _kept(rig, "member.ban", user_id=NEWCOMER) is None


@pytest.mark.parametrize(("seconds", "fidelity"), [(0, Fidelity.EXACT), (60, Fidelity.PARTIAL)])
def test_a_ban_of_somebody_from_outside_comes_back_whole_unless_messages_went(
    rig: Rig, seconds: int, fidelity: Fidelity
) -> None:
    back = _kept(rig, "member.ban", user_id=STRANGER, delete_message_seconds=seconds)
    assert back is not None
    assert back.fidelity is fidelity


@pytest.mark.parametrize("reason", [None, "", "spam", "x" * 600])
def test_a_lifted_ban_comes_back_with_its_reason(rig: Rig, reason: str | None) -> None:
    rig.world.ban(NEWCOMER, reason)
    back = _kept(rig, "member.unban", user_id=NEWCOMER)
    assert back is not None
    assert back.arguments.get("reason", "") == (reason or "")[:512]


def test_ending_a_timeout_that_does_not_run_is_nothing_to_undo(rig: Rig) -> None:
    assert _kept(rig, "member.timeout", user_id=NEWCOMER, duration_s=0) is None
    assert _kept(rig, "member.timeout", user_id=NEWCOMER, duration_s=60) is not None
    rig.clock.advance(20)
    ended = _kept(rig, "member.timeout", user_id=NEWCOMER, duration_s=0)
    assert ended is not None
    assert (ended.arguments["duration_s"], ended.fidelity) == (40, Fidelity.PARTIAL)


@pytest.mark.parametrize(("who", "operation"), [(MEMBER, "role.assign"), (NEWCOMER, "role.remove")])
def test_a_role_that_was_held_or_not_held_before_is_nothing_to_undo(rig: Rig, who: str, operation: str) -> None:
    assert _kept(rig, operation, user_id=who, role_id=HELPER_ROLE) is None


def test_the_agents_channels_come_back_only_where_the_list_changed(rig: Rig) -> None:
    assert _kept(rig, "chat.allow", channel_id=GENERAL) is not None
    assert _kept(rig, "chat.allow", channel_id=GENERAL) is None
    assert _kept(rig, "chat.disallow", channel_id=GENERAL) is not None
    assert _kept(rig, "chat.disallow", channel_id=GENERAL) is None
