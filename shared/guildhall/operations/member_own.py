"""What the bot is in a guild: its nickname, its pictures there, and what it says of itself."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord import limits
from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.routes import GET_GUILD_MEMBER
from guildhall.operations.addresses import picture
from guildhall.operations.body import Wire
from guildhall.operations.fields import GivenName, Keep, OurText, Redaction
from guildhall.operations.files import ImageGiven
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import Fidelity, Reversal
from guildhall.operations.shown import At, Shown, found

PICTURES = {"avatar": 8 * 1024 * 1024, "banner": 8 * 1024 * 1024}
"""Pictures of a member, and how large each may be."""
BIO = 190
"""Source: Discord's OpenAPI document, `update_my_guild_member`."""
_LOST = "A picture or a text about itself that the bot had here before does not come back."


class OwnPart(StrEnum):
    """What can be taken away."""

    BIO = "bio"
    AVATAR = "avatar"
    BANNER = "banner"


class OwnChanged(Model):
    """Adds what of the bot is changed; stands before the operation."""

    nickname: Annotated[
        str | None,
        Field(max_length=limits.NICKNAME, description="Empty for none."),
        Redaction(Keep.AS_IS),
        Wire("nick"),
    ] = None
    bio: Annotated[str | None, Field(min_length=1, max_length=BIO)] = None
    avatar: ImageGiven | None = None
    banner: ImageGiven | None = None
    clear: frozenset[OwnPart] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        given = {name for name in ("bio", "avatar", "banner") if getattr(self, name) is not None}
        if self.nickname is None and not given and not self.clear:
            raise ValueError("give at least one of nickname, bio, avatar, banner, clear")
        if given & self.clear:
            raise ValueError("what is cleared cannot be given, too")
        return self


class OwnMember(Shown):
    """The bot as a member, as Discord tells; its text about itself is never told."""

    user_id: UserId = At("user", "id")
    username: str = At("user", "username", default="")
    nick: str = ""
    avatar: str = ""
    banner: str = ""

    @property
    def settings(self) -> dict[str, JsonValue]:
        """It by the names of the arguments that change it."""
        return {"nickname": self.nick, "avatar": self.avatar, "banner": self.banner, "bio": "?"}


class OwnShown(Model):
    """The bot in this server; what is empty is as it is everywhere."""

    user_id: UserId
    nickname: GivenName
    avatar_url: OurText
    banner_url: OurText

    @classmethod
    def of(cls, guild_id: GuildId, own: OwnMember) -> Self:
        """Return it as it is shown."""
        base = f"{guild_id}/users/{own.user_id}"
        pictures = {f"{kind}_url": picture("guilds", f"{base}/{kind}s", getattr(own, kind)) for kind in PICTURES}
        return cls(user_id=own.user_id, nickname=own.nick, **pictures)


def own_now(ports: Ports, guild_id: GuildId) -> OwnMember:
    """Return the bot as it is in a guild."""
    bot = ports.discord.bot_member(guild_id)
    return found(ports, GET_GUILD_MEMBER, {"guild_id": guild_id, "user_id": bot.id}, OwnMember)


def returning(guild_id: GuildId, request: OwnChanged, was: OwnMember) -> Reversal | None:
    """Return the change back: the nickname, and no picture where there was none."""
    back: dict[str, JsonValue] = {} if request.nickname is None else {"nickname": was.nick}
    unset = [name for name in PICTURES if getattr(request, name) is not None and not getattr(was, name)]
    if unset:
        back["clear"] = [*unset]
    if not back:
        return None
    changed = {name for name in ("bio", *PICTURES) if getattr(request, name) is not None or name in request.clear}
    whole = changed == set(unset)
    told = {} if whole else {"fidelity": Fidelity.PARTIAL, "lost": _LOST}
    arguments = {"guild_id": str(guild_id), **back}
    return Reversal.model_validate({"operation": "member.edit_own", "arguments": arguments, **told})
