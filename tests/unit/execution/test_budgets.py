"""The guild's budgets of the day."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from guildhall.errors import DiscordUnavailable, GuildhallError, RateLimited
from guildhall.execution.budgets import spend_day, what_is_left
from guildhall.execution.outcome import Completed
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.operations.preview import Preview
from guildhall.operations.spec import Risk
from guildhall.policy.shares import DAY_S, Counted
from tests.fakes.guild import ADMIN, BOT_ROLE, GENERAL, GUILD, IN_GENERAL, MEMBER, MODERATOR, NEWCOMER, OWNER
from tests.fakes.platform import Rig
from tests.unit.execution import question

SEND = {"channel_id": GENERAL, "content": "hello"}
TIMEOUT: dict[str, Any] = {"user_id": NEWCOMER, "duration_s": 600}
POST = "POST /channels/{channel_id}/messages"


def counted(rig: Rig) -> Counted:
    return rig.platform.machinery.counters.counted(f"day#guild:{GUILD}", window_s=DAY_S)


def refused(rig: Rig, name: str, arguments: dict[str, Any], **more: Any) -> RateLimited:
    with pytest.raises(RateLimited) as failed:
        rig.run(name, arguments, rig.slash(MODERATOR), **more)
    return failed.value


def test_a_budget_that_is_used_up_says_what_how_much_when_it_renews_and_who_can_raise_it(rig: Rig) -> None:
    rig.set_policy(writes_per_day=2)
    for _ in range(2):
        rig.complete("message.send", SEND, rig.slash(MEMBER))
    error = refused(rig, "message.send", SEND)
    assert error.message == "This server's budget of 2 changes a day is used up: 0 left. Nothing was done."
    assert error.hint == (
        "It renews at midnight UTC, in 12 h; somebody with Manage Server can raise writes_per_day in the policy."
    )
    assert error.retry_after_s == 12 * 3600
    assert len(rig.discord.writes) == 2
    denial = rig.trail(kind=AuditKind.DENIAL)[-1]
    assert denial.error is not None
    assert denial.error["reason"] == "writes of the day: 2 of 2 are used, 1 asked"
    rig.clock.advance(12 * 3600)
    rig.complete("message.send", SEND, rig.slash(MEMBER))


def test_a_budget_of_nothing_lets_nothing_pass(rig: Rig) -> None:
    rig.set_policy(writes_per_day=0)
    assert "budget of 0 changes" in refused(rig, "message.send", SEND).message
    assert rig.discord.writes == []


def test_several_budgets_are_taken_together_or_not_at_all(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE, mass_mentions_per_day=1)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    loud = {**SEND, "content": "@everyone", "ping_everyone": True}
    rig.complete("message.send", loud, rig.slash(OWNER))
    assert counted(rig).counts == {"writes": 1, "mass_mentions": 1}
    with pytest.raises(RateLimited, match="budget of 1 message that pings everybody or a role a day"):
        rig.complete("message.send", loud, rig.slash(OWNER))
    assert counted(rig).counts == {"writes": 1, "mass_mentions": 1}
    rig.complete("message.send", SEND, rig.slash(MODERATOR))


def test_moderation_has_a_budget_of_its_own_that_other_changes_do_not_use_up(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE, writes_per_day=1, moderation_per_day=1)
    rig.complete("message.send", SEND, rig.slash(MEMBER))
    assert "budget of 1 change a day" in refused(rig, "message.send", SEND).message
    rig.complete("member.timeout", TIMEOUT, rig.slash(MODERATOR))
    assert counted(rig).counts == {"writes": 1, "moderation": 1}
    assert "budget of 1 act of moderation a day" in refused(rig, "member.timeout", TIMEOUT).message


def test_a_dry_run_takes_nothing_and_says_what_is_left(rig: Rig) -> None:
    rig.set_policy(writes_per_day=2, confirm_from=Risk.DESTRUCTIVE)
    shown = rig.preview("member.timeout", TIMEOUT, rig.slash(MODERATOR), dry_run=True).preview
    assert shown.budget == "Takes 1 of 200 acts of moderation left for this server today (UTC)."
    rig.complete("message.send", SEND, rig.slash(MEMBER))
    shown = rig.preview("message.send", SEND, rig.slash(MODERATOR), dry_run=True).preview
    assert shown.budget == "Takes 1 of 1 change left for this server today (UTC)."
    assert counted(rig).counts == {"writes": 1}


def test_a_budget_that_is_used_up_refuses_a_dry_run_and_a_question_too(rig: Rig) -> None:
    rig.set_policy(writes_per_day=1)
    rig.complete("message.send", SEND, rig.slash(MEMBER))
    assert refused(rig, "message.send", SEND, dry_run=True).retry_after_s == 12 * 3600
    assert "0 left" in refused(rig, "channel.edit", {"channel_id": GENERAL, "topic": "x"}).message
    assert len(rig.discord.writes) == 1, "no card was posted"


def test_a_call_that_waits_for_a_human_takes_nothing_before_it_is_approved(rig: Rig, asked: str) -> None:
    assert counted(rig).counts == {}
    rig.press(asked, "approve", MODERATOR)
    assert counted(rig).counts["moderation"] >= 1


def test_each_message_that_is_deleted_together_with_others_is_an_act_of_moderation(rig: Rig) -> None:
    rig.set_policy(moderation_per_day=5)
    rig.press(question.ask(rig), "approve", MODERATOR)
    assert counted(rig).counts == {"moderation": 3}
    more = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[3:])}
    rig.set_policy(moderation_per_day=4)
    assert "1 left; this takes 2" in refused(rig, question.NAME, more).message


def test_a_budget_used_up_while_a_human_was_asked_refuses_the_approved_call_and_the_trail_says_so(rig: Rig) -> None:
    confirmation_id = question.ask(rig)
    rig.set_policy(moderation_per_day=0)
    answer = rig.press(confirmation_id, "approve", MODERATOR)
    assert "it failed: This server's budget" in answer.text
    last = rig.trail()[-1]
    assert (last.audit_id, last.kind, last.status) == (confirmation_id, AuditKind.OUTCOME, AuditStatus.FAILED)
    assert len(rig.world.messages[GENERAL]) == len(IN_GENERAL)
    rig.set_policy(moderation_per_day=200)
    assert "already" in rig.press(confirmation_id, "approve", MODERATOR).text


def test_what_was_taken_stays_taken_when_discord_refuses_the_call(rig: Rig) -> None:
    rig.discord.fail(POST, DiscordUnavailable("down"))
    with pytest.raises(DiscordUnavailable):
        rig.run("message.send", SEND, rig.slash(MEMBER))
    assert counted(rig).counts == {"writes": 1}


def test_what_is_about_the_platform_itself_takes_nothing(rig: Rig) -> None:
    rig.set_policy(writes_per_day=0, confirm_from=Risk.DESTRUCTIVE)
    done = rig.preview("chat.allow", {"channel_id": GENERAL}, rig.slash(ADMIN), dry_run=True)
    assert done.preview.budget == ""
    rig.complete("chat.allow", {"channel_id": GENERAL}, rig.slash(ADMIN))


def test_many_changes_at_once_say_how_many_they_are(rig: Rig) -> None:
    rig.set_policy(writes_per_day=2)
    error = refused(rig, "message.send", {"channel_id": GENERAL, "content": "long\n" * 1200})
    assert (
        error.message == "This server's budget of 2 changes a day is used up: 2 left; this takes 4. Nothing was done."
    )


def test_of_a_hundred_at_once_exactly_as_many_pass_as_there_are(rig: Rig) -> None:
    rig.set_policy(writes_per_day=37)
    callers = [rig.mcp(MEMBER, credential=f"key:{number}", rate_limit=1000) for number in range(4)]

    def attempt(number: int) -> str:
        try:
            outcome = rig.run("message.send", SEND, callers[number % 4], dry_run=False)
        except GuildhallError as error:
            return error.code
        return "done" if isinstance(outcome, Completed) else "?"

    with ThreadPoolExecutor(20) as threads:
        told = list(threads.map(attempt, range(100)))
    assert (told.count("done"), told.count("rate_limited")) == (37, 63)
    assert len(rig.discord.sent(POST)) == 37


def test_a_call_without_a_guild_has_no_budget(rig: Rig) -> None:
    session = rig.platform.machinery.session(
        rig.mcp(MEMBER), rig.platform.build("message.send", SEND, rig.mcp(MEMBER)), "a" * 26
    )
    preview = Preview(summary="", fingerprint="")
    spend_day(rig.platform.machinery, session)
    assert what_is_left(rig.platform.machinery, session, preview) is preview
