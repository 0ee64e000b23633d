"""A question that nobody answers, in the whole system: its end goes round on the queues until it is told."""

import pytest

from guildhall.execution.asking import QUESTION_LIFE
from tests.e2e.system import Json, System, confirmation_of, text_of, until, walk

DELAY_S = 15 * 60
"""For so long a queue holds a message back at most, so the end of a question comes round at least twice."""


def spam(system: System) -> list[str]:
    return [system.say("newcomer", f"spam {number}") for number in range(2)]


def asked_by_a_program(system: System) -> None:
    deletion: Json = {"channel_id": system.channel("general"), "message_ids": spam(system), "dry_run": False}
    assert system.tool("message_bulk_delete", **deletion)["status"] == "needs_confirmation"


def asked_by_a_command(system: System) -> None:
    ids = " ".join(spam(system))
    told = system.slash("owner", "message bulk_delete", channel_id=system.channel("general"), message_ids=ids)
    assert "Waiting for approval" in told


def buttons(card: Json) -> list[str]:
    return [str(part["custom_id"]) for part in walk(card["components"]) if "custom_id" in part]


def direct(system: System, user: str) -> list[str]:
    """What stands in somebody's direct messages with the bot, newest first."""
    channels = system.control("GET", f"/dms?user_id={system.user(user)}")
    return [text_of(message) for channel in channels for message in system.messages(channel["id"])]


@pytest.mark.requirement("A9")
@pytest.mark.parametrize("ask", [asked_by_a_program, asked_by_a_command])
def test_its_card_loses_the_buttons_and_its_asker_is_told(moved: System, ask: object) -> None:
    before, told = moved.cards(), direct(moved, "owner")
    assert callable(ask)
    ask(moved)
    card = until(lambda: next(iter(moved.cards()[: len(moved.cards()) - len(before)]), None), what="the card")
    assert len(buttons(card)) == 3
    for _ in range(int(QUESTION_LIFE.total_seconds()) // DELAY_S):
        moved.advance(DELAY_S + 5)

    def over() -> Json:
        (now,) = [each for each in moved.cards() if each["id"] == card["id"]]
        return None if buttons(now) else now

    assert "nobody answered in time" in text_of(until(over, what="the end on the card"))
    until(lambda: len(direct(moved, "owner")) > len(told), what="the end in person")
    assert direct(moved, "owner")[0].startswith("Nothing was done: nobody answered in time.")
    shown = moved.tool("confirmation_get", confirmation_id=confirmation_of(card))
    assert (shown["status"], shown["retry_after_s"]) == ("expired", None)
