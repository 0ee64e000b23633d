"""What emojis, stickers and sounds of a guild share: who made one, and who may know that."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import DiscordNotFound
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown, found

KIB = 1024
_MAKERS = Permission.CREATE_GUILD_EXPRESSIONS | Permission.MANAGE_GUILD_EXPRESSIONS

EmojiName = Annotated[
    str, Field(pattern="^[A-Za-z0-9_]{2,32}$", description="Letters, digits and underscores."), Redaction(Keep.AS_IS)
]
"""An emoji's name, of a guild's or of the application's."""


class Expression(Shown):
    """An emoji, sticker or sound of a guild.

    Attributes:
        creator_id: Who uploaded it; told to those alone who may upload or manage, as Discord's client does.
    """

    creator_id: UserId | None = At("user", "id", default=None)


def for_caller[E: Expression](ports: Ports, shown: E) -> E:
    """Return what the caller may know of it."""
    return shown if ports.caller.in_guild() & _MAKERS else shown.model_copy(update={"creator_id": None})


def all_for_caller[E: Expression](ports: Ports, shown: list[E]) -> list[E]:
    """Return of each what the caller may know."""
    return [for_caller(ports, each) for each in shown]


def emoji_found[S: Shown](ports: Ports, route: Route, path: Mapping[str, str], kind: type[S], *, among: str) -> S:
    """Return what a GET of Discord's says of one emoji.

    Raises:
        DiscordNotFound: There is no such one; `among` is the operation that lists those that there are.
        DiscordError: Discord does not say.
    """
    try:
        return found(ports, route, path, kind)
    except DiscordNotFound as error:
        hint = f"{among} tells those that there are, with their ids."
        raise DiscordNotFound("There is no such emoji.", hint, status=404, discord_code=error.discord_code) from error


def states(shown: list[Expression]) -> list[str]:
    """Return what a fingerprint holds of many."""
    return [each.model_dump_json() for each in shown]
