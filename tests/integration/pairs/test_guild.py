"""A guild's own settings, its widget and its log: what was written is read again."""

from typing import Any

import pytest

from guildhall.errors import DiscordForbidden, DiscordNotFound, InvalidArguments
from tests.integration.pairs.pairing import House, pair

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def community(house: House) -> None:
    """Let the server be a community."""
    channels = house.lab.channels
    rules = {"rules_channel_id": channels["general"], "public_updates_channel_id": channels["support"]}
    house.write("guild.edit", community=True, verification="medium", content_filter="all_members", **rules)


def _guild(house: House) -> dict[str, Any]:
    return house.read("guild.get")


@pair("guild.edit", "guild.get")
def test_a_guild_has_the_name_and_the_description_that_it_was_given(house: House) -> None:
    house.write("guild.edit", name="Workshop", description="We build")
    assert (_guild(house)["name"], _guild(house)["description"]) == ("Workshop", "We build")
    house.write("guild.edit", clear=["description"])
    assert _guild(house)["description"] == ""


@pair("guild.edit", "guild.preview")
def test_a_new_name_is_what_others_see(house: House) -> None:
    house.write("guild.edit", name="Workshop")
    assert house.read("guild.preview")["name"] == "Workshop"


@pair("guild.edit", "guild.list")
def test_a_new_name_is_listed(house: House) -> None:
    house.write("guild.edit", name="Workshop")
    assert "Workshop" in {each["name"] for each in house.read("guild.list")["guilds"]}


@pair("guild.edit", "guild.get")
def test_a_guild_is_guarded_as_was_said(house: House) -> None:
    house.write("guild.edit", verification="highest", notifications="all_messages", content_filter="off")
    found = _guild(house)
    told = found["verification"], found["notifications"], found["content_filter"]
    assert told == ("highest", "all_messages", "off")


@pair("guild.edit", "guild.get")
def test_a_guild_has_its_channels_and_posts_only_some_notices(house: House) -> None:
    support = house.lab.channels["support"]
    notices = ["boosts", "setup_tips"]
    house.write("guild.edit", system_channel_id=support, suppressed_notices=notices, afk_timeout_s=900)
    found = _guild(house)
    assert (found["system_channel_id"], found["suppressed_notices"], found["afk_timeout_s"]) == (support, notices, 900)
    house.write("guild.edit", clear=["system_channel_id"])
    assert _guild(house)["system_channel_id"] is None


@pair("guild.edit", "guild.get")
def test_a_guild_has_a_picture_and_loses_it(house: House) -> None:
    house.write("guild.edit", icon=PIXEL)
    assert _guild(house)["icon_url"].startswith(f"https://cdn.discordapp.com/icons/{house.lab.guild_id}/")
    house.write("guild.edit", clear=["icon"])
    assert _guild(house)["icon_url"] == ""


@pair("guild.edit", "guild.get")
def test_a_guild_becomes_a_community_that_nobody_can_join_for_now(house: House) -> None:
    community(house)
    house.write("guild.edit", invites_disabled=True, locale="de", boost_bar=True)
    found = _guild(house)
    assert {"COMMUNITY", "INVITES_DISABLED"} <= set(found["features"])
    assert (found["locale"], found["boost_bar"]) == ("de", True)
    house.write("guild.edit", invites_disabled=False)
    assert "INVITES_DISABLED" not in _guild(house)["features"]


@pair("guild.edit", "audit_log.list")
def test_discords_log_knows_who_changed_what_and_leads_to_our_trail(house: House) -> None:
    house.write("guild.edit", name="Workshop", reason="a new name")
    (entry,) = house.read("audit_log.list", action="guild_update")["entries"]
    assert entry["reason"].startswith("a new name - by ")
    assert len(entry["audit_id"]) == 26
    assert {"field": "name", "before": "Guildhall Lab", "after": "Workshop"} in entry["changes"]


@pair("guild.edit_incident_actions", "guild.get")
def test_what_was_closed_is_opened_again(house: House) -> None:
    closed = house.write("guild.edit_incident_actions", invites_closed_s=3600)
    assert closed["invites_disabled_until"] == _guild(house)["invites_disabled_until"] is not None
    assert closed["dms_disabled_until"] is None
    both = house.write("guild.edit_incident_actions", direct_messages_closed_s=600)
    assert both["invites_disabled_until"] == closed["invites_disabled_until"]
    opened = house.write("guild.edit_incident_actions", invites_closed_s=0, direct_messages_closed_s=0)
    assert set(opened.values()) == {None}
    found = _guild(house)
    assert (found["invites_disabled_until"], found["dms_disabled_until"]) == (None, None)


@pair("guild.leave", "guild.list")
def test_a_guild_that_the_bot_left_is_not_listed(house: House) -> None:
    assert house.lab.guild_id in {each["guild_id"] for each in house.read("guild.list")["guilds"]}
    house.write("guild.leave")
    assert house.lab.guild_id not in {each["guild_id"] for each in house.read("guild.list")["guilds"]}


@pair("widget.edit", "widget.get")
def test_a_widget_leads_where_it_was_told_to(house: House) -> None:
    general = house.lab.channels["general"]
    house.write("widget.edit", enabled=True, widget_channel_id=general)
    assert house.read("widget.get") == {"enabled": True, "widget_channel_id": general}
    house.write("widget.edit", clear=["widget_channel_id"])
    assert house.read("widget.get")["widget_channel_id"] is None


@pair("widget.edit", "widget.show")
def test_a_widget_shows_the_guild_once_it_is_on(house: House) -> None:
    with pytest.raises(DiscordForbidden):
        house.read("widget.show")
    house.write("widget.edit", enabled=True)
    assert house.read("widget.show")["name"] == "Guildhall Lab"


@pair("widget.edit", "widget.picture")
def test_the_address_of_the_picture_says_whether_it_shows_something(house: House) -> None:
    assert not house.read("widget.picture")["enabled"]
    house.write("widget.edit", enabled=True)
    told = house.read("widget.picture", style="banner2")
    assert told["enabled"]
    assert told["url"].endswith(f"/guilds/{house.lab.guild_id}/widget.png?style=banner2")


@pair("welcome.edit_screen", "welcome.get_screen")
def test_a_welcome_screen_says_what_it_was_told_to(house: House) -> None:
    community(house)
    general = house.lab.channels["general"]
    shown = [{"channel_id": general, "description": "Say hello", "emoji": "👋"}]
    house.write("welcome.edit_screen", enabled=True, description="Come in", welcome_channels=shown)
    screen = house.read("welcome.get_screen")
    assert (screen["enabled"], screen["description"]) == (True, "Come in")
    (only,) = screen["welcome_channels"]
    assert (only["channel_id"], only["description"], only["emoji_name"]) == (general, "Say hello", "👋")


@pair("welcome.edit_screen", "guild.get")
def test_a_welcome_screen_is_switched_off_again(house: House) -> None:
    community(house)
    house.write("welcome.edit_screen", enabled=True)
    assert "WELCOME_SCREEN_ENABLED" in _guild(house)["features"]
    house.write("welcome.edit_screen", enabled=False)
    assert "WELCOME_SCREEN_ENABLED" not in _guild(house)["features"]


@pair("onboarding.edit", "onboarding.get")
def test_an_onboarding_asks_the_questions_that_it_was_given(house: House) -> None:
    role = house.write("role.create", name="Gamers")["role_id"]
    general = house.lab.channels["general"]
    options = [{"title": "Games", "role_ids": [role], "channel_ids": [general], "emoji": "🎮"}]
    house.write("onboarding.edit", prompts=[{"title": "What do you like?", "options": options, "required": True}])
    (prompt,) = house.read("onboarding.get")["prompts"]
    (option,) = prompt["options"]
    assert (prompt["title"], prompt["required"], prompt["kind"]) == ("What do you like?", True, "multiple_choice")
    assert (option["role_ids"], option["channel_ids"], option["emoji"]) == ([role], [general], "🎮")


@pair("onboarding.edit", "onboarding.get")
def test_an_onboarding_has_its_default_channels_and_mode(house: House) -> None:
    both = sorted((house.lab.channels["general"], house.lab.channels["support"]), key=int)
    house.write("onboarding.edit", default_channel_ids=both, mode="channels_and_questions")
    told = house.read("onboarding.get")
    assert (told["default_channel_ids"], told["mode"], told["enabled"]) == (both, "channels_and_questions", False)


@pair("onboarding.edit", "onboarding.get")
def test_an_onboarding_is_switched_on_with_as_many_default_channels_as_discord_wants(house: House) -> None:
    made = [house.write("channel.create", name=f"topic-{number}")["channel_id"] for number in range(6)]
    with pytest.raises(InvalidArguments, match=r"There would be 6, and 6 to write in\."):
        house.write("onboarding.edit", default_channel_ids=made, enabled=True)
    house.write("onboarding.edit", default_channel_ids=[*made, house.lab.channels["general"]], enabled=True)
    told = house.read("onboarding.get")
    assert (len(told["default_channel_ids"]), told["enabled"]) == (7, True)


@pair("join_request.act", "join_request.list")
def test_a_request_to_join_is_decided(house: House) -> None:
    asked: list[str] = []
    for user in ("stranger", "stranger"):
        order = {"user_id": user, "answers": {"Why?": "Friends"}}
        asked.append(house.lab.control.post("/join-requests", json=order).raise_for_status().json()["id"])
    waiting = house.read("join_request.list")
    assert [each["request_id"] for each in waiting["requests"]] == asked[::-1]
    assert waiting["requests"][0]["answers"] == [{"question": "Why?", "answer": "Friends"}]
    house.write("join_request.act", request_id=asked[0], decision="approved")
    house.write("join_request.act", request_id=asked[1], decision="rejected", rejection_reason="Full")
    assert house.read("join_request.list")["total"] == 0
    (rejected,) = house.read("join_request.list", status="rejected")["requests"]
    assert (rejected["request_id"], rejected["rejection_reason"]) == (asked[1], "Full")
    assert rejected["decided_by_user_id"] == house.read("user.get_own")["user_id"]
    with pytest.raises(DiscordNotFound, match="No request of that id waits"):
        house.write("join_request.act", request_id=asked[0], decision="rejected")


def _undo_last(house: House, action: str) -> None:
    """Undo what Discord's log says was done last."""
    entry = house.read("audit_log.list", action=action)["entries"][0]
    house.write("audit.undo", audit_id=entry["audit_id"])


@pair("guild.edit", "guild.get")
def test_an_undone_edit_brings_back_the_settings(house: House) -> None:
    before = _guild(house)
    support = house.lab.channels["support"]
    house.write("guild.edit", name="Workshop", description="We build", system_channel_id=support, boost_bar=True)
    assert _guild(house) != before
    _undo_last(house, "guild_update")
    assert _guild(house) == before


@pair("role.edit", "role.get")
def test_an_undone_edit_brings_back_the_colours_of_a_role(house: House) -> None:
    house.lab.control.post("/features", json={"features": ["ENHANCED_ROLE_COLORS"]}).raise_for_status()
    made = house.write("role.create", name="Artists", colour="#112233", second_colour="#445566")["role_id"]
    before = house.read("role.get", role_id=made)
    house.write("role.edit", role_id=made, holographic=True, name="Painters")
    _undo_last(house, "role_update")
    assert house.read("role.get", role_id=made) == before
