"""TurnsQueue brings things twice, late, in the wrong order, or brings what is no job; people change their minds."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from guildhall.store.turn_records import TurnStatus
from guildhall.surfaces.agent.job import Resume
from guildhall.surfaces.agent.turn import telling
from guildhall.surfaces.agent.turn.attempt import LAST_RECEIVE
from tests.e2e.system import until
from tests.e2e.tables import ended, waiting
from tests.e2e.turns import BELOW, CREATE, EDIT, House

SOON_S = 40.0
BLOCKED = [(CREATE, "html"), (EDIT, "json")]
"""Where the address is blocked, and how that is told; `DELIVERIES=all` (`make nightly`) has every pair."""
if os.environ.get("DELIVERIES") == "all":
    BLOCKED += [(CREATE, "json"), (EDIT, "html")]
VIEW, SEND = 1 << 10, 1 << 11


def resume(turn_id: str, channel: str, cause: str = "by-hand") -> Resume:
    return Resume(turn_id=turn_id, channel_id=channel, cause=cause)


def quiet(place: House) -> None:
    """Wait until nothing is left on TurnsQueue."""
    until(lambda: place.left("-turns.fifo") == 0, seconds=SOON_S, what="an empty queue of turns")


def test_a_mention_that_comes_again_and_again_is_answered_once(place: House) -> None:
    channel = place.room()
    place.script("againandagain", {"text": "once", "delay_s": 3}, {"text": "once more", "times": "always"})
    mention = place.system.mention("owner", "againandagain?", channel)
    for once in ("", "", mention):
        place.put(place.job(mention, channel), channel, once=once)
    place.put(resume(mention, channel), channel)
    place.progress(channel)
    place.put(place.job(mention, channel), "another-group")  # as if it came back while somebody still works on it
    assert place.told(mention, channel) == ["once"]
    place.put(place.job(mention, channel), channel)
    place.put(resume(mention, channel), channel)
    quiet(place)
    assert place.answers(channel) == ["once"]
    assert place.asked("againandagain") == 1


@pytest.mark.parametrize("kind", ["lost", "failed", "throttled"])
def test_a_mention_that_the_queue_takes_badly_is_answered_once(place: House, kind: str) -> None:
    channel, word = place.room(), f"queued{kind}"
    trouble = place.aws.order("SendMessageBatch", word, left=3, kind=kind)
    place.script(word, {"text": "heard", "times": "always"})
    assert place.told(place.system.mention("owner", word, channel), channel) == ["heard"]
    until(lambda: trouble.struck == 3, what="three attempts that went badly")
    quiet(place)
    assert place.answers(channel) == ["heard"]
    assert place.asked(word) == 1


def test_mentions_that_come_in_the_wrong_order_are_both_answered(place: House) -> None:
    channel = place.room()
    first, second = (place.system.say("owner", word, channel) for word in ("saidfirst", "saidthen"))
    place.script("saidfirst", "the first")
    place.script("saidthen", "the second")
    for message_id in (second, first, second):
        place.put(place.job(message_id, channel), channel)
    ended(place.system, first)
    quiet(place)
    assert sorted(place.answers(channel)) == ["the first", "the second"]


def test_a_resume_that_comes_before_its_turn_does_not_keep_it_from_beginning(place: House) -> None:
    channel = place.room()
    message_id = place.system.say("owner", "overtaken", channel)
    place.script("overtaken", "here I am")
    place.put(resume(message_id, channel), channel)
    place.put(place.job(message_id, channel), channel)
    assert place.told(message_id, channel) == ["here I am"]
    quiet(place)
    assert resume(message_id, channel).turn_id not in "".join(place.dead())


@dataclass
class Slow:
    """What takes a while, begun before the first test."""

    garbage: tuple[str, ...]
    behind: tuple[str, str]
    hopeless: tuple[str, str]


@pytest.fixture(scope="module", autouse=True)
def slow(place: House) -> Iterator[Slow]:
    channels = [place.room() for _ in range(3)]
    garbage = ("this is no job", '{"version": 99, "kind": "mention"}', '{"version": 1, "kind": "mention"}')
    for channel, body in zip(channels, garbage, strict=True):
        place.put(body, channel)
    place.script("behind", "still here")
    behind = place.system.mention("owner", "who stands behind it?", channels[0])
    place.script("hopeless", {"fault": "429", "retry_after_s": 0.1, "times": "always"})
    channel = place.room()
    hopeless = place.system.mention("owner", "hopeless", channel)
    yield Slow(garbage, (behind, channels[0]), (hopeless, channel))
    for turn_id in (behind, hopeless):
        ended(place.system, turn_id)


def test_what_is_no_job_is_put_aside_and_keeps_nobody_from_an_answer(place: House, slow: Slow) -> None:
    assert place.told(*slow.behind) == ["still here"]
    until(lambda: set(slow.garbage) <= set(place.dead()), what="the dead letters")


def test_a_turn_whose_every_attempt_fails_is_given_up_told_and_put_aside(place: House, slow: Slow) -> None:
    mention, channel = slow.hopeless
    assert place.told(mention, channel) == [telling.GIVEN_UP.format(mention)]
    assert ended(place.system, mention).status is TurnStatus.FAILED
    assert place.asked("hopeless") in range(1, LAST_RECEIVE)  # at the last one nothing is run
    until(lambda: any(mention in body for body in place.dead()), what="the dead letter")


def test_a_long_wait_lets_the_channel_go_on_and_ends_in_a_new_message(place: House) -> None:
    channel = place.room()
    place.script("patience", {"fault": "429", "retry_after_s": 400}, "at last")
    place.script("hasty", "at once")
    mention = place.system.mention("owner", "patience", channel)
    head = waiting(place.system, mention)
    assert head.status is TurnStatus.DELAYED
    assert "The model is busy; going on <t:" in place.shown(channel)[-1]
    assert place.told(place.system.mention("owner", "hasty", channel), channel) == ["at once"]
    place.put(resume(mention, channel), channel)
    assert place.told(mention, channel) == ["at once", "at last"]
    assert [message["content"] for message in place.spoken(channel)].count(BELOW) == 1


def test_the_message_that_asked_is_deleted_meanwhile(place: House) -> None:
    channel = place.room()
    place.script("gone", {"text": "answered all the same", "delay_s": 2})
    mention = place.system.mention("owner", "gone soon", channel)
    place.progress(channel)
    place.system.rest("DELETE", f"/channels/{channel}/messages/{mention}")
    assert place.told(mention, channel) == ["answered all the same"]


def test_the_message_that_asked_is_deleted_before_anything_is_said(place: House) -> None:
    channel = place.room()
    message_id = place.system.say("owner", "deleted at once", channel)
    job = place.job(message_id, channel)
    place.system.rest("DELETE", f"/channels/{channel}/messages/{message_id}")
    place.script("deleted", "to whom?")
    place.put(job, channel)
    assert place.told(message_id, channel) == ["to whom?"]


def test_the_progress_message_is_deleted_meanwhile(place: House) -> None:
    channel = place.room()
    place.script("swept", {"text": "a new message", "delay_s": 2})
    mention = place.system.mention("owner", "swept away", channel)
    place.system.rest("DELETE", f"/channels/{channel}/messages/{place.progress(channel)['id']}")
    assert place.told(mention, channel) == ["a new message"]


def test_an_answer_that_may_not_be_given_in_the_channel_any_more_goes_to_the_asker(place: House) -> None:
    channel, asker = place.room(), place.person()
    place.script("silenced", {"text": "between us", "delay_s": 2})
    mention = place.system.mention(asker, "silenced", channel)
    place.progress(channel)
    forbid(place, channel, SEND | VIEW)
    ended(place.system, mention)
    assert direct(place, asker) == [
        f"-# I cannot write in <#{channel}>, so here is the answer to your question there.\nbetween us"
    ]


def forbid(place: House, channel: str, what: int) -> None:
    """Take rights in a channel from the bot."""
    bot = place.system.discord["bot_user_id"]
    place.system.control("PUT", "/overwrites", {"channel_id": channel, "id": bot, "type": 1, "deny": str(what)})


def direct(place: House, user: str) -> list[str]:
    """Return what the bot told somebody directly."""
    told = place.system.control("GET", f"/dms?user_id={user}")
    return [message["content"] for channel in told for message in place.system.messages(channel["id"])]


@pytest.mark.parametrize(("route", "body"), BLOCKED)
def test_a_block_of_the_address_delays_the_answer_and_doubles_nothing(place: House, route: str, body: str) -> None:
    channel = place.room()
    word = f"blocked{secrets.token_hex(3)}"
    message_id = place.system.say("owner", word, channel)
    where = {"channel_id": channel}
    place.system.fault(route=route, kind="cloudflare", body=body, retry_after=2, where=where)
    place.script(word, "through")
    place.put(place.job(message_id, channel), channel)
    assert place.told(message_id, channel, seconds=SOON_S) == ["through"]


@pytest.mark.parametrize("route", [CREATE, EDIT])
def test_a_limit_of_all_routes_delays_the_answer_and_doubles_nothing(place: House, route: str) -> None:
    channel = place.room()
    word = f"limited{secrets.token_hex(3)}"
    message_id = place.system.say("owner", word, channel)
    place.system.fault(route=route, kind="global", retry_after=1.5, where={"channel_id": channel}, times=2)
    place.script(word, "through")
    place.put(place.job(message_id, channel), channel)
    assert place.told(message_id, channel, seconds=SOON_S) == ["through"]
