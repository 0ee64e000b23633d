"""Members, bans and accounts: what was written is read again."""

from tests.integration.pairs.pairing import House, pair

DAY_S = 86_400
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@pair("member.edit", "member.get")
def test_a_member_has_the_nickname_that_they_were_given(house: House) -> None:
    mina = house.lab.users["member"]
    house.write("member.edit", user_id=mina, nickname="Mimi")
    assert house.read("member.get", user_id=mina)["display_name"] == "Mimi"


@pair("member.edit", "member.get")
def test_a_member_without_a_nickname_is_called_as_they_call_themselves(house: House) -> None:
    mina = house.lab.users["member"]
    before = house.read("member.get", user_id=mina)
    house.write("member.edit", user_id=mina, nickname="Mimi")
    assert house.read("member.get", user_id=mina)["nickname"] == "Mimi"
    house.write("member.edit", user_id=mina, nickname="")
    assert house.read("member.get", user_id=mina) == before


@pair("member.edit", "member.search")
def test_a_member_is_found_by_their_new_nickname(house: House) -> None:
    mina = house.lab.users["member"]
    house.write("member.edit", user_id=mina, nickname="Zoë")
    assert [each["user_id"] for each in house.read("member.search", query="Zo")["members"]] == [mina]


@pair("member.timeout", "member.get")
def test_a_member_is_timed_out_until_then(house: House) -> None:
    mina = house.lab.users["member"]
    until = house.write("member.timeout", user_id=mina, duration_s=600)["until"]
    assert house.read("member.get", user_id=mina)["timed_out_until"] == until


@pair("member.kick", "member.list")
def test_a_member_who_was_put_out_is_no_member(house: House) -> None:
    mina = house.lab.users["member"]
    house.write("member.kick", user_id=mina)
    assert mina not in {each["user_id"] for each in house.read("member.list")["members"]}


@pair("member.ban", "member.get_ban")
def test_a_ban_says_why(house: House) -> None:
    mina = house.lab.users["member"]
    house.write("member.ban", user_id=mina, reason="spam")
    ban = house.read("member.get_ban", user_id=mina)
    assert ban["username"] == "mina_k"
    assert ban["reason"].startswith("spam - by ")


@pair("member.ban", "member.list_bans")
def test_a_ban_is_listed(house: House) -> None:
    mina = house.lab.users["member"]
    house.write("member.ban", user_id=mina)
    assert [ban["user_id"] for ban in house.read("member.list_bans")["bans"]] == [mina]


@pair("member.unban", "member.list_bans")
def test_a_lifted_ban_is_not_listed(house: House) -> None:
    mina = house.lab.users["member"]
    house.write("member.ban", user_id=mina)
    house.write("member.unban", user_id=mina)
    assert house.read("member.list_bans")["bans"] == []


@pair("member.bulk_ban", "member.list_bans")
def test_many_are_banned_at_once(house: House) -> None:
    both = sorted((house.lab.users["member"], house.lab.users["newcomer"]), key=int)
    house.write("member.bulk_ban", user_ids=both)
    assert [ban["user_id"] for ban in house.read("member.list_bans")["bans"]] == both


def _everybody(house: House) -> set[str]:
    return {each["user_id"] for each in house.read("member.list")["members"]}


@pair("member.prune", "member.count_prune")
def test_those_who_were_away_are_out(house: House) -> None:
    house.lab.order("/clock", seconds=40 * DAY_S)
    before = house.read("member.count_prune", days=30)["member_count"]
    gone = house.write("member.prune", days=30, at_most=5)["member_count"]
    assert before == gone > 0
    assert house.read("member.count_prune", days=30)["member_count"] == 0


@pair("member.prune", "member.list")
def test_a_prune_reaches_nobody_with_a_role_unless_it_is_included(house: House) -> None:
    role, users = house.write("role.create", name="Guests")["role_id"], house.lab.users
    house.write("role.assign", role_id=role, user_id=users["member"])
    house.lab.order("/clock", seconds=40 * DAY_S)
    house.write("member.prune", days=30, at_most=10)
    assert {users["member"], users["newcomer"]} & _everybody(house) == {users["member"]}
    house.write("member.prune", days=30, at_most=10, include_role_ids=[role])
    assert users["member"] not in _everybody(house)


@pair("member.bypass_verification", "member.get")
def test_an_exempt_member_is_one_until_that_is_over(house: House) -> None:
    mina = house.lab.users["member"]
    house.write("member.bypass_verification", user_id=mina, bypasses=True)
    assert "bypasses_verification" in house.read("member.get", user_id=mina)["flags"]
    house.write("member.bypass_verification", user_id=mina, bypasses=False)
    assert "bypasses_verification" not in house.read("member.get", user_id=mina)["flags"]


@pair("member.edit_own", "member.get")
def test_the_bot_has_the_nickname_that_it_was_given(house: House) -> None:
    own = house.write("member.edit_own", nickname="Steward")
    assert house.read("member.get", user_id=own["user_id"])["display_name"] == "Steward"


@pair("member.edit_own", "user.get_own")
def test_the_bot_has_a_picture_here_that_it_has_nowhere_else(house: House) -> None:
    own = house.write("member.edit_own", avatar=PIXEL)
    assert f"/guilds/{house.lab.guild_id}/users/{own['user_id']}/avatars/" in own["avatar_url"]
    everywhere = house.read("user.get_own")
    assert (everywhere["user_id"], everywhere["avatar_url"]) == (own["user_id"], "")
    assert house.write("member.edit_own", clear=["avatar"])["avatar_url"] == ""


@pair("member.ban", "user.get")
def test_somebody_who_is_banned_still_has_an_account(house: House) -> None:
    mina = house.lab.users["member"]
    house.write("member.ban", user_id=mina)
    assert house.read("user.get", user_id=mina)["username"] == "mina_k"
