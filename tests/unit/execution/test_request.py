"""From a name and loose arguments to a request, and to a table and back."""

from typing import Any

import pytest
from pydantic import BaseModel

from guildhall.discord import routes
from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import NO_PERMISSIONS
from guildhall.errors import (
    AmbiguousName,
    ConfirmationInvalid,
    DiscordForbidden,
    DiscordUnavailable,
    InvalidArguments,
    OperationUnknown,
)
from guildhall.execution.request import dump, payload_digest, revive
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import PermissionNames
from guildhall.operations.message_shown import MessageShown
from tests.fakes.guild import ELSEWHERE, GENERAL, GUILD, IN_GENERAL, MEMBER, STRANGER
from tests.fakes.platform import Rig

CANARY = "canary-in-the-mine"


def _build(rig: Rig, name: str, arguments: dict[str, Any]) -> Any:
    return rig.platform.build(name, arguments, rig.mcp(MEMBER))


def test_a_tools_name_is_as_good_as_the_operations(rig: Rig) -> None:
    asked: dict[str, Any] = {"channel_id": f"<#{GENERAL}>", "content": "x"}
    assert _build(rig, "message_send", asked) == _build(rig, "message.send", {**asked, "channel_id": GENERAL})


@pytest.mark.parametrize("name", ["message.sned", "", "message", "message.send.more", "x" * 5000, "__init__.base"])
def test_an_unknown_operation_is_told_with_what_comes_near(rig: Rig, name: str) -> None:
    with pytest.raises(OperationUnknown) as unknown:
        _build(rig, name, {})
    assert len(unknown.value.message) < 140
    assert unknown.value.hint
    if name == "message.sned":
        assert "message.send" in unknown.value.hint
        assert unknown.value.details["candidates"]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"channel_id": GENERAL}, "arguments"),
        ({"channel_id": GENERAL, "content": ""}, "arguments"),
        ({"channel_id": GENERAL, "content": CANARY * 1000}, "content"),
        ({"channel_id": GENERAL, "content": [CANARY]}, "content"),
        ({"channel_id": GENERAL, "content": "x\ud800"}, "content"),
        ({"channel_id": CANARY, "content": "x"}, "channel_id"),
        ({"channel_id": 41771983423143937, "content": "x"}, "channel_id"),
        ({"channel_id": f"https://discord.com/channels/{CANARY}", "content": "x"}, "channel_id"),
        ({"channel_id": GENERAL, "content": "x", "more": CANARY}, "more"),
    ],
)
def test_a_wrong_argument_is_named_without_its_value(rig: Rig, arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArguments) as wrong:
        _build(rig, "message.send", arguments)
    told = wrong.value.to_dict()
    assert field in wrong.value.message
    assert [problem["field"] for problem in told["details"]["problems"]] == [field]  # type: ignore[index,call-overload,union-attr]
    assert CANARY not in str(told)
    assert wrong.value.__cause__ is None


def test_a_rule_over_several_arguments_is_told_too(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="arguments: give at least one of name, topic") as wrong:
        _build(rig, "channel.edit", {"channel_id": GENERAL})
    assert "Value error" not in wrong.value.message


def test_the_guild_that_was_left_out_is_the_one_where_it_was_asked(rig: Rig) -> None:
    built: Any = rig.platform.build("guild.get", {}, rig.slash(MEMBER, guild_id=ELSEWHERE))
    assert built.guild_id == ELSEWHERE
    assert rig.discord.calls == []


def test_or_the_only_one_that_the_caller_reaches(rig: Rig) -> None:
    assert _build(rig, "guild.get", {}).guild_id == GUILD
    assert _build(rig, "guild.get", {"guild_id": None}).guild_id == GUILD
    assert _build(rig, "guild.get", {"guild_id": ELSEWHERE}).guild_id == ELSEWHERE


def test_of_several_guilds_one_must_be_named(rig: Rig) -> None:
    rig.world.put_member(rig.world.members[ELSEWHERE, STRANGER])
    with pytest.raises(AmbiguousName) as several:
        rig.platform.build("guild.get", {}, rig.mcp(STRANGER))
    assert several.value.details["candidates"] == [f"Guildhall ({GUILD})", f"Elsewhere ({ELSEWHERE})"]
    assert "Elsewhere" not in several.value.message + several.value.hint, "whoever owns a guild names it"
    narrowed: Any = rig.platform.build("guild.get", {}, rig.mcp(STRANGER, guild_ids=frozenset({ELSEWHERE})))
    assert narrowed.guild_id == ELSEWHERE


@pytest.mark.parametrize("why", ["ceiling", "left", "hidden", "inactive"])
def test_who_reaches_no_guild_is_told_so(rig: Rig, why: str) -> None:
    ceilings: dict[str, Any] = {"guild_ids": frozenset()} if why == "ceiling" else {}
    if why == "left":
        rig.world.remove_member(MEMBER)
    if why == "hidden":
        rig.discord.fail(routes.GET_GUILD_MEMBER, DiscordForbidden("no", status=403), times=2)
    if why == "inactive":
        for each in rig.platform.policies.installations():
            rig.platform.policies.put_installation(each.model_copy(update={"active": False}))
    with pytest.raises(InvalidArguments, match="guild_id is missing") as none:
        rig.platform.build("guild.get", {}, rig.mcp(MEMBER, **ceilings))
    assert "install the bot" in none.value.hint


def test_a_discord_that_is_down_is_not_the_same_as_no_guild(rig: Rig) -> None:
    rig.discord.fail(routes.GET_GUILD_MEMBER, DiscordUnavailable("down"))
    with pytest.raises(DiscordUnavailable):
        _build(rig, "guild.get", {})


def test_a_stored_request_comes_back_as_it_was(rig: Rig) -> None:
    operation = _build(rig, "message.bulk_delete", {"channel_id": GENERAL, "message_ids": list(IN_GENERAL)})
    assert revive("message.bulk_delete", dump(operation)) == operation
    assert dump(operation)["message_ids"] == [str(message_id) for message_id in IN_GENERAL]


@pytest.mark.parametrize(("name", "arguments"), [("gone.away", {}), ("message.send", {"content": CANARY})])
def test_a_stored_request_of_another_release_is_told_without_its_content(name: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(ConfirmationInvalid) as refused:
        revive(name, arguments)
    assert CANARY not in str(refused.value.to_dict())
    assert refused.value.__cause__ is None


def test_the_digest_is_of_operation_arguments_and_guild(rig: Rig) -> None:
    one = _build(rig, "channel.delete", {"channel_id": GENERAL})
    same = _build(rig, "channel.delete", {"channel_id": f"<#{GENERAL}>", "reason": None})
    other = _build(rig, "channel.delete", {"channel_id": GENERAL, "reason": "x"})
    listed = _build(rig, "message.list", {"channel_id": GENERAL})
    assert payload_digest(one, GUILD) == payload_digest(same, GUILD)
    others = {payload_digest(other, GUILD), payload_digest(listed, GUILD), payload_digest(one, ELSEWHERE)}
    assert len({*others, payload_digest(one, None), payload_digest(one, GUILD)}) == 5


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"channel_id": GENERAL, "message_ids": [IN_GENERAL[0]]}, "message_ids: give at least 2, not 1"),
        ({"channel_id": 5, "message_ids": list(IN_GENERAL[:2])}, "channel_id: a channel id is a string"),
    ],
)
def test_a_wrong_argument_is_told_without_the_words_of_our_tools(
    rig: Rig, arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidArguments) as wrong:
        _build(rig, "message.bulk_delete", arguments)
    assert told in wrong.value.message
    assert told.split(": ")[1] in str(wrong.value.details["problems"])
    assert not any(word in str(wrong.value.to_dict()) for word in ("Frozenset", "Value error"))


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("message.bulk_delete", {"channel_id": GENERAL}, "message_ids: it is missing."),
        (
            "message.get",
            {"message_id": IN_GENERAL[0], "chanel_id": GENERAL},
            "such argument; perhaps channel_id is meant",
        ),
        ("guild.get", {"colour": "red"}, "colour: there is no such argument; there are guild_id."),
        ("guild.list", {"colour": "red"}, "colour: there is no such argument; there are none."),
        ("message.send", {"channel_id": GENERAL, "files": [{"path": "x"}]}, "something in it is not known here"),
        ("message.bulk_delete", {"channel_id": GENERAL, "message_ids": ["x", "y"]}, "message_ids.0: this is not a"),
    ],
)
def test_what_is_wrong_with_arguments_is_said_in_a_callers_words(
    rig: Rig, name: str, arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidArguments) as wrong:
        _build(rig, name, arguments)
    assert told in wrong.value.message
    assert "give at least" not in wrong.value.message


def test_a_list_of_which_no_item_is_right_is_not_called_too_short_besides(rig: Rig) -> None:
    with pytest.raises(InvalidArguments) as wrong:
        _build(rig, "message.send_layout", {"channel_id": GENERAL, "blocks": [{"kind": "song"}]})
    assert "blocks.0: " in wrong.value.message
    assert "at least" not in wrong.value.message
    with pytest.raises(InvalidArguments, match="blocks: give at least 1"):
        _build(rig, "message.send_layout", {"channel_id": GENERAL, "blocks": []})


class _Inner(BaseModel):
    role_ids: frozenset[RoleId] = frozenset()
    names: PermissionNames = NO_PERMISSIONS


class _Asked(GuildOperation[MessageShown]):
    outer_ids: frozenset[RoleId]
    parts: tuple[_Inner, ...]


def test_sets_are_dumped_in_one_order_at_every_depth() -> None:
    ids = [str(5_000_000_000_000_000_000 + number * 7919) for number in range(40)]
    permissions = ["SEND_MESSAGES", "KICK_MEMBERS"]
    given = {"guild_id": GUILD, "outer_ids": ids, "parts": [{"role_ids": ids, "names": permissions}, {}]}
    asked: Any = _Asked.model_validate(given)
    told = dump(asked)
    assert told["outer_ids"] == sorted(ids)
    assert told["parts"] == [{"role_ids": sorted(ids), "names": ["KICK_MEMBERS", "SEND_MESSAGES"]}, {}]
