"""Which message is taken for one that was perhaps posted, and which is not."""

from datetime import timedelta

import pytest

from guildhall.clock import snowflake_at
from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.routes import CREATE_MESSAGE, LIST_MESSAGES
from guildhall.discord.types.message import Message
from guildhall.errors import DiscordForbidden, DiscordUnavailable, OutcomeUnknown
from guildhall.surfaces.agent.stage import wording
from guildhall.surfaces.agent.stage.looking import Wanted, find
from tests.fakes.guild import BOT_USER, GENERAL
from tests.unit.surfaces.agent.stage.stagecraft import ASKED, DIRECT, Craft

LONG = "\n".join(f"line {number:04} " + "x" * 80 for number in range(70))


@pytest.fixture
def craft() -> Craft:
    return Craft()


def wanted(content: str = "Yes.", answers: str | None = None, turn_id: str | None = None) -> Wanted:
    return Wanted(GENERAL, content, None if answers is None else MessageId(answers), turn_id)


def say(craft: Craft, content: str, *, minutes_ago: float = 0, **body: object) -> MessageId:
    """Let the bot have said something."""
    message_id = MessageId(str(int(snowflake_at(craft.clock() - timedelta(minutes=minutes_ago))) + len(craft.said())))
    fields = {"id": message_id, "channel_id": GENERAL, "author": BOT_USER, "content": content}
    reference = {"message_id": body.pop("answers")} if "answers" in body else None
    moment = {"timestamp": craft.clock(), "message_reference": reference}
    craft.world.put_message(Message.model_validate({**fields, **moment}))
    craft.world.posted_bodies[message_id] = wording.body(content, cancel=body.get("cancel"))  # type: ignore[arg-type]  # or None
    return message_id


def test_a_reply_is_known_by_what_it_replies_to(craft: Craft) -> None:
    say(craft, "Yes.", answers="12")
    mine = say(craft, "Perhaps.", answers=str(ASKED))
    assert find(craft.discord, wanted(answers=str(ASKED)), craft.clock()) == mine


def test_without_a_reference_the_words_decide(craft: Craft) -> None:
    say(craft, "Yes, sir.")
    mine = say(craft, "Yes.")
    say(craft, "Yes.")
    assert find(craft.discord, wanted(" Yes.\n"), craft.clock()) == mine


def test_a_progress_message_is_known_by_its_button(craft: Craft) -> None:
    say(craft, "-# Reading", cancel="12", answers=str(ASKED))
    say(craft, "-# Reading")
    assert find(craft.discord, wanted("-# Reading", turn_id="13"), craft.clock()) is None
    mine = say(craft, "-# Something else", cancel="13")
    assert find(craft.discord, wanted("-# Reading", turn_id="13"), craft.clock()) == mine


def test_a_progress_message_is_no_answer(craft: Craft) -> None:
    say(craft, "-# Reading", cancel="13", answers=str(ASKED))
    assert find(craft.discord, wanted(answers=str(ASKED)), craft.clock()) is None


def test_what_was_said_before_is_not_looked_at(craft: Craft) -> None:
    say(craft, "Yes.", minutes_ago=5)
    assert find(craft.discord, wanted(), craft.clock()) is None
    mine = say(craft, "Yes.", minutes_ago=0.5)
    assert find(craft.discord, wanted(), craft.clock()) == mine


def test_a_busy_channel_is_looked_through_page_by_page(craft: Craft) -> None:
    for number in range(250):
        say(craft, f"other {number}")
    mine = say(craft, "Yes.")
    assert find(craft.discord, wanted(), craft.clock()) == mine
    assert len(craft.discord.sent(LIST_MESSAGES)) == 3


@pytest.mark.parametrize("code", [50001, 50013])
def test_where_the_history_may_not_be_read_nothing_is_found(craft: Craft, code: int) -> None:
    say(craft, "Yes.")
    craft.discord.fail(LIST_MESSAGES, DiscordForbidden("no", status=403, discord_code=code))
    assert find(craft.discord, wanted(), craft.clock()) is None


def test_a_look_that_fails_for_now_posts_nothing(craft: Craft) -> None:
    craft.discord.fail(CREATE_MESSAGE, OutcomeUnknown("?"), after=True)
    with pytest.raises(OutcomeUnknown):
        craft.stage().answer("Yes.", private=False)
    craft.discord.fail(LIST_MESSAGES, DiscordUnavailable("down"))
    with pytest.raises(DiscordUnavailable):
        craft.stage().answer("Yes.", private=False)
    craft.stage().answer("Yes.", private=False)
    assert craft.said() == ["Yes."]
    assert len(craft.discord.sent(CREATE_MESSAGE)) == 1


def test_parts_that_say_the_same_are_not_taken_for_each_other(craft: Craft) -> None:
    text = "\n".join(["same " * 390] * 4)
    for _ in range(2):
        craft.discord.fail(CREATE_MESSAGE, OutcomeUnknown("?"), where=lambda sent: len(craft.said()) == 2)
        with pytest.raises(OutcomeUnknown):
            craft.stage().answer(text, private=False)
        craft.forget_nonces()
    craft.stage().answer(text, private=False)
    assert [said.split()[0] for said in craft.said()] == ["same"] * 4
    assert len(set(craft.shown.part_ids)) == 4


def test_an_answer_that_loses_its_channel_halfway_is_whole_in_direct_messages(craft: Craft) -> None:
    def later(sent: object) -> bool:
        return len(craft.said()) == 2

    lost = DiscordForbidden("no", status=403, discord_code=50001)
    craft.discord.fail(CREATE_MESSAGE, lost, where=later)
    craft.stage().answer(LONG, private=False)
    assert len(craft.said()) == 2
    header, _, rest = "\n".join(craft.said(DIRECT)).partition("\n")
    assert header.startswith("-# I cannot write in")
    assert rest == LONG
    assert craft.shown.channel_id == ChannelId(str(DIRECT))
