"""What of the bot's account is changed, and how the change is taken back."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import GuildId
from guildhall.operations.bot._shown import ProfileShown
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.files import ImageGiven
from guildhall.operations.model import Model
from guildhall.operations.reversal import Fidelity, Reversal

_MIB = 1024 * 1024
SIZES = {"avatar": 10 * _MIB, "banner": 10 * _MIB}
_LOST = "A picture that was there before does not come back."


class ClearableOfProfile(StrEnum):
    """What of the account can be taken away."""

    AVATAR = "avatar"
    BANNER = "banner"


class ProfileChanged(Model):
    """Adds what is changed; stands before the operation."""

    username: Annotated[str | None, Field(min_length=2, max_length=32), Redaction(Keep.AS_IS)] = None
    avatar: ImageGiven | None = None
    banner: ImageGiven | None = None
    clear: frozenset[ClearableOfProfile] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if self.username is None and self.avatar is None and self.banner is None and not self.clear:
            raise ValueError("give at least one of username, avatar, banner, clear")
        if any(getattr(self, name) is not None for name in self.clear):
            raise ValueError("a picture cannot be set and cleared at once")
        return self

    def back(self, guild_id: GuildId, was: dict[str, JsonValue], result: ProfileShown) -> Reversal | None:
        """Return the change back; a picture that was there before is Discord's alone."""
        named: dict[str, JsonValue] = {"username": was.get("username")} if self.username is not None else {}
        given = [name for name in SIZES if getattr(self, name) is not None]
        added: list[JsonValue] = [name for name in given if was.get(name) == ""]
        arguments = named | ({"clear": added} if added else {})
        if not arguments:
            return None
        lost = _LOST if self.clear or len(added) < len(given) else ""
        fidelity, left = Fidelity.PARTIAL if lost else Fidelity.EXACT, result.settings
        arguments = {"guild_id": str(guild_id), **arguments}
        return Reversal(operation="bot.edit_profile", arguments=arguments, fidelity=fidelity, lost=lost, left=left)
