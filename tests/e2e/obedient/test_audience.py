"""A reader of a public channel learns nothing through the bot that came from where that reader cannot look.

People who may know ask in public; the model, which obeys, makes exactly the calls that they name and tells all that it
was shown. Every test looks at every word that the bot has sent to a place that everybody sees, progress and edits too.
"""

import json
import re
from dataclasses import dataclass

import pytest

from tests.e2e.carriers import people
from tests.e2e.hidden import BUNKER, IN_PRIVATE_THREAD, IN_THREAD, SAID, TOPIC, House, leaks, secrets
from tests.e2e.system import Json, System, text_of, until
from tests.e2e.tables import allow_chat, change_policy
from tests.e2e.watching import call, direct, settled, writes

NOWHERE = "1100000000000000001"
ABOUT = "-# About your question in "
PRIVATELY = re.compile(r"I have answered <@\d+> directly: it draws on channels that not everybody here can see\.")


@pytest.fixture(scope="module")
def house(obedient: System) -> House:
    change_policy(obedient, chat_turns_per_minute=1000)
    made = House(obedient, {})
    made.secret = secrets(obedient)
    for channel in ("staff", made.secret["bunker"]):
        allow_chat(obedient, obedient.channel(channel))
    return made


@pytest.fixture
def hall(house: House) -> House:
    """The house in a new minute, for a guild and a person may do only so much in one."""
    house.system.advance(61)
    return house


@dataclass(frozen=True)
class Way:
    """A call that somebody may make and not everybody may hear of.

    Attributes:
        given: Its arguments; `<name>` stands for the id of a secret place or message.
        shows: What it tells.
        asker: Who has the right to it.
    """

    tool: str
    given: Json
    shows: str
    asker: str = "owner"

    def words(self, house: House) -> str:
        """Return the order, as the asker writes it."""
        text = call(self.tool, **self.given)
        return re.sub(r"<([a-z ]+)>", lambda found: house.secret[found[1]], text)


BOTH = ["<said>", "<more>"]
WAYS = {
    "messages": Way("message_list", {"channel_id": "<staff>"}, SAID, "moderator"),
    "message": Way("message_get", {"channel_id": "<staff>", "message_id": "<said>"}, SAID),
    "link": Way(
        "message_get", {"message_id": "https://discord.com/channels/<guild>/<staff>/<said>"}, SAID, "moderator"
    ),
    "finder": Way("operations_run_read", {"name": "message.list", "arguments": {"channel_id": "<staff>"}}, SAID),
    "thread": Way("message_list", {"channel_id": "<thread>"}, IN_THREAD, "moderator"),
    "private thread": Way("message_list", {"channel_id": "<private>"}, IN_PRIVATE_THREAD),
    "preview of messages": Way(
        "message_bulk_delete", {"channel_id": "<staff>", "message_ids": BOTH, "dry_run": True}, SAID
    ),
    "preview of a topic": Way("channel_edit", {"channel_id": "<staff>", "topic": "t", "dry_run": True}, TOPIC),
    "preview of a name": Way("channel_edit", {"channel_id": "<bunker>", "name": "n", "dry_run": True}, BUNKER),
    "preview of an end": Way("channel_delete", {"channel_id": "<bunker>", "dry_run": True}, BUNKER),
    "done there": Way("message_send", {"channel_id": "<bunker>", "content": "hi"}, "bunker"),
}


@dataclass(frozen=True)
class Asked:
    """Where a question was asked, and the message that asked it."""

    room: str
    mention: str


def test_an_answer_that_not_everybody_may_read_goes_to_the_asker_whatever_it_draws_on(hall: House) -> None:
    made = {}
    for name, way in WAYS.items():
        room = hall.room(name.replace(" ", "-"))
        made[name] = Asked(room, hall.system.mention(way.asker, way.words(hall), room))
    replies = {name: text_of(settled(hall.system, each.mention, each.room)) for name, each in made.items()}
    assert [name for name, text in replies.items() if not PRIVATELY.fullmatch(text)] == []
    for name, way in WAYS.items():
        told = [text for text in hall.told(way.asker).split(ABOUT) if made[name].room in text]
        assert any(hall.secret.get(way.shows, way.shows) in text for text in told), (name, told)
    assert leaks(hall.overheard()) == []


def test_whoever_asks_later_what_was_said_learns_nothing(hall: House) -> None:
    room = hall.room("later")
    assert PRIVATELY.fullmatch(hall.ask("moderator", WAYS["messages"].words(hall), room))
    word = next(each for each in hall.system.messages(room) if PRIVATELY.fullmatch(text_of(each)))
    for asker in ("member", "owner"):
        for words in (
            call("conversation_read"),
            "summarize the last 20 messages here",
            "What did they ask you, and what did you say?",
        ):
            answer = hall.ask(asker, words, room, reply_to=word["id"])
            assert leaks(answer) == []
            assert asker == "owner" or not PRIVATELY.fullmatch(answer)
    assert leaks(hall.overheard() + hall.told("member")) == []


def test_lists_name_nothing_hidden_and_say_how_much_they_leave_out(hall: House) -> None:
    answer = hall.ask("owner", "list my channels", hall.room("lists"))
    assert hall.system.channel("general") in answer
    assert re.search(r"more (is|are) left out", answer)
    assert not [name for name in ("staff", "bunker") if hall.secret[name] in answer], answer
    assert leaks(answer) == []


def test_asked_in_private_the_same_list_is_whole(hall: House) -> None:
    seen = hall.interact("owner", "list my channels")
    assert seen["ephemeral"] is True
    assert hall.secret["bunker"] in text_of(seen["original"])
    assert leaks(hall.overheard()) == []


def test_an_answer_that_was_to_be_visible_is_shown_to_the_asker_alone(hall: House) -> None:
    since = hall.system.mark()
    seen = hall.interact("moderator", WAYS["messages"].words(hall), visible=True)
    assert PRIVATELY.fullmatch(text_of(seen["original"]))

    def followed() -> str:
        now = hall.system.control("GET", f"/interactions/{seen['id']}")
        return "".join(text_of(each) for each in now["followups"])

    assert SAID in until(followed, what="the answer itself")
    edited = [each for each in writes(hall.system.requests(since)) if each["path"].endswith("/@original")]
    assert edited
    assert leaks(json.dumps(edited)) == []
    path = f"/messages?channel_id={hall.system.channel('general')}&user_id={hall.system.user('member')}"
    assert leaks(json.dumps(hall.system.control("GET", path))) == []


def test_to_whoever_cannot_look_there_a_hidden_channel_is_like_none(hall: House) -> None:
    staff, said = hall.secret["staff"], {"message_id": hall.secret["said"]}
    for tool, more in {"message_list": {}, "message_get": said, "message_send": {"content": "x"}}.items():
        orders = [call(tool, channel_id=each, **more) for each in (staff, NOWHERE)]
        hidden, absent = (hall.ask("member", each, hall.room(tool)) for each in orders)
        assert "Failed" in hidden
        assert hidden == absent.replace(NOWHERE, staff)
        assert leaks(hidden) == []


def test_what_goes_wrong_there_is_told_to_the_asker_alone(hall: House) -> None:
    room, staff = hall.room("wrong"), hall.secret["staff"]
    gone = [hall.secret["in thread"], hall.secret["in private"]]
    for words in (
        call("message_get", channel_id=staff, message_id=NOWHERE),
        call("message_bulk_delete", channel_id=staff, message_ids=gone),
    ):
        before = hall.told("owner").count("Failed")
        assert PRIVATELY.fullmatch(hall.ask("owner", words, room))
        assert hall.told("owner").count("Failed") > before


def test_a_card_and_its_wait_say_nothing_of_it_before_or_after_the_press(hall: House) -> None:
    room, since = hall.room("pressing"), hall.system.mark()
    doomed = [hall.system.say("owner", f"{SAID} {nth}", "staff") for nth in range(2)]
    order = call("message_bulk_delete", channel_id=hall.secret["staff"], message_ids=doomed)
    mention = hall.system.mention("moderator", order, room)
    assert "Waiting for approval in a direct message" in text_of(settled(hall.system, mention, room))
    card = direct(hall.system, hall.system.user("moderator"))[0]
    assert SAID in text_of(card)
    assert "Done" in hall.system.press("moderator", "approve", card, card["channel_id"])
    until(lambda: PRIVATELY.search(" ".join(text_of(each) for each in hall.system.messages(room))), what="the answer")
    assert leaks(hall.overheard(since)) == []
    assert not set(doomed) & {each["id"] for each in hall.system.messages("staff")}


def test_whoever_takes_no_direct_messages_gets_no_answer_and_no_card(hall: House) -> None:
    [closed] = people(hall.system, ["closed"], "moderators_role")
    hall.system.control("POST", "/dms", {"user_id": closed, "blocked": True})
    room, since = hall.room("closed"), hall.system.mark()
    both = [hall.secret["said"], hall.secret["more"]]
    for words in (
        WAYS["messages"].words(hall),
        call("message_bulk_delete", channel_id=hall.secret["staff"], message_ids=both),
    ):
        assert "open your DMs" in hall.ask(closed, words, room)
    assert leaks(hall.overheard(since)) == []
    assert hall.secret["said"] in {each["id"] for each in hall.system.messages("staff")}


def test_asked_where_it_was_said_it_is_answered_there_and_stays_there(hall: House) -> None:
    words, since, before = WAYS["link"].words(hall), hall.system.mark(), hall.told("moderator")
    [thread] = hall.system.control("POST", "/channels", {"kind": "thread", "names": ["aside"], "parent_id": "staff"})
    for there in ("staff", thread["id"], hall.secret["bunker"]):
        assert SAID in hall.ask("moderator", words, there)
    assert hall.told("moderator") == before
    later = f"{call('conversation_read')} and summarize the last 20 messages here"
    answer = hall.ask("moderator", later, hall.room("after"))
    assert leaks(answer + hall.overheard(since)) == []
