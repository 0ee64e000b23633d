"""Templates: what was made, renamed, synced and deleted is read again, and what a template tells of the server."""

from typing import Any

import pytest

from guildhall.errors import DiscordNotFound, DiscordRejected
from tests.integration.pairs.pairing import House, pair
from tests.integration.pairs.undoing import undo


def _made(house: House, **more: Any) -> str:
    return str(house.write("template.create", **{"name": "Study group", "description": "For learners", **more})["code"])


def _listed(house: House) -> dict[str, dict[str, Any]]:
    return {each["code"]: each for each in house.read("template.list")["templates"]}


@pair("template.create", "template.list")
def test_a_template_is_called_as_was_said_and_is_up_to_date(house: House) -> None:
    code = _made(house)
    found = _listed(house)[code]
    assert (found["name"], found["description"], found["is_behind"]) == ("Study group", "For learners", False)
    assert (found["source_guild_id"], found["usage_count"]) == (house.lab.guild_id, 0)


@pair("template.create", "template.get")
def test_a_template_tells_the_names_of_roles_and_channels_to_whoever_has_its_address(house: House) -> None:
    found = house.read("template.get", code=f"https://discord.new/{_made(house)}")
    assert {"general", "support", "staff"} <= set(found["channel_names"])
    assert {"Moderators", "Admins"} <= set(found["role_names"])
    assert "Guildhall" not in found["role_names"]


@pair("template.create", "template.list")
def test_a_template_is_gone_once_its_making_is_undone(house: House) -> None:
    _made(house)
    undo(house, "template.create")
    assert _listed(house) == {}


@pair("template.edit", "template.get")
def test_a_template_is_called_as_it_was_edited_and_as_before_once_that_is_undone(house: House) -> None:
    code = _made(house)
    house.write("template.edit", code=code, name="Reading circle", description="")
    found = house.read("template.get", code=code)
    assert (found["name"], found["description"]) == ("Reading circle", "")
    undo(house, "template.edit")
    found = house.read("template.get", code=code)
    assert (found["name"], found["description"]) == ("Study group", "For learners")


@pair("template.edit", "template.list")
def test_a_template_keeps_its_name_when_only_what_it_is_for_is_edited(house: House) -> None:
    code = _made(house)
    house.write("template.edit", code=code, description="For everybody")
    assert (_listed(house)[code]["name"], _listed(house)[code]["description"]) == ("Study group", "For everybody")


@pair("template.sync", "template.list")
def test_a_template_is_behind_once_the_server_changed_until_it_is_synced(house: House) -> None:
    code = _made(house)
    house.write("channel.create", name="library")
    assert _listed(house)[code]["is_behind"]
    house.write("template.sync", code=code)
    assert not _listed(house)[code]["is_behind"]


@pair("template.sync", "template.get")
def test_a_synced_template_tells_the_new_role(house: House) -> None:
    code = _made(house)
    house.write("role.create", name="Librarians")
    assert "Librarians" not in house.read("template.get", code=code)["role_names"]
    house.write("template.sync", code=code)
    assert "Librarians" in house.read("template.get", code=code)["role_names"]


@pair("template.delete", "template.list")
def test_a_deleted_template_is_listed_no_more_and_its_code_leads_nowhere(house: House) -> None:
    code = _made(house)
    house.write("template.delete", code=code)
    assert _listed(house) == {}
    with pytest.raises(DiscordNotFound):
        house.read("template.get", code=code)


def test_a_server_has_one_template(house: House) -> None:
    _made(house)
    with pytest.raises(DiscordRejected, match="keeps only one"):
        _made(house)
