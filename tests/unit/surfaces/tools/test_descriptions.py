"""What a tool says that it takes."""

import pytest

from guildhall.operations import catalogue
from guildhall.surfaces.tools import descriptions


def test_a_permission_is_asked_of_the_bot_only_where_the_bot_does_something_in_discord() -> None:
    at_discord, ours = (descriptions.of(catalogue.find(name)) for name in ("channel.edit", "policy.edit"))
    assert "Needs Manage Channels in Discord, for you and the bot alike." in at_discord
    assert "Needs Manage Server in Discord." in ours
    assert "bot" not in ours


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "message.send",
            "Needs View Channel and Send Messages in Discord, for you and the bot alike, and more by what is",
        ),
        ("role.list", "Needs no permission of its own in Discord."),
        ("welcome.get_screen", "What is asked decides what it needs in Discord."),
        ("application.edit", "Only for those to whom the bot's application belongs."),
    ],
)
def test_who_may_do_it_is_said_in_one_sentence(name: str, said: str) -> None:
    assert said in descriptions.of(catalogue.find(name))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("channel.edit", "audit.undo brings back what it can."),
        ("message.bulk_delete", "audit.undo cannot take it back."),
        ("role.list", None),
        ("audit.undo", None),
    ],
)
def test_of_a_write_it_is_said_whether_it_can_be_undone(name: str, said: str | None) -> None:
    told = descriptions.of(catalogue.find(name)).removeprefix(descriptions.first_words(catalogue.find(name)))
    assert (said in told) if said else ("audit.undo" not in told)
