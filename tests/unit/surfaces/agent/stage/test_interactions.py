"""What people see of /ask: @original, its follow-ups, and the bot's own messages when the interaction is over."""

import pytest

from guildhall.discord.routes import CREATE_MESSAGE, TRIGGER_TYPING
from guildhall.errors import DiscordForbidden, DiscordRejected, DiscordUnavailable, OutcomeUnknown
from tests.fakes.guild import GENERAL, MEMBER
from tests.unit.surfaces.agent.stage.stagecraft import DIRECT, INTERACTION, Craft, ask

SECRET = "The staff plan a party."
WORD = f"I have answered <@{MEMBER}> directly: it draws on channels that not everybody here can see."
LONG = "\n".join(f"line {number:04} " + "x" * 80 for number in range(70))
SUPPRESS, HIDDEN = 4, 4 | 64


@pytest.fixture
def craft() -> Craft:
    return asked(private=False)


@pytest.fixture
def hidden() -> Craft:
    return asked(private=True)


def asked(*, private: bool) -> Craft:
    made = Craft()
    made.start = ask(made.clock, private=private)
    return made


def original(craft: Craft) -> str:
    assert craft.responder.original is not None
    return str(craft.responder.original["content"])


def followed(craft: Craft) -> list[str]:
    return [str(body["content"]) for body in craft.responder.followups]


def test_progress_and_answer_edit_the_original(craft: Craft) -> None:
    stage = craft.stage()
    stage.begin()
    stage.progress("Reading messages")
    assert original(craft) == "-# Reading messages"
    assert f"turn:cancel:{INTERACTION}" in str(craft.responder.original)
    stage.answer("Three.", private=False)
    assert craft.responder.original is not None
    assert (original(craft), craft.responder.original["components"]) == ("Three.", [])
    assert craft.responder.original["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert craft.discord.sent(TRIGGER_TYPING) == []
    assert craft.discord.writes == []
    assert craft.shown.delivered


def test_a_long_answer_follows_up_as_visibly_as_it_was_asked(craft: Craft, hidden: Craft) -> None:
    for each, flags in ((craft, SUPPRESS), (hidden, HIDDEN)):
        each.stage().answer(LONG, private=False)
        assert "\n".join([original(each), *followed(each)]) == LONG
        assert {body["flags"] for body in each.responder.followups} == {flags}
        assert len(each.shown.part_ids) == 4


def test_a_private_answer_to_a_visible_question_is_for_the_asker_s_eyes(craft: Craft) -> None:
    craft.stage().progress("Reading messages")
    craft.stage().answer(SECRET, private=True)
    assert original(craft) == WORD
    assert followed(craft) == [SECRET]
    assert [body["flags"] for body in craft.responder.followups] == [HIDDEN]
    assert (craft.said(), craft.said(DIRECT)) == ([], [])


def test_a_private_answer_to_a_private_question_is_simply_the_answer(hidden: Craft) -> None:
    hidden.stage().answer(SECRET, private=True)
    assert original(hidden) == SECRET
    assert followed(hidden) == []


@pytest.mark.parametrize("late", [True, False])
def test_when_the_interaction_is_over_a_visible_answer_goes_to_the_channel(craft: Craft, late: bool) -> None:
    craft.responder.lost = True
    if late:
        craft.clock.advance(14 * 60)
    craft.stage().answer("Three.", private=False)
    assert craft.said() == [f"-# The answer to what <@{MEMBER}> asked:\nThree."]
    assert len(craft.responder.sent) == (0 if late else 1)
    assert craft.shown.delivered


def test_when_the_interaction_is_over_a_private_answer_goes_to_the_asker(hidden: Craft) -> None:
    hidden.clock.advance(14 * 60)
    hidden.stage().answer(SECRET, private=False)
    assert hidden.said(DIRECT) == [f"-# About your question in <#{GENERAL}>.\n{SECRET}"]
    assert hidden.said() == []


def test_when_it_is_over_and_turned_private_the_channel_is_told_too(craft: Craft) -> None:
    craft.clock.advance(14 * 60)
    craft.stage().answer(SECRET, private=True)
    assert craft.said(DIRECT) == [f"-# About your question in <#{GENERAL}>.\n{SECRET}"]
    assert craft.said() == [WORD]


def test_when_it_is_over_and_the_direct_messages_are_closed_the_channel_is_told(hidden: Craft) -> None:
    hidden.clock.advance(14 * 60)
    closed = DiscordForbidden("closed", status=403, discord_code=50007)
    hidden.discord.fail(CREATE_MESSAGE, closed, where=lambda sent: sent.path["channel_id"] == DIRECT)
    hidden.stage().answer(SECRET, private=False)
    (said,) = hidden.said()
    assert "cannot send you a direct message" in said


def test_progress_of_an_interaction_that_is_over_is_left_out(craft: Craft) -> None:
    craft.clock.advance(14 * 60)
    craft.stage().pause("Waiting for approval", long=True)
    assert (craft.responder.sent, craft.discord.writes) == ([], [])


def test_progress_that_is_lost_fails_nothing(craft: Craft) -> None:
    craft.responder.lost = True
    craft.stage().progress("Reading")
    assert not craft.shown.delivered


def test_a_reason_is_said_in_the_original(craft: Craft) -> None:
    craft.stage().say("This channel is not one in which I answer.")
    assert original(craft) == "This channel is not one in which I answer."
    assert craft.responder.original is not None
    assert craft.responder.original["components"] == []


def test_words_that_discord_does_not_take_are_named_in_their_place(craft: Craft) -> None:
    craft.responder.failures.append(("edit", DiscordRejected("Blocked.", status=400, discord_code=240000)))
    craft.stage().answer("A harmful link", private=False)
    assert original(craft) == "-# A part of the answer stood here. Discord did not take it: Blocked."


def test_an_outage_is_told_and_the_next_attempt_goes_on_where_it_ended(craft: Craft) -> None:
    craft.responder.failures.append(("follow", DiscordUnavailable("down")))
    with pytest.raises(DiscordUnavailable):
        craft.stage().answer(LONG, private=False)
    craft.stage().answer(LONG, private=False)
    assert "\n".join([original(craft), *followed(craft)]) == LONG
    assert [kind for kind, _ in craft.responder.sent].count("edit") == 1


def test_a_visible_follow_up_in_doubt_is_looked_for(craft: Craft) -> None:
    sure = craft.responder.create_followup

    def doubtful(token: str, body: object) -> object:
        sure(token, body)  # type: ignore[arg-type]  # passed on as it came
        craft.responder.create_followup = sure  # type: ignore[method-assign]  # only once
        raise OutcomeUnknown("?")

    craft.responder.create_followup = doubtful  # type: ignore[method-assign, assignment]  # one answer is lost
    with pytest.raises(OutcomeUnknown):
        craft.stage().answer(LONG, private=False)
    craft.stage().answer(LONG, private=False)
    assert "\n".join([original(craft), *followed(craft)]) == LONG
