"""What people see of a mention: typing, one progress message, one answer in its place."""

import threading
from collections.abc import Mapping
from typing import Any

import pytest

from guildhall.clock import monotonic_s
from guildhall.discord.routes import CREATE_MESSAGE, TRIGGER_TYPING, UPDATE_MESSAGE
from guildhall.errors import (
    DiscordForbidden,
    DiscordRateLimited,
    DiscordUnavailable,
    StoreUnavailable,
)
from guildhall.store.turn_records import Shown
from tests.unit.surfaces.agent.stage.stagecraft import ASKED, Craft

QUIET = {"parse": [], "replied_user": False}
LONG = "\n".join(f"line {number:04} " + "x" * 80 for number in range(70))


@pytest.fixture
def craft() -> Craft:
    return Craft()


def forbidden(code: int) -> DiscordForbidden:
    return DiscordForbidden("no", status=403, discord_code=code)


def buttons(body: Mapping[str, Any]) -> list[str]:
    return [inner["custom_id"] for row in body["components"] for inner in row["components"]]


def test_an_answer_without_progress_is_a_quiet_reply(craft: Craft) -> None:
    craft.stage().answer("Yes, **of course**.", private=False)
    (body,) = craft.bodies()
    assert body["content"] == "Yes, **of course**."
    assert body["allowed_mentions"] == QUIET
    assert body["flags"] == 4
    assert body["message_reference"] == {"message_id": str(ASKED), "fail_if_not_exists": False}
    assert craft.shown.delivered
    assert craft.shown.part_ids


def test_the_progress_message_has_a_cancel_button_and_becomes_the_answer(craft: Craft) -> None:
    stage = craft.stage()
    stage.progress("Reading messages")
    (body,) = craft.bodies()
    assert body["content"] == "-# Reading messages"
    assert buttons(body) == [f"turn:cancel:{ASKED}"]
    assert body["allowed_mentions"] == QUIET
    stage.answer("Three of them.", private=False)
    (body,) = craft.bodies()
    assert (body["content"], body["components"], body["flags"]) == ("Three of them.", [], 4)
    assert "message_reference" not in body
    assert craft.shown.part_ids == (craft.shown.progress_id,)


def test_progress_is_edited_at_a_humane_rate(craft: Craft) -> None:
    stage = craft.stage()
    for at_s, text in ((0.0, "one"), (0.5, "two"), (1.4, "three"), (1.6, "four"), (2.0, "five"), (3.2, "six")):
        craft.now_s = at_s
        stage.progress(text)
    assert [sent.body["content"] for sent in craft.discord.writes if sent.body] == ["-# one", "-# four", "-# six"]
    assert craft.said() == ["-# six"]


def test_the_same_word_is_not_said_twice(craft: Craft) -> None:
    stage = craft.stage()
    stage.progress("one")
    craft.now_s = 10
    stage.progress("one")
    assert len(craft.discord.writes) == 1


def test_why_a_turn_rests_is_said_even_if_it_comes_soon(craft: Craft) -> None:
    stage = craft.stage()
    stage.progress("Deleting messages")
    craft.now_s = 0.5
    stage.pause("Waiting for approval in <#4000000000000000004>", long=True)
    assert craft.slept == [1.0]
    assert craft.said() == ["-# Waiting for approval in <#4000000000000000004>"]
    assert craft.shown.waited


def test_a_short_rest_changes_nothing_of_the_answer(craft: Craft) -> None:
    stage = craft.stage()
    stage.pause("The model is busy; trying again in 20 s", long=False)
    assert craft.slept == []
    assert not craft.shown.waited


def test_after_a_wait_the_answer_is_a_new_message_and_the_old_one_points_to_it(craft: Craft) -> None:
    craft.stage().pause("Waiting for approval", long=True)
    craft.stage().answer("Done.", private=False)
    assert craft.said() == ["-# Answered below.", "Done."]
    old, new = craft.bodies()
    assert old["components"] == []
    assert new["message_reference"] == {"message_id": str(ASKED), "fail_if_not_exists": False}


def test_a_pointer_that_fails_does_not_fail_the_answer(craft: Craft) -> None:
    craft.stage().pause("Waiting for approval", long=True)
    craft.discord.fail(UPDATE_MESSAGE, DiscordUnavailable("down"))
    craft.stage().answer("Done.", private=False)
    assert craft.said() == ["-# Waiting for approval", "Done."]
    assert craft.shown.delivered


def test_a_long_answer_is_several_messages_of_which_the_first_replies(craft: Craft) -> None:
    stage = craft.stage()
    stage.progress("Reading")
    stage.answer(LONG, private=False)
    assert len(craft.said()) == 4
    assert "\n".join(craft.said()) == LONG
    assert ["message_reference" in body for body in craft.bodies()] == [False] * 4
    assert len(craft.shown.part_ids) == 4


@pytest.mark.parametrize("error", [DiscordUnavailable("down"), DiscordRateLimited("slow", retry_after_s=9)])
def test_progress_never_fails_a_turn(craft: Craft, error: Exception) -> None:
    stage = craft.stage()
    craft.discord.fail(CREATE_MESSAGE, error)
    stage.progress("one")
    assert craft.said() == []
    craft.now_s = 2
    stage.progress("two")
    assert craft.said() == ["-# two"]


def test_progress_stops_trying_where_the_bot_may_not_speak(craft: Craft) -> None:
    stage = craft.stage()
    craft.discord.fail(CREATE_MESSAGE, forbidden(50001), times=9)
    for at_s in (0, 2, 4):
        craft.now_s = at_s
        stage.progress(f"at {at_s}")
    assert len(craft.discord.sent(CREATE_MESSAGE)) == 1


def test_a_table_that_fails_costs_only_the_progress(craft: Craft, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(shown: Shown) -> None:
        raise StoreUnavailable("down")

    monkeypatch.setattr(craft, "_keep", keep)
    craft.stage().progress("one")
    assert craft.said() == []


def test_an_attempt_that_is_not_ours_any_more_ends_even_in_progress(
    craft: Craft, monkeypatch: pytest.MonkeyPatch
) -> None:
    class LostError(Exception):
        pass

    def keep(shown: Shown) -> None:
        raise LostError

    monkeypatch.setattr(craft, "_keep", keep)
    with pytest.raises(LostError):
        craft.stage().progress("one")
    assert craft.discord.writes == []


def test_typing_goes_on_until_something_else_is_to_be_seen(craft: Craft) -> None:
    stage = craft.stage()
    stage.begin()
    deadline = monotonic_s() + 10
    while len(craft.discord.sent(TRIGGER_TYPING)) < 4:
        assert monotonic_s() < deadline
    assert "typing" in {thread.name for thread in threading.enumerate()}
    stage.progress("Reading")
    assert "typing" not in {thread.name for thread in threading.enumerate()}
    typed = len(craft.discord.sent(TRIGGER_TYPING))
    stage.begin()
    assert len(craft.discord.sent(TRIGGER_TYPING)) == typed


def test_typing_ends_with_the_attempt(craft: Craft) -> None:
    stage = craft.stage()
    stage.begin()
    stage.close()
    assert "typing" not in {thread.name for thread in threading.enumerate()}


def test_typing_that_is_refused_is_not_repeated_and_fails_nothing(craft: Craft) -> None:
    craft.discord.fail(TRIGGER_TYPING, forbidden(50013))
    craft.stage().begin()
    assert "typing" not in {thread.name for thread in threading.enumerate()}
    assert len(craft.discord.sent(TRIGGER_TYPING)) == 1
