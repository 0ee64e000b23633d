"""Invites: what was made, revoked or narrowed is read again."""

from typing import Any

import pytest

from guildhall.errors import DiscordNotFound, NotAMember
from tests.integration.pairs.pairing import House, pair


def _made(house: House, **more: Any) -> dict[str, Any]:
    return house.write("invite.create", channel_id=house.lab.channels["general"], **more)


def _undone(house: House) -> None:
    records: Any = house.read("audit.list")["records"]
    done = next(each for each in records if each["status"] == "done" and each["risk"] != "read")
    house.write("audit.undo", audit_id=done["audit_id"])


@pair("invite.create", "invite.get")
def test_an_invite_leads_where_it_was_made_for(house: House) -> None:
    found = house.read("invite.get", code=f"https://discord.gg/{_made(house)['code']}")
    assert found["channel_id"] == house.lab.channels["general"]
    assert (found["guild_id"], found["kind"]) == (house.lab.guild_id, "guild")


@pair("invite.create", "invite.list")
def test_an_invite_can_be_used_as_often_and_as_long_as_it_was_made_for(house: House) -> None:
    made = _made(house, max_age_s=3600, max_uses=5, temporary=True)
    found = next(each for each in house.read("invite.list")["invites"] if each["code"] == made["code"])
    assert (found["max_age_s"], found["max_uses"], found["temporary"], found["uses"]) == (3600, 5, True, 0)


@pair("invite.create", "invite.list_in_channel")
def test_an_invite_is_listed_in_its_own_channel_only(house: House) -> None:
    made = _made(house)["code"]
    here, there = (
        {each["code"] for each in house.read("invite.list_in_channel", channel_id=channel_id)["invites"]}
        for channel_id in (house.lab.channels["general"], house.lab.channels["support"])
    )
    assert made in here
    assert made not in there


@pair("invite.create", "invite.get")
def test_an_invite_that_never_expires_has_no_end(house: House) -> None:
    assert house.read("invite.get", code=_made(house, max_age_s=0)["code"])["expires_at"] is None


@pair("invite.create", "invite.get")
def test_an_invite_gives_the_roles_that_it_was_made_with(house: House) -> None:
    role = house.write("role.create", name="Guests")["role_id"]
    assert house.read("invite.get", code=_made(house, role_ids=[role])["code"])["role_ids"] == [role]


@pair("invite.create", "invite.get_target_users")
def test_an_invite_is_for_those_whom_it_was_made_for(house: House) -> None:
    people = sorted((house.lab.users["member"], house.lab.users["newcomer"]), key=int)
    role = house.write("role.create", name="Guests")["role_id"]
    code = _made(house, for_user_ids=people, role_ids=[role], max_uses=2)["code"]
    assert house.read("invite.get_target_users", code=code)["user_ids"] == people
    assert house.read("invite.get", code=code)["role_ids"] == [role]


@pair("invite.edit_target_users", "invite.get_target_users")
def test_an_invite_is_for_those_whom_it_was_changed_for_and_for_the_first_ones_once_undone(house: House) -> None:
    member, newcomer = house.lab.users["member"], house.lab.users["newcomer"]
    code = _made(house, for_user_ids=[member])["code"]
    house.write("invite.edit_target_users", code=code, user_ids=[newcomer])
    assert house.read("invite.get_target_users", code=code) == {
        "total_count": 1,
        "user_ids": [newcomer],
        "next_after": None,
    }
    _undone(house)
    assert house.read("invite.get_target_users", code=code)["user_ids"] == [member]


@pair("invite.edit_target_users", "invite.get_target_users")
def test_an_invite_for_everybody_is_for_those_alone_whom_it_was_changed_for(house: House) -> None:
    code = _made(house)["code"]
    assert house.read("invite.get_target_users", code=code)["total_count"] == 0
    with pytest.raises(DiscordNotFound, match="for everybody"):
        house.read("invite.get_target_users_job", code=code)
    house.write("invite.edit_target_users", code=code, user_ids=[house.lab.users["member"]])
    assert house.read("invite.get_target_users", code=code)["user_ids"] == [house.lab.users["member"]]


@pair("invite.delete", "invite.list")
def test_a_revoked_invite_for_one_person_comes_back_for_that_one_alone(house: House) -> None:
    role = house.write("role.create", name="Guests")["role_id"]
    member = house.lab.users["member"]
    house.write("invite.delete", code=_made(house, for_user_ids=[member], role_ids=[role], max_uses=7)["code"])
    _undone(house)
    (again,) = [each for each in house.read("invite.list")["invites"] if each["max_uses"] == 7]
    assert again["role_ids"] == [role]
    assert house.read("invite.get_target_users", code=again["code"])["user_ids"] == [member]


@pair("invite.edit_target_users", "invite.get_target_users_job")
def test_discord_tells_how_many_it_took_in(house: House) -> None:
    code = _made(house)["code"]
    people = [house.lab.users["member"], house.lab.users["newcomer"]]
    house.write("invite.edit_target_users", code=code, user_ids=people)
    job = house.read("invite.get_target_users_job", code=code)
    assert (job["status"], job["total_count"], job["processed_count"]) == ("completed", 2, 2)


@pair("invite.delete", "invite.list")
def test_an_invite_is_gone_once_it_is_revoked_and_one_like_it_there_once_that_is_undone(house: House) -> None:
    code = _made(house, max_age_s=1800, max_uses=3)["code"]
    house.write("invite.delete", code=code)
    assert code not in {each["code"] for each in house.read("invite.list")["invites"]}
    _undone(house)
    like_it = [each for each in house.read("invite.list")["invites"] if each["max_age_s"] == 1800]
    assert [each["max_uses"] for each in like_it] == [3]


@pair("invite.create", "invite.list")
def test_an_invite_is_revoked_when_its_making_is_undone(house: House) -> None:
    code = _made(house)["code"]
    _undone(house)
    assert code not in {each["code"] for each in house.read("invite.list")["invites"]}


@pair("invite.delete", "invite.get")
def test_a_revoked_invite_leads_nowhere(house: House) -> None:
    code = _made(house)["code"]
    house.write("invite.delete", code=code)
    with pytest.raises((DiscordNotFound, NotAMember)):
        house.read("invite.get", code=code)
    with pytest.raises(NotAMember):
        house.write("invite.delete", code=code)


def test_people_are_read_page_by_page(house: House) -> None:
    people = sorted(house.lab.users.values(), key=int)
    code = _made(house, for_user_ids=people)["code"]
    first = house.read("invite.get_target_users", code=code, limit=2)
    assert first["user_ids"] == people[:2]
    rest = house.read("invite.get_target_users", code=code, after=first["next_after"])
    assert rest["user_ids"] == people[2:]
    assert rest["next_after"] is None
