"""What people ask the agent through Discord's own controls: /ask, and the entries in the menu of a message.

Declared here and nowhere else: `commands` registers it, the door reads it, help tells it. It loads neither pydantic
nor the catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guildhall.discord import limits
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.surfaces.agent.job import Task
from guildhall.surfaces.interactions.table import CommandRow, Form, Option
from guildhall.surfaces.interactions.wire import IN_GUILDS, CommandType, OptionType

ASK = "ask"
QUESTION, VISIBLE = "question", "visible"
QUESTION_LENGTH = limits.TEXT_INPUT
"""As much as a modal takes, so that nothing can be asked in one way and not in the other."""

QUESTION_FORM = Form(QUESTION, "What do you want to ask, or to be done?", 1, QUESTION_LENGTH)
ROW = CommandRow(
    "Ask the agent, or tell it what to do. Left empty, a form opens.",
    None,
    private=True,
    options={QUESTION: Option(OptionType.STRING), VISIBLE: Option(OptionType.BOOLEAN)},
    forms=(QUESTION_FORM,),
)


@dataclass(frozen=True, slots=True)
class Menu:
    """An entry in the menu of a message; its answer is always for the asker alone.

    Attributes:
        about: What it does, as help tells it.
        needed: Who is shown it, unless the guild's administrators say otherwise. It gives no right.
        asks: Whether it opens a form for a question.
    """

    name: str
    task: Task
    about: str
    needed: Permission = NO_PERMISSIONS
    asks: bool = False


MENUS: Mapping[str, Menu] = {
    menu.name: menu
    for menu in (
        Menu("Ask", Task.ASK, "ask something about the message", asks=True),
        Menu("Summarize", Task.SUMMARIZE, "read in a few words what the message says"),
        Menu(
            "Draft warning",
            Task.DRAFT_WARNING,
            "get a draft of a moderation warning for the message; nothing is sent to anybody",
            Permission.MODERATE_MEMBERS,
        ),
    )
}


def registration() -> list[dict[str, Any]]:
    """Return what is registered of it, /ask first.

    Source: https://docs.discord.com/developers/interactions/application-commands#message-commands
    """
    return [_ask(), *map(_entry, MENUS.values())]


def _ask() -> dict[str, Any]:
    question = {
        "type": int(OptionType.STRING),
        "name": QUESTION,
        "description": "In your own words; left out, a form opens for a longer text.",
        "max_length": QUESTION_LENGTH,
    }
    visible = {
        "type": int(OptionType.BOOLEAN),
        "name": VISIBLE,
        "description": "Let everybody in this channel read the answer. Default: only you.",
    }
    return {
        "type": int(CommandType.CHAT_INPUT),
        "name": ASK,
        "description": ROW.description,
        "options": [question, visible],
        **IN_GUILDS,
    }


def _entry(menu: Menu) -> dict[str, Any]:
    entry = {"type": int(CommandType.MESSAGE), "name": menu.name, **IN_GUILDS}
    return entry | ({"default_member_permissions": int(menu.needed)} if menu.needed else {})
