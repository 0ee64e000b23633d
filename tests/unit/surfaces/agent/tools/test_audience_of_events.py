"""Of a list of events, the agent tells in public what all readers may know."""

from pydantic import JsonValue

from guildhall.operations import catalogue
from guildhall.surfaces.agent.tools.audience import Audience
from tests.fakes.guild import GENERAL, GUILD, OWNER, STAFF
from tests.unit.surfaces.agent.tools.toolhouse import House


def test_of_events_those_in_a_channel_that_few_see_are_left_out_of_an_answer_in_general() -> None:
    house = House()
    audience, asked = Audience(house.rig.platform.machinery.discord, house.rig.clock), house.asked(OWNER)
    events: list[JsonValue] = [
        {"event_id": "1", "guild_id": str(GUILD), "channel_id": str(GENERAL)},
        {"event_id": "2", "guild_id": str(GUILD), "channel_id": str(STAFF)},
        {"event_id": "3", "guild_id": str(GUILD), "channel_id": None},
    ]
    request = catalogue.find("event.list").model_validate({"guild_id": GUILD})
    told, left_out = audience.narrow(asked, request, {"events": events})
    assert told == {"events": [events[0], events[2]]}
    assert left_out == 1
