"""Forums: what a post takes, how a long one is sent, and tags that nobody loses by the way."""

from typing import Any

import pytest

from guildhall.discord.ids import TagId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Channel, ForumTag
from guildhall.errors import (
    DiscordRejected,
    GuildhallError,
    InvalidArguments,
    OutcomeUnknown,
    PermissionMissing,
)
from guildhall.operations.spec import Risk, Spending
from tests.fakes.effects import EFFECTS
from tests.fakes.guild import (
    BOT_ROLE,
    FORUM,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OWNER,
    TAG,
    forum,
)
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

POST, SEND, EDIT = (
    "POST /channels/{channel_id}/threads",
    "POST /channels/{channel_id}/messages",
    "PATCH /channels/{channel_id}",
)
LONG = "\n".join(f"line {number} of a long story" for number in range(220))
OTHER = ForumTag(id=TagId("4000000000000000800"), name="Bad", moderated=True, emoji_name="👎")
IDEA: dict[str, Any] = {"channel_id": FORUM, "name": "An idea", "content": "Let us"}


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    for channel in forum():
        rig.world.put_channel(channel)
    rig.world.edit_channel(FORUM, available_tags=(*rig.world.channels[FORUM].available_tags, OTHER))
    return rig


def _posted(rig: Rig, who: Any = MEMBER, **more: Any) -> dict[str, Any]:
    return dict(rig.complete("forum.create_post", {**IDEA, **more}, rig.slash(who)).result)


def test_a_post_says_in_its_message_that_it_notifies_nobody(rig: Rig) -> None:
    _posted(rig, content="@everyone look", tag_ids=[TAG])
    body = rig.discord.sent(POST)[-1].body
    assert body is not None
    assert body["message"] == {"content": "@everyone look", "allowed_mentions": {"parse": []}}
    assert body["applied_tags"] == [TAG]


def test_whom_a_post_notifies_is_asked_for_as_in_any_message(rig: Rig) -> None:
    asked = {**IDEA, "content": "@everyone look", "ping_everyone": True}
    with pytest.raises(PermissionMissing, match="Mention @everyone"):
        rig.run("forum.create_post", asked, rig.slash(MEMBER))
    made = rig.platform.build("forum.create_post", asked, rig.slash(OWNER))
    assert made.spends() == {Spending.WRITES: 1, Spending.MASS_MENTIONS: 1}
    with pytest.raises(InvalidArguments):
        rig.platform.build("forum.create_post", {**IDEA, "ping_replied": True}, rig.slash(OWNER))


def test_a_moderated_tag_is_given_by_who_manages_threads(rig: Rig) -> None:
    with pytest.raises(PermissionMissing, match="Manage Threads"):
        _posted(rig, tag_ids=[OTHER.id])
    assert _posted(rig, MODERATOR, tag_ids=[OTHER.id])
    assert _posted(rig, tag_ids=[TAG])


def _begun(world: World, sent: Sent) -> Any:
    """Begin a post that messages can be sent to."""
    told = {"id": world.new_id(), "type": 11, "parent_id": sent.path["channel_id"], "guild_id": GUILD}
    world.put_channel(Channel.model_validate(told))
    return told


def test_a_long_post_is_several_messages_and_ends_where_one_fails(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EFFECTS, POST, _begun)
    made = _posted(rig, content=LONG)
    assert (len(made["message_ids"]), made["unsent_count"], len(rig.discord.sent(SEND))) == (3, 0, 2)
    for error, told in ((DiscordRejected("no", status=400), "rejected"), (OutcomeUnknown("?"), "may have been sent")):
        rig.discord.fail(SEND, error)
        made = _posted(rig, content=LONG)
        assert (len(made["message_ids"]), made["unsent_count"]) == (1, 2)
        assert told in made["problem"]


def test_an_empty_post_is_none(rig: Rig) -> None:
    with pytest.raises(InvalidArguments):
        rig.platform.build("forum.create_post", {"channel_id": FORUM, "name": "x"}, rig.slash(OWNER))


# ------------------------------------------------------------------------------------------------------------ tags
def _tags(rig: Rig) -> list[dict[str, Any]]:
    body = rig.discord.sent(EDIT)[-1].body
    assert body is not None
    assert list(body) == ["available_tags"]
    tags: Any = body["available_tags"]
    return list(tags)


KEPT = {"id": OTHER.id, "name": "Bad", "moderated": True, "emoji_id": None, "emoji_name": "👎"}


def test_who_changes_a_tag_sends_the_others_as_they_are(rig: Rig) -> None:
    good = {"id": TAG, "name": "Good", "moderated": False, "emoji_id": None, "emoji_name": None}
    rig.complete("forum.create_tag", {"channel_id": FORUM, "name": " New ", "emoji": "🎉"}, rig.slash(OWNER))
    new = {"name": "New", "moderated": False, "emoji_id": None, "emoji_name": "🎉"}
    assert _tags(rig) == [good, KEPT, new]
    rig.complete(
        "forum.edit_tag", {"channel_id": FORUM, "tag_id": TAG, "emoji": "<:wave:41771983423143937>"}, rig.slash(OWNER)
    )
    assert _tags(rig)[:2] == [{**good, "emoji_id": "41771983423143937"}, KEPT]
    rig.complete("forum.delete_tag", {"channel_id": FORUM, "tag_id": TAG}, rig.slash(OWNER))
    assert [tag["name"] for tag in _tags(rig)] == ["Bad", "New"]


@pytest.mark.parametrize("name", ["create_tag", "edit_tag", "delete_tag"])
def test_a_change_of_any_tag_in_between_refuses(rig: Rig, name: str) -> None:
    given: dict[str, Any] = {"tag_id": TAG} if name != "create_tag" else {}
    given |= {"name": "New"} if name != "delete_tag" else {}
    rig.set_policy(confirm_from=Risk.WRITE)
    asked = rig.ask(f"forum.{name}", {"channel_id": FORUM, **given}, rig.slash(OWNER))
    rig.world.edit_channel(FORUM, available_tags=(*rig.world.channels[FORUM].available_tags[:1],))
    told = rig.press(asked.confirmation_id, "approve", OWNER).text
    assert "Done." not in told
    assert rig.discord.sent(EDIT) == []
    assert "changed" in told


def test_what_is_no_tag_and_no_forum_is_refused(rig: Rig) -> None:
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"tag_id": GENERAL}, "no such tag"),
        ({"channel_id": GENERAL, "tag_id": TAG}, "no forum"),
    )
    for given, told in wrong:
        with pytest.raises(InvalidArguments, match=told):
            rig.run("forum.delete_tag", {"channel_id": FORUM, **given}, rig.slash(OWNER))


@pytest.mark.parametrize("name", ["create_tag", "edit_settings"])
def test_a_forum_is_set_up_by_who_manages_channels(rig: Rig, name: str) -> None:
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.KICK_MEMBERS)
    given = {"name": "New"} if name == "create_tag" else {"require_tag": True}
    with pytest.raises(PermissionMissing, match="Manage Channels"):
        rig.run(f"forum.{name}", {"channel_id": FORUM, **given}, rig.slash(MEMBER))
    with pytest.raises(GuildhallError):
        rig.run(f"forum.{name}", {"channel_id": FORUM, **given}, rig.slash(NEWCOMER))
    rig.complete(f"forum.{name}", {"channel_id": FORUM, **given}, rig.slash(MODERATOR))


# -------------------------------------------------------------------------------------------------------- settings
def test_wanting_a_tag_leaves_other_flags_as_they_are(rig: Rig) -> None:
    rig.world.edit_channel(FORUM, flags=1 << 15)
    for wanted, flags in ((True, 1 << 15 | 1 << 4), (False, 1 << 15)):
        rig.complete("forum.edit_settings", {"channel_id": FORUM, "require_tag": wanted}, rig.slash(OWNER))
        assert rig.discord.writes[-1].body == {"flags": flags}


def test_what_is_taken_away_is_sent_as_nothing(rig: Rig) -> None:
    cleared = ["default_reaction", "default_sort", "tag_matching", "auto_archive"]
    rig.complete("forum.edit_settings", {"channel_id": FORUM, "guidelines": "", "clear": cleared}, rig.slash(OWNER))
    names = ("default_reaction_emoji", "default_sort_order", "default_tag_setting", "default_auto_archive_duration")
    assert rig.discord.writes[-1].body == dict.fromkeys(("topic", *names))


def test_what_is_set_and_cleared_at_once_is_refused(rig: Rig) -> None:
    wrong: tuple[dict[str, Any], ...] = ({}, {"default_sort": "creation", "clear": ["default_sort"]})
    for given in wrong:
        with pytest.raises(InvalidArguments):
            rig.platform.build("forum.edit_settings", {"channel_id": FORUM, **given}, rig.slash(OWNER))


def test_a_number_of_discords_that_is_not_known_is_shown_as_such(rig: Rig) -> None:
    rig.world.edit_channel(FORUM, default_sort_order=7, default_forum_layout=9, default_auto_archive_duration=5)
    told: Any = rig.complete("forum.get", {"channel_id": FORUM}, rig.slash(MEMBER)).result
    assert [told[name] for name in ("default_sort", "default_layout", "auto_archive")] == [
        "unknown_7",
        "unknown_9",
        "unknown_5",
    ]


def test_a_list_of_posts_asks_for_what_it_was_asked(rig: Rig) -> None:
    def routes(**asked: Any) -> list[str]:
        rig.discord.calls.clear()
        rig.complete("forum.list_posts", {"channel_id": FORUM, **asked}, rig.slash(MEMBER))
        return [sent.route.rpartition("/")[2] for sent in rig.discord.calls if "threads" in sent.route]

    assert routes() == ["active", "public"]
    assert (routes(archived=True), routes(archived=False)) == (["public"], ["active"])
    assert routes(before="2026-11-20T12:00:00Z") == ["public"]
