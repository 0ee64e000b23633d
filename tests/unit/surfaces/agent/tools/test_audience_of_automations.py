"""What an automation lacks in a channel that few see is told to nobody else."""

from typing import Any

from guildhall.discord.permissions import Permission
from tests.fakes.guild import BOT_ROLE, EVERYONE_ROLE, MODERATOR_ROLE, OWNER, STAFF, overwrite
from tests.unit.surfaces.agent.tools.toolhouse import House


def test_what_a_draft_lacks_in_a_hidden_channel_makes_the_answer_in_general_private() -> None:
    house = House()
    view = Permission.VIEW_CHANNEL
    hidden = (overwrite(EVERYONE_ROLE, deny=view), overwrite(MODERATOR_ROLE, allow=view))
    silent = overwrite(BOT_ROLE, allow=view, deny=Permission.SEND_MESSAGES)
    house.rig.world.edit_channel(STAFF, permission_overwrites=(*hidden, silent))
    action: dict[str, Any] = {"operation": "message.send", "arguments": {"channel_id": STAFF, "content": "Hello"}}
    arguments: dict[str, Any] = {"name": "Notes", "trigger": {"on": "manual"}, "actions": [action]}
    told = house.told("automation_draft", asked=house.asked(OWNER), **arguments)
    assert str(STAFF) in told.text
    assert told.private
