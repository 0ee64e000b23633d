"""Which open questions somebody sees, and what they may do about each."""

from typing import Any

import pytest

from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.errors import NotAMember
from guildhall.execution.questions import MOST
from guildhall.identity import Principal
from guildhall.operations.spec import Risk
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OWNER,
    STAFF,
    STRANGER,
    SUPPORT,
)
from tests.fakes.platform import Rig
from tests.fakes.world import direct_channel
from tests.unit.execution import question
from tests.unit.execution.question import DELETE, NAME


def listed(rig: Rig, who: Principal) -> list[dict[str, Any]]:
    result: dict[str, Any] = rig.complete("confirmation.list", {"guild_id": GUILD}, who).result
    return list(result["confirmations"])


def may(rig: Rig, who: Principal) -> list[str]:
    return [entry["you_may"] for entry in listed(rig, who)]


def test_an_open_question_is_shown_to_whoever_may_answer_it(rig: Rig, asked: str) -> None:
    (entry,) = listed(rig, rig.slash(ADMIN))
    assert (entry["confirmation_id"], entry["asker_id"], entry["yours"]) == (asked, MODERATOR, False)
    assert (entry["operation"], entry["risk"], entry["approvals"]) == (NAME, "destructive", "0 of 1")
    assert entry["you_may"] == "approve or deny"
    assert entry["card"].startswith(f"https://discord.com/channels/{GUILD}/{APPROVALS}/")
    assert listed(rig, rig.slash(NEWCOMER)) == []


def test_the_asker_sees_their_own_and_may_take_it_back(rig: Rig, asked: str) -> None:
    (entry,) = listed(rig, rig.mcp(MODERATOR))
    assert (entry["yours"], entry["you_may"]) == (True, "approve or deny")
    rig.set_policy(self_approval=False)
    assert may(rig, rig.slash(MODERATOR)) == ["take back"]
    rig.world.edit_member(MODERATOR, roles=())
    assert may(rig, rig.slash(MODERATOR)) == ["take back"]


@pytest.mark.parametrize("verb", ["approve", "deny"])
def test_an_answered_question_is_not_open(rig: Rig, asked: str, verb: str) -> None:
    rig.press(asked, verb, ADMIN)
    assert listed(rig, rig.slash(OWNER)) == []


def test_an_overdue_question_is_not_open(rig: Rig, asked: str) -> None:
    rig.clock.advance(1799)
    assert len(listed(rig, rig.slash(OWNER))) == 1
    rig.clock.advance(1)
    assert listed(rig, rig.slash(OWNER)) == []


def test_what_is_about_a_channel_that_one_cannot_see_is_not_shown(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS, confirm_from=Risk.WRITE)
    for _ in range(10):
        rig.ask("message.send", {"channel_id": STAFF, "content": "x"}, rig.slash(MODERATOR))
    assert listed(rig, rig.slash(MEMBER)) == []
    assert listed(rig, rig.slash(MEMBER)) == [], "nor does looking count as guessing"
    assert len(listed(rig, rig.slash(ADMIN))) == 10


def test_a_channel_that_is_gone_leaves_its_question_to_the_asker(rig: Rig, asked: str) -> None:
    rig.world.remove_channel(GENERAL)
    assert listed(rig, rig.slash(ADMIN)) == []
    assert may(rig, rig.slash(MODERATOR)) == ["take back"]


def test_what_was_asked_in_private_is_shown_to_its_asker_alone(rig: Rig) -> None:
    rig.ask(NAME, DELETE, rig.slash(MODERATOR), private=True)
    assert listed(rig, rig.slash(ADMIN)) == []
    (entry,) = listed(rig, rig.slash(MODERATOR))
    assert entry["card"] is None


def _with_card_in_direct_messages(rig: Rig) -> Channel:
    """Let the moderator be asked directly; return the channel of their direct messages."""
    rig.set_policy(approvals_channel_id=None)
    rig.ask(NAME, DELETE, rig.mcp(MODERATOR))
    private = Channel(id=direct_channel(MODERATOR), type=ChannelType.DM)
    rig.world.channels[private.id] = private
    return private


def test_a_card_in_direct_messages_is_linked_for_its_asker_alone(rig: Rig) -> None:
    private = _with_card_in_direct_messages(rig)
    (mine,), (theirs,) = listed(rig, rig.mcp(MODERATOR)), listed(rig, rig.slash(ADMIN))
    assert mine["card"].startswith(f"https://discord.com/channels/@me/{private.id}/")
    assert theirs["card"] is None


def test_a_card_in_a_channel_where_cards_hang_no_more_is_still_linked(rig: Rig, asked: str) -> None:
    rig.set_policy(approvals_channel_id=SUPPORT)
    (entry,) = listed(rig, rig.slash(ADMIN))
    assert entry["card"].startswith(f"https://discord.com/channels/{GUILD}/{APPROVALS}/")
    rig.world.remove_channel(APPROVALS)
    assert [entry["card"] for entry in listed(rig, rig.slash(ADMIN))] == [None]


def test_approver_roles_and_first_approvals_are_told(rig: Rig, asked: str) -> None:
    rig.set_policy(approver_role_ids={HELPER_ROLE}, two_person_from=Risk.DESTRUCTIVE)
    assert listed(rig, rig.slash(ADMIN)) == []
    rig.press(asked, "approve", OWNER)
    (entry,) = listed(rig, rig.slash(OWNER))
    assert (entry["you_may"], entry["approvals"]) == ("deny", "1 of 2")


def test_what_is_about_no_channel_is_shown_too(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS, confirm_from=Risk.WRITE)
    rig.ask("member.timeout", {"guild_id": GUILD, "user_id": NEWCOMER, "duration_s": 60}, rig.slash(MODERATOR))
    assert may(rig, rig.slash(ADMIN)) == ["approve or deny"]


def test_a_credential_shows_no_more_than_it_reaches(rig: Rig, asked: str) -> None:
    narrow: dict[str, Any] = {"credential": "key:1123456789abcdef", "channel_ids": frozenset({SUPPORT})}
    assert listed(rig, rig.mcp(MODERATOR, **narrow)) == []
    assert listed(rig, rig.mcp(ADMIN, **narrow)) == []
    with pytest.raises(NotAMember):
        listed(rig, rig.slash(STRANGER))


def test_a_request_that_this_release_does_not_know_is_left_to_its_asker(
    rig: Rig, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmations = rig.platform.machinery.confirmations
    unknown = [record.model_copy(update={"operation": "moon.land"}) for record in confirmations.pending(GUILD)]
    monkeypatch.setattr(confirmations, "pending", lambda guild_id: unknown)
    assert listed(rig, rig.slash(ADMIN)) == []
    assert may(rig, rig.slash(MODERATOR)) == ["take back"]


def test_the_newest_come_first_and_no_more_than_a_menu_holds(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    ids = []
    for _ in range(MOST + 2):
        ids.append(question.ask(rig))
        rig.clock.advance(1)
    assert [entry["confirmation_id"] for entry in listed(rig, rig.slash(OWNER))] == ids[::-1][:MOST]


def test_a_poll_says_what_to_do_next_and_when_to_look_again(rig: Rig, asked: str) -> None:
    def poll() -> tuple[Any, ...]:
        shown = rig.complete("confirmation.get", {"confirmation_id": asked}, rig.mcp(MODERATOR)).result
        return shown["status"], shown["retry_after_s"], shown["approvals"], shown["decided_by"], shown["note"]

    assert poll() == ("pending", 15, "0 of 1", None, None)
    rig.press(asked, "deny", ADMIN, note="not now")
    assert poll() == ("denied", None, "0 of 1", ADMIN, "not now")


def test_an_approved_question_is_looked_at_again_soon(rig: Rig, asked: str) -> None:
    confirmations = rig.platform.machinery.confirmations
    record = confirmations.get(asked)
    assert record is not None
    confirmations.approve(record, needs=1, by=ADMIN, at=rig.clock())
    shown = rig.complete("confirmation.get", {"confirmation_id": asked}, rig.mcp(MODERATOR)).result
    assert (shown["status"], shown["retry_after_s"]) == ("approved", 5)
    assert "about to be done" in str(shown["next"])


def test_questions_of_another_guild_are_not_mixed_in(rig: Rig, asked: str) -> None:
    assert rig.platform.machinery.confirmations.pending(type(GUILD)("1000000000000000002")) == []
    assert len(IN_GENERAL) == 5
