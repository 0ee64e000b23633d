"""Polls: what was put is read, voted in and ended."""

import pytest

from guildhall.errors import GuildhallError
from tests.integration.pairs.pairing import House, pair

ANSWERS = "🍎 Apples\nPears\n  \n🍒 Cherries, @everyone"


def put(house: House, **more: object) -> dict[str, str]:
    place = {"channel_id": house.lab.channels["general"]}
    done = house.write("poll.create", **place, question="What do we eat?", answers=ANSWERS, **more)
    return {**place, "message_id": str(done["message_id"])}


def vote(house: House, place: dict[str, str], who: str, *answer_ids: int) -> None:
    house.lab.order("/votes", **place, user_id=house.lab.users[who], answer_ids=list(answer_ids))


@pair("poll.create", "message.get")
def test_a_poll_is_read_with_its_question_and_answers(house: House) -> None:
    place = put(house, duration_hours=48, allow_several=True)
    poll = house.read("message.get", **place)["poll"]
    assert poll["question"] == "What do we eat?"
    assert [answer["text"] for answer in poll["answers"]] == ["🍎 Apples", "Pears", "🍒 Cherries, @everyone"]
    assert poll["takes_several"]
    told = house.lab.bot.get(f"channels/{place['channel_id']}/messages/{place['message_id']}").json()
    assert told["poll"]["answers"][0]["poll_media"]["emoji"]["name"] == "🍎"
    assert told["mention_everyone"] is False


@pair("poll.create", "poll.get_voters")
def test_who_voted_for_an_answer_is_listed_page_by_page(house: House) -> None:
    place = put(house)
    assert house.read("poll.get_voters", **place, answer_id=2) == {"voters": [], "next_after": None}
    for who in ("owner", "member", "newcomer"):
        vote(house, place, who, 2)
    vote(house, place, "owner", 1)
    first = house.read("poll.get_voters", **place, answer_id=2, limit=1)
    rest = house.read("poll.get_voters", **place, answer_id=2, after=first["next_after"])
    found = {each["user_id"] for each in (*first["voters"], *rest["voters"])}
    assert found == {house.lab.users["member"], house.lab.users["newcomer"]}
    assert rest["next_after"] is None


@pair("poll.end", "message.get")
def test_a_poll_that_was_ended_has_its_result(house: House) -> None:
    place = put(house)
    vote(house, place, "member", 1)
    assert not house.read("message.get", **place)["poll"].get("is_finished")
    house.write("poll.end", **place)
    poll = house.read("message.get", **place)["poll"]
    assert poll["is_finished"]
    assert [answer["vote_count"] for answer in poll["answers"]] == [1, 0, 0]
    with pytest.raises(GuildhallError, match="has ended"):
        house.write("poll.end", **place)


def test_a_message_that_is_no_poll_is_not_ended(house: House) -> None:
    said = house.lab.say("not a poll")
    with pytest.raises(GuildhallError, match="no poll"):
        house.write("poll.end", channel_id=house.lab.channels["general"], message_id=said["id"])
