"""Attacks by number: callers that race for the last of a budget, bursts of moderation, and a guild that is paused."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from guildhall.clock import utc_now
from guildhall.operations.spec import Risk
from guildhall.policy.model import Pause
from tests.e2e import attacks
from tests.e2e.attacks import call, changed, refusal
from tests.e2e.system import Json, System, text_of, until
from tests.e2e.tables import allow_chat, change_policy, ended

CALLS = int(os.environ.get("ATTACK_CALLS", "40"))
"""How many calls race for a budget; the guild's writes of one minute are 120."""
BUDGET, BURST = 7, 3


@pytest.fixture
def guild(besieged: System) -> System:
    attacks.calm(besieged)
    return besieged


def at_once(guild: System, tool: str, asked: list[tuple[str, Json]]) -> list[Json]:
    """Make calls by several keys at once; return their answers."""
    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(lambda each: call(guild, tool, each[0], **each[1]), asked))


def keys(guild: System, number: int = 5) -> list[str]:
    moderators = guild.control("GET", "/state")["names"]["moderators_role"]
    return [attacks.key(guild, attacks.person(guild, moderators)) for _ in range(number)]


def spent(guild: System, budget: str) -> int:
    used: list[Json] = guild.tool("control_status")["budgets"]
    return int(next(each["used"] for each in used if each["name"] == budget))


# -------------------------------------------------------------------------------------------------------- day budgets
def test_calls_of_several_keys_that_race_for_a_days_budget_get_exactly_what_is_left(guild: System) -> None:
    change_policy(guild, writes_per_day=spent(guild, "writes") + BUDGET)
    callers, general, since = keys(guild), guild.channel("general"), guild.mark()
    asked = [(callers[n % len(callers)], {"channel_id": general, "content": f"race {n}"}) for n in range(CALLS)]
    answers = at_once(guild, "message_send", asked)
    assert len(changed(guild, since)) == BUDGET
    assert sum(answer.get("status") == "completed" for answer in answers) == BUDGET
    told = {refusal(answer)[1] for answer in answers if "error" in answer}
    assert all("changes a day is used up: 0 left" in each or "at once" in each for each in told)
    assert any("It renews at midnight UTC" in each and "writes_per_day" in each for each in told)
    waits = [answer["error"]["details"]["retry_after_s"] for answer in answers if "error" in answer]
    assert all(wait > 0 for wait in waits)


def test_a_call_of_many_members_takes_as_much_as_it_does_or_nothing(guild: System) -> None:
    change_policy(guild, moderation_per_day=spent(guild, "moderation") + 2, confirm_from=Risk.DESTRUCTIVE)
    people, since = [attacks.person(guild) for _ in range(3)], guild.mark()
    told = refusal(call(guild, "member_bulk_ban", user_ids=people))[1]
    assert "this takes 3" in told
    assert changed(guild, since) == []


def test_previews_cards_and_refusals_take_nothing_from_a_budget(guild: System) -> None:
    general, before = guild.channel("general"), spent(guild, "writes")
    guild.tool("message_send", channel_id=general, content="only seen")
    call(guild, "message_bulk_delete", channel_id=general, message_ids=attacks.spam(guild))
    call(guild, "message_send", "read_only", channel_id=general, content="refused")
    assert spent(guild, "writes") == before


# ----------------------------------------------------------------------------------------------- bursts of moderation
def test_a_burst_of_moderation_pauses_the_guild_and_tells_who_did_it(guild: System) -> None:
    change_policy(guild, moderation_burst=BURST, confirm_from=Risk.DESTRUCTIVE)
    callers, victims, since = keys(guild, 2), [attacks.person(guild) for _ in range(4 * BURST)], guild.mark()
    before = {each["id"] for each in guild.messages("approvals")}
    asked = [(callers[n % 2], {"user_id": victim, "duration_s": 60}) for n, victim in enumerate(victims)]
    answers = at_once(guild, "member_timeout", asked)
    assert len(changed(guild, since)) == BURST
    assert sum(answer.get("status") == "completed" for answer in answers) == BURST
    told = " ".join(refusal(answer)[1] for answer in answers if "error" in answer)
    assert "the platform has paused this server" in told
    assert "/control resume" in told
    said = [text_of(each) for each in guild.messages("approvals") if each["id"] not in before]
    alarms = [text for text in said if "This server is paused" in text]
    assert len(alarms) == 1
    assert "Who asked:" in alarms[0]
    assert guild.tool("control_status")["paused"]


# ----------------------------------------------------------------------------------------------------- a paused guild
def paused(guild: System) -> None:
    change_policy(guild, paused=Pause(at=utc_now(), why="attack"))


def test_in_a_paused_guild_nothing_is_changed_through_any_door(guild: System) -> None:
    waiting = attacks.asked(guild)
    paused(guild)
    since, general = guild.mark(), guild.channel("general")
    for tool, given in (
        ("message_send", {"channel_id": general, "content": "still"}),
        ("channel_edit", {"channel_id": general, "topic": "still"}),
        ("chat_allow", {"channel_id": general}),
        ("policy_edit_limits", {"moderation_burst": 1000}),
        ("workspace_grant", {"user_id": guild.user("member"), "role": "moderator"}),
        ("audit_undo", {"audit_id": "01m7x0w4t6h77raxnm84mdcw0k"}),
    ):
        code, told = refusal(call(guild, tool, **given))
        assert code == "channel_forbidden", tool
        assert "paused in this server" in told
        assert "/control resume" in told
    assert "paused in this server" in guild.slash("owner", "message send", channel_id=general, content="still")
    assert "paused in this server" in guild.press("owner", "approve", waiting)
    assert changed(guild, since) == []


def test_a_program_ends_no_pause_without_a_human(guild: System) -> None:
    paused(guild)
    answer = call(guild, "control_resume")
    assert answer["status"] == "needs_confirmation"
    assert guild.tool("control_status")["paused"]
    told = refusal(call(guild, "control_resume", "moderator"))[1]
    assert "Use a key or sign-in whose level includes control:manage." in told
    assert "You lack the Discord permission Manage Server" in guild.slash("moderator", "control resume")
    assert guild.tool("control_status")["paused"]


def test_the_agent_is_silent_in_a_paused_guild(guild: System) -> None:
    [room] = guild.control("POST", "/channels", {"names": ["silent"]})
    allow_chat(guild, room["id"])
    paused(guild)
    send = {"name": "message_send", "input": {"channel_id": room["id"], "content": "still"}}
    guild.model_script({"match": "say it", "tools": [send]}, {"match": "say it", "times": "always", "text": "done"})
    asked = guild.mention("owner", "say it", room["id"])
    until(lambda: ended(guild, asked), what="the end of the turn")
    assert not any("still" in text_of(each) for each in guild.messages(room["id"]))
