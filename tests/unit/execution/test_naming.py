"""Names where ids are wanted: what is surely meant is taken, everything else is asked back or refused."""

from typing import Any

import pytest
from pydantic import JsonValue

from guildhall.discord.types.guild import Role
from guildhall.errors import AmbiguousName, InvalidArguments, RateLimited, RequestError
from guildhall.execution.outcome import Previewed
from guildhall.identity import Level
from tests.fakes.effects import EFFECTS
from tests.fakes.guild import (
    ELSEWHERE,
    ELSEWHERE_CHANNEL,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OWNER,
    STAFF,
    STRANGER,
    SUPPORT,
    THREAD,
)
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World


def _built(rig: Rig, name: str, arguments: dict[str, Any], who: Any = None) -> dict[str, Any]:
    request = rig.platform.build(name, arguments, who or rig.slash(MEMBER))
    dumped: dict[str, Any] = request.model_dump(mode="json", exclude_unset=True)
    return dumped


def _refused(rig: Rig, name: str, arguments: dict[str, Any], who: Any = None) -> AmbiguousName:
    with pytest.raises(AmbiguousName) as error:
        _built(rig, name, arguments, who)
    return error.value


@pytest.mark.parametrize(
    ("operation", "given", "field", "found"),
    [
        ("channel.get", {"channel_id": "#general"}, "channel_id", GENERAL),
        ("channel.get", {"channel_id": " #general "}, "channel_id", GENERAL),
        ("role.assign", {"user_id": NEWCOMER, "role_id": "@Helper"}, "role_id", HELPER_ROLE),
        ("role.assign", {"user_id": "@newcomer", "role_id": "@Helper"}, "user_id", NEWCOMER),
        ("message.search", {"in_channel_ids": ["#general", SUPPORT]}, "in_channel_ids", [GENERAL, SUPPORT]),
    ],
)
def test_the_only_thing_of_exactly_that_name_is_meant(
    rig: Rig, operation: str, given: dict[str, Any], field: str, found: Any
) -> None:
    taken = _built(rig, operation, given)[field]
    assert (sorted(taken) if isinstance(taken, list) else taken) == found


def test_a_name_is_looked_up_by_a_call_that_the_trail_tells(rig: Rig) -> None:
    _built(rig, "channel.get", {"channel_id": "#general"})
    assert [(record.operation, record.user_id) for record in rig.trail()] == [("resolve.channel", MEMBER)]


def test_an_id_costs_nothing_more(rig: Rig) -> None:
    _built(rig, "channel.get", {"channel_id": GENERAL})
    assert (rig.discord.calls, rig.trail()) == ([], [])


@pytest.mark.parametrize("given", ["general", "#General", "#genera", "# general"])
def test_what_only_comes_near_is_told_and_not_taken(rig: Rig, given: str) -> None:
    refused = _refused(rig, "message.send", {"channel_id": given, "content": "x"})
    assert refused.details["candidates"] == [f"text general ({GENERAL})"]
    assert "general" not in refused.message + refused.hint.replace("#name", "")


def test_of_two_of_one_name_neither_is_taken(rig: Rig) -> None:
    rig.world.edit_channel(SUPPORT, name="general")
    told = _refused(rig, "message.send", {"channel_id": "#general", "content": "x"}).details["candidates"]
    assert told == [f"text general ({GENERAL})", f"text general ({SUPPORT})"]


def test_a_hidden_channel_is_neither_found_nor_told_nor_makes_a_name_ambiguous(rig: Rig) -> None:
    with pytest.raises(InvalidArguments) as hidden:
        _built(rig, "channel.get", {"channel_id": "#staff"})
    with pytest.raises(InvalidArguments) as unknown:
        _built(rig, "channel.get", {"channel_id": "#xyzzy"})
    assert hidden.value.to_dict() == unknown.value.to_dict()
    rig.world.edit_channel(STAFF, name="general")
    assert _built(rig, "channel.get", {"channel_id": "#general"})["channel_id"] == GENERAL
    assert _refused(rig, "channel.get", {"channel_id": "#general"}, rig.slash(MODERATOR)).details["candidates"]


def _active_threads(world: World, sent: Sent) -> JsonValue:
    threads = [each for each in world.channels.values() if each.is_thread]
    return {"threads": [each.model_dump(mode="json") for each in threads], "members": [], "has_more": False}


def test_anybodys_thread_is_not_taken_and_takes_no_channels_name(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EFFECTS, "GET /guilds/{guild_id}/threads/active", _active_threads)
    told = _refused(rig, "channel.get", {"channel_id": "#a thread"}).details["candidates"]
    assert told == [f"public_thread a thread ({THREAD})"]
    rig.world.edit_channel(THREAD, name="general")
    assert _built(rig, "channel.get", {"channel_id": "#general"})["channel_id"] == GENERAL


def test_a_nickname_is_not_taken_for_it_is_anybodys_to_choose(rig: Rig) -> None:
    rig.world.edit_member(NEWCOMER, nick="The Boss")
    told = _refused(rig, "role.assign", {"user_id": "@The Boss", "role_id": HELPER_ROLE})
    assert told.details["candidates"] == [f"member The Boss, username newcomer ({NEWCOMER})"]
    assert "nickname" in told.hint


def test_somebody_elses_nickname_takes_nobodys_username(rig: Rig) -> None:
    rig.world.edit_member(NEWCOMER, nick="member")
    assert _built(rig, "member.get", {"user_id": "@member"})["user_id"] == MEMBER


def test_of_two_roles_of_one_name_neither_is_taken(rig: Rig) -> None:
    rig.world.put_role(Role.model_validate({"id": "3000000000000000077", "name": "Helper"}))
    assert len(_refused(rig, "role.get", {"role_id": "@Helper"}).details["candidates"]) == 2  # type: ignore[arg-type]


def test_a_plan_is_about_the_id_and_does_not_fit_when_the_name_leads_elsewhere(rig: Rig) -> None:
    asked, who = {"channel_id": "#general", "topic": "x"}, rig.mcp(MODERATOR)
    plan = rig.preview("channel.edit", asked, who)
    assert isinstance(plan, Previewed)
    rig.world.edit_channel(GENERAL, name="former")
    rig.world.edit_channel(SUPPORT, name="general")
    with pytest.raises(Exception, match="plan"):
        rig.run("channel.edit", asked, who, plan_id=plan.plan_id, dry_run=False)
    assert not rig.discord.writes


def _problems(rig: Rig, name: str, arguments: dict[str, Any]) -> tuple[list[tuple[str, str]], RequestError]:
    with pytest.raises((InvalidArguments, AmbiguousName)) as refused:
        _built(rig, name, arguments)
    listed: Any = refused.value.details["problems"]
    return [(problem["field"], problem["problem"]) for problem in listed], refused.value


@pytest.mark.parametrize(
    ("user", "role", "wrong"),
    [
        ("@newcomer", "@Book Club", ["role_id"]),
        ("@nobody", "@Helper", ["user_id"]),
        ("@nobody", "@Book Club", ["user_id", "role_id"]),
    ],
)
def test_of_several_names_those_are_told_that_are_not_taken(rig: Rig, user: str, role: str, wrong: list[str]) -> None:
    problems, refused = _problems(rig, "role.assign", {"user_id": user, "role_id": role})
    assert [field for field, _ in problems] == wrong
    assert all(problem.endswith("that you see is called so.") for _, problem in problems)
    assert refused.message == " ".join(f"{field}: {problem}" for field, problem in problems)
    assert isinstance(refused, InvalidArguments)
    assert "candidates" not in refused.details


@pytest.mark.parametrize(
    ("user", "candidates"),
    [("@newcome", [f"member newcomer ({NEWCOMER})", f"role Helper ({HELPER_ROLE})"]), ("@nobody", ["role Helper"])],
)
def test_of_several_names_those_that_come_near_are_asked_back(rig: Rig, user: str, candidates: list[str]) -> None:
    problems, refused = _problems(rig, "role.assign", {"user_id": user, "role_id": "@helper"})
    assert [field for field, _ in problems] == ["user_id", "role_id"]
    assert isinstance(refused, AmbiguousName), "surfaces keep what it quotes to the asker"
    told: Any = refused.details["candidates"]
    assert [each[: len(wanted)] for each, wanted in zip(told, candidates, strict=True)] == candidates


def test_of_a_list_the_place_is_told_that_is_wrong(rig: Rig) -> None:
    problems, _ = _problems(rig, "message.search", {"in_channel_ids": ["#general", "#xyzzy"]})
    assert [field for field, _ in problems] == ["in_channel_ids.1"]


def test_a_mention_of_something_else_is_the_only_problem_that_is_told(rig: Rig) -> None:
    problems, refused = _problems(rig, "role.assign", {"user_id": f"<@&{HELPER_ROLE}>", "role_id": "@Helper"})
    assert problems == [("user_id", refused.message)]


def test_where_several_guilds_could_be_meant_a_name_means_nothing(rig: Rig) -> None:
    rig.world.put_member(rig.world.members[ELSEWHERE, STRANGER])
    refused = _refused(rig, "channel.get", {"channel_id": "#general"}, rig.mcp(STRANGER))
    assert refused.details["candidates"] == [f"Guildhall ({GUILD})", f"Elsewhere ({ELSEWHERE})"]
    assert refused.hint == "Find it with resolve.channel, which takes guild_id, and give its id."


def test_a_guild_is_named_by_its_id_alone(rig: Rig) -> None:
    refused = _refused(rig, "guild.get", {"guild_id": "Guildhall"}, rig.mcp(MEMBER))
    assert refused.details["candidates"] == [f"Guildhall ({GUILD})"]


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        (f"<@{MEMBER}>", "channel_id takes the id of a channel, and this is that of a user", "direct_message.send"),
        (f"<@&{HELPER_ROLE}>", "this is that of a role", "Give the id of a channel"),
        ("<:wave:4000000000000000777>", "this is that of an emoji", "Give the id of a channel"),
    ],
)
def test_a_mention_of_something_else_is_told_what_it_is(rig: Rig, given: str, message: str, hint: str) -> None:
    with pytest.raises(InvalidArguments) as refused:
        _built(rig, "message.send", {"channel_id": given, "content": "x"})
    assert message in refused.value.message
    assert hint in refused.value.hint
    assert rig.discord.calls == []


def test_nothing_is_looked_up_for_a_call_that_is_wrong_elsewhere_too(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="more"):
        _built(rig, "message.send", {"channel_id": "#general", "content": "x", "more": 1})
    assert rig.discord.calls == []


@pytest.mark.parametrize("field", ["guild_id", "user_id", "role_id"])
def test_several_names_where_one_id_is_wanted_are_wrong_and_looked_up_for_nobody(rig: Rig, field: str) -> None:
    given: dict[str, Any] = {"user_id": NEWCOMER, "role_id": HELPER_ROLE, field: ["@Helper", "@Moderator"]}
    with pytest.raises(InvalidArguments) as error:
        rig.platform.build("role.assign", given, rig.slash(OWNER))
    assert "candidates" not in error.value.details
    assert rig.trail() == []


def test_a_key_that_may_not_resolve_gives_ids(rig: Rig) -> None:
    who = rig.mcp(MEMBER, Level.READ_ONLY, scopes=frozenset({"channels:read"}))
    with pytest.raises(InvalidArguments, match="names cannot be looked up here"):
        _built(rig, "channel.get", {"channel_id": "#general"}, who)


def test_more_than_ten_names_are_too_many(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="11 names are too many"):
        _built(rig, "message.search", {"in_channel_ids": [f"#{number}" for number in range(11)]})
    assert rig.discord.calls == []


def test_names_are_limited_like_all_calls(rig: Rig) -> None:
    who = rig.mcp(MEMBER, rate_limit=2)
    for _ in range(2):
        _built(rig, "channel.get", {"channel_id": "#general"}, who)
    with pytest.raises(RateLimited):
        _built(rig, "channel.get", {"channel_id": "#general"}, who)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"channel_id": SUPPORT, "message_id": f"{GUILD}/{GENERAL}/{IN_GENERAL[0]}"}, "message in another channel"),
        ({"channel_id": GENERAL, "message_id": f"{ELSEWHERE}/{GENERAL}/{IN_GENERAL[0]}"}, "place in another server"),
        ({"channel_id": f"{ELSEWHERE}/{ELSEWHERE_CHANNEL}", "message_id": IN_GENERAL[0]}, "place in another server"),
    ],
)
def test_links_that_lead_elsewhere_than_the_rest_says_are_refused(
    rig: Rig, arguments: dict[str, str], told: str
) -> None:
    links = {key: f"https://discord.com/channels/{each}" if "/" in each else each for key, each in arguments.items()}
    with pytest.raises(InvalidArguments, match=told):
        _built(rig, "message.delete", links, rig.slash(MODERATOR))


def test_links_that_agree_are_taken(rig: Rig) -> None:
    link = f"https://discord.com/channels/{GUILD}/{GENERAL}/{IN_GENERAL[0]}"
    taken = _built(rig, "message.delete", {"channel_id": link, "message_id": link}, rig.slash(OWNER))
    assert (taken["channel_id"], taken["message_id"]) == (GENERAL, IN_GENERAL[0])
