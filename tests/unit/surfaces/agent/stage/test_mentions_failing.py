"""Mentions where something fails: messages that are gone, rights that are missing, words that are refused."""

import logging

import pytest

from guildhall.discord.ids import MessageId
from guildhall.discord.routes import CREATE_MESSAGE, TRIGGER_TYPING, UPDATE_MESSAGE
from guildhall.errors import (
    ConfigurationError,
    DiscordForbidden,
    DiscordRateLimited,
    DiscordRejected,
    DiscordUnavailable,
    OutcomeUnknown,
)
from guildhall.surfaces.agent.stage import wording
from guildhall.surfaces.agent.stage.posting import message_id_of
from tests.fakes.guild import GENERAL
from tests.unit.surfaces.agent.stage.stagecraft import ASKED, DIRECT, Craft, mention

QUIET = {"parse": [], "replied_user": False}
LONG = "\n".join(f"line {number:04} " + "x" * 80 for number in range(70))


@pytest.fixture
def craft() -> Craft:
    return Craft()


def forbidden(code: int) -> DiscordForbidden:
    return DiscordForbidden("no", status=403, discord_code=code)


@pytest.mark.parametrize(
    "error", [DiscordUnavailable("down"), DiscordRateLimited("slow", retry_after_s=60), OutcomeUnknown("?")]
)
def test_an_answer_that_may_pass_later_is_tried_again_and_then_there_once(craft: Craft, error: Exception) -> None:
    craft.discord.fail(CREATE_MESSAGE, error)
    with pytest.raises(type(error)):
        craft.stage().answer("Yes.", private=False)
    assert not craft.shown.delivered
    craft.stage().answer("Yes.", private=False)
    assert craft.said() == ["Yes."]


def test_an_answer_whose_posting_is_in_doubt_is_found_when_no_nonce_helps(craft: Craft) -> None:
    craft.discord.fail(CREATE_MESSAGE, OutcomeUnknown("?"), after=True)
    with pytest.raises(OutcomeUnknown):
        craft.stage().answer("Yes.", private=False)
    craft.forget_nonces()
    craft.stage().answer("Yes.", private=False)
    assert craft.said() == ["Yes."]
    assert len(craft.discord.sent(CREATE_MESSAGE)) == 1


def test_what_is_delivered_is_not_said_again(craft: Craft) -> None:
    craft.stage().answer("Yes.", private=False)
    craft.discord.calls.clear()
    craft.stage().answer("Yes.", private=False)
    craft.stage().say("No.")
    craft.stage().progress("Thinking")
    craft.stage().begin()
    assert craft.discord.calls == []


def test_a_progress_message_that_was_deleted_is_posted_anew(craft: Craft) -> None:
    stage = craft.stage()
    stage.progress("one")
    first = craft.shown.progress_id
    assert first is not None
    craft.world.remove_message(GENERAL, first)
    craft.now_s = 2
    stage.progress("two")
    assert craft.said() == ["-# two"]
    assert craft.shown.progress_id not in {None, first}


def test_an_answer_is_a_new_message_when_the_progress_message_was_deleted(craft: Craft) -> None:
    craft.stage().progress("one")
    assert craft.shown.progress_id is not None
    craft.world.remove_message(GENERAL, craft.shown.progress_id)
    craft.stage().answer("Yes.", private=False)
    assert craft.said() == ["Yes."]


def test_a_progress_message_that_cannot_be_edited_any_more_is_left_and_answered_below(craft: Craft) -> None:
    stage = craft.stage()
    stage.progress("one")
    stuck = DiscordRejected("too old", status=429, discord_code=30046)
    craft.discord.fail(UPDATE_MESSAGE, stuck, times=2)
    craft.now_s = 2
    stage.progress("two")
    assert craft.said() == ["-# one"]
    stage.answer("Yes.", private=False)
    assert craft.said() == ["-# Answered below.", "Yes."]


def test_without_the_right_to_reply_the_answer_is_a_plain_message(craft: Craft) -> None:
    replying = lambda sent: "message_reference" in (sent.body or {})  # noqa: E731 - a name for what it is
    craft.discord.fail(CREATE_MESSAGE, forbidden(50013), times=9, where=replying)
    craft.stage().answer("Yes.", private=False)
    assert craft.said() == ["Yes."]


def test_words_that_discord_does_not_take_are_named_in_their_place(craft: Craft) -> None:
    blocked = DiscordRejected("The guild's automatic moderation blocked it.", status=400, discord_code=200000)
    craft.discord.fail(CREATE_MESSAGE, blocked)
    craft.stage().answer("Something rude.", private=False)
    (said,) = craft.said()
    assert said.startswith("-# A part of the answer stood here.")
    assert "automatic moderation" in said


@pytest.mark.parametrize("code", [50001, 50013, 10003, 50083, 160005])
def test_where_the_bot_may_not_speak_the_answer_goes_to_the_asker(craft: Craft, code: int) -> None:
    status = {10003: 404, 50083: 400}.get(code, 403)
    here = lambda sent: sent.path["channel_id"] == GENERAL  # noqa: E731 - a name for what it is
    error = DiscordRejected("no", status=status, discord_code=code)
    craft.discord.fail(CREATE_MESSAGE, error, times=9, where=here)
    craft.stage().answer("Yes.", private=False)
    assert craft.said() == []
    assert craft.said(DIRECT) == [
        f"-# I cannot write in <#{GENERAL}>, so here is the answer to your question there.\nYes."
    ]
    assert craft.shown.delivered


def test_an_answer_that_can_be_given_nowhere_is_given_up(craft: Craft, caplog: pytest.LogCaptureFixture) -> None:
    craft.discord.fail(CREATE_MESSAGE, forbidden(50013), times=2)
    craft.discord.fail(CREATE_MESSAGE, forbidden(50007))
    with caplog.at_level(logging.WARNING):
        craft.stage().answer("Yes.", private=False)
    assert craft.shown.delivered
    assert (craft.said(), craft.said(DIRECT)) == ([], [])
    assert len(craft.discord.sent(CREATE_MESSAGE)) == 3


def test_other_words_after_half_an_answer_are_a_message_of_their_own(craft: Craft) -> None:
    craft.discord.fail(CREATE_MESSAGE, DiscordUnavailable("down"), where=lambda sent: craft.said() != [])
    with pytest.raises(DiscordUnavailable):
        craft.stage().answer(LONG, private=False)
    craft.stage().say("I had to give up.")
    assert len(craft.said()) == 2
    assert craft.said()[1] == "I had to give up."


def test_a_message_of_somebody_else_s_is_never_taken_for_ours(craft: Craft) -> None:
    craft.discord.fail(CREATE_MESSAGE, OutcomeUnknown("?"))
    with pytest.raises(OutcomeUnknown):
        craft.stage().answer("word 4", private=False)
    asked = craft.world.messages[GENERAL][ASKED]
    craft.world.put_message(asked.model_copy(update={"id": MessageId("8500000000000000000"), "content": "word 4"}))
    craft.stage().answer("word 4", private=False)
    assert craft.said() == ["word 4"]


def test_an_empty_answer_says_so(craft: Craft) -> None:
    craft.stage().answer(" \n ", private=False)
    assert craft.said() == [wording.EMPTY]


def test_a_direct_message_that_nobody_takes_is_given_up(craft: Craft) -> None:
    craft.start = mention(guild_id=None, channel_id=str(DIRECT))
    craft.discord.fail(CREATE_MESSAGE, forbidden(50007), times=9)
    craft.stage().say("Ask me in a server.")
    assert craft.shown.delivered


def test_half_an_answer_in_the_progress_message_is_not_overwritten_by_other_words(craft: Craft) -> None:
    craft.stage().progress("Reading")
    craft.discord.fail(CREATE_MESSAGE, DiscordUnavailable("down"))
    with pytest.raises(DiscordUnavailable):
        craft.stage().answer(LONG, private=False)
    craft.stage().say("I had to give up.")
    assert [said.split()[0] for said in craft.said()] == ["line", "I"]


def test_progress_in_doubt_does_not_stop_an_answer_where_the_bot_may_not_speak_any_more(craft: Craft) -> None:
    craft.discord.fail(CREATE_MESSAGE, OutcomeUnknown("?"))
    craft.stage().progress("Reading")
    here = lambda sent: sent.path["channel_id"] == GENERAL  # noqa: E731 - a name for what it is
    craft.discord.fail(CREATE_MESSAGE, forbidden(50001), times=9, where=here)
    craft.stage().answer("Yes.", private=False)
    assert len(craft.said(DIRECT)) == 1


def test_typing_without_a_token_fails_nothing(craft: Craft) -> None:
    craft.discord.fail(TRIGGER_TYPING, ConfigurationError("There is no token."))
    stage = craft.stage()
    stage.begin()
    stage.close()
    assert len(craft.discord.sent(TRIGGER_TYPING)) == 1


def test_an_answer_of_discord_s_that_names_no_message_is_in_doubt() -> None:
    with pytest.raises(OutcomeUnknown):
        message_id_of({"ok": True})


def test_a_delay_in_the_middle_of_an_answer_leaves_its_first_part_as_it_is(craft: Craft) -> None:
    stage = craft.stage()
    stage.progress("Reading")
    craft.discord.fail(CREATE_MESSAGE, DiscordRateLimited("slow", retry_after_s=600))
    with pytest.raises(DiscordRateLimited):
        stage.answer(LONG, private=False)
    stage.pause("Discord asks to wait", long=True)
    craft.stage().answer(LONG, private=False)
    assert "\n".join(craft.said()) == LONG
