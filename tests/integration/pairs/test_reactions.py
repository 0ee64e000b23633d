"""Reactions: who reacted with what is read as it was written."""

from typing import Any

import pytest

from guildhall.errors import DiscordNotFound
from tests.integration.pairs.pairing import House, pair
from tests.integration.pairs.test_forums import forum_of, post_of
from tests.integration.pairs.test_threads import undo

THUMB, FAMILY = "👍", "👨‍👩‍👧"


def said(house: House) -> dict[str, Any]:
    """A message of somebody's, as the operations on reactions name it."""
    message = house.lab.say("Shall we?")
    return {"channel_id": message["channel_id"], "message_id": message["id"]}


def reacted(house: House, message: dict[str, Any], emoji: str = THUMB) -> list[str]:
    """Those who reacted, the bot among them."""
    names = {user_id: name for name, user_id in house.lab.users.items()}
    found = house.read("reaction.list", **message, emoji_name=emoji)["users"]
    return ["the bot" if each["is_bot"] else names[each["user_id"]] for each in found]


def shown(house: House, message: dict[str, Any]) -> list[str]:
    """The emojis that a message shows."""
    return [each["emoji"] for each in house.read("message.get", **message)["reactions"]]


def person_reacts(house: House, message: dict[str, Any], emoji: str = THUMB, who: str = "member") -> None:
    """Let a person react in their client."""
    order = {"channel_id": message["channel_id"], "message_id": message["message_id"]}
    house.lab.order("/reactions", **order, user_id=house.lab.users[who], emoji=emoji)


@pair("reaction.add", "reaction.list")
def test_the_bot_has_reacted(house: House) -> None:
    message = said(house)
    house.write("reaction.add", **message, emoji_name=THUMB)
    assert reacted(house, message) == ["the bot"]


@pair("reaction.add", "message.get")
def test_a_message_shows_what_the_bot_reacted_with(house: House) -> None:
    message = said(house)
    house.write("reaction.add", **message, emoji_name=FAMILY)
    assert shown(house, message) == [FAMILY]


@pair("reaction.add_several", "message.get")
def test_several_reactions_stand_in_the_order_in_which_they_were_given(house: House) -> None:
    message, emojis = said(house), ["1️⃣", "2️⃣", "🇩🇪", FAMILY]
    house.write("reaction.add", **message, emoji_name="2️⃣")
    added = house.write("reaction.add_several", **message, emoji_names=[*emojis, "1️⃣"])
    assert [(each["emoji_name"], each["status"]) for each in added["items"]] == [
        (emoji, "already" if emoji == "2️⃣" else "done") for emoji in emojis
    ]
    assert shown(house, message) == ["2️⃣", "1️⃣", "🇩🇪", FAMILY]


@pair("reaction.add_several", "reaction.list")
def test_one_emoji_that_is_none_keeps_no_other_from_being_added(house: House) -> None:
    message = said(house)
    house.lab.fault(kind="status", route="add_my_message_reaction", status=404)
    added = house.write("reaction.add_several", **message, emoji_names=["👎", THUMB])
    assert [each["status"] for each in added["items"]] == ["failed", "done"]
    assert reacted(house, message) == ["the bot"]


@pair("reaction.remove", "reaction.list")
def test_the_bot_takes_its_reaction_back_and_no_other(house: House) -> None:
    message = said(house)
    person_reacts(house, message)
    house.write("reaction.add", **message, emoji_name=THUMB)
    house.write("reaction.remove", **message, emoji_name=THUMB)
    assert reacted(house, message) == ["member"]


@pair("reaction.remove_from_user", "reaction.list")
def test_somebodys_reaction_is_taken_away(house: House) -> None:
    message = said(house)
    for who in ("member", "newcomer"):
        person_reacts(house, message, who=who)
    house.write("reaction.remove_from_user", **message, emoji_name=THUMB, user_id=house.lab.users["member"])
    assert reacted(house, message) == ["newcomer"]


@pair("reaction.remove_emoji", "reaction.list")
def test_all_reactions_with_one_emoji_are_taken_away(house: House) -> None:
    message = said(house)
    person_reacts(house, message)
    person_reacts(house, message, "👎")
    house.write("reaction.remove_emoji", **message, emoji_name=THUMB)
    assert (reacted(house, message), reacted(house, message, "👎")) == ([], ["member"])


@pair("reaction.remove_all", "message.get")
def test_all_reactions_are_taken_away(house: House) -> None:
    message = said(house)
    person_reacts(house, message)
    house.write("reaction.add", **message, emoji_name="👎")
    house.write("reaction.remove_all", **message)
    assert not house.read("message.get", **message).get("reactions")


@pair("reaction.add", "reaction.list")
def test_a_post_is_reacted_to(house: House) -> None:
    post = post_of(house, forum_of(house))
    message = {"channel_id": post, "message_id": post}
    house.write("reaction.add", **message, emoji_name=THUMB)
    assert reacted(house, message) == ["the bot"]


@pair("reaction.add", "reaction.list")
def test_those_who_reacted_are_listed_page_by_page(house: House) -> None:
    message = said(house)
    for who in ("member", "newcomer", "moderator"):
        person_reacts(house, message, who=who)
    house.write("reaction.add", **message, emoji_name=THUMB)
    asked = {**message, "emoji_name": THUMB, "limit": 3}
    page = house.read("reaction.list", **asked)
    rest = house.read("reaction.list", **asked, after=page["next_after"])
    assert (len(page["users"]), len(rest["users"]), rest["next_after"]) == (3, 1, None)
    assert house.read("reaction.list", **asked, kind="burst")["users"] == []


def test_a_reaction_that_is_not_there_cannot_be_taken_back(house: House) -> None:
    with pytest.raises(DiscordNotFound):
        house.write("reaction.remove", **said(house), emoji_name=THUMB)


def test_a_reaction_is_as_it_was_once_that_is_undone(house: House) -> None:
    message = said(house)
    house.write("reaction.add", **message, emoji_name=THUMB)
    undo(house, "reaction.add")
    assert reacted(house, message) == []
    house.write("reaction.add", **message, emoji_name=THUMB)
    house.write("reaction.remove", **message, emoji_name=THUMB)
    undo(house, "reaction.remove")
    assert reacted(house, message) == ["the bot"]
