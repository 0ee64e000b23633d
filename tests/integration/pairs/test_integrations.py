"""Integrations: what was deleted is there no more, a bot's with the bot."""

from typing import Any

import pytest

from guildhall.errors import DiscordNotFound, InvalidArguments
from tests.integration.pairs.pairing import House, pair


def _listed(house: House) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in house.read("integration.list")["integrations"]}


def _bot(house: House) -> dict[str, Any]:
    (made,) = house.lab.order("/users", names=["Quizmaster"], bot=True)
    return {"user_id": made["id"], **_listed(house)["Quizmaster"]}


@pair("integration.delete", "integration.list")
def test_a_linked_account_is_linked_no_more(house: House) -> None:
    before = _listed(house)
    assert {each["kind"] for each in before.values()} == {"discord", "twitch", "youtube"}
    house.write("integration.delete", integration_id=before["Guildhall Films"]["integration_id"])
    assert set(before) - set(_listed(house)) == {"Guildhall Films"}


@pair("integration.delete", "integration.list")
def test_the_integration_of_a_bot_goes_with_the_bot(house: House) -> None:
    bot = _bot(house)
    assert (bot["kind"], bot["bot_user_id"]) == ("discord", bot["user_id"])
    house.write("integration.delete", integration_id=bot["integration_id"])
    assert "Quizmaster" not in _listed(house)


@pair("integration.delete", "member.get")
def test_a_bot_whose_integration_was_deleted_is_no_member(house: House) -> None:
    bot = _bot(house)
    assert house.read("member.get", user_id=bot["user_id"])["user_id"] == bot["user_id"]
    house.write("integration.delete", integration_id=bot["integration_id"])
    with pytest.raises(DiscordNotFound):
        house.read("member.get", user_id=bot["user_id"])


def test_this_bot_does_not_delete_itself(house: House) -> None:
    own = _listed(house)["Guildhall"]
    with pytest.raises(InvalidArguments, match="this bot itself"):
        house.write("integration.delete", integration_id=own["integration_id"])
    assert "Guildhall" in _listed(house)
