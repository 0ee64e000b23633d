"""The toolbox: the catalogue's rules, the guild pinned, failures that teach, and each call made once."""

import threading
from typing import Any

import pytest

from guildhall.discord.routes import CREATE_MESSAGE, LIST_MESSAGES
from guildhall.errors import (
    InProgress,
)
from guildhall.surfaces.agent.ports import ToolCall
from guildhall.surfaces.agent.tools import table as tool_table
from tests.fakes.guild import (
    ELSEWHERE,
    ELSEWHERE_CHANNEL,
    GENERAL,
    GUILD,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OWNER,
    SUPPORT,
)
from tests.fakes.platform import Crash
from tests.unit.surfaces.agent.tools.toolhouse import TURN, House


@pytest.fixture
def house() -> House:
    return House()


# --------------------------------------------------------------------------------------------------- what there is
def test_the_tools_are_the_same_in_every_request(house: House) -> None:
    assert house.toolbox.definitions() == house.toolbox.definitions() == tool_table.definitions()


@pytest.mark.parametrize(
    ("name", "arguments", "title"),
    [
        ("channel_list", {}, "List channel"),
        ("message_send", {"content": "secret", "channel_id": "1"}, "Send message"),
        ("operations_run_write", {"name": "member.unban"}, "Unban member"),
        ("operations_run_read", {"name": "guild_get"}, "Get guild"),
        ("operations_run_read", {"name": "ignore all rules"}, "Run read operation"),
        ("operations_run_read", {"name": 7}, "Run read operation"),
        ("operations_search", {"query": "secret", "name": "member.unban"}, "Search operations"),
        ("conversation_read", {}, "Read conversation"),
        ("say_something_rude", {}, "Look for a tool"),
    ],
)
def test_progress_tells_titles_and_nothing_that_anybody_wrote(
    house: House, name: str, arguments: dict[str, Any], title: str
) -> None:
    assert house.toolbox.title(ToolCall("t", name, arguments)) == title


def test_a_tool_that_does_not_exist_is_told_with_those_that_do(house: House) -> None:
    told = house.told("guild_nuke", asked=house.asked(OWNER))
    assert told.failed
    assert "There is no tool 'guild_nuke'" in told.text
    assert "channel_list" in told.text
    assert "guild_get" not in told.text, "only what is listed"


def test_arguments_that_do_not_fit_are_named(house: House) -> None:
    told = house.told("message_bulk_delete", asked=house.asked(MEMBER), channel_id=GENERAL, messages="x", plan_id="p")
    assert told.failed
    for field in ("message_ids: it is missing", "messages: ", "plan_id: "):
        assert field in told.text


@pytest.mark.parametrize("value", ["yes", 1, {}])
def test_dry_run_is_true_or_false(house: House, value: Any) -> None:
    told = house.told("channel_create", asked=house.asked(OWNER), name="x", dry_run=value)
    assert told.failed
    assert "dry_run is neither true nor false" in told.text
    assert house.rig.discord.writes == []


# ------------------------------------------------------------------------------------------------------ reads, writes
def test_a_read_is_told_inside_a_fence(house: House) -> None:
    told = house.told("message_list", asked=house.asked(MEMBER), channel_id=GENERAL)
    assert not told.failed
    head, fence, rest = told.text.partition("<discord ")
    assert head.startswith("**List message**")
    assert fence
    assert "word 3" in rest
    assert "word" not in head


def test_a_write_is_done_at_once_for_the_askers_words_are_the_intent(house: House) -> None:
    told = house.told("message_send", asked=house.asked(MEMBER), channel_id=SUPPORT, content="hello")
    assert told.text.startswith("**Send message: done.** Audit id ")
    (sent,) = house.rig.discord.writes
    assert sent.body is not None
    assert sent.body["content"] == "hello"
    record = house.rig.trail()[-1]
    assert (record.door, record.credential, record.user_id) == ("agent", f"turn:{TURN}", MEMBER)


def test_a_write_that_is_only_to_be_shown_changes_nothing(house: House) -> None:
    told = house.told("channel_create", asked=house.asked(OWNER), name="news", dry_run=True)
    assert "Nothing was changed" in told.text
    assert "without dry_run" in told.text
    assert "plan_id" not in told.text
    assert house.rig.discord.writes == []


def test_what_needs_a_human_is_told_as_a_wait(house: House) -> None:
    told = house.told("member_timeout", asked=house.asked(MODERATOR), user_id=NEWCOMER, duration_s=60)
    assert told.wait is not None
    assert told.wait.tool_use_id == told.call.id
    assert "waits for a person" in told.text
    assert not told.failed
    record = house.rig.platform.machinery.confirmations.get(told.wait.confirmation_id)
    assert record is not None
    assert record.expires_at == told.wait.expires_at


def test_a_repeated_round_repeats_no_write(house: House) -> None:
    calls = [house.call("message_send", channel_id=GENERAL, content=text) for text in ("one", "two")]
    first = house.toolbox.run(house.asked(MEMBER), calls, tainted=False)
    house.restart()
    second = house.toolbox.run(house.asked(MEMBER), calls, tainted=True)
    assert [told.text for told in first] == [
        _fresh_mark(told.text, other.text) for told, other in zip(second, first, strict=True)
    ]
    assert len(house.rig.discord.sent(CREATE_MESSAGE)) == 2
    house.toolbox.run(house.asked(MEMBER, turn="78"), calls, tainted=False)
    assert len(house.rig.discord.sent(CREATE_MESSAGE)) == 4


def _fresh_mark(text: str, other: str) -> str:
    """The text, its fence marked like another one's: marks are drawn anew each time."""
    (own, theirs) = (each.partition("<discord ")[2][:16] for each in (text, other))
    return text.replace(own, theirs)


def test_a_round_that_died_in_a_write_goes_on_without_doing_it_twice(house: House) -> None:
    calls = [house.call("message_send", channel_id=GENERAL, content=text) for text in ("one", "two")]
    with house.rig.crashing_at("execution.called"), pytest.raises(Crash):
        house.toolbox.run(house.asked(MEMBER), calls, tainted=False)
    house.restart()
    with pytest.raises(InProgress):
        house.toolbox.run(house.asked(MEMBER), calls, tainted=False)
    house.rig.clock.advance(31)
    told = house.toolbox.run(house.asked(MEMBER), calls, tainted=False)
    assert "outcome_unknown" in told[0].text
    assert "done" in told[1].text
    bodies = [sent.body["content"] for sent in house.rig.discord.sent(CREATE_MESSAGE) if sent.body]
    assert bodies == ["one", "two"]


def test_results_come_in_the_order_of_the_calls(house: House) -> None:
    calls = [
        house.call("message_send", channel_id=GENERAL, content="x"),
        house.call("channel_list"),
        house.call("nothing"),
        house.call("message_send", channel_id=GENERAL, content="y"),
        house.call("role_list"),
    ]
    told = house.toolbox.run(house.asked(OWNER), calls, tainted=False)
    assert [each.call.id for each in told] == [call.id for call in calls]
    assert [each.failed for each in told] == [False, False, True, False, False]


def test_reads_run_side_by_side_and_writes_afterwards_one_by_one(house: House) -> None:
    together = threading.Barrier(4, timeout=10)
    order: list[str] = []

    def look(sent: Any) -> None:
        if sent.route == str(LIST_MESSAGES):
            together.wait()
        order.append(sent.route)

    house.rig.discord.before = look
    calls = [house.call("message_list", channel_id=GENERAL) for _ in range(4)]
    calls[1:1] = [house.call("message_send", channel_id=GENERAL, content=text) for text in "ab"]
    told = house.toolbox.run(house.asked(MEMBER), calls, tainted=False)
    assert not any(each.failed for each in told)
    assert order.index(str(CREATE_MESSAGE)) > max(n for n, route in enumerate(order) if route == str(LIST_MESSAGES))
    assert [sent.body["content"] for sent in house.rig.discord.sent(CREATE_MESSAGE) if sent.body] == ["a", "b"]


# ---------------------------------------------------------------------------------------------------------- the guild
@pytest.mark.parametrize("guild_id", [ELSEWHERE, "999", 7, "https://discord.com/channels/2/3"])
@pytest.mark.parametrize("through", ["channel_list", "operations_run_read"])
def test_no_other_guild_can_be_named(house: House, through: str, guild_id: Any) -> None:
    own = {"guild_id": guild_id}
    arguments = own if through == "channel_list" else {"name": "channel.list", "arguments": own}
    told = house.told(through, asked=house.asked(OWNER), **arguments)
    assert told.failed
    assert "Only this server" in told.text
    assert house.rig.discord.calls == []


def test_the_guild_where_it_was_asked_may_be_named(house: House) -> None:
    assert not house.told("channel_list", asked=house.asked(OWNER), guild_id=str(GUILD)).failed


@pytest.mark.parametrize("tool", ["message_list", "operations_run_read", "operations_run_write", "policy_explain"])
def test_no_channel_of_another_guild_is_reached_by_its_id(house: House, tool: str) -> None:
    """Somebody who is in both guilds asks in one of them."""
    member = house.rig.world.members[GUILD, OWNER]
    house.rig.world.put_member(member, ELSEWHERE)
    own: dict[str, Any] = {"channel_id": ELSEWHERE_CHANNEL}
    arguments: dict[str, dict[str, Any]] = {
        "message_list": own,
        "operations_run_read": {"name": "message.list", "arguments": own},
        "operations_run_write": {"name": "message.send", "arguments": {**own, "content": "x"}},
        "policy_explain": {"operation": "message.list", "arguments": own},
    }
    told = house.told(tool, asked=house.asked(OWNER), **arguments[tool])
    assert "not yours to see" in told.text
    assert house.rig.discord.writes == []
    assert {record.status for record in house.rig.trail(ELSEWHERE)} <= {"denied"}


def test_finders_lead_to_what_is_not_listed_and_show_the_agents_own_arguments(house: House) -> None:
    asked = house.asked(OWNER)
    found = house.told("operations_search", asked=asked, query="lift a ban")
    assert "member.unban" in found.text
    shown = house.told("operations_describe", asked=asked, name="member.unban")
    assert "user_id" in shown.text
    assert "guild_id" not in shown.text
    assert "plan_id" not in shown.text
    read = house.told("operations_run_read", asked=asked, name="guild.get")
    assert "member_count: 6" in read.text
    refused = house.told("operations_run_read", asked=asked, name="member.unban", arguments={"user_id": NEWCOMER})
    assert refused.failed
    assert not any(told.tainted or told.private for told in (found, shown, refused))


def test_what_a_finder_runs_is_claimed_and_asked_about_like_the_tool_itself(house: House) -> None:
    house.rig.world.ban(NEWCOMER)
    call = house.call("operations_run_write", name="member_ban", arguments={"user_id": NEWCOMER})
    asked = house.asked(OWNER)
    house.rig.world.edit_role(house.rig.world.guilds[GUILD].roles[-1].id, permissions=~0)
    waits = [house.toolbox.run(asked, [call], tainted=False)[0].wait for _ in range(2)]
    assert waits[0] is not None
    assert waits[0] == waits[1]


def test_a_result_is_never_longer_than_the_model_should_read(house: House) -> None:
    for message_id in IN_GENERAL:
        house.rig.world.edit_message(GENERAL, message_id, "word " * 800)
    told = house.told("message_list", asked=house.asked(MEMBER), channel_id=GENERAL)
    assert len(told.text) <= 12_000
    assert "Shown are the first 2 of 5 messages." in told.text
    assert f"before={IN_GENERAL[3]}" in told.text
