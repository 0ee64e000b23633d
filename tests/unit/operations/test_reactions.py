"""Reactions: what is an emoji, whose emoji may be used, and several at once."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from guildhall.discord.permissions import Permission
from guildhall.errors import (
    DiscordNotFound,
    DiscordRateLimited,
    DiscordRejected,
    DiscordUnavailable,
    OutcomeUnknown,
    PermissionMissing,
)
from guildhall.operations.reaction_emoji import EmojiGiven
from guildhall.operations.spec import Risk, Spending
from tests.fakes.guild import BOT_ROLE, GENERAL, HELPER_ROLE, IN_GENERAL, MEMBER, MODERATOR, NEWCOMER, OWNER, STRANGER
from tests.fakes.platform import Rig

ADD = "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"
EMOJI = "GET /guilds/{guild_id}/emojis/{emoji_id}"
WHERE: dict[str, Any] = {"channel_id": GENERAL, "message_id": IN_GENERAL[1]}
BITS = Permission.ADD_REACTIONS


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.world.edit_role(HELPER_ROLE, permissions=BITS)
    return rig


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("👍", "👍"),
        (" 👍🏽 ", "👍🏽"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
        ("1️⃣", "1️⃣"),
        ("🇩🇪", "🇩🇪"),
        ("\u2139\ufe0f", "\u2139\ufe0f"),
        ("<:wave:41771983423143937>", "wave:41771983423143937"),
        ("<a:wave:41771983423143937>", "wave:41771983423143937"),
        ("wave:41771983423143937", "wave:41771983423143937"),
    ],
)
def test_an_emoji_stands_in_an_address_whatever_it_is(rig: Rig, given: str, address: str) -> None:
    rig.complete("reaction.add", {**WHERE, "emoji_name": given}, rig.slash(OWNER))
    assert rig.discord.writes[-1].path["emoji_name"] == address


@pytest.mark.parametrize(
    "given", ["", " ", "1", "#", "thumbsup", ":thumbsup:", "../..", "👍 👎", "wave:x", "привет", "é"]
)
def test_what_is_no_emoji_is_refused_and_not_quoted(given: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(EmojiGiven).validate_python(given)
    assert not given.strip() or given not in refused.value.errors(include_input=False)[0]["msg"].split(": give")[0]


def test_an_emoji_of_another_server_takes_what_it_takes_of_caller_and_bot(rig: Rig) -> None:
    asked = {**WHERE, "emoji_name": "wave:41771983423143937"}
    rig.complete("reaction.add", asked, rig.slash(MEMBER))
    foreign = DiscordNotFound("no such emoji", status=404, discord_code=10014)
    rig.discord.fail(EMOJI, foreign, times=9)
    with pytest.raises(PermissionMissing, match="You lack Use External Emoji"):
        rig.run("reaction.add", asked, rig.slash(MEMBER))
    rig.world.edit_role(HELPER_ROLE, permissions=BITS | Permission.USE_EXTERNAL_EMOJIS)
    rig.complete("reaction.add", asked, rig.slash(MEMBER))
    rig.world.edit_role(BOT_ROLE, permissions=BITS)
    with pytest.raises(PermissionMissing, match="The bot lacks Use External Emoji"):
        rig.run("reaction.add_several", {**WHERE, "emoji_names": ["👍", asked["emoji_name"]]}, rig.slash(MEMBER))


def test_to_react_takes_the_permission(rig: Rig) -> None:
    for name, given in (
        ("add", {"emoji_name": "👍"}),
        ("remove", {"emoji_name": "👍"}),
        ("add_several", {"emoji_names": ["👍"]}),
    ):
        with pytest.raises(PermissionMissing, match="Add Reactions"):
            rig.run(f"reaction.{name}", {**WHERE, **given}, rig.slash(NEWCOMER))


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("remove_from_user", {"emoji_name": "👍", "user_id": NEWCOMER}),
        ("remove_emoji", {"emoji_name": "👍"}),
        ("remove_all", {}),
    ],
)
def test_what_others_reacted_is_taken_away_by_who_manages_messages(rig: Rig, name: str, given: dict[str, Any]) -> None:
    rig.world.edit_role(HELPER_ROLE, permissions=BITS | Permission.KICK_MEMBERS)
    with pytest.raises(PermissionMissing, match="Manage Messages"):
        rig.run(f"reaction.{name}", {**WHERE, **given}, rig.slash(MEMBER))
    rig.run(f"reaction.{name}", {**WHERE, **given}, rig.slash(MODERATOR))


def test_whose_reaction_goes_is_named_as_the_guild_knows_them(rig: Rig) -> None:
    def named(user_id: str) -> str:
        asked = {**WHERE, "emoji_name": "👍", "user_id": user_id}
        return rig.preview("reaction.remove_from_user", asked, rig.slash(OWNER), dry_run=True).preview.targets[1].label

    assert named(NEWCOMER) == "newcomer"
    assert named(STRANGER) == f"<@{STRANGER}>"


def _several(rig: Rig, *emojis: str) -> list[tuple[str, str, str]]:
    result: Any = rig.complete("reaction.add_several", {**WHERE, "emoji_names": list(emojis)}, rig.slash(OWNER)).result
    return [(each["emoji_name"], each["status"], each["code"]) for each in result["items"]]


def test_several_are_added_once_each_in_the_order_given(rig: Rig) -> None:
    assert _several(rig, "👎", "👍", "👎") == [("👎", "done", ""), ("👍", "done", "")]
    assert [sent.path["emoji_name"] for sent in rig.discord.sent(ADD)] == ["👎", "👍"]


def test_one_that_cannot_be_added_keeps_no_other_back(rig: Rig) -> None:
    refused = DiscordRejected("full", status=400, discord_code=30010)
    rig.discord.fail(ADD, refused, where=lambda sent: sent.path["emoji_name"] == "👍")
    assert [status for _, status, _ in _several(rig, "🎉", "👍", "👎")] == ["done", "failed", "done"]


@pytest.mark.parametrize(
    ("error", "status"), [(DiscordRateLimited("wait", retry_after_s=9.0), "left"), (OutcomeUnknown("?"), "unknown")]
)
def test_what_would_meet_every_other_one_ends_it_and_the_rest_is_left(rig: Rig, error: Any, status: str) -> None:
    rig.discord.fail(ADD, error, where=lambda sent: sent.path["emoji_name"] == "👍")
    ended = _several(rig, "🎉", "👍", "👎")
    assert [(each[0], each[1]) for each in ended] == [("🎉", "done"), ("👍", status), ("👎", "left")]
    assert (ended[1][2], ended[2][2]) == (error.code, "")


def test_a_failure_before_anything_was_done_is_the_calls(rig: Rig) -> None:
    rig.discord.fail(ADD, DiscordUnavailable("down"))
    with pytest.raises(DiscordUnavailable):
        _several(rig, "👍", "👎")


def test_where_time_is_over_the_rest_is_left(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guildhall.operations.reaction_adding.SPARE_S", 1e9)
    assert [status for _, status, _ in _several(rig, "👍", "👎")] == ["left", "left"]


def test_each_emoji_counts_as_a_change(rig: Rig) -> None:
    asked = {**WHERE, "emoji_names": ["👍", "👎", "👍"]}
    assert rig.platform.build("reaction.add_several", asked, rig.slash(OWNER)).spends() == {Spending.WRITES: 2}
