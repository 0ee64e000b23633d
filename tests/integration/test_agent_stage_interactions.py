"""What people see of /ask, over sockets: the interaction's own answer, then the bot's."""

from collections.abc import Iterator

import pytest

from guildhall.errors import OutcomeUnknown
from local.discord.testing import Lab, laboratory
from tests.integration.stage_house import House, contents, house

LONG = "\n".join(f"line {number:04} " + "x" * 80 for number in range(70))


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def here(lab: Lab) -> Iterator[House]:
    with house(lab) as found:
        yield found


@pytest.mark.parametrize("private", [True, False])
def test_an_interaction_is_answered_in_its_original_and_follow_ups(here: House, private: bool) -> None:
    asked = here.ask(private=private)
    stage = here.stage(asked)
    stage.begin()
    stage.progress("Reading messages")
    assert here.outcome(asked)["original"]["content"] == "-# Reading messages"
    stage.answer(LONG, private=False)
    done = here.outcome(asked)
    assert "\n".join(contents([done["original"], *done["followups"]])) == LONG
    assert [bool(message["flags"] & 64) for message in done["followups"]] == [private] * 3


def test_a_private_answer_to_a_visible_interaction_is_for_the_asker_s_eyes(here: House) -> None:
    asked = here.ask()
    here.stage(asked).answer("The staff plan a party.", private=True)
    done = here.outcome(asked)
    assert "directly" in done["original"]["content"]
    (follow,) = done["followups"]
    assert (follow["content"], follow["flags"] & 64) == ("The staff plan a party.", 64)


def test_a_visible_follow_up_in_doubt_is_found(here: House) -> None:
    asked = here.ask()
    here.lab.fault(kind="drop", route="execute_webhook", when="after")
    with pytest.raises(OutcomeUnknown):
        here.stage(asked).answer(LONG, private=False)
    here.stage(asked).answer(LONG, private=False)
    done = here.outcome(asked)
    assert "\n".join(contents([done["original"], *done["followups"]])) == LONG


@pytest.mark.parametrize("private", [True, False])
def test_when_the_token_is_over_the_bot_answers_itself(here: House, private: bool) -> None:
    asked = here.ask(private=private)
    here.lab.order("/clock", seconds=15 * 60 + 1)
    here.stage(asked).answer("Hello.", private=False)
    visible = [text for text in contents(here.said()) if text]
    assert len(here.direct()) == int(private)
    assert len(visible) == int(not private)
    assert (visible or here.direct())[0].endswith("\nHello.")
