"""The jobs that change something: what is called, with which arguments, and what is told of the outcome."""

from typing import Any

import pytest

from tests.unit.local.model.talk import ask, result, tools
from tests.unit.local.model.test_jobs import CHANNELS, DENIED, GENERAL, GUILD, MODERATORS, NEWCOMER, ROLES

DONE = result("Create channel: done.** Audit id 1.", {"channel_id": "100000000000000099", "name": "support"})


# ------------------------------------------------------------------------------------------------------------- channels
def test_a_channel_that_only_a_role_can_write_in_denies_everybody_and_allows_the_role() -> None:
    results = {"role_list": ROLES, "channel_create": DONE}
    turn = ask("create a support channel that only Moderators can write in", results)
    first, second = turn.calls
    assert first == ("role_list", {})
    assert second[0] == "channel_create"
    assert second[1] == {
        "name": "support",
        "dry_run": False,
        "permission_overwrites": [
            {"id": GUILD, "kind": "role", "allow": [], "deny": ["SEND_MESSAGES"]},
            {"id": MODERATORS, "kind": "role", "allow": ["VIEW_CHANNEL", "SEND_MESSAGES"], "deny": []},
        ],
    }
    assert "Create channel: done" in turn.said


def test_a_channel_that_only_a_role_can_see_is_hidden_from_everybody() -> None:
    results = {"role_list": ROLES, "channel_create": DONE}
    turn = ask(f'make a channel called "Den" that only <@&{MODERATORS}> can see', results)
    overwrites = turn.calls[-1][1]["permission_overwrites"]
    assert turn.calls[-1][1]["name"] == "den"
    assert [each["deny"] for each in overwrites] == [["VIEW_CHANNEL"], []]


def test_a_channel_for_all_needs_no_role() -> None:
    turn = ask("create a new cooking channel", {"channel_create": DONE})
    assert turn.calls == [("channel_create", {"name": "cooking", "dry_run": False})]


@pytest.mark.parametrize(
    ("words", "results", "says"),
    [
        ("create a channel", {}, "What shall the channel be called?"),
        ("create a den channel that only Wizards can see", {"role_list": ROLES}, "no role with the name Wizards"),
        ("create a den channel that only Moderators can see", {"role_list": DENIED}, "That did not work"),
        (
            "create a den channel that only Moderators can see",
            {"role_list": result("", {"roles": [{"role_id": MODERATORS, "name": "Moderators"}]})},
            "which role is @everyone",
        ),
    ],
)
def test_a_channel_that_cannot_be_made_as_asked_is_not_made(words: str, results: dict[str, Any], says: str) -> None:
    turn = ask(words, results)
    assert says in turn.said
    assert "channel_create" not in dict(turn.calls)


def test_without_overwrites_in_the_schema_the_channel_is_not_left_open() -> None:
    plain = tools("channel_create")
    plain.append({"name": "channel_create", "input_schema": {"type": "object", "properties": {"name": {}}}})
    turn = ask("create a den channel that only Moderators can see", {"role_list": ROLES}, tools=plain)
    assert "everybody could write there" in turn.said


def test_quoted_words_are_sent_to_the_channel_that_is_named() -> None:
    done = "**Send message: done.** Audit id 7."
    turn = ask("send 'hi' to #general", {"channel_list": CHANNELS, "message_send": done})
    assert turn.calls[-1] == ("message_send", {"channel_id": GENERAL, "content": "hi", "dry_run": False})
    assert "Send message: done" in turn.said
    turn = ask(f"post “good morning” to <#{GENERAL}>", {"message_send": DENIED})
    assert turn.calls[0][1]["content"] == "good morning"
    assert "Ban Members" in turn.said
    assert "no channel" in ask('say "hi" in nowhere', {"channel_list": CHANNELS}).said


# -------------------------------------------------------------------------------------------------------------- members
def test_a_ban_is_asked_for_and_its_outcome_told_as_it_is() -> None:
    waits = "**Ban member: waits for a human. Nothing was changed yet.** Risk: destructive.\nA card is in <#1>."
    turn = ask(f"ban <@{NEWCOMER}> because of nitro spam.", {"member_ban": waits})
    assert turn.calls == [("member_ban", {"user_id": NEWCOMER, "reason": "nitro spam", "dry_run": False})]
    assert "waits for a human" in turn.said
    denied = ask(f"ban <@!{NEWCOMER}>", {"member_ban": DENIED})
    assert "reason" not in denied.calls[0][1]
    assert "You need Ban Members" in denied.said
    assert "- missing: BAN_MEMBERS" in denied.said


def test_a_member_who_is_not_mentioned_is_not_guessed() -> None:
    turn = ask("ban @newcomer")
    assert turn.calls == []
    assert "mention the member" in turn.said


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("for 10 minutes", 600),
        ("for 2h", 7200),
        ("for 1 day", 86_400),
        ("30 s please", 30),
        ("", 600),
        ("for 99 weeks", 2_419_200),
    ],
)
def test_a_timeout_takes_its_length_from_the_words(words: str, seconds: int) -> None:
    turn = ask(f"timeout <@{NEWCOMER}> {words}", {"member_timeout": "**Done.**"})
    assert turn.calls == [("member_timeout", {"user_id": NEWCOMER, "duration_s": seconds, "dry_run": False})]


def test_a_timeout_keeps_its_reason_apart_from_its_length() -> None:
    turn = ask(f"mute <@{NEWCOMER}> for 5 minutes for shouting at people", {"member_timeout": "**Done.**"})
    assert turn.calls[0][1]["reason"] == "shouting at people"


def test_who_somebody_is_is_told_without_ids() -> None:
    shown = result(
        "Get member", {"user_id": NEWCOMER, "display_name": "Noor", "username": "noor.reads", "role_ids": []}
    )
    turn = ask(f"who is <@{NEWCOMER}>?", {"member_get": shown})
    assert turn.calls == [("member_get", {"user_id": NEWCOMER})]
    assert "**Noor**\n- display name: Noor\n- username: noor.reads" in turn.said
    assert "That did not work" in ask(f"who is <@{NEWCOMER}>", {"member_get": DENIED}).said
    assert "**This member**" in ask(f"who is <@{NEWCOMER}>", {"member_get": "nothing"}).said


# --------------------------------------------------------------------------------------------------------------- others
def test_a_call_is_never_repeated_word_for_word() -> None:
    page = result(
        "List messages", {"messages": [{"message_id": "9", "content": "x"}]}, "There is more: call again with before=9."
    )
    turn = ask(f"summarize the last 90 messages in <#{GENERAL}>", {"message_list": page})
    assert [given.get("before") for _, given in turn.calls] == [None, "9"]
    assert "There is more" in turn.said


def test_results_in_blocks_are_read_too() -> None:
    answer = {"content": [{"type": "text", "text": "**Done.** Audit id 3."}]}
    assert "Audit id 3" in ask(f"ban <@{NEWCOMER}>", {"member_ban": answer}).said


def test_what_a_tool_still_needs_is_asked_for() -> None:
    needy = {
        "name": "member_ban",
        "input_schema": {"type": "object", "properties": {"user_id": {}}, "required": ["user_id", "evidence"]},
    }
    turn = ask(f"ban <@{NEWCOMER}>", tools=[needy])
    assert "I do not know its evidence" in turn.said


def test_a_record_without_tools_is_shortened_without_a_signature() -> None:
    lines = [f"[entry {number}] <@1> asked: list channels {number % 2}\nYou answered: ok" for number in range(4)]
    record = "<record abcdefgh12345678>\n" + "\n".join(lines) + "\n</record abcdefgh12345678>"
    first = {"role": "user", "content": [{"type": "text", "text": record}]}
    from tests.unit.local.model.talk import Talk

    assert Talk(first, {}, tools=[]).said == "Asked before: list channels 0; list channels 1"
    empty = {"role": "user", "content": "<record abcdefgh12345678>\nx\n</record abcdefgh12345678>"}
    assert Talk(empty, {}, tools=[]).said == "Nothing was asked."
