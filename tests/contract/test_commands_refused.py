"""What Discord would refuse of slash commands is found before it is registered."""

from typing import Any

import pytest

from guildhall.surfaces.interactions import commands


def option(name: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "x", **more}


def command(**more: Any) -> dict[str, Any]:
    return {"type": 1, "name": "x", "description": "x", "options": [], **more}


def entry(**more: Any) -> dict[str, Any]:
    return {"type": 3, "name": "Do it", **more}


LONG = option(description="x" * 100, choices=[{"name": "n" * 99, "value": "v" * 99}] * 25)
REFUSED: list[tuple[list[dict[str, Any]], str]] = [
    ([command()] * 101, "101 commands"),
    ([command(name="Big")], "not legal"),
    ([command(name="")], "not legal"),
    ([command(description="")], "0 characters"),
    ([command(description="x" * 101)], "101 characters"),
    ([command(options=[option()] * 26)], "26 options"),
    ([command(options=[option(choices=[{"name": "a", "value": "b"}] * 26)])], "26 choices"),
    ([command(options=[option(), option(required=True)])], "required option stands behind"),
    ([command(options=[option("Bad")])], "not legal"),
    ([command(options=[option(), option()])], "two options have the same name"),
    ([command(options=[option(choices=[{"name": "a", "value": each} for each in "bc"])])], "two choices"),
    ([command(options=[option(choices=[{"name": "", "value": "b"}])])], "name of a choice has 0"),
    ([command(options=[option(choices=[{"name": "a" * 101, "value": "b"}])])], "name of a choice has 101"),
    ([command(options=[option(choices=[{"name": "a", "value": "b" * 101}])])], "value of a choice has 101"),
    ([command(options=[option(max_length=6001)])], "no text of such a length"),
    ([command(options=[option(min_length=6001)])], "no text of such a length"),
    ([command(options=[option(max_length=0)])], "no text of such a length"),
    ([command(options=[LONG, LONG])], "characters in all"),
    ([entry()] * 16, "16 entries of a menu"),
    ([entry(name=" ")], "no legal name"),
    ([entry(name="x" * 33)], "no legal name"),
    ([entry(description="x")], "a description or options"),
    ([entry(options=[option()])], "a description or options"),
]


def test_what_is_as_long_as_discord_takes_it_is_not_refused() -> None:
    choices = [{"name": f"{number:0100}", "value": "v" * 100} for number in range(2)]
    told = [option(choices=choices), option("y", min_length=0, max_length=6000)]
    assert list(commands.violations([command(options=told)])) == []


def test_entries_of_menus_do_not_count_among_the_commands() -> None:
    assert list(commands.violations([command()] * 100 + [entry()] * 15 + [entry(type=2)] * 15)) == []


@pytest.mark.parametrize(("registered", "problem"), REFUSED)
def test_what_discord_would_refuse_is_found(registered: list[dict[str, Any]], problem: str) -> None:
    assert any(problem in found for found in commands.violations(registered))


def test_illegal_commands_stop_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "violations", lambda registered: ["/x is too long"])
    with pytest.raises(commands.CommandsIllegal, match="too long"):
        commands.generate()
