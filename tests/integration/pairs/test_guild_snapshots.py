"""Snapshots of a server: what is changed after one was taken is told when it is compared."""

from typing import Any

from tests.integration.pairs.pairing import House, pair


def _told(house: House, before: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    told = house.read("guild.compare", snapshot=before)
    assert told["intact"]
    return {(each["kind"], each["what"] + each["field"]): each for each in told["differences"]}


@pair("automod.create", "guild.compare")
def test_a_rule_that_was_made_since_is_told_and_one_that_was_edited(house: House) -> None:
    before = house.read("guild.snapshot")
    rule = house.write("automod.create", name="Words", trigger="keyword", keywords=["dog"])["rule_id"]
    assert _told(house, before)["rule", "new"]["thing_id"] == rule
    before = house.read("guild.snapshot")
    house.write("automod.edit", rule_id=rule, keywords=["wolf"])
    assert _told(house, before).keys() == {("rule", "changedcontent")}


@pair("channel.edit_permissions", "guild.compare")
def test_an_overwrite_that_was_set_since_is_told(house: House) -> None:
    before, general = house.read("guild.snapshot"), house.lab.channels["general"]
    role = house.lab.names["moderators_role"]
    house.write("channel.edit_permissions", channel_id=general, overwrite_id=role, deny=["SEND_MESSAGES"])
    assert _told(house, before)["overwrite", "new"]["thing_id"] == f"{general}/{role}"


@pair("role.edit", "guild.compare")
def test_a_permission_that_a_role_got_since_is_told(house: House) -> None:
    before, role = house.read("guild.snapshot"), house.lab.names["moderators_role"]
    house.write("role.edit", role_id=role, permissions=["MANAGE_GUILD"])
    found = _told(house, before)["role", "changedpermissions"]
    assert found["after"] == "Manage Server"
    assert "Ban Members" in found["before"]


@pair("guild.edit", "guild.snapshot")
def test_a_server_that_was_renamed_is_called_so_in_the_next_snapshot(house: House) -> None:
    before = house.read("guild.snapshot")
    house.write("guild.edit", name="Workshop")
    after = house.read("guild.snapshot")
    assert after["settings"]["name"] == "Workshop"
    assert before["digest"] != after["digest"]
