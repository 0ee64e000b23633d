"""An emoji as a reaction's address names it: a standard one as itself, a custom one as `name:id`."""

import re
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from guildhall.discord.ids import EmojiId, GuildId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import DiscordNotFound
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.holding import require_of_bot, require_of_caller
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

_CUSTOM = re.compile(r"<?a?:?(?P<name>[A-Za-z0-9_~]{1,32}):(?P<id>[1-9][0-9]{0,19})>?", re.ASCII)
_LONGEST = 64
"""Characters of an argument. The longest standard emoji have about a dozen code points."""
_INFORMATION = "\N{INFORMATION SOURCE}"
"""The one emoji that Unicode counts among the letters."""
_GET_EMOJI = Route("GET /guilds/{guild_id}/emojis/{emoji_id}")


def _named(text: str) -> str:
    """Return the emoji as an address names it.

    Raises:
        ValueError: It is none; the text is not quoted, for it may be anybody's.
    """
    given = text.strip()
    if custom := _CUSTOM.fullmatch(given):
        return f"{custom['name']}:{custom['id']}"
    letters = any(each.isalpha() and each != _INFORMATION for each in given)
    if letters or given.isascii() or any(each.isspace() for each in given):
        raise ValueError("this is no emoji: give a standard one as itself, a custom one as <:name:id>")
    return given


EmojiGiven = Annotated[
    str,
    Field(
        min_length=1,
        max_length=_LONGEST,
        description="A standard emoji as itself, a custom one as <:name:id>.",
        examples=["👍"],
    ),
    AfterValidator(_named),
    Redaction(Keep.AS_IS),
]


class Emoji(Model):
    """An emoji as Discord's objects have it: a custom one by its id, a standard one by its name alone."""

    id: EmojiId | None = None
    name: str | None = None

    @property
    def address(self) -> str:
        """The emoji as a reaction's address names it."""
        return f"{self.name or '_'}:{self.id}" if self.id else self.name or ""

    def is_same(self, address: str) -> bool:
        """Return whether an address names it; the name of a custom one may have changed meanwhile."""
        return address.rpartition(":")[2] == self.id if self.id else address == self.name


def require_usable(ports: Ports, channel: "Channel", address: str) -> None:
    """Require of caller and bot what an emoji of another server takes.

    Raises:
        PermissionMissing: One of them may not use it here.
    """
    emoji_id = address.rpartition(":")[2] if ":" in address else ""
    if not emoji_id or channel.guild_id is None or _is_of(ports, channel.guild_id, emoji_id):
        return
    because, hint = "that emoji is none of this server's", "Take a standard emoji, or one of this server."
    require_of_caller(ports, channel, Permission.USE_EXTERNAL_EMOJIS, because, hint)
    require_of_bot(ports, channel, Permission.USE_EXTERNAL_EMOJIS, because, hint)


def _is_of(ports: Ports, guild_id: GuildId, emoji_id: str) -> bool:
    try:
        ports.discord.call(_GET_EMOJI, {"guild_id": guild_id, "emoji_id": emoji_id})
    except DiscordNotFound:
        return False
    return True
