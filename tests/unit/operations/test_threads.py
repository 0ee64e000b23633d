"""Threads: whose they are to see, what each takes, and what is refused."""

from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Channel
from guildhall.errors import DiscordForbidden, InvalidArguments, NotAMember, PermissionMissing
from guildhall.identity import Principal
from guildhall.operations.spec import Risk
from tests.fakes.effects import EFFECTS
from tests.fakes.guild import (
    BOT,
    BOT_ROLE,
    EVERYONE_ROLE,
    FORUM,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OWNER,
    POST,
    STAFF,
    TAG,
    THREAD,
    forum,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

ACTIVE = "GET /guilds/{guild_id}/threads/active"
PRIVATE = ChannelId("4000000000000000050")
HIDDEN = ChannelId("4000000000000000051")
PUBLIC, PRIVATE_KIND = 11, 12
ADDING = "PUT /channels/{channel_id}/thread-members/{user_id}"


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    for channel in forum():
        rig.world.put_channel(channel)
    return rig


def _thread(rig: Rig, channel_id: ChannelId = THREAD, **changed: Any) -> None:
    """Put a thread into the world, as #general's "a thread" but for what is changed."""
    told = rig.world.channels[THREAD].model_dump(mode="json")
    rig.world.put_channel(Channel.model_validate({**told, "id": channel_id, "thread_metadata": {}, **changed}))


def _let(rig: Rig, *bits: Permission) -> None:
    """Give the member's role what it has not."""
    rig.world.edit_role(HELPER_ROLE, permissions=Permission(sum(bits)))


def _listed(rig: Rig, who: Principal, monkeypatch: pytest.MonkeyPatch, **asked: Any) -> tuple[list[str], int]:
    """Return which active threads somebody is shown, and how many were not looked into."""

    def answered(world: World, sent: Sent) -> Any:
        threads = [each for each in world.channels.values() if each.is_thread]
        return {"threads": [each.model_dump(mode="json") for each in threads], "members": [], "has_more": False}

    monkeypatch.setitem(EFFECTS, ACTIVE, answered)
    result: Any = rig.complete("thread.list_active", {"guild_id": GUILD, **asked}, who).result
    return [each["channel_id"] for each in result["threads"]], result["unchecked_count"]


# --------------------------------------------------------------------------------------------------- whose to see
@pytest.fixture
def crowded(rig: Rig) -> Rig:
    """A public thread and a post for all, a private thread with the member in it, and one in #staff."""
    _thread(rig, PRIVATE, type=PRIVATE_KIND, member_ids=[MEMBER])
    _thread(rig, HIDDEN, parent_id=STAFF)
    return rig


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (NEWCOMER, {THREAD, POST}),
        (MEMBER, {THREAD, POST, PRIVATE}),
        (MODERATOR, {THREAD, POST, PRIVATE, HIDDEN}),
        (OWNER, {THREAD, POST, PRIVATE, HIDDEN}),
    ],
)
def test_threads_are_listed_for_those_who_see_them(
    crowded: Rig, monkeypatch: pytest.MonkeyPatch, who: UserId, expected: set[str]
) -> None:
    shown, unchecked = _listed(crowded, crowded.slash(who), monkeypatch)
    assert (set(shown), unchecked) == (expected, 0)


def test_a_key_for_one_thread_lists_that_one(crowded: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = crowded.mcp(OWNER, channel_ids=frozenset({PRIVATE}))
    assert _listed(crowded, narrow, monkeypatch)[0] == [PRIVATE]
    above = crowded.mcp(OWNER, channel_ids=frozenset({GENERAL}))
    assert set(_listed(crowded, above, monkeypatch)[0]) == {THREAD, PRIVATE}


def test_where_time_is_over_private_threads_are_counted_and_not_shown(
    crowded: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guildhall.operations.thread._seeing.SPARE_S", 1e9)
    assert _listed(crowded, crowded.slash(MEMBER), monkeypatch) == ([POST, THREAD], 1)


def test_a_private_thread_that_the_bot_cannot_read_is_left_out(crowded: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    crowded.world.hide(PRIVATE)
    assert PRIVATE not in _listed(crowded, crowded.slash(MEMBER), monkeypatch)[0]


def test_threads_of_a_channel_that_one_cannot_see_are_not_asked_for(
    crowded: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _listed(crowded, crowded.slash(MODERATOR), monkeypatch, parent_channel_id=STAFF)[0] == [HIDDEN]
    with pytest.raises(NotAMember):
        _listed(crowded, crowded.slash(MEMBER), monkeypatch, parent_channel_id=STAFF)


# ---------------------------------------------------------------------------------------------------- what it takes
@pytest.mark.parametrize(
    ("kind", "bit", "named"),
    [
        ("public", Permission.CREATE_PUBLIC_THREADS, "Create Public Threads"),
        ("private", Permission.CREATE_PRIVATE_THREADS, "Create Private Threads"),
    ],
)
def test_each_kind_of_thread_takes_its_own_permission(rig: Rig, kind: str, bit: Permission, named: str) -> None:
    asked = {"channel_id": GENERAL, "name": "plans", "kind": kind}
    with pytest.raises(PermissionMissing, match=named):
        rig.run("thread.create", asked, rig.slash(MEMBER))
    _let(rig, bit)
    rig.complete("thread.create", asked, rig.slash(MEMBER))


def test_whoever_writes_in_a_thread_reopens_it_and_does_nothing_else(rig: Rig) -> None:
    _thread(rig, thread_metadata={"archived": True})
    asked = {"channel_id": THREAD, "archived": False}
    for more in ({"name": "x"}, {"locked": True}, {"slowmode_s": 5}, {"archived": True}):
        with pytest.raises(PermissionMissing, match="Manage Threads"):
            rig.run("thread.edit", {**asked, **more}, rig.slash(NEWCOMER))
    rig.complete("thread.edit", asked, rig.slash(NEWCOMER))
    assert rig.discord.writes[-1].body == {"archived": False}


def test_a_locked_thread_is_reopened_by_who_manages_threads(rig: Rig) -> None:
    _thread(rig, thread_metadata={"archived": True, "locked": True})
    asked = {"channel_id": THREAD, "archived": False}
    with pytest.raises(PermissionMissing, match="Manage Threads"):
        rig.run("thread.edit", asked, rig.slash(NEWCOMER))
    rig.complete("thread.edit", asked, rig.slash(MODERATOR))


def test_a_private_thread_that_is_closed_to_invitations_is_opened_by_who_manages_threads(rig: Rig) -> None:
    _thread(rig, type=PRIVATE_KIND, member_ids=[MEMBER], thread_metadata={"invitable": False})
    asked = {"channel_id": THREAD, "user_id": NEWCOMER}
    with pytest.raises(PermissionMissing, match="Manage Threads"):
        rig.run("thread.add_member", asked, rig.slash(MEMBER))
    rig.complete("thread.add_member", asked, rig.slash(MODERATOR))
    _thread(rig, type=PRIVATE_KIND, member_ids=[MEMBER])
    rig.complete("thread.add_member", asked, rig.slash(MEMBER))


def test_a_protected_member_is_neither_brought_into_a_thread_nor_taken_out(rig: Rig) -> None:
    rig.set_policy(protected_user_ids=[NEWCOMER])
    for name in ("thread.add_member", "thread.remove_member"):
        with pytest.raises(Exception, match="protected"):
            rig.run(name, {"channel_id": THREAD, "user_id": NEWCOMER}, rig.slash(OWNER))


def test_to_delete_a_thread_takes_a_human_and_a_channel_is_refused(rig: Rig) -> None:
    asked = rig.ask("thread.delete", {"channel_id": THREAD}, rig.slash(OWNER))
    with pytest.raises(InvalidArguments, match="no thread"):
        rig.run("thread.delete", {"channel_id": GENERAL}, rig.slash(OWNER))
    assert rig.discord.sent("DELETE /channels/{channel_id}") == []
    assert rig.press(asked.confirmation_id, "approve", OWNER).text.endswith("Done.")
    assert THREAD not in rig.world.channels


# ----------------------------------------------------------------------------------------------------- what is sent
@pytest.mark.parametrize(
    ("channel", "kind", "sent"), [(0, "public", 11), (0, "private", 12), (5, "public", 10), (5, "private", None)]
)
def test_a_thread_is_of_the_type_that_its_channel_has(rig: Rig, channel: int, kind: str, sent: int | None) -> None:
    rig.world.edit_channel(GENERAL, type=type(rig.world.channels[GENERAL].type)(channel))
    asked = {"channel_id": GENERAL, "name": "plans", "kind": kind}
    if sent is None:
        with pytest.raises(InvalidArguments, match="No private thread"):
            rig.run("thread.create", asked, rig.slash(OWNER))
        return
    rig.complete("thread.create", asked, rig.slash(OWNER))
    assert rig.discord.writes[0].body == {"name": "plans", "type": sent}


def test_only_a_private_thread_is_closed_to_invitations(rig: Rig) -> None:
    with pytest.raises(InvalidArguments):
        rig.platform.build("thread.create", {"channel_id": GENERAL, "name": "x", "invitable": False}, rig.slash(OWNER))


def test_whoever_has_a_private_thread_begun_is_in_it(rig: Rig) -> None:
    _let(rig, Permission.CREATE_PRIVATE_THREADS)
    asked = {"channel_id": GENERAL, "name": "plans", "kind": "private"}
    told = rig.preview("thread.create", asked, rig.slash(MEMBER), dry_run=True).preview
    assert (told.requests, told.summary) == (2, "Begin the private thread plans in #general with you in it")
    result: Any = rig.complete("thread.create", asked, rig.slash(MEMBER)).result
    entered = rig.discord.writes[-1]
    assert (entered.route, entered.path) == (ADDING, {"channel_id": result["channel_id"], "user_id": MEMBER})
    assert result["problem"] == ""


def test_a_private_thread_that_its_asker_did_not_come_into_is_told_of_as_begun(rig: Rig) -> None:
    rig.discord.fail(ADDING, DiscordForbidden("no", status=403, discord_code=50013))
    asked = {"channel_id": GENERAL, "name": "plans", "kind": "private"}
    result: Any = rig.complete("thread.create", asked, rig.slash(OWNER)).result
    assert result["channel_id"]
    assert result["problem"].startswith("You are not in it, because that met discord_forbidden;")


def test_a_public_thread_is_begun_in_one_request(rig: Rig) -> None:
    rig.complete("thread.create", {"channel_id": GENERAL, "name": "plans"}, rig.slash(OWNER))
    assert len(rig.discord.writes) == 1


def test_a_public_thread_cannot_be_closed_to_those_who_see_it(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="public thread can join"):
        rig.run("thread.edit", {"channel_id": THREAD, "invitable": False}, rig.slash(OWNER))
    _thread(rig, type=PRIVATE_KIND)
    rig.complete("thread.edit", {"channel_id": THREAD, "invitable": False}, rig.slash(OWNER))


def test_a_post_keeps_a_tag_where_its_forum_wants_one(rig: Rig) -> None:
    rig.world.edit_channel(FORUM, flags=1 << 4)
    with pytest.raises(InvalidArguments, match="needs a tag"):
        rig.run("thread.edit", {"channel_id": POST, "tag_ids": []}, rig.slash(OWNER))


def test_pinning_a_post_leaves_its_other_flags_as_they_are(rig: Rig) -> None:
    rig.world.edit_channel(POST, flags=1 << 9)
    for pinned, flags in ((True, 1 << 9 | 2), (False, 1 << 9)):
        rig.complete("thread.edit", {"channel_id": POST, "pinned": pinned}, rig.slash(OWNER))
        assert rig.discord.writes[-1].body == {"flags": flags}


def test_tags_are_taken_from_the_posts_forum_and_from_nowhere_else(rig: Rig) -> None:
    rig.complete("thread.edit", {"channel_id": POST, "tag_ids": []}, rig.slash(OWNER))
    assert rig.discord.writes[-1].body == {"applied_tags": []}
    for thread, tag, told in ((POST, FORUM, "no tag"), (THREAD, TAG, "Only posts")):
        with pytest.raises(InvalidArguments, match=told):
            rig.run("thread.edit", {"channel_id": thread, "tag_ids": [tag]}, rig.slash(OWNER))


def test_a_preview_of_tags_names_them(rig: Rig) -> None:
    rig.world.edit_channel(POST, applied_tags=())
    told = rig.preview("thread.edit", {"channel_id": POST, "tag_ids": [TAG]}, rig.slash(OWNER), dry_run=True).preview
    assert [target.label for target in told.targets] == ["#an idea", "tag Good"]
    assert [(each.field, each.before, each.after) for each in told.changes] == [("tag_ids", [], [TAG])]


def test_hidden_channels_have_hidden_threads(rig: Rig) -> None:
    hidden = (overwrite(EVERYONE_ROLE, deny=Permission.VIEW_CHANNEL), overwrite(BOT, allow=Permission.VIEW_CHANNEL))
    rig.world.edit_channel(GENERAL, permission_overwrites=hidden)
    with pytest.raises(NotAMember):
        rig.run("thread.get", {"channel_id": THREAD}, rig.slash(MEMBER))
