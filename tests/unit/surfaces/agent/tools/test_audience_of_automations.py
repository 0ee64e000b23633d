"""What an automation lacks in a channel that few see is told to nobody else."""

from typing import Any

from guildhall.discord.permissions import Permission
from guildhall.surfaces.agent.ports import ToolTold
from tests.fakes.guild import BOT_ROLE, EVERYONE_ROLE, MODERATOR_ROLE, OWNER, STAFF, SUPPORT, overwrite
from tests.unit.surfaces.agent.tools.toolhouse import House


def _drafted(house: House, channel_id: str) -> ToolTold:
    action: dict[str, Any] = {"operation": "message.send", "arguments": {"channel_id": channel_id, "content": "Hello"}}
    arguments: dict[str, Any] = {"name": "Notes", "trigger": {"on": "manual"}, "actions": [action]}
    return house.told("automation_draft", asked=house.asked(OWNER), **arguments)


def test_what_a_draft_lacks_in_a_hidden_channel_makes_the_answer_in_general_private() -> None:
    house, view = House(), Permission.VIEW_CHANNEL
    hidden = (overwrite(EVERYONE_ROLE, deny=view), overwrite(MODERATOR_ROLE, allow=view))
    silent = overwrite(BOT_ROLE, allow=view, deny=Permission.SEND_MESSAGES)
    house.rig.world.edit_channel(STAFF, permission_overwrites=(*hidden, silent))
    told = _drafted(house, STAFF)
    assert str(STAFF) in told.text
    assert told.private


def test_what_a_draft_lacks_where_all_readers_are_is_told_in_public() -> None:
    house = House()
    house.rig.world.edit_channel(SUPPORT, permission_overwrites=(overwrite(BOT_ROLE, deny=Permission.SEND_MESSAGES),))
    told = _drafted(house, SUPPORT)
    assert "The bot lacks Send Messages" in told.text
    assert not told.private
