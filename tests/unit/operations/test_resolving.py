"""What names, mentions, links and ids stand for: one thing, or the question which, and never what one cannot see."""

from typing import Any

import pytest
from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import ChannelType
from guildhall.errors import AmbiguousName, DiscordNotFound, GuildhallError, InvalidArguments, NotAMember
from guildhall.operations.matching import Fit, ranked
from guildhall.policy.membership import MISSES
from tests.fakes.effects import EFFECTS
from tests.fakes.guild import (
    ELSEWHERE,
    ELSEWHERE_CHANNEL,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    IN_STAFF,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    NOWHERE,
    STAFF,
    STRANGER,
    SUPPORT,
    THREAD,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

EMOJI = "4000000000000000701"
LINK = "https://discord.com/channels"


def _active_threads(world: World, sent: Sent) -> JsonValue:
    threads = [each for each in world.channels.values() if each.is_thread]
    return {"threads": [each.model_dump(mode="json") for each in threads], "members": [], "has_more": False}


def _emojis(world: World, sent: Sent) -> JsonValue:
    return [{"id": EMOJI, "name": "wave"}]


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Rig:
    monkeypatch.setitem(EFFECTS, "GET /guilds/{guild_id}/threads/active", _active_threads)
    monkeypatch.setitem(EFFECTS, "GET /guilds/{guild_id}/emojis", _emojis)
    return Rig()


def _found(rig: Rig, kind: str, query: str, who: Any = None, **more: Any) -> list[dict[str, Any]]:
    found: Any = rig.complete(f"resolve.{kind}", {"query": query, **more}, who or rig.slash(MEMBER)).result["matches"]
    return list(found)


def _why(rig: Rig, kind: str, query: str, who: Any = None) -> GuildhallError:
    with pytest.raises(GuildhallError) as failed:
        _found(rig, kind, query, who)
    return failed.value


@pytest.mark.parametrize(
    ("kind", "query", "told"),
    [
        ("channel", "#general", {"channel_id": GENERAL, "what": "channel", "kind": "text", "fit": "exact"}),
        ("channel", "GENERAL", {"channel_id": GENERAL, "fit": "same_but_for_case"}),
        ("channel", f"<#{SUPPORT}>", {"channel_id": SUPPORT, "name": "support", "fit": "id"}),
        ("channel", f"{LINK}/{GUILD}/{GENERAL}/{IN_GENERAL[0]}", {"channel_id": GENERAL}),
        ("channel", "A-Thread", {"channel_id": THREAD, "what": "thread", "kind": "public_thread"}),
        ("role", "@helper", {"role_id": HELPER_ROLE, "what": "role"}),
        ("role", "@everyone", {"role_id": EVERYONE_ROLE, "name": "@everyone"}),
        ("role", HELPER_ROLE, {"role_id": HELPER_ROLE, "name": "Helper"}),
        ("member", "newcomer", {"user_id": NEWCOMER, "what": "member", "username": "newcomer"}),
        ("member", f"<@!{NEWCOMER}>", {"user_id": NEWCOMER}),
        ("emoji", ":wave:", {"emoji_id": EMOJI, "name": "wave"}),
        ("emoji", f"<a:old_name:{EMOJI}>", {"emoji_id": EMOJI, "name": "wave"}),
        ("emoji", "👍", {"what": "standard_emoji", "name": "👍"}),
        ("any", GUILD, {"guild_id": GUILD, "what": "guild", "name": "Guildhall"}),
        ("any", GENERAL, {"channel_id": GENERAL, "what": "channel"}),
        ("any", THREAD, {"channel_id": THREAD, "what": "thread"}),
        ("any", HELPER_ROLE, {"role_id": HELPER_ROLE, "what": "role"}),
        ("any", NEWCOMER, {"user_id": NEWCOMER, "what": "member"}),
        ("any", STRANGER, {"user_id": STRANGER, "what": "user"}),
        ("any", EMOJI, {"emoji_id": EMOJI, "what": "emoji"}),
        ("any", "👍", {"what": "standard_emoji"}),
        ("any", f"{LINK}/{GUILD}/{GENERAL}/{IN_GENERAL[0]}", {"what": "message", "message_id": IN_GENERAL[0]}),
        ("any", f"{LINK}/{GUILD}/{SUPPORT}", {"what": "channel", "channel_id": SUPPORT}),
        ("any", f"{LINK}/{GUILD}", {"what": "guild", "guild_id": GUILD}),
        ("any", "@Helper", {"role_id": HELPER_ROLE}),
        ("any", "support", {"channel_id": SUPPORT}),
        ("any", ":wave:", {"emoji_id": EMOJI}),
    ],
)
def test_one_thing_is_found_and_said_to_be_what_it_is(rig: Rig, kind: str, query: str, told: dict[str, Any]) -> None:
    (match,) = _found(rig, kind, query)
    assert told.items() <= match.items()


def test_several_of_one_name_are_asked_about(rig: Rig) -> None:
    rig.world.edit_channel(SUPPORT, name="general")
    asked = _why(rig, "channel", "general")
    assert isinstance(asked, AmbiguousName)
    assert asked.details["candidates"] == [f"text general ({GENERAL})", f"text general ({SUPPORT})"]
    assert [each["channel_id"] for each in _found(rig, "channel", "general", exactly_one=False)] == [GENERAL, SUPPORT]


def test_the_name_to_the_letter_comes_before_one_that_nearly_is(rig: Rig) -> None:
    rig.world.edit_channel(SUPPORT, name="General")
    assert _found(rig, "channel", "general")[0]["channel_id"] == GENERAL


def test_what_merely_comes_near_is_told_and_not_taken(rig: Rig) -> None:
    asked = _why(rig, "channel", "suport")
    assert isinstance(asked, AmbiguousName)
    assert asked.details["candidates"] == [f"text support ({SUPPORT})"]


@pytest.mark.parametrize(
    ("kind", "hidden", "unknown"),
    [
        ("channel", "staff", "xyzzy"),
        ("channel", STAFF, NOWHERE),
        ("channel", ELSEWHERE_CHANNEL, NOWHERE),
        ("any", STAFF, NOWHERE),
        ("any", ELSEWHERE, NOWHERE),
        ("any", f"{LINK}/{GUILD}/{STAFF}/{IN_STAFF}", f"{LINK}/{GUILD}/{NOWHERE}/{IN_STAFF}"),
        ("member", STRANGER, NOWHERE),
    ],
)
def test_hidden_and_unknown_are_the_same_answer(rig: Rig, kind: str, hidden: str, unknown: str) -> None:
    assert _why(rig, kind, hidden).to_dict() == _why(rig, kind, unknown).to_dict()


def test_a_private_thread_is_found_by_those_who_are_in_it(rig: Rig) -> None:
    rig.world.edit_channel(THREAD, type=ChannelType.PRIVATE_THREAD, member_ids=frozenset({NEWCOMER}))
    assert _found(rig, "channel", "a thread", rig.slash(NEWCOMER))[0]["channel_id"] == THREAD
    assert isinstance(_why(rig, "channel", "a thread"), DiscordNotFound)


def test_a_thread_of_a_hidden_channel_is_not_there(rig: Rig) -> None:
    rig.world.edit_channel(THREAD, parent_id=STAFF)
    assert isinstance(_why(rig, "channel", "a thread"), DiscordNotFound)
    assert _found(rig, "channel", "a thread", rig.slash(MODERATOR))


def test_a_keys_channels_are_a_ceiling(rig: Rig) -> None:
    who = rig.mcp(MEMBER, channel_ids=frozenset({SUPPORT}))
    assert isinstance(_why(rig, "channel", "general", who), DiscordNotFound)


@pytest.mark.parametrize("query", ["@", " ", "@ "])
def test_a_sign_without_a_name_is_nobody_and_asks_discord_for_nobody(rig: Rig, query: str) -> None:
    for kind in ("member", "any"):
        assert isinstance(_why(rig, kind, query), DiscordNotFound)
    assert rig.discord.sent("GET /guilds/{guild_id}/members/search") == []


def test_guessing_ids_is_counted(rig: Rig) -> None:
    for number in range(MISSES):
        assert isinstance(_why(rig, "any", str(int(NOWHERE) - number)), DiscordNotFound)
    assert "Too many ids" in _why(rig, "any", NOWHERE).message


def test_a_message_is_found_by_its_link_and_by_its_id_within_a_channel(rig: Rig) -> None:
    link = f"{LINK}/{GUILD}/{GENERAL}/{IN_GENERAL[0]}"
    for asked in ({"message_id": link}, {"message_id": IN_GENERAL[0], "in_channel_id": GENERAL}):
        found: Any = rig.complete("resolve.message", asked, rig.slash(MEMBER)).result["matches"]
        assert found[0] == {
            **{"what": "message", "name": "member", "fit": "id", "user_id": MEMBER},
            **{"channel_id": GENERAL, "message_id": IN_GENERAL[0]},
        }


def test_a_message_is_not_found_where_one_may_not_read_what_was_said(rig: Rig) -> None:
    asked = {"message_id": IN_STAFF, "in_channel_id": STAFF}
    with pytest.raises(NotAMember):
        rig.run("resolve.message", asked, rig.slash(MEMBER))
    with pytest.raises(InvalidArguments, match="in_channel_id"):
        rig.run("resolve.message", {"message_id": IN_GENERAL[0]}, rig.slash(MEMBER))
    rig.world.edit_channel(
        GENERAL, permission_overwrites=(overwrite(EVERYONE_ROLE, deny=Permission.READ_MESSAGE_HISTORY),)
    )
    with pytest.raises(GuildhallError, match="Read Message History"):
        rig.run("resolve.message", {"message_id": IN_GENERAL[0], "in_channel_id": GENERAL}, rig.slash(MEMBER))


@pytest.mark.parametrize(
    ("wanted", "best", "fit"),
    [
        ("mods", "mods", Fit.EXACT),
        ("MODS", "mods", Fit.SAME),
        ("mod team", "Mod-Team", Fit.SAME),
        ("ｍｏｄｓ", "mods", Fit.SAME),  # noqa: RUF001 - the wide letters are the point
        ("mod", "mods", Fit.PREFIX),
        ("team", "Mod-Team", Fit.WORD),
        ("msod", "mods", Fit.NEAR),
    ],
)
def test_the_best_fit_comes_first(wanted: str, best: str, fit: Fit) -> None:
    found = ranked(wanted, ["Mod-Team", "mods", "announcements"], lambda name: (name,))
    assert found[0] == (best, fit)
    assert "announcements" not in [name for name, _ in found]


@pytest.mark.parametrize("wanted", ["", "  ", "-", "zzz"])
def test_nothing_fits_what_says_nothing(wanted: str) -> None:
    assert ranked(wanted, ["Mod-Team", "mods", ""], lambda name: (name,)) == []
