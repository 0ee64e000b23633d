"""What the operations on channels decide: what they show, and when the target counts as changed."""

from typing import Any

import pytest

from guildhall.discord.ids import MessageId
from guildhall.discord.types.channel import ChannelType
from tests.fakes.guild import CATEGORY, FORUM, GENERAL, OWNER, SUPPORT, THREAD, forum
from tests.fakes.platform import Rig


@pytest.fixture
def rig() -> Rig:
    return Rig()


def _preview(rig: Rig, operation: str, /, **asked: Any) -> Any:
    return rig.preview(operation, asked, rig.slash(OWNER), dry_run=True).preview


def _read(rig: Rig, name: str, **asked: Any) -> dict[str, Any]:
    return rig.complete(name, asked, rig.slash(OWNER)).result


@pytest.mark.parametrize(
    ("changed", "drifts"),
    [
        ({"name": "other"}, True),
        ({"topic": "other"}, True),
        ({"parent_id": None}, True),
        ({"type": ChannelType.GUILD_ANNOUNCEMENT}, True),
        ({"last_message_id": None}, True),
        ({"last_message_id": MessageId("6")}, False),
    ],
)
def test_what_is_written_meanwhile_does_not_change_which_channel_is_deleted(
    rig: Rig, changed: dict[str, Any], drifts: bool
) -> None:
    rig.world.edit_channel(GENERAL, parent_id=CATEGORY)
    seen = _preview(rig, "channel.delete", channel_id=GENERAL).fingerprint
    rig.world.edit_channel(GENERAL, **changed)
    rig.clock.advance(60)
    assert (_preview(rig, "channel.delete", channel_id=GENERAL).fingerprint != seen) is drifts


def test_a_new_channel_is_shown_with_its_twins(rig: Rig) -> None:
    assert _preview(rig, "channel.create", name="news").summary == "Create the text channel news"
    assert _preview(rig, "channel.create", name="general").summary.endswith("general (1 of that name already)")
    voice = _preview(rig, "channel.create", name="talk", kind="stage_voice", category_id=CATEGORY, topic="t")
    assert voice.summary == "Create the stage voice channel talk"
    assert {change.field: change.after for change in voice.changes} == {
        "name": "talk",
        "kind": "stage_voice",
        "topic": "t",
        "category_id": str(CATEGORY),
    }


def test_only_what_changes_is_shown_of_an_edited_channel(rig: Rig) -> None:
    preview = _preview(rig, "channel.edit", channel_id=GENERAL, name="general", topic="new", slowmode_s=5)
    assert [(change.field, change.before, change.after) for change in preview.changes] == [
        ("topic", "Anything goes", "new"),
        ("slowmode_s", 0, 5),
    ]


def test_an_edit_is_told_by_the_names_and_in_the_words_of_its_request(rig: Rig) -> None:
    was = {"parent_id": CATEGORY, "video_quality_mode": 7, "default_auto_archive_duration": 60}
    rig.world.edit_channel(GENERAL, **was)
    wanted = {"kind": "announcement", "video_quality": "full", "default_archive_s": 86_400, "clear": ["category_id"]}
    preview = _preview(rig, "channel.edit", channel_id=GENERAL, **wanted)
    assert {change.field: (change.before, change.after) for change in preview.changes} == {
        "kind": ("text", "announcement"),
        "category_id": (CATEGORY, None),
        "video_quality": ("unknown_7", "full"),
        "default_archive_s": (3600, 86_400),
    }


def test_a_channel_like_another_is_told_by_the_names_of_requests(rig: Rig) -> None:
    rig.world.edit_channel(GENERAL, rate_limit_per_user=5, video_quality_mode=7)
    ideas = next(forum())
    rig.world.put_channel(ideas.model_copy(update={"default_sort_order": 1, "nsfw": True}))
    plain, posts = (_preview(rig, "channel.clone", source_channel_id=each).changes for each in (GENERAL, FORUM))
    told = {"name", "kind", "topic", "slowmode_s", "video_quality"}
    assert {change.field for change in plain if not change.field.startswith("permissions")} == told
    assert {"slowmode_s": 5, "video_quality": "unknown_7"}.items() <= {each.field: each.after for each in plain}.items()
    after = {each.field: each.after for each in posts}
    assert (after["default_sort"], after["age_restricted"], after["kind"]) == ("creation", True, "forum")
    assert after["tags"] == [tag.name for tag in ideas.available_tags]


def test_an_empty_topic_takes_the_topic_away(rig: Rig) -> None:
    rig.complete("channel.edit", {"channel_id": GENERAL, "topic": ""}, rig.slash(OWNER))
    assert rig.discord.writes[0].body == {"topic": None}


@pytest.mark.parametrize(
    ("channel_id", "detail"), [(GENERAL, "Anything goes"), (SUPPORT, "no message yet"), (THREAD, "no message yet")]
)
def test_a_channel_that_is_to_go_is_shown_with_what_it_holds(rig: Rig, channel_id: str, detail: str) -> None:
    preview = _preview(rig, "channel.delete", channel_id=channel_id)
    assert preview.targets[0].detail == detail
    assert "cannot be brought back" in preview.irreversible


def test_a_channel_with_messages_and_no_topic_says_so(rig: Rig) -> None:
    rig.world.edit_channel(GENERAL, topic=None)
    assert _preview(rig, "channel.delete", channel_id=GENERAL).targets[0].detail == "has messages"


def test_channels_are_listed_by_category_and_position(rig: Rig) -> None:
    rig.world.edit_channel(CATEGORY, position=9)
    names = [channel["name"] for channel in _read(rig, "channel.list")["channels"]]
    assert names == ["general", "staff", "approvals", "rooms", "support"]
    rig.world.remove_channel(CATEGORY)
    assert _read(rig, "channel.list")["channels"][0]["name"] == "support"


def test_a_channel_is_read_though_the_bot_does_not_see_its_category(rig: Rig) -> None:
    rig.world.edit_channel(GENERAL, parent_id=CATEGORY)
    assert _read(rig, "channel.get", channel_id=GENERAL)["category_name"] == "rooms"
    rig.world.hide(CATEGORY)
    rig.clock.advance(60)
    assert _read(rig, "channel.get", channel_id=GENERAL)["category_name"] == "rooms"
