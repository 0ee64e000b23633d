"""What the menus ask for, and what a channel remembers of them."""

import pytest

from guildhall.discord.permissions import Permission
from guildhall.discord.types.message import Message
from guildhall.surfaces.agent.job import Task
from guildhall.surfaces.agent.memory.scene import NOT_CHOSEN
from tests.fakes.guild import GENERAL, GUILD, MEMBER, MODERATOR, overwrite
from tests.unit.surfaces.agent.memory.support import (
    PNG,
    House,
    ask,
    attachment,
    message,
    outside,
    texts,
    url_of,
    whole,
)

LINK = f"https://discord.com/channels/{GUILD}/{GENERAL}/1200000000000000000"
TARGET = message("CANARY", MODERATOR, id="1200000000000000000")


@pytest.mark.parametrize(
    ("task", "wanted"),
    [(Task.SUMMARIZE, f"Summarize the messages in <#{GENERAL}> from {LINK} on"), (Task.DRAFT_WARNING, f"for {LINK}:")],
)
def test_a_menu_asks_for_its_task_about_the_message_that_was_chosen(house: House, task: Task, wanted: str) -> None:
    opening = house.open(ask("", task=task, target=TARGET))
    assert texts(opening)[-2] == f"Asked now, by <@{MEMBER}>, through a menu:"
    assert wanted in texts(opening)[-1]
    assert "The asker adds" not in texts(opening)[-1]
    assert "CANARY" not in outside(whole(opening))
    assert f"The message that was chosen, {LINK}, written by <@{MODERATOR}>" in whole(opening)
    assert opening.tainted


def test_what_the_asker_adds_to_a_menu_stands_behind_its_task(house: House) -> None:
    opening = house.open(ask("in French", task=Task.SUMMARIZE, target=TARGET))
    assert texts(opening)[-1].endswith("\n\nThe asker adds: in French")


def test_a_question_about_a_message_is_the_question_alone(house: House) -> None:
    opening = house.open(ask("is that rude?", target=TARGET))
    assert texts(opening)[-1] == "is that rude?"
    assert opening.tainted


FORM = {"id": TARGET["id"], "channel_id": GENERAL}
"""All that a form keeps of the message."""


def test_the_message_that_a_form_asks_about_is_read_anew_with_its_images(house: House) -> None:
    house.rig.discord.world.put_message(Message.model_validate({**TARGET, "attachments": [attachment(1)]}))
    house.files.held[url_of(1)] = PNG
    question = ask("is that rude?", private=True, target=FORM)
    opening = house.open(question)
    assert texts(opening)[-1] == "is that rude?"
    assert f"The message that was chosen, {LINK}, written by <@{MODERATOR}>" in whole(opening)
    assert "CANARY" in whole(opening)
    assert "CANARY" not in outside(whole(opening))
    assert opening.tainted
    assert "image" in str(house.memory.complete(question, opening.message)["content"])


def test_a_form_shows_no_message_that_its_asker_may_not_read(house: House) -> None:
    world = house.rig.discord.world
    world.put_message(Message.model_validate(TARGET))
    unread = overwrite(MEMBER, deny=Permission.READ_MESSAGE_HISTORY)
    world.edit_channel(GENERAL, permission_overwrites=(unread,))
    opening = house.open(ask("is that rude?", private=True, target=FORM))
    assert "CANARY" not in whole(opening)
    assert NOT_CHOSEN in texts(opening)
    assert not opening.tainted


def test_a_form_about_a_message_that_is_gone_says_so(house: House) -> None:
    opening = house.open(ask("is that rude?", private=True, target=FORM))
    assert NOT_CHOSEN in texts(opening)
    assert texts(opening)[-1] == "is that rude?"


def test_a_menu_on_ones_own_message_taints_nothing(house: House) -> None:
    assert not house.open(ask("", task=Task.SUMMARIZE, target=message("mine"))).tainted


def test_a_menu_whose_message_cannot_be_read_falls_back_to_words(house: House) -> None:
    assert texts(house.open(ask("please", task=Task.SUMMARIZE, target={"id": "1"})))[-1] == "please"


def test_a_channel_remembers_which_menu_was_used_on_what_and_not_what_it_says(house: House) -> None:
    house.memory.remember(ask("in French", task=Task.DRAFT_WARNING, target=TARGET), house.policy, "so", tainted=True)
    (exchange,) = house.exchanges.recent(GUILD, GENERAL, 9)
    assert exchange.asked == f"(menu: draft warning, {LINK}) in French"
