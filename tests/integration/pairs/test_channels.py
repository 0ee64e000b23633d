"""Channels: what was written is read again."""

from typing import Any

import pytest

from tests.integration.pairs.pairing import House, pair

SENDING = "SEND_MESSAGES"


def _listed(house: House) -> dict[str, Any]:
    return {each["channel_id"]: each for each in house.read("channel.list")["channels"]}


def _get(house: House, channel_id: str) -> dict[str, Any]:
    return house.read("channel.get", channel_id=channel_id)


def _said(house: House, channel_id: str) -> dict[str, Any]:
    """Return what a channel says of roles, by role."""
    roles = house.read("channel.list_permissions", channel_id=channel_id)["roles"]
    return {each["role_id"]: each for each in roles}


def _made(house: House, **look: Any) -> str:
    return str(house.write("channel.create", **look)["channel_id"])


@pair("channel.edit", "channel.list")
def test_a_channel_has_the_topic_that_it_was_given(house: House) -> None:
    general = house.lab.channels["general"]
    house.write("channel.edit", channel_id=general, topic="Rules")
    assert _listed(house)[general]["topic"] == "Rules"


@pair("channel.create", "channel.list")
def test_a_channel_is_there_once_it_is_made(house: House) -> None:
    assert _made(house, name="help", kind="text") in _listed(house)


@pair("channel.delete", "channel.list")
def test_a_channel_is_gone_once_it_is_deleted(house: House) -> None:
    support = house.lab.channels["support"]
    house.write("channel.delete", channel_id=support)
    assert support not in _listed(house)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "lobby"},
        {"slowmode_s": 30},
        {"age_restricted": True},
        {"kind": "announcement"},
        {"default_archive_s": 604_800},
        {"default_thread_slowmode_s": 60},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_text_channel_is_as_it_was_edited(house: House, changed: dict[str, Any]) -> None:
    general = house.lab.channels["general"]
    house.write("channel.edit", channel_id=general, **changed)
    assert changed.items() <= _get(house, general).items()


@pair("channel.edit", "channel.get")
def test_a_voice_channel_is_as_it_was_edited(house: House) -> None:
    lounge = house.lab.names["lounge"]
    wanted = {"bitrate_bps": 96_000, "user_limit": 5, "region": "singapore", "video_quality": "full"}
    house.write("channel.edit", channel_id=lounge, **wanted)
    assert wanted.items() <= _get(house, lounge).items()


@pair("channel.edit", "channel.get")
def test_a_region_that_is_taken_away_is_chosen_by_discord_again(house: House) -> None:
    lounge = house.lab.names["lounge"]
    house.write("channel.edit", channel_id=lounge, region="singapore")
    house.write("channel.edit", channel_id=lounge, clear=["region"])
    assert _get(house, lounge)["region"] is None


@pair("channel.edit", "channel.get")
def test_a_channel_goes_into_another_category_and_out_of_it(house: House) -> None:
    general, team = house.lab.channels["general"], house.lab.names["team_category"]
    house.write("channel.edit", channel_id=general, category_id=team)
    assert (_get(house, general)["category_id"], _get(house, general)["category_name"]) == (team, "Team")
    house.write("channel.edit", channel_id=general, clear=["category_id"])
    assert _get(house, general)["category_id"] is None


@pair("channel.edit_permissions", "channel.get")
def test_a_channel_says_of_a_role_what_it_was_told(house: House) -> None:
    general, role = house.lab.channels["general"], house.lab.names["moderators_role"]
    house.write("channel.edit_permissions", channel_id=general, overwrite_id=role, deny=[SENDING])
    (said,) = _get(house, general)["overwrites"]
    assert (said["overwrite_id"], said["role_name"], said["deny"]) == (role, "Moderators", ["Send Messages"])


@pair("channel.edit_permissions", "channel.list_permissions")
def test_what_is_denied_to_a_member_is_explained_by_that(house: House) -> None:
    general, member = house.lab.channels["general"], house.lab.users["member"]
    house.write("channel.edit_permissions", channel_id=general, overwrite_id=member, deny=[SENDING])
    asked: dict[str, Any] = {"of_user_id": member, "permissions": [SENDING, "VIEW_CHANNEL"]}
    told = house.read("channel.list_permissions", channel_id=general, **asked)["member"]
    assert [each["permission"] for each in told["held"]] == ["VIEW_CHANNEL"]
    assert told["missing"][0]["why"] == "Send Messages is denied in this channel by the overwrite for this member."


@pair("channel.delete_permissions", "channel.list_permissions")
def test_a_channel_says_nothing_more_of_a_role(house: House) -> None:
    approvals, role = house.lab.channels["approvals"], house.lab.names["guildhall_role"]
    house.write("channel.delete_permissions", channel_id=approvals, overwrite_id=role)
    assert role not in _said(house, approvals)


@pair("channel.set_permissions", "channel.list_permissions")
def test_all_that_a_channel_says_is_replaced(house: House) -> None:
    approvals, role = house.lab.channels["approvals"], house.lab.names["moderators_role"]
    wanted = [{"id": role, "allow": [SENDING]}]
    house.write("channel.set_permissions", channel_id=approvals, permission_overwrites=wanted)
    said = _said(house, approvals)
    assert (said[role]["allow"], said[house.lab.guild_id]["deny"]) == ([SENDING], [])


@pair("channel.copy_permissions", "channel.list_permissions")
def test_a_channel_says_what_another_one_says(house: House) -> None:
    general, approvals = house.lab.channels["general"], house.lab.channels["approvals"]
    house.write("channel.copy_permissions", channel_id=general, source_channel_id=approvals)
    assert _said(house, general) == _said(house, approvals)


@pair("channel.sync_permissions", "channel.get")
def test_a_channel_says_what_its_category_says(house: House) -> None:
    approvals = house.lab.channels["approvals"]
    assert _get(house, approvals)["overwrites"]
    house.write("channel.sync_permissions", channel_id=approvals)
    category = house.lab.names["team_category"]
    assert _get(house, approvals)["overwrites"] == _get(house, category)["overwrites"] == []


@pair("channel.lock", "channel.list_permissions")
def test_nobody_writes_in_a_locked_channel(house: House) -> None:
    general, everyone = house.lab.channels["general"], house.lab.guild_id
    house.write("channel.lock", channel_id=general)
    said = _said(house, general)[everyone]
    assert said["deny"] == [SENDING, "SEND_MESSAGES_IN_THREADS"]
    assert SENDING not in said["effective"]
    assert "ADD_REACTIONS" in said["effective"]


@pair("channel.lock", "channel.list_permissions")
def test_a_role_alone_is_locked_out_with_its_reactions(house: House) -> None:
    general, role = house.lab.channels["general"], house.lab.names["moderators_role"]
    house.write("channel.lock", channel_id=general, overwrite_id=role, reactions=True)
    said = _said(house, general)
    assert "ADD_REACTIONS" in said[role]["deny"]
    assert said[house.lab.guild_id]["deny"] == []


@pair("channel.unlock", "channel.list_permissions")
def test_everybody_writes_in_an_unlocked_channel(house: House) -> None:
    general, everyone = house.lab.channels["general"], house.lab.guild_id
    house.write("channel.lock", channel_id=general)
    house.write("channel.unlock", channel_id=general)
    said = _said(house, general)[everyone]
    assert (said["deny"], SENDING in said["effective"]) == ([], True)


@pair("channel.edit_permissions", "channel.list_permissions")
def test_what_a_locked_channel_says_of_others_can_still_be_set(house: House) -> None:
    general, role = house.lab.channels["general"], house.lab.names["moderators_role"]
    house.write("channel.lock", channel_id=general)
    house.write("channel.edit_permissions", channel_id=general, overwrite_id=role, allow=[SENDING])
    assert SENDING in _said(house, general)[role]["effective"]


@pair("channel.clone", "channel.get")
def test_a_clone_is_like_its_source_and_empty(house: House) -> None:
    approvals = house.lab.channels["approvals"]
    clone = house.write("channel.clone", source_channel_id=approvals, name="second")["channel_id"]
    source, made = _get(house, approvals), _get(house, clone)
    assert (made["name"], made["newest_message_id"]) == ("second", None)
    same = ("kind", "topic", "category_id", "overwrites", "slowmode_s")
    assert {name: made[name] for name in same} == {name: source[name] for name in same}


@pair("channel.clone", "channel.get")
def test_a_clone_of_a_voice_channel_sounds_alike(house: House) -> None:
    lounge = house.lab.names["lounge"]
    wanted = {"bitrate_bps": 96_000, "user_limit": 5, "region": "singapore", "video_quality": "full"}
    house.write("channel.edit", channel_id=lounge, **wanted)
    clone = house.write("channel.clone", source_channel_id=lounge)["channel_id"]
    assert ({"name": "Lounge"} | wanted).items() <= _get(house, clone).items()


@pair("channel.clone", "forum.get")
def test_a_clone_of_a_forum_has_its_tags_and_defaults(house: House) -> None:
    forum = _made(house, name="ideas", kind="forum")
    house.write("forum.create_tag", channel_id=forum, name="Good", emoji="👍")
    house.write(
        "forum.edit_settings",
        **{"channel_id": forum, "default_reaction": "👍", "default_sort": "latest_activity", "tag_matching": "all"},
    )
    clone = house.write("channel.clone", source_channel_id=forum)["channel_id"]
    source, made = (house.read("forum.get", channel_id=each) for each in (forum, clone))
    assert (made["default_reaction"], made["default_sort"], made["tag_matching"]) == ("👍", "latest_activity", "all")
    assert [tag | {"tag_id": ""} for tag in made["tags"]] == [tag | {"tag_id": ""} for tag in source["tags"]]


@pair("channel.create", "channel.get")
def test_a_voice_channel_is_made_for_so_many_with_such_a_sound(house: House) -> None:
    wanted = {"user_limit": 5, "bitrate_bps": 48_000}
    made = _made(house, name="Quiet", kind="voice", **wanted)
    assert wanted.items() <= _get(house, made).items()


def _names_in(house: House, category_id: str | None) -> list[str]:
    found = [each for each in house.read("channel.list")["channels"] if each["category_id"] == category_id]
    return [each["name"] for each in found if each["kind"] == "text"]


@pair("channel.move", "channel.list")
def test_a_channel_stands_where_it_was_moved(house: House) -> None:
    community, support = house.lab.names["community_category"], house.lab.channels["support"]
    assert _names_in(house, community) == ["general", "support"]
    house.write("channel.move", channel_ids=[support], position=0)
    assert _names_in(house, community) == ["support", "general"]


@pair("channel.move", "channel.list")
def test_several_channels_go_into_a_category_in_their_order(house: House) -> None:
    team, channels = house.lab.names["team_category"], house.lab.channels
    moved = [channels["support"], channels["general"]]
    house.write("channel.move", channel_ids=moved, target_category_id=team, position=1)
    assert _names_in(house, team) == ["staff", "support", "general", "approvals"]


def test_discord_lets_one_channel_of_a_request_change_its_category(house: House) -> None:
    moved, team = [house.lab.channels["support"], house.lab.channels["general"]], house.lab.names["team_category"]
    told = [{"id": each, "parent_id": team} for each in moved]
    answer = house.lab.bot.patch(f"guilds/{house.lab.guild_id}/channels", json=told)
    assert (answer.status_code, answer.json()["code"]) == (400, 40009)


@pair("channel.move", "channel.list")
def test_a_channel_goes_out_of_any_category(house: House) -> None:
    support = house.lab.channels["support"]
    house.write("channel.move", channel_ids=[support], clear=["target_category_id"])
    assert _names_in(house, None) == ["support"]


@pair("channel.move", "channel.get")
def test_a_channel_takes_over_the_permissions_of_its_new_category(house: House) -> None:
    approvals, community = house.lab.channels["approvals"], house.lab.names["community_category"]
    house.write("channel.move", channel_ids=[approvals], target_category_id=community, sync_permissions=True)
    assert _get(house, approvals)["overwrites"] == []


@pair("channel.follow", "webhook.list_in_channel")
def test_a_followed_channel_has_a_webhook_where_it_is_read(house: House) -> None:
    news, general = _made(house, name="news", kind="announcement"), house.lab.channels["general"]
    made = house.write("channel.follow", channel_id=news, target_channel_id=general)
    webhooks = house.read("webhook.list_in_channel", channel_id=general)["webhooks"]
    assert made["webhook_id"] in {each["webhook_id"] for each in webhooks}


@pair("channel.delete", "channel.find_inactive")
def test_a_quiet_channel_that_was_deleted_is_quiet_no_longer(house: House) -> None:
    quiet = {each["channel_id"] for each in house.read("channel.find_inactive", days=1)["channels"]}
    gone = quiet.pop()
    house.write("channel.delete", channel_id=gone)
    assert {each["channel_id"] for each in house.read("channel.find_inactive", days=1)["channels"]} == quiet
