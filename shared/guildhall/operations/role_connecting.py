"""Facts of a linked account that a server can demand for a role: as a request gives them, and as results show them.

Source: https://docs.discord.com/developers/resources/application-role-connection-metadata
"""

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue, ValidationError

from guildhall.discord.routes import Route
from guildhall.operations.command_parts import Translated, localizations
from guildhall.operations.command_shown import LocalizedShown, localized_of
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.model import Model
from guildhall.operations.reversal import fields
from guildhall.operations.shown import Shown
from guildhall.operations.sparse import Sparse

FOUND = frozenset({"application_id"})
WHY = "A record is there for all servers; those to whom the application belongs see to it."
GET = Route("GET /applications/{application_id}/role-connections/metadata")
MOST, NAME, DESCRIPTION = 5, 100, 200
"""Source: Discord's OpenAPI document, `ApplicationRoleConnectionsMetadataItemRequest`."""


class Comparison(StrEnum):
    """How a fact is compared with what a server demands."""

    INTEGER_AT_MOST = "integer_at_most"
    INTEGER_AT_LEAST = "integer_at_least"
    INTEGER_EQUAL = "integer_equal"
    INTEGER_NOT_EQUAL = "integer_not_equal"
    DAYS_AT_MOST = "days_at_most"
    DAYS_AT_LEAST = "days_at_least"
    BOOLEAN_EQUAL = "boolean_equal"
    BOOLEAN_NOT_EQUAL = "boolean_not_equal"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return list(Comparison).index(self) + 1


_WORDS = {each.wire: str(each) for each in Comparison}


class RecordAsked(Model):
    """A fact, and how it is compared."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    key: Annotated[str, Field(pattern="^[a-z0-9_]{1,50}$")]
    comparison: Comparison
    name: Annotated[str, Field(min_length=1, max_length=NAME)]
    description: Annotated[str, Field(min_length=1, max_length=DESCRIPTION)]
    localized: list[Translated] = Field(default_factory=list)

    @property
    def wire(self) -> JsonValue:
        """It as Discord takes it."""
        told: dict[str, JsonValue] = {"type": self.comparison.wire, "key": self.key}
        return {**told, "name": self.name, "description": self.description, **localizations(self.localized)}


class RecordShown(Sparse, Shown):
    """A fact, and how it is compared."""

    key: OurText
    comparison: OurText = ""
    name: GivenName = ""
    description: GivenName = ""
    localized: tuple[LocalizedShown, ...] = ()


class RecordsShown(Shown):
    """The facts that a server can demand."""

    records: tuple[RecordShown, ...] = ()

    @classmethod
    def of(cls, answer: JsonValue) -> "RecordsShown":
        """Return what Discord's answer says."""
        listed = answer if isinstance(answer, list) else []
        return cls.read({"records": [_record(fields(each)) for each in listed]})

    def again(self) -> list[JsonValue] | None:
        """Return them as they are asked for; None where one has what nobody can ask for here."""
        told = [each.model_dump(mode="json") for each in self.records]
        try:
            for each in told:
                RecordAsked.model_validate(each)
        except ValidationError:
            return None
        return [*told]


def _record(raw: dict[str, JsonValue]) -> JsonValue:
    number = raw.get("type")
    told: dict[str, JsonValue] = {name: raw.get(name) for name in ("key", "name", "description")}
    word = _WORDS.get(number, f"unknown_{number}") if isinstance(number, int) else None
    return {**told, "comparison": word, "localized": localized_of(raw)}
