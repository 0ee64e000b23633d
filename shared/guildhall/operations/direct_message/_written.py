"""What the bot writes to somebody."""

from typing import Self

from pydantic import model_validator

from guildhall.operations.carrying import Carried, Enclosing
from guildhall.operations.preview import Change
from guildhall.operations.speaking import Letter, Speaking


class Written(Enclosing, Speaking):
    """A text, or something that can be sent without one; in direct messages nobody is pinged but by its coming."""

    def says(self, carried: Carried) -> tuple[Change, ...]:
        """Return all of it, as a preview shows it."""
        text = (Change(field="content", before=None, after=self.content),) if self.content else ()
        return text + carried.changes

    def letters(self, carried: Carried) -> list[Letter]:
        """Return the messages as they are sent."""
        return self.bodies({"allowed_mentions": {"parse": []}, **carried.body}, carried.attached.form)

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not (self.content or self.carries):
            raise ValueError("there is nothing to write: give content, embeds or files")
        return self
