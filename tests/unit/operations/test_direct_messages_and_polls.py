"""Direct messages are between the bot and one member; polls are put line by line."""

from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from guildhall.discord.types.guild import User
from guildhall.errors import (
    InvalidArguments,
    PermissionMissing,
    RateLimited,
)
from tests.fakes.guild import (
    APPROVALS,
    BOT,
    GENERAL,
    GUILD,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
)
from tests.fakes.news import ASKED, NEWS, WRITTEN
from tests.fakes.platform import Rig
from tests.fakes.world import direct_channel
from tests.unit.operations.messages import POST, body, newsroom, run


@pytest.fixture
def rig() -> Rig:
    return newsroom()


def test_writing_to_a_member_takes_what_timing_out_takes_and_a_human(rig: Rig) -> None:
    asked = {"user_id": NEWCOMER, "content": "hello"}
    with pytest.raises(PermissionMissing, match=r"You lack"):
        rig.run("direct_message.send", asked, rig.slash(MEMBER), dry_run=False)
    waiting = rig.ask("direct_message.send", asked, rig.slash(MODERATOR))
    assert "1 of 50 direct messages" in waiting.preview.budget
    assert rig.press(waiting.confirmation_id, "approve", MODERATOR).text.endswith("Done.")
    assert body(rig)["content"] == "hello"
    assert rig.discord.sent(POST)[-1].path["channel_id"] in {direct_channel(NEWCOMER), APPROVALS}


def test_where_the_budget_is_nothing_nobody_is_written_to_and_it_is_said_who_can_change_that(rig: Rig) -> None:
    rig.set_policy(direct_messages_per_day=0)
    with pytest.raises(RateLimited) as refused:
        rig.run("direct_message.send", {"user_id": NEWCOMER, "content": "hello"}, rig.slash(OWNER), dry_run=False)
    assert "direct_messages_per_day" in refused.value.hint
    assert rig.discord.writes == []


def test_nobody_gets_a_sticker_which_a_bot_sends_in_its_own_server_only(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="sticker_ids"):
        run(rig, "direct_message.send", user_id=NEWCOMER, content="hello", sticker_ids=["41"])


def test_a_bot_is_not_written_to(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="Bots take no"):
        rig.run("direct_message.send", {"user_id": BOT, "content": "hello"}, rig.slash(OWNER), dry_run=False)


def test_everybody_reads_their_own_direct_messages_whatever_they_name(rig: Rig) -> None:
    told = run(rig, "direct_message.list", NEWCOMER)
    assert [each["message_id"] for each in told["messages"]] == [WRITTEN]
    assert run(rig, "direct_message.list", OWNER)["messages"] == []
    with pytest.raises(InvalidArguments):
        run(rig, "direct_message.list", OWNER, user_id=NEWCOMER)


def test_a_message_of_the_bots_to_somebody_else_is_not_reached_by_naming_another_member(rig: Rig) -> None:
    place = {"direct_channel_id": direct_channel(NEWCOMER), "message_id": WRITTEN}
    for wrong in ({**place, "user_id": MEMBER}, {**place, "user_id": NEWCOMER, "direct_channel_id": GENERAL}):
        with pytest.raises(InvalidArguments, match="not the bot's channel"):
            rig.run("direct_message.delete", wrong, rig.slash(OWNER), dry_run=False)


def _poll(rig: Rig, answers: Any) -> Any:
    run(rig, "poll.create", channel_id=GENERAL, question="Which?", answers=answers)
    return [answer["poll_media"] for answer in body(rig)["poll"]["answers"]]


@pytest.mark.parametrize(
    "answers", ["👍 Yes\n\n<:no:41> No way\n🦉\nOr so", ["👍 Yes", "<:no:41> No way", "🦉", "Or so"]]
)
def test_answers_are_given_line_by_line_or_one_by_one(rig: Rig, answers: Any) -> None:
    assert _poll(rig, answers) == [
        {"emoji": {"name": "👍"}, "text": "Yes"},
        {"emoji": {"id": "41", "name": "no"}, "text": "No way"},
        {"emoji": {"name": "🦉"}},
        {"text": "Or so"},
    ]
    assert body(rig)["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize("answers", ["\n \n", "\n".join("abcdefghijk"), "x" * 56, [1, 2], []])
def test_a_poll_that_discord_would_refuse_is_refused(rig: Rig, answers: Any) -> None:
    with pytest.raises(InvalidArguments):
        _poll(rig, answers)


@pytest.mark.parametrize("answers", ["Pizza | pasta", "Pizza, pasta", ["Pizza/pasta"]])
def test_answers_that_are_not_parted_by_lines_are_no_poll_of_one_answer(rig: Rig, answers: Any) -> None:
    with pytest.raises(InvalidArguments, match="one answer: write each answer on a line of its own"):
        _poll(rig, answers)


def test_a_poll_that_somebody_else_put_is_not_ended(rig: Rig) -> None:
    theirs = rig.world.messages[NEWS][ASKED]
    rig.world.put_message(theirs.model_copy(update={"author": User(id=NEWCOMER, username="newcomer")}))
    with pytest.raises(InvalidArguments, match="Somebody else put that poll"):
        run(rig, "poll.end", channel_id=NEWS, message_id=ASKED)
    assert rig.discord.writes == []


def test_a_poll_takes_the_permission_to_put_polls(rig: Rig) -> None:
    with pytest.raises(PermissionMissing, match="Polls"):
        run(rig, "poll.create", MEMBER, channel_id=GENERAL, question="Which?", answers="a\nb")
    role = rig.world.guilds[GUILD].role(MODERATOR_ROLE)
    assert role is not None
    rig.world.edit_role(MODERATOR_ROLE, permissions=role.permissions | Permission.SEND_POLLS)
    run(rig, "poll.create", MODERATOR, channel_id=GENERAL, question="Which?", answers="a\nb")
