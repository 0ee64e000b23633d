"""Commands of all servers and of one: what was written is read again, and the platform's own stay as they are."""

from typing import Any

import pytest

from guildhall.operations.command_names import CommandProtected
from tests.integration.pairs.pairing import House, pair
from tests.integration.pairs.undoing import undo

CITY: dict[str, Any] = {
    "kind": "text",
    "name": "city",
    "description": "Where",
    "required": True,
    "choices": [{"name": "Berlin", "value": "b", "localized": [{"locale": "fr", "name": "Berlin (DE)"}]}],
}
DAYS: dict[str, Any] = {"kind": "integer", "name": "days", "description": "How far", "least": 1.0, "most": 7.0}
DAY: dict[str, Any] = {"kind": "subcommand", "name": "day", "description": "Of a day", "options": [CITY, DAYS]}
GROUP: dict[str, Any] = {"kind": "group", "name": "show", "description": "What comes", "options": [DAY]}
WEATHER: dict[str, Any] = {
    "name": "weather",
    "description": "How it is outside",
    "options": [GROUP],
    "localized": [{"locale": "de", "name": "wetter", "description": "Wie es draussen ist"}],
    "default_permissions": ["MANAGE_MESSAGES"],
}
OURS = {
    "name": "help",
    "description": "What this app can do here",
    "default_member_permissions": 8,
    "options": [{"type": 3, "name": "command", "description": "Which", "description_localizations": {"de": "Welches"}}],
}


def _register_ours(house: House, place: str = "commands") -> dict[str, Any]:
    application_id = house.lab.bot.get("applications/@me").json()["id"]
    made = house.lab.bot.put(f"applications/{application_id}/{place}", json=[OURS]).json()
    told: dict[str, Any] = made[0]
    return told


def _made(house: House, family: str = "command", **more: Any) -> str:
    return str(house.write(f"{family}.create", **{**WEATHER, **more})["command_id"])


def _named(house: House, family: str = "command") -> list[str]:
    return sorted(each["name"] for each in house.read(f"{family}.list")["commands"])


def _as_asked(command: dict[str, Any]) -> dict[str, Any]:
    return {name: command[name] for name in WEATHER}


@pair("command.create", "command.get")
def test_a_command_reads_as_it_was_made_at_every_depth(house: House) -> None:
    made = _made(house, installs=["guild"], contexts=["guild", "bot_dm"])
    command = house.read("command.get", command_id=made)
    assert _as_asked(command) == WEATHER
    assert (command["kind"], command["installs"]) == ("chat", ["guild"])
    assert sorted(command["contexts"]) == ["bot_dm", "guild"]


@pair("command.create", "command.list")
def test_a_command_that_was_made_is_listed_and_unmade_by_an_undo(house: House) -> None:
    _made(house)
    assert _named(house) == ["weather"]
    undo(house, "command.create")
    assert _named(house) == []


@pair("command.create", "command.list")
def test_a_command_of_a_menu_has_a_name_with_spaces_and_nothing_else(house: House) -> None:
    house.write("command.create", name="Look up", kind="user")
    (command,) = house.read("command.list")["commands"]
    assert (command["name"], command["kind"], command.get("options")) == ("Look up", "user", None)


@pair("command.edit", "command.get")
def test_a_command_reads_as_it_was_changed_until_that_is_undone(house: House) -> None:
    made = _made(house)
    before = house.read("command.get", command_id=made)
    house.write("command.edit", command_id=made, description="Rain or not", clear=["options", "default_permissions"])
    now = house.read("command.get", command_id=made)
    assert now["description"] == "Rain or not"
    assert not {"options", "default_permissions"} & now.keys()
    undo(house, "command.edit")
    assert house.read("command.get", command_id=made) == before


@pair("command.edit", "command.get")
def test_an_empty_list_of_permissions_leaves_a_command_to_administrators(house: House) -> None:
    made = _made(house)
    house.write("command.edit", command_id=made, default_permissions=[])
    assert house.read("command.get", command_id=made)["for_admins_only"] is True


@pair("command.delete", "command.list")
def test_a_deleted_command_is_gone_and_made_anew_by_an_undo(house: House) -> None:
    made = _made(house)
    house.write("command.delete", command_id=made)
    assert _named(house) == []
    undo(house, "command.delete")
    (command,) = house.read("command.list")["commands"]
    assert _as_asked(command) == WEATHER


@pair("command.set_all", "command.list")
def test_setting_all_commands_replaces_the_others_and_carries_the_platforms_own_along(house: House) -> None:
    ours = _register_ours(house)
    _made(house)
    house.write("command.set_all", commands=[{"name": "news", "description": "What is new"}])
    assert _named(house) == ["help", "news"]
    application_id = house.lab.bot.get("applications/@me").json()["id"]
    path = f"applications/{application_id}/commands/{ours['id']}"
    assert {**house.lab.bot.get(path).json(), "version": ""} == {**ours, "version": ""}
    undo(house, "command.set_all")
    assert _named(house) == ["help", "weather"]


@pytest.mark.parametrize("family", ["command", "guild_command"])
def test_the_platforms_own_commands_are_neither_changed_nor_deleted_nor_written_over(house: House, family: str) -> None:
    place = "commands" if family == "command" else f"guilds/{house.lab.guild_id}/commands"
    ours = _register_ours(house, place)["id"]
    other = _made(house, family)
    for verb, arguments in (
        ("delete", {"command_id": ours}),
        ("edit", {"command_id": ours, "description": "mine"}),
        ("edit", {"command_id": other, "name": "help"}),
        ("create", {"name": "message", "description": "mine"}),
        ("set_all", {"commands": [{"name": "help", "description": "mine"}]}),
    ):
        with pytest.raises(CommandProtected):
            house.write(f"{family}.{verb}", **arguments)
    assert _named(house, family) == ["help", "weather"]


@pair("guild_command.create", "guild_command.get")
def test_a_command_of_this_server_reads_as_it_was_made_and_is_no_command_of_all(house: House) -> None:
    made = _made(house, "guild_command")
    assert _as_asked(house.read("guild_command.get", command_id=made)) == WEATHER
    assert _named(house) == []


@pair("guild_command.edit", "guild_command.get")
def test_a_command_of_this_server_has_the_options_that_it_was_given(house: House) -> None:
    made = _made(house, "guild_command")
    house.write("guild_command.edit", command_id=made, name="sky", options=[CITY], localized=[])
    now = house.read("guild_command.get", command_id=made)
    assert (now["name"], now["options"], now.get("localized")) == ("sky", [CITY], None)
    undo(house, "guild_command.edit")
    assert _as_asked(house.read("guild_command.get", command_id=made)) == WEATHER


@pair("guild_command.delete", "guild_command.list")
def test_a_command_of_this_server_that_was_deleted_comes_back_by_an_undo(house: House) -> None:
    house.write("guild_command.delete", command_id=_made(house, "guild_command"))
    assert _named(house, "guild_command") == []
    undo(house, "guild_command.delete")
    assert _named(house, "guild_command") == ["weather"]


@pair("guild_command.set_all", "guild_command.list")
def test_setting_all_commands_of_this_server_deletes_what_is_not_named(house: House) -> None:
    _made(house, "guild_command")
    wanted = [{"name": "news", "description": "What is new"}, {"name": "Look up", "kind": "message"}]
    house.write("guild_command.set_all", commands=wanted)
    assert _named(house, "guild_command") == ["Look up", "news"]
    house.write("guild_command.set_all", commands=[])
    assert _named(house, "guild_command") == []
