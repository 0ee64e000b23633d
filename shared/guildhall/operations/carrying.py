"""What a message carries beside its text: embeds, buttons that open pages, files, stickers.

None of it notifies anybody: a mention in an embed, a button, a file's name is a name, and `allowed_mentions` lets
through only who is named beside the text.
"""

from typing import Annotated, NamedTuple, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord import limits
from guildhall.discord.ids import GuildId, StickerId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations import buttons, embedding
from guildhall.operations.attaching import Attached, FilesGiven, attach
from guildhall.operations.buttons import Buttons
from guildhall.operations.embedding import Embeds
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change
from guildhall.operations.shown import At, Shown, found
from guildhall.operations.wording import counted

_STICKER = Route("GET /guilds/{guild_id}/stickers/{sticker_id}")


class _Sticker(Shown):
    sticker_id: StickerId = At("id")
    name: str = ""


class Carried(NamedTuple):
    """What goes with a message, once its files were read and its stickers found.

    Attributes:
        attached: The files.
        body: All of it as Discord takes it in the message's body.
        changes: All of it as a preview shows it.
        words: How much it is, such as `2 embeds and 1 file`; empty for nothing.
    """

    attached: Attached
    body: dict[str, JsonValue]
    changes: tuple[Change, ...]
    words: str


class Enclosing(Model):
    """Adds what a message carries beside its text, wherever it goes."""

    embeds: Embeds = ()
    buttons: Buttons = ()
    files: FilesGiven | None = None

    @property
    def carries(self) -> bool:
        """Whether there is anything that could be sent without a text."""
        return bool(self.embeds or self.files)

    def takes_to_carry(self) -> Permission:
        """Return what carrying takes beyond sending."""
        embedding_links = Permission.EMBED_LINKS if self.embeds else NO_PERMISSIONS
        return embedding_links | (Permission.ATTACH_FILES if self.files else NO_PERMISSIONS)

    def carried(self, ports: Ports, guild_id: GuildId | None) -> Carried:
        """Read the files, find the stickers and return all as it is sent and shown.

        Raises:
            FileUnusable: A file cannot be had or is too large.
            DiscordNotFound: There is no such sticker in the guild.
        """
        attached, stickers = attach(ports, self.files or ()), self._stickers(ports, guild_id)
        told: dict[str, JsonValue] = {
            "embeds": embedding.shown(self.embeds),
            "buttons": [button.shown for button in self.buttons],
            "files": attached.told,
            "stickers": [f"{each.name} ({each.sticker_id})" for each in stickers],
        }
        parts: dict[str, JsonValue] = {
            "embeds": [embed.wire for embed in self.embeds],
            "components": buttons.rows(self.buttons),
            "sticker_ids": [str(each.sticker_id) for each in stickers],
        }
        counts = (("embed", self.embeds), ("button", self.buttons), ("file", attached.files), ("sticker", stickers))
        return Carried(
            attached=attached,
            body={**{name: value for name, value in parts.items() if value}, **attached.body},
            changes=tuple(Change(field=name, before=None, after=value) for name, value in told.items() if value),
            words=_listed([counted(len(things), name) for name, things in counts if things]),
        )

    def _stickers(self, ports: Ports, guild_id: GuildId | None) -> list[_Sticker]:
        return []

    @model_validator(mode="after")
    def _fits(self) -> Self:
        embedding.require_room(self.embeds)
        return self


class Carrying(Enclosing):
    """Adds stickers too, which a bot sends in no other place than their own server."""

    sticker_ids: Annotated[
        frozenset[StickerId], Field(max_length=limits.MESSAGE_STICKERS_COUNT, description="Stickers of this server.")
    ] = frozenset()

    @property
    def carries(self) -> bool:
        """Whether there is anything that could be sent without a text."""
        return super().carries or bool(self.sticker_ids)

    def _stickers(self, ports: Ports, guild_id: GuildId | None) -> list[_Sticker]:
        wanted = sorted(self.sticker_ids, key=int)
        return [
            found(ports, _STICKER, {"guild_id": str(guild_id), "sticker_id": str(each)}, _Sticker) for each in wanted
        ]


def _listed(parts: list[str]) -> str:
    *most, last = parts or [""]
    return f"{', '.join(most)} and {last}" if most else last
