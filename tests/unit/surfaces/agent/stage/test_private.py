"""Answers that only the asker may read: by direct message, and a word in the channel that tells nothing of them."""

import pytest

from guildhall.discord.routes import CREATE_DM, CREATE_MESSAGE
from guildhall.errors import DiscordForbidden, DiscordUnavailable
from tests.fakes.guild import GENERAL, GUILD, MEMBER
from tests.unit.surfaces.agent.stage.stagecraft import ASKED, DIRECT, Craft

SECRET = "The staff plan a party."
WORD = f"I have answered <@{MEMBER}> directly: it draws on channels that not everybody here can see."
CLOSED = f"<@{MEMBER}> I cannot send you a direct message; open your DMs for this server or use /ask."
HEADER = f"-# About your question in <#{GENERAL}>: https://discord.com/channels/{GUILD}/{GENERAL}/{ASKED}"


@pytest.fixture
def craft() -> Craft:
    return Craft()


def close_dms(craft: Craft) -> None:
    error = DiscordForbidden("closed", status=403, discord_code=50007)
    craft.discord.fail(CREATE_MESSAGE, error, times=99, where=lambda sent: sent.path["channel_id"] == DIRECT)


def test_a_private_answer_goes_to_the_asker_and_the_channel_reads_only_that(craft: Craft) -> None:
    craft.stage().progress("Reading messages")
    craft.stage().answer(SECRET, private=True)
    assert craft.said(DIRECT) == [f"{HEADER}\n{SECRET}"]
    assert craft.said() == [WORD]
    (body,) = craft.bodies()
    assert body["components"] == []
    assert body["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert craft.shown.delivered


def test_without_a_progress_message_the_word_is_a_reply(craft: Craft) -> None:
    craft.stage().answer(SECRET, private=True)
    (body,) = craft.bodies()
    assert body["content"] == WORD
    assert body["message_reference"] == {"message_id": str(ASKED), "fail_if_not_exists": False}


def test_the_word_is_posted_anew_when_the_progress_message_is_gone(craft: Craft) -> None:
    craft.stage().progress("Reading messages")
    assert craft.shown.progress_id is not None
    craft.world.remove_message(GENERAL, craft.shown.progress_id)
    craft.stage().answer(SECRET, private=True)
    assert craft.said() == [WORD]


def test_closed_direct_messages_are_told_and_nothing_of_the_answer(craft: Craft) -> None:
    close_dms(craft)
    craft.stage().progress("Reading messages")
    craft.stage().answer(SECRET, private=True)
    assert craft.said() == [CLOSED]
    assert craft.said(DIRECT) == []
    assert craft.shown.delivered
    written_here = [sent.body for sent in craft.discord.writes if sent.path.get("channel_id") == GENERAL]
    assert SECRET not in str(written_here)


def test_direct_messages_that_cannot_be_opened_are_closed(craft: Craft) -> None:
    craft.discord.fail(CREATE_DM, DiscordForbidden("no", status=403, discord_code=50278))
    craft.stage().answer(SECRET, private=True)
    assert craft.said() == [CLOSED]


def test_after_a_wait_closed_direct_messages_are_told_in_a_new_message(craft: Craft) -> None:
    close_dms(craft)
    craft.stage().pause("Waiting for approval", long=True)
    craft.stage().answer(SECRET, private=True)
    assert craft.said() == ["-# Answered below.", CLOSED]


def test_a_long_private_answer_is_several_direct_messages(craft: Craft) -> None:
    craft.stage().answer("\n".join("word " * 30 for _ in range(40)), private=True)
    assert len(craft.said(DIRECT)) == 4
    assert craft.said() == [WORD]


def test_direct_messages_that_fail_for_now_are_tried_again_and_never_the_channel(craft: Craft) -> None:
    craft.discord.fail(CREATE_MESSAGE, DiscordUnavailable("down"))
    with pytest.raises(DiscordUnavailable):
        craft.stage().answer(SECRET, private=True)
    assert craft.said() == []
    craft.stage().answer(SECRET, private=True)
    assert (len(craft.said(DIRECT)), craft.said()) == (1, [WORD])


def test_a_private_answer_in_a_channel_that_is_gone_is_still_given(craft: Craft) -> None:
    craft.stage().progress("Reading messages")
    craft.world.remove_channel(GENERAL)
    craft.world.messages.pop(GENERAL)
    craft.stage().answer(SECRET, private=True)
    assert craft.said(DIRECT) == [f"{HEADER}\n{SECRET}"]
    assert craft.shown.delivered
