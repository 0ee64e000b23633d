"""A command that is too large for Discord loses what is missed the least, and nothing that is required."""

from typing import Any

import pytest

from guildhall.surfaces.interactions.fitting import characters, fitted


def option(name: str, description: str = "d" * 60, **more: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": description, **more}


def command(*verbs: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "name": "role", "description": "Roles.", "options": list(verbs)}


def verb(name: str, *options: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "name": name, "description": "Do it.", "options": list(options)}


MANY = command(
    verb("create", option("name", required=True), option("colour"), option("hoist")),
    verb("edit", option("role_id", required=True), option("name"), option("colour"), option("icon_emoji")),
)


def test_a_command_that_fits_is_left_alone() -> None:
    told, left_out = fitted(MANY, characters(MANY))
    assert (told, left_out) == (MANY, [])


def test_the_descriptions_of_optional_options_shrink_first() -> None:
    told, left_out = fitted(MANY, characters(MANY) - 50)
    assert left_out == []
    assert characters(told) <= characters(MANY) - 50
    assert [len(part["options"]) for part in told["options"]] == [3, 4]
    assert told["options"][0]["options"][0]["description"] == "d" * 60


def test_then_optional_options_are_left_out_and_told() -> None:
    bare = characters(MANY) - 5 * 53
    told, left_out = fitted(MANY, bare)
    assert left_out
    assert left_out[0] == "edit icon_emoji"
    assert characters(told) <= bare


@pytest.mark.parametrize("most", [0, 10])
def test_what_is_required_stays_even_where_there_is_no_room(most: int) -> None:
    told, _ = fitted(MANY, most)
    kept = [[each["name"] for each in part["options"]] for part in told["options"]]
    assert kept == [["name"], ["role_id"]]


def test_what_was_given_is_not_changed() -> None:
    before = str(MANY)
    fitted(MANY, 0)
    assert str(MANY) == before
