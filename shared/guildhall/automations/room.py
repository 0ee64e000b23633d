"""What fits beside the automations that a guild has."""

from collections.abc import Sequence

from guildhall.automations.model import MOST_BYTES, MOST_IN_GUILD, Automation, Content
from guildhall.errors import InvalidArguments, TooLarge


def require_room(others: Sequence[Automation], content: Content, *, new: bool) -> None:
    """Refuse what cannot be kept beside the others of the guild.

    Raises:
        InvalidArguments: One of them is called so, or there are as many as there may be.
        TooLarge: It is more than is kept of one.
    """
    if new and len(others) >= MOST_IN_GUILD:
        raise InvalidArguments(f"A server has at most {MOST_IN_GUILD} automations.", "Delete one first.")
    if content.name.casefold() in {each.name.casefold() for each in others}:
        raise InvalidArguments("name: another automation of this server is called so.", "Give another name.")
    if content.size_bytes > MOST_BYTES:
        told = f"This automation takes {content.size_bytes} bytes, and at most {MOST_BYTES} are kept."
        raise TooLarge(told, "Shorten its texts.", size=content.size_bytes, limit=MOST_BYTES)
