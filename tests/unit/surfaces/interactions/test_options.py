"""A field becomes an option: its type decides."""

import json
from dataclasses import asdict
from datetime import datetime
from enum import Enum, IntEnum, StrEnum
from typing import Annotated, Any, Literal

import pytest
from annotated_types import Gt, Lt
from pydantic import AwareDatetime, BaseModel, Field, create_model

from guildhall.discord.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS
from guildhall.operations.fields import LongText, OperationName, PermissionNames, Suggested
from guildhall.surfaces.interactions.options import Inexpressible, describe
from guildhall.surfaces.interactions.table import Form, Option, Shape
from guildhall.surfaces.interactions.wire import OptionType


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark_blue"


class Number(IntEnum):
    ONE = 1
    TWO = 2


Many = Enum("Many", [f"M{n}" for n in range(30)])  # type: ignore[misc]  # made here, not written out
type Named = Annotated[str, Field(min_length=1, max_length=9, description="A name."), Suggested((("One", "1"),))]


class Inner(BaseModel):
    x: int


def described(annotation: Any, default: Any = ..., *, required: bool = False) -> dict[str, Any]:
    model = create_model("Model", a_field=(annotation, default))
    return describe("a_field", model.model_fields["a_field"], required=required).wire


def option(annotation: Any) -> Option:
    return describe(
        "a_field", create_model("Model", a_field=(annotation, ...)).model_fields["a_field"], required=False
    ).option


KINDS: list[tuple[Any, int]] = [
    *((str, 3), (int, 4), (bool, 5), (float, 10), (ChannelId, 7), (UserId, 6), (RoleId, 8), (MessageId, 3)),
    *((GuildId, 3), (str | None, 3), (Annotated[int, Field(ge=1)] | None, 4), (int | str, 3), (Colour, 3)),
    *((Number, 4), (Literal["a", "b"], 3), (Literal[1, 2], 4), (frozenset[MessageId], 3), (list[str], 3)),
    *((dict[str, int], 3), (Named, 3), (tuple[UserId, ...], 3), (Many, 4), (datetime | None, 3)),
    (AwareDatetime | None, 3),
]


@pytest.mark.parametrize(("annotation", "kind"), KINDS)
def test_the_type_decides_what_the_option_takes(annotation: Any, kind: int) -> None:
    assert described(annotation)["type"] == kind


@pytest.mark.parametrize("annotation", [Inner, Inner | None, list[Inner], list[list[int]], bytes, Any])
def test_what_no_option_can_take_is_said(annotation: Any) -> None:
    with pytest.raises(Inexpressible):
        described(annotation)


def test_a_number_keeps_its_bounds() -> None:
    wire = described(Annotated[int, Field(ge=2, le=100)])
    assert (wire["min_value"], wire["max_value"]) == (2, 100)
    wire = described(Annotated[int, Gt(2), Lt(100)])
    assert (wire["min_value"], wire["max_value"]) == (3, 99)


def test_a_text_keeps_its_length_and_a_list_does_not_take_its_own_for_it() -> None:
    wire = described(Annotated[str, Field(min_length=2, max_length=100, pattern="x")] | None)
    assert (wire["min_length"], wire["max_length"]) == (2, 100)
    assert "min_length" not in described(Annotated[frozenset[MessageId], Field(min_length=2, max_length=100)])


def test_an_enum_is_picked_from_its_values_in_words() -> None:
    assert described(Colour)["choices"] == [
        {"name": "Red", "value": "red"},
        {"name": "Dark blue", "value": "dark_blue"},
    ]
    assert described(Number)["choices"] == [{"name": "One", "value": 1}, {"name": "Two", "value": 2}]
    assert described(Literal["a_b"])["choices"] == [{"name": "A b", "value": "a_b"}]


def test_more_choices_than_discord_shows_are_typed() -> None:
    assert "choices" not in described(Many)


def test_suggestions_are_completed_in_the_option_s_own_type() -> None:
    marked = Annotated[int, Suggested((("One hour", "3600"),))]
    assert described(marked)["autocomplete"] is True
    assert option(marked).choices == (("One hour", 3600),)
    assert option(Named).choices == (("One", "1"),)


def test_names_of_operations_are_completed() -> None:
    marked = Annotated[str, OperationName()]
    assert described(marked)["autocomplete"] is True
    assert option(marked).operations


def test_lists_and_maps_are_texts_that_say_how_they_are_written() -> None:
    assert option(frozenset[MessageId]).shape is Shape.MANY
    assert described(frozenset[MessageId])["description"] == "A field: ids or links, separated by spaces."
    assert described(list[str])["description"] == "A field: several, separated by spaces."
    assert option(dict[str, int]).shape is Shape.MAP
    assert (
        described(Annotated[dict[str, int], Field(description="More.")])["description"]
        == "More. (name=value pairs, or JSON)"
    )


def test_permissions_are_written_by_their_names() -> None:
    assert (option(PermissionNames).type, option(PermissionNames).shape) == (OptionType.STRING, Shape.MANY)
    told = described(PermissionNames, NO_PERMISSIONS)["description"]
    assert told == "A field: names such as SEND_MESSAGES, separated by spaces."


def test_a_description_is_the_field_s_own_with_its_default_and_never_too_long() -> None:
    assert described(Annotated[int, Field(description="How many.")], 5)["description"] == "How many. Default: 5."
    assert described(Annotated[int, Field(description="How many.")] | None, None)["description"] == "How many."
    assert described(Colour, Colour.RED)["description"] == "A field. Default: red."
    assert described(bool, True)["description"] == "A field."
    assert described(Named)["description"] == "A name."
    assert len(described(Annotated[int, Field(description="long " * 50)])["description"]) <= 100


def test_what_is_required_is_marked() -> None:
    assert described(int, required=True)["required"] is True
    assert "required" not in described(int)


def test_a_required_long_text_is_asked_for_in_a_form_instead() -> None:
    class Model(BaseModel):
        text: Annotated[str, Field(max_length=9000), LongText("Message")]

    field = Model.model_fields["text"]
    made = describe("text", field, required=True)
    assert made.form == Form("text", "Message", 1, 4000)
    assert not made.required
    assert describe("text", field, required=False).form is None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (OptionType.INTEGER, "5", 5),
        (OptionType.INTEGER, "five", "five"),
        (OptionType.NUMBER, "0.5", 0.5),
        (OptionType.BOOLEAN, "true", True),
        (OptionType.BOOLEAN, "perhaps", "perhaps"),
        (OptionType.CHANNEL, "5", "5"),
    ],
)
def test_a_text_is_read_in_the_option_s_type_or_left(kind: OptionType, text: str, value: object) -> None:
    assert Option(kind).coerce(text) == value


def test_one_of_several_models_is_nothing_that_an_option_could_take() -> None:
    class One(BaseModel):
        a: int

    class Two(BaseModel):
        b: int

    class Asked(BaseModel):
        parts: tuple[One | Two, ...]

    with pytest.raises(Inexpressible):
        describe("parts", Asked.model_fields["parts"], required=True)


def test_a_long_text_that_others_may_stand_in_for_is_asked_for_unless_one_of_them_is_given() -> None:
    class Asked(BaseModel):
        text: Annotated[str, LongText("Message", ("stickers",))] = ""
        stickers: str = ""

    made = describe("text", Asked.model_fields["text"], required=False)
    assert made.form == Form("text", "Message", 1, 4000, ("stickers",))
    assert made.form is not None
    assert not made.required
    read = Form.read(json.loads(json.dumps(asdict(made.form))))
    assert read == made.form
    assert [read.is_wanted(given) for given in ({}, {"text": " "}, {"text": "a"}, {"stickers": "7"})] == [
        True,
        True,
        False,
        False,
    ]
