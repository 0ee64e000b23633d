"""Where channels stand once they are moved, and what is sent for it."""

from typing import Any

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.errors import ChannelForbidden, DiscordForbidden, InvalidArguments, OutcomeUnknown, PermissionMissing
from guildhall.operations.channel_moving import Shelf, Wish, placed
from guildhall.operations.spec import ChannelMode, Risk, Spending
from guildhall.policy.model import ChannelPolicy
from tests.fakes.guild import (
    APPROVALS,
    BOT_ROLE,
    CATEGORY,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    MODERATOR,
    MODERATOR_ROLE,
    OWNER,
    STAFF,
    SUPPORT,
    THREAD,
    overwrite,
)
from tests.fakes.platform import Rig

TEXT, VOICE, HOME = ChannelType.GUILD_TEXT, ChannelType.GUILD_VOICE, ChannelId("9")


def _channel(number: int, position: int, kind: ChannelType = TEXT, parent: ChannelId | None = None) -> Channel:
    return Channel.model_validate(
        {"id": str(number), "type": kind, "guild_id": GUILD, "position": position, "parent_id": parent}
    )


def _placed(channels: list[Channel], moved: list[int], place: int | None, **more: Any) -> list[tuple[int, int]]:
    visible = more.pop("visible", [int(each.id) for each in channels])
    shelf = Shelf(channels, frozenset(ChannelId(str(each)) for each in visible))
    by_id = {int(each.id): each for each in channels}
    wish = Wish([by_id[number] for number in moved], more.get("home"), place, synced=False)
    return [(int(each.channel.id), each.position) for each in placed(shelf, wish)]


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


def _body(rig: Rig, **asked: Any) -> Any:
    rig.complete("channel.move", {"guild_id": GUILD, **asked}, rig.slash(OWNER))
    return rig.discord.writes[-1].items


def test_only_what_becomes_another_number_is_sent_beside_what_is_moved() -> None:
    channels = [_channel(1, 0), _channel(2, 1), _channel(3, 5)]
    assert _placed(channels, [3], 1) == [(3, 1), (2, 2)]
    assert _placed(channels, [3], 2) == [(3, 2)]
    assert _placed(channels, [1], None) == [(2, 0), (3, 1), (1, 2)]


def test_channels_of_one_number_are_told_apart() -> None:
    assert _placed([_channel(1, 0), _channel(2, 0), _channel(3, 0)], [3], 1) == [(3, 1), (2, 2)]


def test_what_is_written_in_and_what_is_spoken_in_are_numbered_apart() -> None:
    channels = [_channel(1, 0), _channel(2, 1), _channel(3, 0, VOICE), _channel(4, 1, VOICE)]
    assert _placed(channels, [2, 4], 0) == [(2, 0), (1, 1), (4, 0), (3, 1)]


def test_a_place_is_counted_among_what_the_caller_sees() -> None:
    channels = [_channel(1, 0), _channel(2, 1), _channel(3, 2), _channel(4, 3)]
    assert _placed(channels, [4], 1, visible=[1, 3, 4]) == [(4, 2), (3, 3)]


def test_a_place_beyond_the_last_is_the_last() -> None:
    assert _placed([_channel(1, 0), _channel(2, 1)], [1], 70) == [(2, 0), (1, 1)]


def test_a_category_is_named_only_where_a_channel_enters_it_or_leaves_one(rig: Rig) -> None:
    assert _body(rig, channel_ids=[SUPPORT], position=0) == [{"id": SUPPORT, "position": 0}]
    assert _body(rig, channel_ids=[GENERAL], target_category_id=CATEGORY)[-1]["parent_id"] == CATEGORY
    assert _body(rig, channel_ids=[SUPPORT], clear=["target_category_id"])[-1]["parent_id"] is None


def test_permissions_that_are_taken_over_are_shown_and_weighed(rig: Rig) -> None:
    said = (overwrite(MODERATOR_ROLE, allow=Permission.MANAGE_MESSAGES),)
    rig.world.edit_channel(CATEGORY, permission_overwrites=said)
    asked = {"guild_id": GUILD, "channel_ids": [GENERAL], "target_category_id": CATEGORY, "sync_permissions": True}
    changes = rig.preview("channel.move", asked, rig.slash(OWNER), dry_run=True).preview.changes
    assert {each.field: each.after for each in changes}["permissions of Moderator"] == "allow Manage Messages"
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE, approvals_channel_id=APPROVALS)
    rig.ask("channel.move", asked, rig.slash(OWNER))
    rig.complete("channel.move", {**asked, "sync_permissions": False}, rig.slash(OWNER))


# ----------------------------------------------------------------------------------------- one category at a time
MOVE = "PATCH /guilds/{guild_id}/channels"
INTO: dict[str, Any] = {"guild_id": GUILD, "channel_ids": [SUPPORT, GENERAL], "target_category_id": CATEGORY}


@pytest.fixture
def outside(rig: Rig) -> Rig:
    """#general and #support stand in no category."""
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    for number, channel_id in enumerate((GENERAL, SUPPORT)):
        rig.world.edit_channel(channel_id, parent_id=None, position=number)
    return rig


def test_of_one_request_one_channel_changes_its_category_and_the_last_sets_all_places(outside: Rig) -> None:
    told = outside.preview("channel.move", INTO, outside.slash(OWNER), dry_run=True).preview
    result: Any = outside.complete("channel.move", INTO, outside.slash(OWNER)).result
    bodies: list[Any] = [sent.items for sent in outside.discord.sent(MOVE)]
    first, last = bodies
    assert told.requests == 2
    assert [(entry["id"], entry["parent_id"]) for entry in first] == [(SUPPORT, CATEGORY)]
    assert {entry["id"]: entry.get("parent_id") for entry in last} == {SUPPORT: None, GENERAL: CATEGORY}
    assert all("position" in entry for entry in last)
    assert (result["channel_ids"], result["left_channel_ids"], result["problem"]) == ([SUPPORT, GENERAL], [], "")


def test_what_stands_there_already_is_placed_with_the_others_in_one_request(outside: Rig) -> None:
    outside.world.edit_channel(SUPPORT, parent_id=CATEGORY)
    assert _body(outside, **{**INTO, "position": 0})
    assert len(outside.discord.sent(MOVE)) == 1


def test_who_fails_on_the_way_is_named_and_asking_again_goes_on(outside: Rig) -> None:
    refused = DiscordForbidden("no", status=403, discord_code=50001)
    outside.discord.fail(MOVE, refused, where=lambda sent: len(sent.items or ()) > 1)
    result: Any = outside.complete("channel.move", INTO, outside.slash(OWNER)).result
    assert (result["channel_ids"], result["left_channel_ids"]) == ([SUPPORT], [GENERAL])
    assert result["problem"].startswith("One of them met discord_forbidden.")


def test_what_nobody_knows_of_the_one_that_failed_is_said(outside: Rig) -> None:
    outside.discord.fail(MOVE, OutcomeUnknown("?"), where=lambda sent: len(sent.items or ()) > 1)
    result: Any = outside.complete("channel.move", INTO, outside.slash(OWNER)).result
    assert result["left_channel_ids"] == [GENERAL]
    assert "It may have been moved." in result["problem"]


def test_where_the_first_fails_nothing_was_done_and_that_is_the_failure(outside: Rig) -> None:
    outside.discord.fail(MOVE, DiscordForbidden("no", status=403, discord_code=50001))
    with pytest.raises(DiscordForbidden):
        outside.complete("channel.move", INTO, outside.slash(OWNER))


def test_a_move_that_would_outlast_its_call_stops_kindly(outside: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guildhall.operations.channel_moved.SPARE_S", 1e9)
    result: Any = outside.complete("channel.move", INTO, outside.slash(OWNER)).result
    assert (result["channel_ids"], result["left_channel_ids"]) == ([SUPPORT], [GENERAL])
    assert "ask again" in result["problem"]


def test_each_channel_that_changes_its_category_is_counted(rig: Rig) -> None:
    def costs(**asked: Any) -> int:
        return rig.platform.build("channel.move", {**INTO, **asked}, rig.slash(OWNER)).spends()[Spending.WRITES]

    assert (costs(), costs(target_category_id=None, position=0)) == (2, 1)


def test_permissions_are_taken_over_only_on_coming_into_a_category(outside: Rig) -> None:
    outside.world.edit_channel(SUPPORT, parent_id=CATEGORY)
    outside.world.edit_channel(CATEGORY, permission_overwrites=(overwrite(MODERATOR_ROLE, deny=Permission.SPEAK),))
    asked = {**INTO, "sync_permissions": True}
    told = outside.preview("channel.move", asked, outside.slash(OWNER), dry_run=True).preview
    assert [each.field for each in told.changes].count("permissions of Moderator") == 1
    assert [entry["id"] for entry in _body(outside, **asked) if entry.get("lock_permissions")] == [GENERAL]
    outside.world.edit_channel(GENERAL, parent_id=CATEGORY)
    outside.clock.advance(60)
    with pytest.raises(InvalidArguments, match=r"stand in that category already"):
        _body(outside, **asked)


def test_a_thread_is_not_moved(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="A thread stays"):
        _body(rig, channel_ids=[THREAD], position=0)


def test_channels_of_several_categories_need_to_be_told_where(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="several categories"):
        _body(rig, channel_ids=[GENERAL, SUPPORT], position=0)


def test_what_the_policy_protects_or_closes_stays_where_it_is(rig: Rig) -> None:
    rig.set_policy(protected_channel_ids=[STAFF])
    with pytest.raises(ChannelForbidden, match=r"does not allow channel\.move"):
        _body(rig, channel_ids=[STAFF], position=0)
    closed = ChannelPolicy(guild_id=GUILD, channel_id=GENERAL, mode=ChannelMode.READ_ONLY)
    rig.platform.policies.put_channel_policy(closed)
    with pytest.raises(ChannelForbidden, match=r"does not allow channel\.move"):
        _body(rig, channel_ids=[GENERAL], position=0)


def test_whoever_may_not_manage_one_of_them_moves_none(rig: Rig) -> None:
    mine = (overwrite(MODERATOR_ROLE, deny=Permission.MANAGE_CHANNELS),)
    rig.world.edit_channel(APPROVALS, permission_overwrites=mine)
    asked = {"guild_id": GUILD, "channel_ids": [GENERAL, APPROVALS], "position": 0}
    with pytest.raises(PermissionMissing, match="You lack Manage Channels"):
        rig.run("channel.move", asked, rig.slash(MODERATOR))
    assert rig.discord.writes == []


def test_a_role_that_is_protected_keeps_what_is_said_of_it(rig: Rig) -> None:
    rig.set_policy(protected_role_ids=[EVERYONE_ROLE])
    with pytest.raises(ChannelForbidden, match="A role that this would change"):
        rig.run("channel.lock", {"channel_id": GENERAL}, rig.slash(OWNER))
    said = (overwrite(EVERYONE_ROLE, deny=Permission.SEND_MESSAGES),)
    rig.world.edit_channel(STAFF, permission_overwrites=said)
    asked = {"channel_id": GENERAL, "source_channel_id": STAFF}
    with pytest.raises(ChannelForbidden, match="A role that this would change"):
        rig.run("channel.copy_permissions", asked, rig.slash(OWNER))
    assert rig.discord.writes == []
