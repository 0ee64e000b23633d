"""A message that is laid out in blocks, as it is given and sent."""

from collections.abc import Collection
from typing import Self

from pydantic import JsonValue, model_validator

from guildhall.errors import InvalidArguments
from guildhall.operations import blocks
from guildhall.operations.blocks import Blocks, FileBlock
from guildhall.operations.message_own import FIRST_BLOCK
from guildhall.operations.model import Model


class LaidOut(Model):
    """Adds the blocks of a message."""

    blocks: Blocks

    def components(self, files: Collection[str] = ()) -> list[JsonValue]:
        """Return the blocks as Discord takes them; the first one's number tells them from a card's.

        Args:
            files: The names of those that go with it; one that no block shows stands below them.
        """
        first, *more = [block.wire for block in (*self.blocks, *self._below(files))]
        return [{**first, "id": FIRST_BLOCK}, *more]

    def shown(self, files: Collection[str] = ()) -> list[JsonValue]:
        """Return the blocks as a preview shows them."""
        return [blocks.in_short(block) for block in (*self.blocks, *self._below(files))]

    def require_files(self, known: Collection[str]) -> None:
        """Refuse a block that shows a file which does not go with the message.

        Raises:
            InvalidArguments: There is one.
        """
        if missing := len(blocks.shown_files(self.blocks).difference(known)):
            raise InvalidArguments(f"{missing} of the blocks' files do not go with the message.", "Name them alike.")

    def _below(self, files: Collection[str]) -> list[FileBlock]:
        wanted = blocks.shown_files(self.blocks)
        return [FileBlock(kind="file", name=name) for name in files if name not in wanted]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        blocks.require_room(self.blocks)
        return self
