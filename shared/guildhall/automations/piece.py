"""The base of what an automation is made of."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from guildhall.discord.ids import Snowflake


class Piece(BaseModel):
    """A frozen part; an unknown key is a mistake, not data."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)


def in_order[Id: Snowflake](ids: Iterable[Id]) -> tuple[Id, ...]:
    """Return ids once each, in number order: the same choice is the same text wherever it is kept."""
    return tuple(sorted(set(ids), key=int))
