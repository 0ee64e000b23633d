"""Live stages: what was begun, renamed or ended is read again."""

import pytest

from guildhall.errors import DiscordNotFound
from tests.integration.pairs.pairing import House, pair


def _hall(house: House) -> str:
    return str(house.write("channel.create", name="Hall", kind="stage_voice")["channel_id"])


@pair("stage.start", "stage.get")
def test_a_stage_is_live_with_its_topic(house: House) -> None:
    hall = _hall(house)
    house.write("stage.start", channel_id=hall, topic="Questions and answers")
    assert house.read("stage.get", channel_id=hall)["topic"] == "Questions and answers"


@pair("stage.start", "stage.get")
def test_a_stage_of_which_everybody_is_told_is_live(house: House) -> None:
    hall = _hall(house)
    house.write("stage.start", channel_id=hall, topic="News", notify=True)
    assert house.read("stage.get", channel_id=hall) == {"channel_id": hall, "topic": "News", "event_id": None}


@pair("stage.edit", "stage.get")
def test_a_live_stage_has_the_topic_that_it_was_given(house: House) -> None:
    hall = _hall(house)
    house.write("stage.start", channel_id=hall, topic="Questions")
    house.write("stage.edit", channel_id=hall, topic="Answers")
    assert house.read("stage.get", channel_id=hall)["topic"] == "Answers"


@pair("stage.end", "stage.get")
def test_a_stage_that_was_ended_is_live_no_longer(house: House) -> None:
    hall = _hall(house)
    house.write("stage.start", channel_id=hall, topic="Questions")
    house.write("stage.end", channel_id=hall)
    with pytest.raises(DiscordNotFound):
        house.read("stage.get", channel_id=hall)
