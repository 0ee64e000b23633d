"""Snapshots of a guild: what stands in one, for whom, and what is told of two of them."""

from typing import Any

import pytest
from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Channel
from guildhall.errors import DiscordForbidden, InvalidArguments, PermissionMissing
from guildhall.operations.guild_comparing import MOST_CHARACTERS
from tests.fakes import effects
from tests.fakes.guild import (
    BOT_ROLE,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR_ROLE,
    OWNER,
    STAFF,
    SUPPORT,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

RULES = "GET /guilds/{guild_id}/auto-moderation/rules"
RULE: dict[str, JsonValue] = {"id": "4000000000000000777", "name": "Words", "trigger_type": 1, "enabled": True}


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Rig:
    rig = Rig()
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    monkeypatch.setitem(effects.EFFECTS, RULES, lambda world, sent: [RULE])
    return rig


def _taken(rig: Rig, who: Any = OWNER, **more: Any) -> dict[str, Any]:
    result = rig.complete("guild.snapshot", {"guild_id": GUILD, **more}, rig.slash(who)).result
    return dict(result)


def _compared(rig: Rig, snapshot: Any, who: Any = OWNER) -> dict[str, Any]:
    return dict(rig.complete("guild.compare", {"guild_id": GUILD, "snapshot": snapshot}, rig.slash(who)).result)


def _told(rig: Rig, snapshot: Any) -> set[tuple[str, str, str, str]]:
    found = _compared(rig, snapshot)["differences"]
    return {(each["kind"], each["thing_id"], each["what"], each["field"]) for each in found}


def _ids(snapshot: dict[str, Any]) -> set[str]:
    return {each["channel_id"] for each in snapshot["channels"]}


def test_a_snapshot_holds_what_the_caller_sees_and_no_more(rig: Rig) -> None:
    mine, theirs = _taken(rig), _taken(rig, MEMBER)
    assert STAFF in _ids(mine)
    assert STAFF not in _ids(theirs)
    assert str(STAFF) not in str(theirs)
    assert mine["parts"] == ["channels", "entry", "roles", "rules", "settings"]
    assert (theirs["not_seen"], "rules" in theirs) == (["rules"], False)
    assert len(theirs["roles"]) == len(mine["roles"]) == 5


def test_no_text_that_is_long_stands_in_a_snapshot_but_whether_it_changed_does(rig: Rig) -> None:
    before = _taken(rig)
    assert "Anything goes" not in str(before)
    rig.world.edit_channel(GENERAL, topic="Nothing goes")
    assert _told(rig, before) == {("channel", GENERAL, "changed", "topic")}


def test_of_a_guild_in_which_nothing_changed_digest_and_comparison_say_so(rig: Rig) -> None:
    first = _taken(rig)
    rig.clock.advance(3600)
    second = _taken(rig)
    assert first["digest"] == second["digest"]
    assert first["taken_at"] != second["taken_at"]
    told = _compared(rig, first)
    assert (told["difference_count"], told["differences"], told["intact"]) == (0, [], True)


def test_what_drifted_is_told_thing_by_thing_and_field_by_field(rig: Rig) -> None:
    before = _taken(rig)
    rig.world.edit_role(HELPER_ROLE, name="Helpers", permissions=Permission.BAN_MEMBERS)
    rig.world.edit_channel(SUPPORT, rate_limit_per_user=30)
    rig.world.put_channel(Channel.model_validate({"id": "4000000000000000099", "type": 0, "guild_id": GUILD}))
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(EVERYONE_ROLE, deny=Permission.SEND_MESSAGES),))
    assert _told(rig, before) == {
        ("role", HELPER_ROLE, "changed", "name"),
        ("role", HELPER_ROLE, "changed", "permissions"),
        ("channel", SUPPORT, "changed", "slowmode_s"),
        ("channel", "4000000000000000099", "new", ""),
        ("overwrite", f"{GENERAL}/{EVERYONE_ROLE}", "new", ""),
    }


def test_of_permissions_only_those_are_told_that_differ(rig: Rig) -> None:
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.CONNECT | Permission.KICK_MEMBERS)
    before = _taken(rig, parts=["roles"])
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.CONNECT | Permission.BAN_MEMBERS)
    (found,) = _compared(rig, before)["differences"]
    assert (found["before"], found["after"]) == ("Kick Members", "Ban Members")


def test_a_channel_that_is_gone_takes_its_overwrites_with_it_without_a_word(rig: Rig) -> None:
    before = _taken(rig)
    del rig.world.channels[STAFF]
    assert _told(rig, before) == {("channel", STAFF, "gone", "")}


def test_roles_in_another_order_are_told_once(rig: Rig) -> None:
    before = _taken(rig)
    rig.world.edit_role(HELPER_ROLE, position=2)
    rig.world.edit_role(MODERATOR_ROLE, position=1)
    assert _told(rig, before) == {("roles", "", "changed", "order")}


def test_only_the_parts_that_were_kept_are_compared(rig: Rig) -> None:
    part = _taken(rig, parts=["roles"])
    assert part["parts"] == ["roles"]
    rig.world.edit_channel(GENERAL, name="lobby")
    assert _told(rig, part) == set()
    by_hand = {"channels": [{"channel_id": GENERAL, "name": "general", "kind": "text", "position": 1}]}
    told = _compared(rig, by_hand)
    assert (told["parts"], told["intact"]) == (["channels"], None)
    assert ("channel", GENERAL, "changed", "name") in _told(rig, by_hand)


def test_a_snapshot_that_somebody_changed_is_not_intact(rig: Rig) -> None:
    before = _taken(rig)
    before["roles"][1]["name"] = "Rulers"
    told = _compared(rig, before)
    assert told["intact"] is False
    assert {each["field"] for each in told["differences"]} == {"name"}


def test_rules_that_the_bot_may_not_see_are_left_out(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(world: World, sent: Sent) -> JsonValue:
        raise DiscordForbidden("Missing Permissions", status=403, discord_code=50013)

    before = _taken(rig)
    monkeypatch.setitem(effects.EFFECTS, RULES, refused)
    assert _taken(rig)["not_seen"] == ["rules"]
    assert "rules" not in _compared(rig, before)["parts"]


def test_a_rule_is_told_by_its_name_and_its_words_by_a_digest(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _taken(rig)
    changed: dict[str, JsonValue] = {**RULE, "trigger_metadata": {"keyword_filter": ["secretword"]}}
    monkeypatch.setitem(effects.EFFECTS, RULES, lambda world, sent: [changed])
    assert "secretword" not in str(_taken(rig))
    assert _told(rig, before) == {("rule", RULE["id"], "changed", "content")}


def test_who_does_not_manage_the_server_compares_nothing(rig: Rig) -> None:
    with pytest.raises(PermissionMissing):
        _compared(rig, {}, MEMBER)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"roles": [{"role_id": "x"}]}, "roles"),
        ({"roles": [{"role_id": "1", "name": "", "position": 1, "permissions": "all"}]}, "permissions"),
        ({"guild_id": "1000000000000000002"}, "another server"),
        ({"settings": "everything"}, "settings"),
    ],
)
def test_what_is_no_snapshot_of_this_server_is_refused(rig: Rig, given: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidArguments, match=told):
        _compared(rig, given)


def test_a_snapshot_that_is_too_large_is_refused(rig: Rig) -> None:
    with pytest.raises(InvalidArguments):
        _compared(rig, {"digest": "x" * MOST_CHARACTERS})
