"""Roles: what was written is read again."""

from typing import Any

from tests.integration.pairs.pairing import House, pair

BOOSTED = ["ENHANCED_ROLE_COLORS", "ROLE_ICONS"]


def _made(house: House, name: str = "Artists", **look: Any) -> str:
    return str(house.write("role.create", name=name, **look)["role_id"])


def _boosted(house: House) -> None:
    """Let the server have what boosts give."""
    house.lab.control.post("/features", json={"features": BOOSTED}).raise_for_status()


def _role(house: House, role_id: str) -> dict[str, Any]:
    return house.read("role.get", role_id=role_id)


def _order(house: House) -> list[str]:
    return [role["name"] for role in house.read("role.list")["roles"]]


def _holders(house: House, role_id: str) -> list[str]:
    return [member["user_id"] for member in house.read("role.list_members", role_id=role_id)["members"]]


@pair("role.create", "role.get")
def test_a_new_role_is_what_was_asked_for(house: House) -> None:
    role = _role(house, _made(house, colour="#00ff7f", hoist=True, mentionable=True, permissions=["SEND_MESSAGES"]))
    assert (role["name"], role["colour"], role["hoist"], role["mentionable"]) == ("Artists", "#00ff7f", True, True)
    assert role["permissions"] == ["Send Messages"]


@pair("role.create", "role.list_member_counts")
def test_a_new_role_is_counted_with_nobody_in_it(house: House) -> None:
    made = _made(house)
    counts = {role["role_id"]: role["member_count"] for role in house.read("role.list_member_counts")["roles"]}
    assert counts[made] == 0


@pair("role.edit", "role.get")
def test_a_role_has_the_name_and_the_colour_that_it_was_given(house: House) -> None:
    made = _made(house)
    house.write("role.edit", role_id=made, name="Painters", colour="#ff0000")
    role = _role(house, made)
    assert (role["name"], role["colour"]) == ("Painters", "#ff0000")


@pair("role.edit", "role.get")
def test_a_role_is_listed_apart_and_can_be_mentioned(house: House) -> None:
    made = _made(house)
    house.write("role.edit", role_id=made, hoist=True, mentionable=True)
    role = _role(house, made)
    assert (role["hoist"], role["mentionable"]) == (True, True)


@pair("role.create", "role.get")
def test_a_new_role_has_its_gradient_and_its_emoji(house: House) -> None:
    _boosted(house)
    role = _role(house, _made(house, colour="#112233", second_colour="#445566", unicode_emoji="🎨"))
    assert (role["colour"], role["second_colour"], role["unicode_emoji"]) == ("#112233", "#445566", "🎨")


@pair("role.edit", "role.get")
def test_a_role_has_an_icon_and_loses_it(house: House) -> None:
    _boosted(house)
    made = _made(house)
    house.write("role.edit", role_id=made, icon="data:image/gif;base64,R0lGODlhAQABAAAAACw=")
    assert _role(house, made)["icon_url"].startswith(f"https://cdn.discordapp.com/role-icons/{made}/")
    house.write("role.edit", role_id=made, clear=["icon"])
    assert _role(house, made)["icon_url"] == ""


@pair("role.edit", "role.get")
def test_a_role_becomes_holographic_and_plain_again(house: House) -> None:
    _boosted(house)
    made = _made(house, colour="#112233")
    house.write("role.edit", role_id=made, holographic=True)
    assert _role(house, made)["holographic"]
    house.write("role.edit", role_id=made, colour="#445566")
    role = _role(house, made)
    assert (role["holographic"], role["colour"], role["second_colour"]) == (False, "#445566", "")


@pair("role.edit", "role.list")
def test_a_role_lets_its_holders_do_what_it_was_given(house: House) -> None:
    made = _made(house)
    house.write("role.edit", role_id=made, permissions=["SEND_MESSAGES", "ADD_REACTIONS"])
    roles = {role["role_id"]: role for role in house.read("role.list")["roles"]}
    assert set(roles[made]["permissions"]) == {"Send Messages", "Add Reactions"}


@pair("role.edit", "role.get")
def test_everybody_may_do_what_they_were_given(house: House) -> None:
    everyone = house.lab.guild_id
    house.write("role.edit", role_id=everyone, permissions=["VIEW_CHANNEL", "SEND_MESSAGES"])
    assert set(_role(house, everyone)["permissions"]) == {"View Channel", "Send Messages"}


@pair("role.delete", "role.list")
def test_a_role_is_gone_once_it_is_deleted(house: House) -> None:
    house.write("role.delete", role_id=_made(house))
    assert "Artists" not in _order(house)


@pair("role.reorder", "role.list")
def test_a_role_stands_above_the_one_that_was_named(house: House) -> None:
    low, high = _made(house, "Low"), _made(house, "High")
    before = _order(house)
    assert before.index("Low") < before.index("High"), "the newest is the lowest"
    house.write("role.reorder", role_ids=[high], above_role_id=low)
    after = _order(house)
    assert after.index("High") + 1 == after.index("Low")
    assert sorted(after) == sorted(before)


@pair("role.reorder", "role.list")
def test_roles_share_the_places_that_they_hold(house: House) -> None:
    first, second, third = (_made(house, name) for name in ("First", "Second", "Third"))
    house.write("role.reorder", role_ids=[third, second, first])
    names = [name for name in _order(house) if name in {"First", "Second", "Third"}]
    assert names == ["Third", "Second", "First"]


@pair("role.reorder", "role.list")
def test_a_role_goes_to_the_bottom(house: House) -> None:
    first, _second = _made(house, "First"), _made(house, "Second")
    house.write("role.reorder", role_ids=[first], above_role_id=house.lab.guild_id)
    assert _order(house)[-2:] == ["First", "@everyone"]


@pair("role.assign", "role.list_members")
def test_a_member_is_among_those_who_have_the_role(house: House) -> None:
    made, mina = _made(house), house.lab.users["member"]
    house.write("role.assign", role_id=made, user_id=mina)
    assert _holders(house, made) == [mina]


@pair("role.remove", "role.list_members")
def test_a_member_is_not_among_them_any_more(house: House) -> None:
    made, mina = _made(house), house.lab.users["member"]
    house.write("role.assign", role_id=made, user_id=mina)
    house.write("role.remove", role_id=made, user_id=mina)
    assert _holders(house, made) == []


@pair("role.bulk_assign", "role.list_member_counts")
def test_many_have_the_role_at_once(house: House) -> None:
    made, users = _made(house), house.lab.users
    told = house.write("role.bulk_assign", role_id=made, user_ids=[users["member"], users["newcomer"]])
    assert (told["done_count"], told["left_count"]) == (2, 0)
    counts = {role["role_id"]: role["member_count"] for role in house.read("role.list_member_counts")["roles"]}
    assert counts[made] == 2


@pair("role.bulk_remove", "role.list_members")
def test_many_lose_the_role_at_once_and_the_others_keep_it(house: House) -> None:
    made, users = _made(house), house.lab.users
    everybody = [users["member"], users["newcomer"], users["moderator"]]
    house.write("role.bulk_assign", role_id=made, user_ids=everybody)
    told = house.write("role.bulk_remove", role_id=made, user_ids=everybody[:2])
    assert told["done_count"] == 2
    assert _holders(house, made) == [users["moderator"]]


@pair("role.assign_by_filter", "role.list_members")
def test_those_whom_a_filter_means_have_the_role(house: House) -> None:
    made, users = _made(house), house.lab.users
    told = house.write("role.assign_by_filter", role_id=made, has_role_id=house.lab.names["moderators_role"])
    assert (told["done_count"], told["matched_count"]) == (1, 1)
    assert _holders(house, made) == [users["moderator"]]


@pair("role.assign_by_filter", "member.get")
def test_a_filter_of_names_and_kinds_means_people_and_no_bots(house: House) -> None:
    made, users = _made(house), house.lab.users
    told = house.write("role.assign_by_filter", role_id=made, name_contains="N", bots=False, at_most=100)
    holders = {users[name] for name in ("owner", "moderator", "member", "newcomer")}
    having = {each for each in holders if made in house.read("member.get", user_id=each)["role_ids"]}
    assert told["done_count"] == len(having)
    assert users["newcomer"] in having
    assert users["moderator"] not in having
