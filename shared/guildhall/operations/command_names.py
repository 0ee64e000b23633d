"""The commands that the platform registers itself: without them nobody could ask it for anything, not even to mend it.

Most names follow from the catalogue. The few that a surface adds stand here, because operations know no surface; a test
compares them with what is registered.
"""

from collections.abc import Iterable

from guildhall.errors import RequestError
from guildhall.operations import catalogue

_ADDED = frozenset({"allow-chat", "ask", "disallow-chat", "draft warning", "help", "setup", "summarize"})


class CommandProtected(RequestError):
    """The command is one of the platform's own, which it registers anew at each deployment."""

    code = "command_protected"


def is_ours(name: str) -> bool:
    """Return whether a command of that name is one of the platform's own."""
    resources = {each.partition(".")[0] for each in catalogue.names()}
    return name.casefold() in _ADDED | resources


def require_others(names: Iterable[str]) -> None:
    """Refuse names of the platform's own commands.

    Raises:
        CommandProtected: One of them is.
    """
    if any(is_ours(name) for name in names):
        raise CommandProtected(
            "That command is one of the platform's own, which its deployment registers.",
            "Choose another name; what its commands are is changed by a deployment, and who may use them in Discord's "
            "server settings.",
        )
