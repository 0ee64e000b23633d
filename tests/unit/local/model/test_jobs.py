"""The jobs of a newcomer's first hour, each run to its end over the real tools' schemas."""

from typing import Any

import pytest

from tests.unit.local.model.talk import ask, result, tools

GUILD, GENERAL, STAFF = "100000000000000001", "100000000000000011", "100000000000000012"
MODERATORS, NEWCOMER = "100000000000000021", "100000000000000031"
MESSAGE = "100000000000000041"
LINK = f"https://discord.com/channels/{GUILD}/{GENERAL}/{MESSAGE}"

CHANNELS = result(
    "List channels",
    {
        "channels": [
            {"channel_id": "100000000000000010", "name": "Community", "kind": "category", "topic": None},
            {
                "channel_id": GENERAL,
                "name": "general",
                "kind": "text",
                "topic": "A topic that is · so: long that it needs a line of its own and more than eighty characters",
                "category_id": "100000000000000010",
            },
            {"channel_id": "100000000000000013", "name": "Lounge", "kind": "voice", "topic": None},
        ]
    },
    "2 more are left out, because not everybody who reads the answer can see them. Say so.",
)
ROLES = result(
    "List roles",
    {
        "roles": [
            {"role_id": MODERATORS, "name": "Moderators", "permissions": ["Ban Members", "Kick Members"]},
            {"role_id": GUILD, "name": "@everyone", "permissions": []},
        ]
    },
)
DENIED = {
    "content": "**Failed (permission_missing).** You need Ban Members in this server.\nAsk somebody who has it.\n"
    + result("", {"missing": ["BAN_MEMBERS"]}),
    "is_error": True,
}


def said(number: int, author: str, content: str, hour: int = 10) -> dict[str, Any]:
    return {
        "message_id": str(int(MESSAGE) + number),
        "author_name": author,
        "sent_at": f"2026-11-20T{hour:02}:00:00Z",
        "content": content,
    }


TALKED = [
    said(0, "Ada", "Release 0.9 is planned for Friday. Blockers go into support."),
    said(1, "Mina", "The release needs the arm64 build."),
    said(2, "Ada", "The arm64 build is ready\nand the release notes too"),
    said(3, "Noor", "hello"),
    said(4, "Noor", "hello", 12),
]


def listed(messages: list[dict[str, Any]], *after: str) -> str:
    return result("List messages", {"messages": [*reversed(messages)]}, *after)


# --------------------------------------------------------------------------------------------------------------- places
def test_channels_are_listed_under_their_categories_with_what_was_left_out() -> None:
    turn = ask("list my channels", {"channel_list": CHANNELS})
    assert turn.calls == [("channel_list", {})]
    first, head, general, lounge, left_out = turn.said.split("\n")
    assert "scripted model" in first
    assert head == "**Channels that you can see: 2**"
    assert general.startswith(f"- **general** <#{GENERAL}> · Community · A topic that is · so: long")
    assert lounge == "- **Lounge** <#100000000000000013> (voice)"
    assert left_out.startswith("2 more are left out")


def test_servers_and_channels_are_asked_for_together() -> None:
    guilds = result("List guilds", {"guilds": [{"guild_id": GUILD, "name": "Lab"}]})
    turn = ask("Show me the servers and channels", {"channel_list": CHANNELS, "guild_list": guilds})
    assert [name for name, _ in turn.calls] == ["guild_list", "channel_list"]
    assert "**Servers that we share: 1**\n- Lab\n**Channels" in turn.said


def test_a_listing_that_fails_is_told() -> None:
    assert "That did not work.\n**Failed" in ask("which channels are there?", {"channel_list": DENIED}).said


def test_without_the_tool_it_says_which_one_it_lacks() -> None:
    left = tools("channel_list", "operations_run_read")
    assert "needs the tool `channel_list`" in ask("list my channels", tools=left).said
    assert "needs the tool `channel_list`" in ask("list my channels", tools=[]).said


def test_a_tool_that_is_not_listed_runs_through_the_finder() -> None:
    turn = ask("list my channels", {"operations_run_read": CHANNELS}, tools=tools("channel_list"))
    assert turn.calls == [("operations_run_read", {"name": "channel.list", "arguments": {}})]
    assert f"<#{GENERAL}>" in turn.said
    turn = ask(f"ban <@{NEWCOMER}>", {"operations_run_write": "**Done.**"}, tools=tools("member_ban"))
    call = {"name": "member.ban", "arguments": {"user_id": NEWCOMER}, "dry_run": False}
    assert turn.calls == [("operations_run_write", call)]


def test_when_no_more_tools_may_be_called_it_tells_what_it_has() -> None:
    turn = ask("list my channels", tool_choice={"type": "none"})
    assert "may call no more tools" in turn.said
    assert turn.calls == []


# ------------------------------------------------------------------------------------------------------------ summaries
def test_a_summary_counts_and_quotes_what_the_tool_showed() -> None:
    turn = ask(
        "summarize the last 100 messages in #general", {"channel_list": CHANNELS, "message_list": listed(TALKED)}
    )
    assert turn.calls == [("channel_list", {}), ("message_list", {"channel_id": GENERAL, "limit": 100})]
    lines = turn.said.split("\n")
    assert lines[1] == f"**The last 5 messages in <#{GENERAL}>**"
    assert (
        "3 people wrote, from 2026-11-20 10:00 UTC to 2026-11-20 12:00 UTC. Most active: Ada (2), Noor (2)" in lines[2]
    )
    assert lines[3] == "Often mentioned: release (3), build (2)."
    assert "- Ada: “The arm64 build is ready and the release notes too”" in lines
    assert turn.said.count("hello") == 1


def test_other_words_give_another_summary() -> None:
    talked = [said(number, "Eve", f"the kettle whistles {number}") for number in range(3)]
    turn = ask(f"What happened in <#{STAFF}>?", {"message_list": listed(talked)})
    assert turn.calls == [("message_list", {"channel_id": STAFF, "limit": 50})]
    assert "kettle (3)" in turn.said
    assert "release" not in turn.said


def test_more_than_a_page_is_read_page_by_page() -> None:
    talked = [said(number, "Ada", f"number {number}") for number in range(120)]
    more = f"There is more: call again with before={talked[20]['message_id']}."
    cut = f"Shown are the first 50 of 100 messages. For those before call again with before={talked[70]['message_id']}."
    pages = [listed(talked[70:], cut), listed(talked[20:70], more), listed(talked[:20])]
    turn = ask(f"summarise the last 120 messages in <#{GENERAL}>", {"message_list": pages})
    first, second, third = (given for _, given in turn.calls)
    assert first["limit"] == 100
    assert second == {"channel_id": GENERAL, "limit": 70, "before": talked[70]["message_id"]}
    assert third == {"channel_id": GENERAL, "limit": 20, "before": talked[20]["message_id"]}
    assert "The last 120 messages" in turn.said


def test_pages_have_an_end() -> None:
    talked = [said(0, "Ada", "x")]
    pages = [listed(talked, f"There is more: call again with before={number}.") for number in range(10, 30)]
    turn = ask(f"summarize the last 1000 messages in <#{GENERAL}>", {"message_list": pages})
    assert len(turn.calls) == 5


def test_here_is_where_it_was_asked() -> None:
    turn = ask("tl;dr please", {"message_list": listed(TALKED)})
    assert turn.calls == [("message_list", {"channel_id": "100000000000000009", "limit": 50})]


@pytest.mark.parametrize(
    ("words", "results", "says"),
    [
        ("summarize #nowhere", {"channel_list": CHANNELS}, "no channel with the name nowhere"),
        ("summarize the news in nowhere", {"channel_list": CHANNELS}, "no channel with the name nowhere"),
        ("summarize #general", {"channel_list": DENIED}, "That did not work"),
        (f"summarize <#{GENERAL}>", {"message_list": DENIED}, "- missing: BAN_MEMBERS"),
        (f"summarize <#{GENERAL}>", {"message_list": listed([])}, "no messages to read"),
        (f"summarize <#{GENERAL}>", {"message_list": listed([{"message_id": "5"}])}, "from an unknown time"),
    ],
)
def test_a_summary_that_cannot_be_made_says_why(words: str, results: dict[str, Any], says: str) -> None:
    assert says in ask(words, results).said


def test_without_any_place_it_asks_which() -> None:
    first = {"role": "user", "content": "summarize it"}
    from tests.unit.local.model.talk import Talk

    assert "Which channel?" in Talk(first, {}).said


def about(content: str) -> str:
    fields = {"author_name": "Noor", "author_id": NEWCOMER, "message_id": MESSAGE, "content": content}
    return result(f"The message that was chosen: {LINK} by <@{NEWCOMER}>", fields)


def test_the_menu_summarizes_from_its_message_on() -> None:
    words = f"Summarize the messages in <#{GENERAL}> from {LINK} on, at most 100 of them: who said what."
    turn = ask(words, {"message_list": listed(TALKED[1:])}, about("Release 0.9 is planned for Friday."))
    assert turn.calls == [("message_list", {"channel_id": GENERAL, "after": MESSAGE, "limit": 100})]
    assert "The last 5 messages" in turn.said
    assert "Noor (3)" in turn.said


def test_after_the_latest_message_the_menu_summarizes_what_was_before() -> None:
    words = f"Summarize the messages in <#{GENERAL}> from {LINK} on."
    earlier = [said(-3, "Ada", "before")]
    turn = ask(words, {"message_list": [listed([]), listed(earlier)]})
    assert [given.get("before") for _, given in turn.calls] == [None, MESSAGE]
    assert "The last 1 messages" in turn.said
    assert "That did not work" in ask(words, {"message_list": DENIED}).said


def test_a_message_that_was_replied_to_is_summarized_by_itself() -> None:
    long = "The build is red. " + "x" * 200 + ". The build will be green tomorrow!"
    turn = ask("summarize this", None, about(long))
    assert turn.calls == []
    assert "**A message of Noor**" in turn.said
    assert "“The build is red.”" in turn.said
    assert "x…”" in turn.said


# ------------------------------------------------------------------------------------------------------------- warnings
SPAM = "FREE NITRO for the first 50 people!! nitro-gift.example/claim"


def test_a_warning_is_drafted_for_a_link_and_sends_nothing() -> None:
    turn = ask(f"draft a moderation warning for {LINK}", {"message_get": result("Get message", said(0, "Noor", SPAM))})
    assert turn.calls == [("message_get", {"message_id": MESSAGE, "channel_id": GENERAL})]
    assert "nothing was sent" in turn.said
    assert f"> Hello Noor, a word about your message: “{SPAM}”" in turn.said
    assert "it advertises a giveaway and it leads to a page outside Discord" in turn.said
    assert "links such as nitro-gift.example out" in turn.said


def test_a_warning_without_message_get_looks_around_the_message() -> None:
    left = tools("message_get")
    turn = ask(f"write a warning for {LINK}", {"message_list": listed(TALKED)}, tools=left)
    assert turn.calls == [("message_list", {"channel_id": GENERAL, "around": MESSAGE, "limit": 3})]
    assert "Hello Ada" in turn.said
    assert "could not find" in ask(f"write a warning for {LINK}", {"message_list": listed([])}, tools=left).said


def test_a_menu_shows_the_message_so_nothing_is_called() -> None:
    words = f"Draft a moderation warning for {LINK}: a short, polite text."
    turn = ask(words, None, about("hi\nYOU ARE AN IDIOT, SHUT UP!!!\n" + "y" * 10))
    assert turn.calls == []
    assert "“YOU ARE AN IDIOT, SHUT UP!!!”" in turn.said
    assert "unkind" in turn.said


@pytest.mark.parametrize(
    ("content", "says"),
    [("Good morning", "a person should judge"), ("", "(no text)"), ("z" * 400, "z…”")],
)
def test_a_message_without_a_sign_of_a_broken_rule_is_left_to_a_person(content: str, says: str) -> None:
    shown = result("Get message", {**said(0, "Ada", content), "content": content})
    assert says in ask(f"draft a warning for {LINK}", {"message_get": shown}).said


def test_a_warning_needs_its_message() -> None:
    assert "Which message?" in ask("draft a warning").said
    assert "That did not work" in ask(f"draft a warning for {LINK}", {"message_get": DENIED}).said
