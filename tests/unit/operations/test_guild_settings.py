"""A guild's own settings: who may change what, what is sent, and what an undo takes."""

from typing import Any

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.errors import ChannelForbidden, InvalidArguments, NotAMember, PermissionMissing
from guildhall.operations.guild._details import GuildDetails
from guildhall.operations.guild_settings import GuildSettings
from guildhall.operations.member_own import OwnMember
from guildhall.operations.onboarding_shown import GET_ONBOARDING, OnboardingShown
from guildhall.operations.spec import Risk, Spending
from tests.fakes import effects
from tests.fakes.guild import (
    BOT_ROLE,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    SUPPORT,
    overwrite,
)
from tests.fakes.platform import Rig

ELSEWHERE_CHANNEL = "4999999999999999999"


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


def _managing(rig: Rig) -> None:
    """Let moderators manage the guild."""
    held = next(role for role in rig.world.guilds[GUILD].roles if role.id == MODERATOR_ROLE).permissions
    rig.world.edit_role(MODERATOR_ROLE, permissions=held | Permission.MANAGE_GUILD | Permission.MANAGE_ROLES)


def _sent(rig: Rig) -> dict[str, Any]:
    return dict(rig.discord.writes[-1].body or {})


def test_a_feature_is_switched_and_the_others_stay(rig: Rig) -> None:
    guild = rig.world.guilds[GUILD]
    rig.world.guilds[GUILD] = guild.model_copy(update={"features": ("NEWS", "INVITES_DISABLED")})
    rig.complete("guild.edit", {"invites_disabled": False, "raid_alerts_disabled": True}, rig.slash(OWNER))
    assert _sent(rig) == {"features": ["NEWS", "RAID_ALERTS_DISABLED"]}


def test_what_is_given_goes_by_discords_names_and_numbers(rig: Rig) -> None:
    asked = {"verification": "high", "suppressed_notices": ["boosts", "joins"], "clear": ["description"]}
    rig.complete("guild.edit", asked, rig.slash(OWNER))
    assert _sent(rig) == {"verification_level": 3, "system_channel_flags": 3, "description": None}


def test_community_is_an_administrators_to_switch(rig: Rig) -> None:
    _managing(rig)
    rig.complete("guild.edit", {"name": "Ours"}, rig.slash(MODERATOR))
    with pytest.raises(PermissionMissing, match="You lack Administrator"):
        rig.run("guild.edit", {"community": True}, rig.slash(MODERATOR))


@pytest.mark.parametrize(
    ("operation", "asked"),
    [
        ("guild.edit", {"rules_channel_id": ELSEWHERE_CHANNEL}),
        ("widget.edit", {"widget_channel_id": ELSEWHERE_CHANNEL}),
        ("welcome.edit_screen", {"welcome_channels": [{"channel_id": ELSEWHERE_CHANNEL, "description": "x"}]}),
        ("onboarding.edit", {"default_channel_ids": [ELSEWHERE_CHANNEL]}),
    ],
)
def test_a_channel_that_is_not_there_is_named_by_nobody(rig: Rig, operation: str, asked: dict[str, Any]) -> None:
    with pytest.raises(NotAMember, match="not there, or it is not yours to see"):
        rig.run(operation, asked, rig.slash(OWNER))
    assert rig.discord.writes == []


def test_a_channel_that_is_not_ones_own_to_see_is_named_neither_before_nor_after(rig: Rig) -> None:
    _managing(rig)
    hidden = (overwrite(EVERYONE_ROLE, deny=Permission.VIEW_CHANNEL),)
    rig.world.edit_channel(SUPPORT, permission_overwrites=hidden)
    held = rig.world.guilds[GUILD]
    rig.world.guilds[GUILD] = held.model_copy(update={"system_channel_id": SUPPORT})
    for asked, field in (({"system_channel_id": GENERAL}, GENERAL), ({"clear": ["system_channel_id"]}, None)):
        shown = rig.preview("guild.edit", asked, rig.slash(MODERATOR), dry_run=True).preview
        assert [(each.before, each.after) for each in shown.changes] == [("one that you do not see", field)]
    told = GuildSettings.of({"id": GUILD, "system_channel_id": SUPPORT, "rules_channel_id": GENERAL})
    seen = told.seen_among({GENERAL})
    assert (seen.system_channel_id, seen.rules_channel_id) == (None, GENERAL)


def test_who_sets_a_list_anew_is_told_of_channels_in_it_that_they_do_not_see(rig: Rig) -> None:
    _managing(rig)
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(EVERYONE_ROLE, deny=Permission.VIEW_CHANNEL),))
    asked = {"welcome_channels": [{"channel_id": SUPPORT, "description": "Ask here"}]}
    principal = rig.slash(MODERATOR, SUPPORT)
    shown = rig.preview("welcome.edit_screen", asked, principal, dry_run=True).preview
    assert shown.summary == "Change the welcome screen; 1 channel in it that you do not see goes"
    shown = rig.preview("welcome.edit_screen", {"description": "x"}, principal, dry_run=True).preview
    assert shown.summary == "Change the welcome screen"


def test_questions_that_went_come_back_as_new_ones(rig: Rig) -> None:
    asked: Any = {"guild_id": GUILD, "prompts": []}
    request = rig.platform.build("onboarding.edit", asked, rig.slash(OWNER))
    prompt: Any = {"id": "20", "title": "What?", "options": [{"id": "21", "title": "Games"}]}
    was = OnboardingShown.read({"prompts": [prompt], "mode": 1})
    for now, fidelity in ((OnboardingShown(), "partial"), (was, "exact")):
        back = request.reversal(was.arguments, now)
        assert back is not None
        assert (set(back.arguments), back.fidelity) == ({"guild_id", "prompts"}, fidelity)


def test_what_discord_detected_is_for_who_manages_the_guild(rig: Rig) -> None:
    _managing(rig)
    at = "2026-11-19T12:00:00+00:00"
    details = GuildDetails.counted(
        {"id": GUILD, "incidents_data": {"raid_detected_at": at, "invites_disabled_until": at}}, GUILD
    )
    assert details.invites_disabled_until is not None
    assert "detected" not in details.model_dump_json()


def test_what_is_cleared_is_not_given_and_nothing_is_no_change(rig: Rig) -> None:
    for asked in ({"description": "x", "clear": ["description"]}, {}):
        with pytest.raises(InvalidArguments):
            rig.run("guild.edit", asked, rig.slash(OWNER))


def test_settings_that_discord_adds_are_shown_and_fail_nothing() -> None:
    told: Any = {
        "id": GUILD,
        "verification_level": 17,
        "system_channel_flags": 1 | 1 << 9,
        "features": ["NEW"],
        "icon": None,
    }
    found = GuildSettings.of(told)
    assert found.verification == "unknown_17"
    assert found.suppressed_notices == ("joins", "unknown_9")
    assert (found.features, found.icon_url) == (("NEW",), "")


def test_an_undone_edit_sets_what_was_and_takes_away_what_was_not(rig: Rig) -> None:
    request = rig.platform.build(
        "guild.edit", {"name": "New", "afk_channel_id": GENERAL, "community": True}, rig.slash(OWNER)
    )
    prior: Any = {"name": "Old", "afk_channel_id": None, "community": False, "icon": ""}
    back = request.reversal(prior, GuildSettings.of({"id": GUILD, "name": "New"}))
    assert back is not None
    assert back.arguments == {"guild_id": GUILD, "name": "Old", "community": False, "clear": ["afk_channel_id"]}


def test_the_bot_leaves_only_for_an_administrator(rig: Rig) -> None:
    _managing(rig)
    with pytest.raises(PermissionMissing, match="Only an administrator"):
        rig.run("guild.leave", {}, rig.slash(MODERATOR))
    assert rig.discord.writes == []


def test_what_is_closed_for_longer_than_a_day_is_refused(rig: Rig) -> None:
    with pytest.raises(InvalidArguments):
        rig.run("guild.edit_incident_actions", {"invites_closed_s": 86_401}, rig.slash(OWNER))


def test_an_onboarding_gives_no_role_that_its_editor_could_not_give(rig: Rig) -> None:
    _managing(rig)
    options = [{"title": "Mods", "role_ids": [MODERATOR_ROLE]}]
    with pytest.raises(PermissionMissing, match="do not stand above"):
        rig.run("onboarding.edit", {"prompts": [{"title": "Who?", "options": options}]}, rig.slash(MODERATOR))


def test_an_onboarding_by_which_all_become_moderators_is_grave(rig: Rig) -> None:
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.BAN_MEMBERS)
    options = [{"title": "Help", "role_ids": [HELPER_ROLE]}]
    asked: Any = {"guild_id": GUILD, "prompts": [{"title": "Who?", "options": options}]}
    request = rig.platform.build("onboarding.edit", asked, rig.slash(OWNER))
    session = rig.platform.machinery.session(rig.slash(OWNER), request, "a" * 26)
    session.authorize()
    assert session.attempt.risk is Risk.DESTRUCTIVE


def _default_channels(rig: Rig, *, closed: int) -> list[str]:
    """Return seven channels, in some of which @everyone does not write."""
    plain = rig.world.channels[GENERAL]
    mute = (overwrite(EVERYONE_ROLE, deny=Permission.SEND_MESSAGES),)
    made = [f"49000000000000000{number:02}" for number in range(7)]
    for number, channel_id in enumerate(made):
        denied = mute if number < closed else ()
        changed = {"id": channel_id, "name": f"topic-{number}", "permission_overwrites": denied}
        rig.world.channels[ChannelId(channel_id)] = plain.model_copy(update=changed)
    return made


@pytest.mark.parametrize(
    ("closed", "named", "told"), [(0, 6, "There would be 6, and 6"), (3, 7, "There would be 7, and 4"), (2, 7, "")]
)
def test_an_onboarding_is_on_with_seven_default_channels_of_which_all_may_write_in_five(
    rig: Rig, closed: int, named: int, told: str
) -> None:
    asked: Any = {"enabled": True, "default_channel_ids": _default_channels(rig, closed=closed)[:named]}
    if told:
        with pytest.raises(InvalidArguments, match=told):
            rig.preview("onboarding.edit", asked, rig.slash(OWNER), dry_run=True)
        asked["enabled"] = False
    assert rig.preview("onboarding.edit", asked, rig.slash(OWNER), dry_run=True).preview.changes


@pytest.mark.parametrize(("more", "refused"), [({"prompts": []}, True), ({}, False)])
def test_what_questions_count_for_is_left_to_discord_where_they_count(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any], *, refused: bool
) -> None:
    prompt: Any = {"id": "20", "title": "What?", "options": [{"id": "21", "title": "Games"}]}
    now = {"prompts": [prompt], "mode": 1, "enabled": True}
    monkeypatch.setitem(effects.EFFECTS, GET_ONBOARDING.text, lambda *_: now)
    asked = {"default_channel_ids": [GENERAL], **more}
    if refused:
        with pytest.raises(InvalidArguments, match="There would be 1, and 1"):
            rig.preview("onboarding.edit", asked, rig.slash(OWNER), dry_run=True)
    else:
        assert rig.preview("onboarding.edit", asked, rig.slash(OWNER), dry_run=True).preview.changes


def test_a_prune_puts_out_nobody_when_more_would_go_than_was_said(rig: Rig) -> None:
    asked = {"days": 7, "at_most": 1, "include_role_ids": [HELPER_ROLE]}
    with pytest.raises(InvalidArguments, match="more than the 1 that you allow"):
        rig.run("member.prune", asked, rig.slash(OWNER))
    assert rig.discord.writes == []


def test_a_prune_counts_as_moderation_by_its_number(rig: Rig) -> None:
    request = rig.platform.build("member.prune", {"days": 7, "at_most": 40, "guild_id": GUILD}, rig.slash(OWNER))
    assert request.spends() == {Spending.MODERATION: 40}


def test_a_prune_that_could_reach_a_protected_member_is_refused(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE, protected_user_ids=frozenset({NEWCOMER}))
    with pytest.raises(ChannelForbidden, match="policy protects"):
        rig.run("member.prune", {"days": 7, "at_most": 40}, rig.slash(OWNER))
    rig.world.edit_member(NEWCOMER, roles=(HELPER_ROLE,))
    with pytest.raises(InvalidArguments, match="Nobody would go"):
        rig.preview("member.prune", {"days": 7, "at_most": 40}, rig.slash(OWNER), dry_run=True)
    with pytest.raises(ChannelForbidden):
        rig.run("member.prune", {"days": 7, "at_most": 40, "include_role_ids": [HELPER_ROLE]}, rig.slash(OWNER))


def test_the_bots_own_look_comes_back_as_far_as_discord_tells_it(rig: Rig) -> None:
    request = rig.platform.build(
        "member.edit_own", {"guild_id": GUILD, "nickname": "New", "bio": "Hi"}, rig.slash(OWNER)
    )
    prior = OwnMember.read({"user": {"id": "2000000000000000009"}, "nick": "Old"}).model_dump(mode="json")
    back = request.reversal(prior, None)  # type: ignore[arg-type] # not looked at
    assert back is not None
    assert (back.arguments, back.fidelity) == ({"guild_id": GUILD, "nickname": "Old"}, "partial")
