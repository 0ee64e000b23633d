"""Channels that an argument names beside the one where a call acts: the server's policy holds for them too.

Derived from the catalogue: whatever operation gets another such field is asked here what it does with a closed channel.
"""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.errors import ChannelForbidden
from guildhall.operations import catalogue
from guildhall.operations.closing import closing_rule
from guildhall.operations.spec import ChannelMode, Risk
from guildhall.policy.model import ChannelPolicy
from tests.contract.catalogue_examples import arguments
from tests.fakes.guild import BOT_ROLE, FORUM, GENERAL, GUILD, OWNER
from tests.fakes.platform import Rig

OTHER = ChannelId("4000000000000000041")
NAMED_ONLY = {
    ("thread.list_active", "before"): "where the page goes on",
    ("thread.list_joined_archived", "before"): "where the page goes on",
    ("thread.search", "after"): "where the page begins",
    ("thread.search", "before"): "where the page goes on",
    ("direct_message.edit", "direct_channel_id"): "the bot's direct messages with one person belong to no server",
    ("direct_message.delete", "direct_channel_id"): "the bot's direct messages with one person belong to no server",
}
"""Fields that lead into no other channel of the server, and why."""
MORE: dict[tuple[str, str], dict[str, Any]] = {
    ("channel.move", "channel_ids"): {"position": 0},
    ("webhook.execute", "thread_id"): {"content": "some words"},
}
"""What has to be given beside a field that is none of the required ones."""
WITHIN: list[tuple[str, dict[str, Any]]] = [
    ("welcome.edit_screen", {"welcome_channels": [{"channel_id": OTHER, "description": "Begin here"}]}),
    (
        "onboarding.edit",
        {"prompts": [{"title": "What for?", "options": [{"title": "Talk", "channel_ids": [OTHER]}]}]},
    ),
]
"""Requests that name a channel deeper down."""
KINDS = {"target_category_id": 4, "category_id": 4, "stage_channel_id": 13, "voice_channel_id": 2}


def _holds_channels(annotation: Any) -> bool:
    return annotation is ChannelId or any(map(_holds_channels, get_args(annotation)))


def second_channels() -> Iterator[tuple[str, str]]:
    for cls in catalogue.every():
        if not cls.spec.governs:
            for name, field in cls.model_fields.items():
                if name != "channel_id" and _holds_channels(field.annotation):
                    yield cls.full_name(), name


SECOND = sorted(set(second_channels()) - set(NAMED_ONLY))


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.world.put_channel(Channel(id=FORUM, type=ChannelType.GUILD_FORUM, guild_id=GUILD, name="posts"))
    return rig


def _asked(rig: Rig, name: str, field: str) -> dict[str, Any]:
    """The fewest arguments with which the field is taken; it leads to the other channel."""
    cls = catalogue.find(name)
    given = arguments(cls, "some words")
    kind = ChannelType(KINDS.get(field, 0))
    rig.world.put_channel(Channel(id=OTHER, type=kind, guild_id=GUILD, name="other"))
    value = [str(OTHER)] if isinstance(given[field], list) else str(OTHER)
    needed = {each: given[each] for each, about in cls.model_fields.items() if about.is_required()}
    return {
        **needed,
        **({"channel_id": str(GENERAL)} if "channel_id" in cls.model_fields else {}),
        field: value,
    } | MORE.get((name, field), {})


def test_the_list_of_fields_that_lead_nowhere_is_not_longer_than_it_has_to_be() -> None:
    assert set(NAMED_ONLY) <= set(second_channels())
    assert len(SECOND) >= 20


@pytest.mark.parametrize(("name", "field"), SECOND)
def test_a_second_channel_that_is_closed_to_this_platform_is_closed_to_every_operation(
    rig: Rig, name: str, field: str
) -> None:
    asked = _asked(rig, name, field)
    closed = ChannelPolicy(guild_id=GUILD, channel_id=OTHER, mode=ChannelMode.CLOSED)
    rig.platform.policies.put_channel_policy(closed)
    with pytest.raises(ChannelForbidden):
        rig.run(name, asked, rig.slash(OWNER))
    assert rig.discord.writes == []


@pytest.mark.parametrize(("name", "field"), SECOND)
def test_a_second_channel_where_the_operation_is_denied_is_not_reached_by_it(rig: Rig, name: str, field: str) -> None:
    asked = _asked(rig, name, field)
    denied = ChannelPolicy(guild_id=GUILD, channel_id=OTHER, denied_operations=(name,))
    rig.platform.policies.put_channel_policy(denied)
    with pytest.raises(ChannelForbidden):
        rig.run(name, asked, rig.slash(OWNER))
    assert rig.discord.writes == []


@pytest.mark.parametrize("rules", [{"mode": ChannelMode.CLOSED}, {"denied_operations": ("welcome.*", "onboarding.*")}])
@pytest.mark.parametrize(("name", "asked"), WITHIN)
def test_a_channel_that_is_named_deeper_in_a_request_is_held_to_the_rules_too(
    rig: Rig, name: str, asked: dict[str, Any], rules: dict[str, Any]
) -> None:
    rig.world.put_channel(Channel(id=OTHER, type=ChannelType.GUILD_TEXT, guild_id=GUILD, name="other"))
    rig.platform.policies.put_channel_policy(ChannelPolicy(guild_id=GUILD, channel_id=OTHER, **rules))
    with pytest.raises(ChannelForbidden):
        rig.run(name, {"guild_id": GUILD, **asked}, rig.slash(OWNER))
    assert rig.discord.writes == []


WRITING_ELSEWHERE = [
    ("automod.create", "alert_channel_id"),
    ("channel.edit", "category_id"),
    ("event.create", "voice_channel_id"),
    ("guild.edit", "system_channel_id"),
    ("voice.move", "target_channel_id"),
    ("webhook.edit", "target_channel_id"),
    ("widget.edit", "widget_channel_id"),
]


@pytest.mark.parametrize("rule", ["mode", "writable_channel_ids", "protected_channel_ids"])
@pytest.mark.parametrize(("name", "field"), WRITING_ELSEWHERE)
def test_what_puts_something_into_another_channel_finds_it_shut_to_changes(
    rig: Rig, name: str, field: str, rule: str
) -> None:
    asked = _asked(rig, name, field)
    if rule == "mode":
        only_read = ChannelPolicy(guild_id=GUILD, channel_id=OTHER, mode=ChannelMode.READ_ONLY)
        rig.platform.policies.put_channel_policy(only_read)
    else:
        rig.set_policy(**{rule: [OTHER] if rule.startswith("protected") else [GENERAL, FORUM]})
    with pytest.raises(ChannelForbidden) as refused:
        rig.run(name, asked, rig.slash(OWNER))
    assert refused.value.to_dict()["code"] == "channel_forbidden"
    assert rig.discord.writes == []


def test_an_alert_goes_into_no_thread_of_a_channel_that_is_shut(rig: Rig) -> None:
    """A thread has no rules of its own: those of the channel count on which it hangs."""
    thread = Channel(id=OTHER, type=ChannelType.PUBLIC_THREAD, guild_id=GUILD, parent_id=GENERAL, name="aside")
    rig.world.put_channel(thread)
    asked = arguments(catalogue.find("automod.create"), "some words")
    asked = {key: asked[key] for key in ("guild_id", "name", "keywords")} | {"trigger": "keyword"}
    for rules in ({"mode": ChannelMode.READ_ONLY}, {"denied_operations": ("automod.*",)}):
        rig.platform.policies.put_channel_policy(ChannelPolicy(guild_id=GUILD, channel_id=GENERAL, **rules))
        with pytest.raises(ChannelForbidden):
            rig.run("automod.create", {**asked, "alert_channel_id": OTHER}, rig.slash(OWNER))


@pytest.mark.parametrize("mode", ChannelMode)
@pytest.mark.parametrize("denied", [(), ("message.*",), ("channel.*",)])
@pytest.mark.parametrize("channel_id", [GENERAL, OTHER])
def test_the_rules_of_a_second_channel_are_those_that_the_pipeline_has_for_the_first(
    rig: Rig, mode: ChannelMode, denied: tuple[str, ...], channel_id: ChannelId
) -> None:
    """The same rules stand in two places, for operations know nothing of the pipeline: they say the same."""
    thread = Channel(id=OTHER, type=ChannelType.PUBLIC_THREAD, guild_id=GUILD, parent_id=GENERAL, name="aside")
    rig.world.put_channel(thread)
    rules = ChannelPolicy(guild_id=GUILD, channel_id=GENERAL, mode=mode, denied_operations=denied)
    rig.platform.policies.put_channel_policy(rules)
    for name, more, writes in (("message.list", {}, False), ("message.send", {"content": "x"}, True)):
        asked = {"channel_id": channel_id, **more}
        session = rig.platform.machinery.session(
            rig.slash(OWNER), rig.platform.build(name, asked, rig.slash(OWNER)), "a" * 26
        )
        try:
            session.authorize()
            shut = False
        except ChannelForbidden:
            shut = True
        channel = rig.world.channel(channel_id)
        assert bool(closing_rule(session.ports, GUILD, channel, name, writes=writes)) is shut
