"""Whoever does what a remedy says has the permission afterwards: done to what Discord sends, not to our own types."""

from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.discord.losses import Loss, explain_missing
from guildhall.discord.permissions import ALL_PERMISSIONS, Permission
from guildhall.discord.rights import Cause, Place, channel_permissions, guild_permissions
from guildhall.discord.types.guild import Guild
from tests.fakes import discord_api as api
from tests.fakes.permission_guilds import NOW, Case, cases, our_guild, our_members, our_places

GENERATED = settings(
    max_examples=30,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NEW_ROLE = "99"
NEEDED = st.lists(st.sampled_from(list(Permission)), min_size=1, max_size=4, unique=True).map(
    lambda bits: Permission(sum(bits))
)


def in_words_of_the_place(needed: Permission, place: Place | None) -> Permission:
    if place is None or not place.channel.is_thread or not needed.has(Permission.SEND_MESSAGES):
        return needed
    return needed.without(Permission.SEND_MESSAGES) | Permission.SEND_MESSAGES_IN_THREADS


def ruling_of(case: Case, channel_id: str) -> dict[str, Any]:
    thread = next((each for each in case.threads if each["id"] == channel_id), None)
    wanted = thread["parent_id"] if thread else channel_id
    return next(each for each in case.channels if each["id"] == wanted)


def grant(case: Case, member: dict[str, Any], bit: Permission) -> None:
    """Give the member one more role that carries the permission."""
    role = api.role(f"{NEW_ROLE}{int(bit).bit_length()}", bit, managed=False)
    case.guild["roles"].append(role)
    member["roles"].append(role["id"])


def allow(case: Case, member: dict[str, Any], channel_id: str, bit: Permission) -> None:
    """Allow it to the member in the channel's permissions."""
    entries: list[dict[str, Any]] = ruling_of(case, channel_id)["permission_overwrites"]
    whom = member["user"]["id"]
    entry = next((each for each in entries if (each["id"], each["type"]) == (whom, 1)), None)
    if entry is None:
        entries.append(api.overwrite(whom, 1))
        entry = entries[-1]
    entry["allow"] = str(int(entry["allow"]) | int(bit))
    entry["deny"] = str(int(entry["deny"]) & ~int(bit))


def do(case: Case, who: int, channel_id: str, loss: Loss) -> None:
    """Do what the remedy says."""
    member, thread = case.members[who], next((each for each in case.threads if each["id"] == channel_id), None)
    if loss.cause is Cause.NEVER_GRANTED:
        grant(case, member, loss.permission)
    elif loss.cause in {Cause.EVERYONE_OVERWRITE, Cause.ROLE_OVERWRITE, Cause.MEMBER_OVERWRITE}:
        allow(case, member, channel_id, loss.permission)
    elif loss.cause is Cause.TIMEOUT:
        member["communication_disabled_until"] = None
    elif loss.cause is Cause.SCREENING:
        member["pending"] = False
    elif loss.cause is Cause.NOT_IN_THREAD:
        case.thread_member_ids[channel_id].append(member["user"]["id"])
    elif thread is not None and loss.cause in {Cause.THREAD_LOCKED, Cause.THREAD_ARCHIVED}:
        thread["thread_metadata"]["locked" if loss.cause is Cause.THREAD_LOCKED else "archived"] = False


@GENERATED
@given(cases(), NEEDED)
def test_whoever_does_what_the_remedies_say_has_the_permissions_then(case: Case, needed: Permission) -> None:
    for who, member in enumerate(our_members(case)):
        for channel, place in our_places(case):
            wanted = in_words_of_the_place(needed, place)
            found = explain_missing(needed, our_guild(case), member, place, now=NOW)
            then = deepcopy(case)
            for loss in found:
                do(then, who, channel["id"], loss)
            mended = {sent["id"]: where for sent, where in our_places(then)}[channel["id"]]
            left = channel_permissions(our_guild(then), our_members(then)[who], mended.channel, mended.parent, now=NOW)
            assert left.has(wanted), f"{member.id} in {channel['id']} still lacks {wanted.without(left)!r}"


@GENERATED
@given(cases(), NEEDED)
def test_so_it_is_in_the_guild_at_large(case: Case, needed: Permission) -> None:
    for who, member in enumerate(our_members(case)):
        then = deepcopy(case)
        for loss in explain_missing(needed, our_guild(case), member, now=NOW):
            do(then, who, "", loss)
        assert guild_permissions(our_guild(then), our_members(then)[who], now=NOW).has(needed)


@settings(GENERATED, max_examples=10)
@given(cases())
def test_exactly_what_is_missing_is_explained_and_nothing_twice(case: Case) -> None:
    guild = our_guild(case)
    for member in our_members(case):
        for _, place in our_places(case):
            needed = in_words_of_the_place(ALL_PERMISSIONS, place)
            left = channel_permissions(guild, member, place.channel, place.parent, now=NOW)
            found = explain_missing(ALL_PERMISSIONS, guild, member, place, now=NOW)
            assert {loss.permission for loss in found} == set(needed.without(left))
            assert len({(loss.permission, loss.cause) for loss in found}) == len(found)
            assert all(loss.sentence(guild).endswith(".") for loss in found)


@GENERATED
@given(cases(), st.sampled_from([Permission.MANAGE_MESSAGES, Permission.VIEW_CHANNEL, Permission.MANAGE_GUILD]))
def test_a_role_that_is_named_as_carrying_it_carries_it(case: Case, bit: Permission) -> None:
    for who, member in enumerate(our_members(case)):
        for loss in explain_missing(bit, our_guild(case), member, now=NOW):
            for role_id in loss.granting_role_ids:
                then = deepcopy(case)
                then.members[who] |= {"communication_disabled_until": None, "pending": False}
                then.members[who]["roles"].append(role_id)
                assert guild_permissions(our_guild(then), our_members(then)[who], now=NOW).has(bit)


def test_what_nobody_can_mend_is_told_once() -> None:
    elsewhere, member = Place(api.channel(guild_id="101")), api.member("9")
    found = explain_missing(Permission.VIEW_CHANNEL, api.guild(), member, elsewhere, now=NOW)
    assert [loss.cause for loss in found] == [Cause.UNREACHABLE]
    partial = Guild.model_validate({"id": api.GUILD, "name": "from a list"})
    (loss,) = explain_missing(Permission.VIEW_CHANNEL, partial, member, Place(api.channel()), now=NOW)
    assert (loss.cause, loss.granter_role_ids, loss.granting_role_ids) == (Cause.NEVER_GRANTED, (), ())
