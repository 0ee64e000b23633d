"""Guild, channels, overwrites, roles, members and bans of the simulated Discord: rights, hierarchy and error codes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from local.discord.permissions import P
from local.discord.testing import Lab, laboratory


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Iterator[Lab]:
    running_lab.reset()
    yield running_lab
    assert running_lab.violations() == []


def code(answer: httpx.Response) -> int:
    return int(answer.json()["code"])


def audit(lab: Lab, **query: Any) -> list[dict[str, Any]]:
    return list(lab.bot.get(f"guilds/{lab.guild_id}/audit-logs", params=query).json()["audit_log_entries"])


def in_one_hour() -> str:
    return (datetime.now(UTC) + timedelta(hours=1)).isoformat()


def test_the_bot_sees_its_guild_and_no_other(lab: Lab) -> None:
    assert [guild["name"] for guild in lab.bot.get("users/@me/guilds").json()] == ["Guildhall Lab"]
    guild = lab.bot.get(f"guilds/{lab.guild_id}", params={"with_counts": "true"}).json()
    assert (guild["owner_id"], guild["approximate_member_count"]) == (lab.users["owner"], 5)
    for guild_id in ("1", lab.names["elsewhere_guild"]):
        answer = lab.bot.get(f"guilds/{guild_id}")
        assert (answer.status_code, code(answer)) == (404, 10004)


def test_the_seeded_channels_are_there_with_their_overwrites(lab: Lab) -> None:
    channels = {c["name"]: c for c in lab.bot.get(f"guilds/{lab.guild_id}/channels").json()}
    assert {name: channels[name]["id"] for name in lab.channels} == lab.channels
    hidden = channels["staff"]["permission_overwrites"][0]
    assert (hidden["id"], int(hidden["deny"])) == (lab.guild_id, int(P.VIEW_CHANNEL))
    assert channels["general"]["parent_id"] == channels["Community"]["id"]


def test_a_channel_lives_from_creation_to_deletion(lab: Lab) -> None:
    made = lab.bot.post(
        f"guilds/{lab.guild_id}/channels",
        json={"name": "Release Notes", "topic": "what changed", "parent_id": lab.names["community_category"]},
        headers={"X-Audit-Log-Reason": "asked%20for"},
    )
    assert made.status_code == 201
    channel = made.json()
    assert (channel["name"], channel["parent_id"]) == ("release-notes", lab.names["community_category"])
    edited = lab.bot.patch(f"channels/{channel['id']}", json={"topic": "all that changed", "nsfw": True}).json()
    assert (edited["topic"], edited["nsfw"]) == ("all that changed", True)
    assert lab.bot.delete(f"channels/{channel['id']}").json()["id"] == channel["id"]
    assert code(lab.bot.get(f"channels/{channel['id']}")) == 10003
    assert [entry["action_type"] for entry in audit(lab)] == [12, 11, 10]
    assert audit(lab, action_type=10)[0]["reason"] == "asked for"


def test_deleting_a_category_leaves_its_channels_without_a_parent(lab: Lab) -> None:
    assert lab.bot.delete(f"channels/{lab.names['community_category']}").status_code == 200
    assert lab.bot.get(f"channels/{lab.channels['general']}").json()["parent_id"] is None


def test_channels_can_be_moved(lab: Lab) -> None:
    body = [{"id": lab.channels["general"], "parent_id": lab.names["team_category"], "position": 9}]
    assert lab.bot.patch(f"guilds/{lab.guild_id}/channels", json=body).status_code == 204
    moved = lab.bot.get(f"channels/{lab.channels['general']}").json()
    assert (moved["parent_id"], moved["position"]) == (lab.names["team_category"], 9)
    wrong = [{"id": lab.channels["general"], "parent_id": lab.channels["support"]}]
    assert code(lab.bot.patch(f"guilds/{lab.guild_id}/channels", json=wrong)) == 50035


def test_without_manage_channels_nothing_is_created_or_deleted(lab: Lab) -> None:
    lab.control.put(f"/roles/{lab.names['guildhall_role']}", json={"permissions": str(int(P.VIEW_CHANNEL))})
    assert code(lab.bot.post(f"guilds/{lab.guild_id}/channels", json={"name": "x"})) == 50013
    assert code(lab.bot.delete(f"channels/{lab.channels['general']}")) == 50013


def test_an_overwrite_is_set_and_removed(lab: Lab) -> None:
    place = f"channels/{lab.channels['support']}/permissions/{lab.users['newcomer']}"
    assert lab.bot.put(place, json={"type": 1, "deny": str(int(P.SEND_MESSAGES))}).status_code == 204
    shown = lab.bot.get(f"channels/{lab.channels['support']}").json()["permission_overwrites"]
    assert shown == [{"id": lab.users["newcomer"], "type": 1, "allow": "0", "deny": str(int(P.SEND_MESSAGES))}]
    refused = lab.control.post("/messages", json={"channel_id": "support", "author_id": "newcomer", "content": "hi"})
    assert refused.status_code == 403
    assert lab.bot.delete(place).status_code == 204
    assert code(lab.bot.delete(place)) == 10009
    assert [entry["action_type"] for entry in audit(lab)] == [15, 13]


def test_the_bot_cannot_set_bits_that_it_lacks(lab: Lab) -> None:
    place = f"channels/{lab.channels['support']}/permissions/{lab.guild_id}"
    assert code(lab.bot.put(place, json={"type": 0, "allow": str(int(P.ADMINISTRATOR))})) == 50013
    lab.allow("support", lab.names["guildhall_role"], deny=P.ATTACH_FILES)
    assert lab.bot.put(place, json={"type": 0, "allow": str(int(P.ATTACH_FILES))}).status_code == 204
    assert code(lab.bot.put(f"channels/{lab.channels['support']}/permissions/9", json={"type": 0})) == 10011


def test_a_role_lives_from_creation_to_deletion(lab: Lab) -> None:
    place = f"guilds/{lab.guild_id}/roles"
    role = lab.bot.post(place, json={"name": "Readers", "permissions": "1024", "color": 0xFF00FF}).json()
    assert (role["position"], role["permissions"], role["colors"]["primary_color"]) == (1, "1024", 0xFF00FF)
    assert lab.bot.patch(f"{place}/{role['id']}", json={"name": "Book club"}).json()["name"] == "Book club"
    member = f"guilds/{lab.guild_id}/members/{lab.users['member']}"
    assert lab.bot.put(f"{member}/roles/{role['id']}").status_code == 204
    assert lab.bot.get(member).json()["roles"] == [role["id"]]
    counts = lab.bot.get(f"{place}/member-counts").json()
    assert counts[role["id"]] == 1
    assert lab.bot.delete(f"{place}/{role['id']}").status_code == 204
    assert lab.bot.get(member).json()["roles"] == []
    assert code(lab.bot.get(f"{place}/{role['id']}")) == 10011
    assert [entry["action_type"] for entry in audit(lab)] == [32, 25, 31, 30]


def test_roles_above_the_bot_are_out_of_its_reach(lab: Lab) -> None:
    admins = f"guilds/{lab.guild_id}/roles/{lab.names['admins_role']}"
    assert code(lab.bot.patch(admins, json={"name": "x"})) == 50013
    assert code(lab.bot.delete(admins)) == 50013
    member = f"guilds/{lab.guild_id}/members/{lab.users['member']}"
    assert code(lab.bot.put(f"{member}/roles/{lab.names['admins_role']}")) == 50013
    assert code(lab.bot.put(f"{member}/roles/{lab.names['guildhall_role']}")) == 50013
    too_high = [{"id": lab.names["moderators_role"], "position": 3}]
    assert code(lab.bot.patch(f"guilds/{lab.guild_id}/roles", json=too_high)) == 50013
    strong = {"name": "x", "permissions": str(int(P.ADMINISTRATOR))}
    assert code(lab.bot.post(f"guilds/{lab.guild_id}/roles", json=strong)) == 50013


def test_a_timeout_silences_a_member_until_it_is_over(lab: Lab) -> None:
    place = f"guilds/{lab.guild_id}/members/{lab.users['newcomer']}"
    until = in_one_hour()
    assert lab.bot.patch(place, json={"communication_disabled_until": until}).status_code == 200
    order = {"channel_id": "general", "author_id": "newcomer", "content": "hi"}
    assert lab.control.post("/messages", json=order).status_code == 403
    lab.order("/clock", seconds=3700)
    assert lab.control.post("/messages", json=order).status_code == 200
    assert code(lab.bot.patch(place, json={"communication_disabled_until": "2999-01-01T00:00:00Z"})) == 50035


@pytest.mark.parametrize("target", ["owner", "bot"])
def test_nobody_moderates_the_owner_or_themselves(lab: Lab, target: str) -> None:
    user_id = lab.users.get(target, lab.endpoints["bot_user_id"])
    place = f"guilds/{lab.guild_id}/members/{user_id}"
    assert code(lab.bot.patch(place, json={"communication_disabled_until": in_one_hour()})) == 50013
    assert code(lab.bot.delete(place)) == 50013
    assert code(lab.bot.put(f"guilds/{lab.guild_id}/bans/{user_id}", json={})) == 50013


def test_a_member_with_a_higher_role_cannot_be_moderated(lab: Lab) -> None:
    lab.control.put("/members/member/roles", json={"roles": ["admins_role"]})
    place = f"guilds/{lab.guild_id}/members/{lab.users['member']}"
    assert code(lab.bot.patch(place, json={"nick": "x"})) == 50013
    assert code(lab.bot.delete(place)) == 50013


def test_nicknames_and_role_lists_are_edited(lab: Lab) -> None:
    place = f"guilds/{lab.guild_id}/members/{lab.users['member']}"
    body = {"nick": "Minnie", "roles": [lab.names["moderators_role"]]}
    edited = lab.bot.patch(place, json=body).json()
    assert (edited["nick"], edited["roles"]) == ("Minnie", [lab.names["moderators_role"]])
    assert code(lab.bot.patch(place, json={"roles": ["5"]})) == 10011


def test_members_are_listed_and_searched(lab: Lab) -> None:
    place = f"guilds/{lab.guild_id}/members"
    everyone = lab.bot.get(place, params={"limit": 1000}).json()
    assert {m["user"]["id"] for m in everyone} == {*lab.users.values(), lab.endpoints["bot_user_id"]}
    assert len(lab.bot.get(place).json()) == 1
    found = lab.bot.get(f"{place}/search", params={"query": "mi", "limit": 10}).json()
    assert [m["user"]["username"] for m in found] == ["mina_k"]
    assert code(lab.bot.get(f"{place}/1")) == 10013
    assert code(lab.bot.get(f"{place}/{lab.names['stranger']}")) == 10007


def test_a_kick_and_a_ban_remove_the_member(lab: Lab) -> None:
    guild = f"guilds/{lab.guild_id}"
    assert lab.bot.delete(f"{guild}/members/{lab.users['member']}").status_code == 204
    assert code(lab.bot.get(f"{guild}/members/{lab.users['member']}")) == 10007
    newcomer = lab.users["newcomer"]
    reason = {"X-Audit-Log-Reason": "spam"}
    banned = lab.bot.put(f"{guild}/bans/{newcomer}", json={"delete_message_seconds": 86_400}, headers=reason)
    assert banned.status_code == 204
    assert lab.bot.get(f"{guild}/bans/{newcomer}").json()["reason"] == "spam"
    left = lab.bot.get(f"channels/{lab.channels['general']}/messages", params={"limit": 100}).json()
    day_ago = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert not [m for m in left if m["author"]["id"] == newcomer and m["timestamp"] > day_ago]
    assert [ban["user"]["id"] for ban in lab.bot.get(f"{guild}/bans").json()] == [newcomer]
    assert lab.bot.delete(f"{guild}/bans/{newcomer}").status_code == 204
    assert code(lab.bot.get(f"{guild}/bans/{newcomer}")) == 10026
    assert [entry["action_type"] for entry in audit(lab)] == [23, 22, 20]


def test_a_bulk_ban_reports_whom_it_could_not_ban(lab: Lab) -> None:
    body = {"user_ids": [lab.users["newcomer"], lab.users["owner"]]}
    answer = lab.bot.post(f"guilds/{lab.guild_id}/bulk-ban", json=body).json()
    assert answer == {"banned_users": [lab.users["newcomer"]], "failed_users": [lab.users["owner"]]}


def test_a_prune_takes_only_silent_members_without_roles(lab: Lab) -> None:
    lab.order("/clock", seconds=40 * 86_400)
    lab.say("still here", author="newcomer")
    place = f"guilds/{lab.guild_id}/prune"
    assert lab.bot.get(place, params={"days": 30}).json() == {"pruned": 1}
    assert lab.bot.post(place, json={"days": 30}).json() == {"pruned": 1}
    assert code(lab.bot.get(f"guilds/{lab.guild_id}/members/{lab.users['member']}")) == 10007


def test_the_bot_leaves_a_guild(lab: Lab) -> None:
    assert lab.bot.delete(f"users/@me/guilds/{lab.guild_id}").status_code == 204
    assert code(lab.bot.get(f"guilds/{lab.guild_id}")) == 10004
    assert code(lab.bot.get(f"channels/{lab.channels['general']}")) == 50001


def test_the_guild_is_edited_and_the_change_is_audited(lab: Lab) -> None:
    assert lab.bot.patch(f"guilds/{lab.guild_id}", json={"name": "Lab two"}).json()["name"] == "Lab two"
    change = {"key": "name", "old_value": "Guildhall Lab", "new_value": "Lab two"}
    assert audit(lab)[0]["changes"] == [change]
