"""`/setup`: a message with which whoever manages a server says what may be changed there, and who is asked.

What the door needs of it: the command and the custom ids, `setup:<what>[:<on|off>]`. It loads neither pydantic nor the
catalogue; `setting_up` does what is chosen.
"""

import re
from collections.abc import Sequence
from typing import Any

from guildhall.discord.permissions import Permission
from guildhall.surfaces.interactions.job import Setting
from guildhall.surfaces.interactions.table import CommandRow
from guildhall.surfaces.interactions.wire import IN_GUILDS, CommandType

SETUP = "setup"
ROW = CommandRow("Say what I may change in this server, where I ask, and where I answer.", None, private=True)
APPROVALS, ALERTS, CHANNELS, APPROVERS = "approvals", "alerts", "channels", "approvers"
ANYWHERE, AT_LARGE, CHAT = "anywhere", "at_large", "chat"
SELECTS = (APPROVALS, ALERTS, CHANNELS, APPROVERS)
SWITCHES = (ANYWHERE, AT_LARGE, CHAT)
ON, OFF = "on", "off"
_CUSTOM_ID = re.compile(rf"{SETUP}:({'|'.join(SELECTS)}|(?:{'|'.join(SWITCHES)})(?=:))(?::({ON}|{OFF}))?", re.ASCII)


def custom_id(what: str, switch: str = "") -> str:
    """Return the custom id of a select, or of a button that switches something on or off."""
    return f"{SETUP}:{what}:{switch}" if switch else f"{SETUP}:{what}"


def chosen(custom_id: str, selected: Sequence[str]) -> Setting | None:
    """Return what was chosen; None when it is nothing of the setup."""
    found = _CUSTOM_ID.fullmatch(custom_id)
    if found is None or (found[2] is not None) is (found[1] in SELECTS):
        return None
    return Setting(found[1], (found[2],) if found[2] else tuple(selected))


def registration() -> dict[str, Any]:
    """Return what is registered of it."""
    return {
        "type": int(CommandType.CHAT_INPUT),
        "name": SETUP,
        "description": ROW.description,
        "options": [],
        "default_member_permissions": int(Permission.MANAGE_GUILD),
        **IN_GUILDS,
    }
