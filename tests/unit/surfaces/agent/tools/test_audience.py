"""What a call has read is told to nobody who may not know it: lists are narrowed, the rest makes the turn private."""

from typing import Any

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import ChannelType
from guildhall.operations import catalogue
from guildhall.operations.base import ChannelOperation
from guildhall.operations.spec import Discloses, Risk
from guildhall.surfaces.agent.ports import ToolTold
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    BOT_ROLE,
    ELSEWHERE,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_STAFF,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    STAFF,
    SUPPORT,
    THREAD,
    overwrite,
)
from tests.unit.surfaces.agent.tools.toolhouse import House


@pytest.fixture
def house() -> House:
    return House()


def _listed(told: ToolTold) -> set[str]:
    names = ("general", "support", "staff", "approvals", "rooms", "Guildhall", "Elsewhere")
    return {name for name in names if f"name: {name}" in told.text}


# -------------------------------------------------------------------------------------------------------------- lists
def test_a_member_is_shown_no_channel_that_the_member_cannot_see(house: House) -> None:
    told = house.told("channel_list", asked=house.asked(MEMBER))
    assert _listed(told) == {"general", "support", "approvals", "rooms"}
    assert "left out" not in told.text
    assert not told.private


def test_what_the_owner_sees_and_general_does_not_is_left_out_of_an_answer_in_general(house: House) -> None:
    told = house.told("channel_list", asked=house.asked(OWNER))
    assert "staff" not in told.text
    assert str(STAFF) not in told.text
    assert "1 more are left out" in told.text
    assert "/ask" in told.text
    assert not told.private


def test_a_quiet_channel_that_few_see_is_left_out_of_an_answer_in_general(house: House) -> None:
    for channel_id in (GENERAL, STAFF):
        house.rig.world.edit_channel(channel_id, last_message_id="41771983423143937")
    arguments: dict[str, Any] = {"name": "channel.find_inactive", "arguments": {"days": 1}}
    alone = house.told("operations_run_read", asked=house.asked(OWNER, private=True), **arguments)
    assert _listed(alone) == {"general", "staff"}
    told = house.told("operations_run_read", asked=house.asked(OWNER), **arguments)
    assert _listed(told) == {"general"}
    assert str(STAFF) not in told.text
    assert not told.private


def test_an_answer_that_only_the_asker_sees_has_the_whole_list(house: House) -> None:
    for who, has_more in ((OWNER, True), (MEMBER, False)):
        told = house.told("channel_list", asked=house.asked(who, private=True))
        assert ("staff" in _listed(told)) is has_more
        assert "left out" not in told.text
        assert told.private is has_more, "what the turn then writes in its channel is for all to see"


def test_an_answer_in_staff_has_the_whole_list_too(house: House) -> None:
    told = house.told("channel_list", asked=house.asked(OWNER, STAFF))
    assert "staff" in _listed(told)
    assert not told.private


def test_where_the_answers_place_is_unknown_nothing_is_listed(house: House) -> None:
    house.rig.world.hide(GENERAL)
    told = house.told("channel_list", asked=house.asked(OWNER))
    assert _listed(told) == set()
    assert "5 more are left out" in told.text


def test_other_servers_of_the_askers_are_not_named_in_public(house: House) -> None:
    house.rig.world.put_member(house.rig.world.members[GUILD, MEMBER], ELSEWHERE)
    public = house.told("guild_list", asked=house.asked(MEMBER))
    assert (_listed(public), public.private) == ({"Guildhall"}, False)
    assert "1 more are left out" in public.text
    assert _listed(house.told("guild_list", asked=house.asked(MEMBER, private=True))) == {"Guildhall", "Elsewhere"}


# ------------------------------------------------------------------------------------------------------------ channels
@pytest.mark.parametrize(
    ("source", "reply", "private"),
    [
        (GENERAL, GENERAL, False),
        (SUPPORT, GENERAL, False),
        (THREAD, GENERAL, False),
        (STAFF, GENERAL, True),
        (STAFF, THREAD, True),
        (STAFF, STAFF, False),
    ],
)
def test_what_was_read_in_staff_is_not_told_in_general(
    house: House, source: ChannelId, reply: ChannelId, private: bool
) -> None:
    told = house.told("message_list", asked=house.asked(OWNER, reply), channel_id=source)
    assert (told.failed, told.private) == (False, private)
    alone = house.told("message_list", asked=house.asked(OWNER, reply, private=True), channel_id=source)
    assert alone.private is private


def test_what_was_read_in_staff_is_written_in_general_by_no_word_of_others(house: House) -> None:
    """Only the asker sees the answer, but a text in #staff may tell the model to write all of it where it was asked."""
    alone = house.asked(MODERATOR, private=True)
    read = house.told("message_list", asked=alone, channel_id=STAFF)

    def sent(*, tainted: bool, private: bool) -> ToolTold:
        return house.told(
            "message_send", asked=alone, tainted=tainted, private=private, channel_id=GENERAL, content="x"
        )

    assert sent(tainted=read.tainted, private=read.private).wait is not None
    assert sent(tainted=True, private=False).wait is None
    assert sent(tainted=False, private=True).wait is None, "the asker's own words are the intent"


def test_one_message_of_staff_is_staffs_too(house: House) -> None:
    link = f"https://discord.com/channels/{GUILD}/{STAFF}/{IN_STAFF}"
    assert house.told("message_get", asked=house.asked(MODERATOR), message_id=link).private
    assert house.told(
        "operations_run_read", asked=house.asked(MODERATOR), name="message.get", arguments={"message_id": link}
    ).private


def test_a_thread_of_staff_is_staffs_too(house: House) -> None:
    house.rig.world.edit_channel(THREAD, parent_id=STAFF)
    assert house.told("message_list", asked=house.asked(OWNER), channel_id=THREAD).private
    assert not house.told("message_list", asked=house.asked(OWNER, STAFF), channel_id=THREAD).private


def test_a_private_thread_is_for_those_in_it(house: House) -> None:
    house.rig.world.edit_channel(THREAD, type=ChannelType.PRIVATE_THREAD, member_ids=frozenset({MEMBER}))
    assert house.told("message_list", asked=house.asked(MEMBER), channel_id=THREAD).private
    assert not house.told("message_list", asked=house.asked(MEMBER, THREAD), channel_id=THREAD).private


@pytest.mark.parametrize("reply", [GENERAL, STAFF])
def test_a_write_in_staff_is_spoken_of_in_staff_only(house: House, reply: ChannelId) -> None:
    told = house.told("message_send", asked=house.asked(OWNER, reply), channel_id=STAFF, content="x")
    assert (told.failed, told.private) == (False, reply == GENERAL)
    shown = house.told("channel_edit", asked=house.asked(OWNER, reply), channel_id=STAFF, topic="new")
    assert shown.private is (reply == GENERAL)
    seen = house.told("channel_edit", asked=house.asked(OWNER, reply), channel_id=STAFF, topic="x", dry_run=True)
    assert seen.private


def test_a_question_about_staff_is_spoken_of_in_staff_only(house: House) -> None:
    told = house.told("channel_delete", asked=house.asked(OWNER), channel_id=STAFF)
    assert told.wait is not None
    assert told.private
    assert "staff" not in told.text
    assert not house.told("channel_delete", asked=house.asked(OWNER), channel_id=SUPPORT).private


def test_what_an_undo_brings_back_is_told_to_the_asker(house: House) -> None:
    made = {"channel_id": STAFF, "topic": "between us"}
    audit_id = house.rig.complete("channel.edit", made, house.rig.slash(OWNER)).audit_id
    asked = house.asked(OWNER)
    shown = house.told("audit_undo", asked=asked, audit_id=audit_id, dry_run=True)
    assert (shown.failed, shown.private) == (False, True)
    house.rig.world.edit_channel(STAFF, topic="something else")
    house.rig.clock.advance(60)
    drifted = house.told("audit_undo", asked=asked, audit_id=audit_id, dry_run=True)
    assert (drifted.failed, drifted.private) == (True, True)


def test_a_channel_that_was_made_for_few_is_not_announced_to_all(house: House) -> None:
    hidden = [{"id": str(GUILD), "deny": ["VIEW_CHANNEL"]}, {"id": str(MODERATOR_ROLE), "allow": ["VIEW_CHANNEL"]}]
    read_only = [{"id": str(GUILD), "deny": ["SEND_MESSAGES"]}, {"id": str(MODERATOR_ROLE), "allow": ["SEND_MESSAGES"]}]
    for overwrites, private in ((hidden, True), (read_only, False)):
        asked = house.asked(OWNER)
        told = house.told("channel_create", asked=asked, name="new", permission_overwrites=overwrites)
        assert (told.failed, told.private) == (False, private)


# ------------------------------------------------------------------------------------------------ what only some may
@pytest.mark.parametrize(
    ("tool", "arguments", "private"),
    [
        ("operations_run_read", {"name": "audit.list"}, True),
        ("policy_explain", {"operation": "guild.get"}, True),
        ("role_list", {}, False),
        ("member_get", {"user_id": NEWCOMER}, False),
        ("operations_run_read", {"name": "guild.get"}, False),
        ("operations_search", {"query": "audit"}, False),
        ("member_timeout", {"user_id": NEWCOMER, "duration_s": 60, "dry_run": True}, True),
        ("message_send", {"channel_id": GENERAL, "content": "x", "dry_run": True}, False),
    ],
)
def test_what_not_everybody_may_read_is_told_to_the_asker(
    house: House, tool: str, arguments: dict[str, Any], private: bool
) -> None:
    told = house.told(tool, asked=house.asked(OWNER), **arguments)
    assert (told.failed, told.private) == (False, private)
    assert house.told(tool, asked=house.asked(OWNER, private=True), **arguments).private is private


def test_a_refusal_of_what_not_everybody_may_read_tells_nothing(house: House) -> None:
    told = house.told("operations_run_read", asked=house.asked(MEMBER), name="audit.list")
    assert (told.failed, told.private) == (True, False)


@pytest.mark.parametrize("name", catalogue.names())
def test_every_operation_discloses_what_its_base_class_says_or_less(name: str) -> None:
    operation = catalogue.find(name)
    by_entry = {"channel.find_inactive", "channel.list", "event.list", "guild.list"}
    assert (operation.discloses is Discloses.BY_ENTRY) is (name in by_entry)
    if issubclass(operation, ChannelOperation):
        assert operation.discloses is Discloses.TO_CHANNEL
    if operation.discloses is Discloses.BY_ENTRY:
        assert operation.spec.risk is Risk.READ
        (entries,) = operation.result_model().model_json_schema()["properties"].values()
        assert entries["type"] == "array"


# ------------------------------------------------------------------------------------------------------------- errors
def test_why_something_fails_in_staff_is_told_to_who_sees_staff(house: House) -> None:
    house.rig.world.edit_channel(
        STAFF,
        permission_overwrites=(
            overwrite(EVERYONE_ROLE, deny=Permission.VIEW_CHANNEL),
            overwrite(MODERATOR_ROLE, allow=Permission.VIEW_CHANNEL, deny=Permission.MANAGE_MESSAGES),
        ),
    )
    asked: dict[str, Any] = {"channel_id": STAFF, "message_ids": [str(IN_STAFF), "5100000000000000001"]}
    told = house.told("message_bulk_delete", asked=house.asked(MODERATOR), **asked)
    assert (told.failed, told.private) == (True, True)
    assert "Manage Messages" in told.text
    hidden = house.told("message_bulk_delete", asked=house.asked(MEMBER), **asked)
    assert (hidden.failed, hidden.private) == (True, False)
    assert "Manage Messages" not in hidden.text


def test_a_failure_about_a_public_channel_is_for_all(house: House) -> None:
    told = house.told("channel_edit", asked=house.asked(MEMBER), channel_id=SUPPORT, topic="x")
    assert (told.failed, told.private) == (True, False)


def test_no_name_of_a_channel_that_few_see_reaches_an_answer_for_all(house: House) -> None:
    """Whatever anybody asks in #general about anything: unless it is private, #staff is not in it."""
    house.rig.world.edit_channel(STAFF, name="canary-name", topic="canary-topic")
    house.rig.world.edit_message(STAFF, IN_STAFF, "canary-content")
    house.rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    house.rig.set_policy(approvals_channel_id=APPROVALS)
    some: dict[str, Any] = {
        "channel_id": STAFF,
        "message_id": IN_STAFF,
        "message_ids": [str(IN_STAFF), "5100000000000000001"],
        "user_id": NEWCOMER,
        "role_id": HELPER_ROLE,
        "operation": "message.list",
        "arguments": {"channel_id": STAFF},
        "topic": "t",
        "duration_s": 60,
        "confirmation_id": "a" * 26,
    }
    shown: set[str] = set()
    for name in catalogue.names():
        operation = catalogue.find(name)
        known = {key: value for key, value in some.items() if key in operation.model_fields}
        fields = {key for key, field in operation.model_fields.items() if field.is_required()}
        needed = dict.fromkeys(fields - {"guild_id", *known}, "text")
        for who in (OWNER, ADMIN, MODERATOR, MEMBER):
            reads = operation.spec.risk is Risk.READ
            finder = "operations_run_read" if reads else "operations_run_write"
            told = house.told(finder, asked=house.asked(who), name=name, arguments={**needed, **known})
            shown |= {name} if "canary" in told.text else set()
            assert told.private or "canary" not in told.text, f"{name} for {who}"
            assert told.private or str(STAFF) not in told.text, f"{name} for {who}"
        house.rig.clock.advance(61)
    assert {"message.list", "message.get", "channel.edit"} <= shown
