"""What an undo brings back, over real HTTP to the simulated Discord: the guild is as it was, or differs as is said.

The guild is compared as the bot reads it: roles, channels with their overwrites, members, bans, messages and pins, each
by its name, so that what comes back under another id is seen to.
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from guildhall.discord.ids import GuildId
from guildhall.operations import catalogue
from guildhall.operations.base import Operation
from local.discord.testing import Lab, laboratory
from tests.integration import undo_cases as more
from tests.integration.undo_house import Case, House, house_over, prove


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def house(running_lab: Lab) -> Iterator[House]:
    with house_over(running_lab) as found:
        yield found


def _artists(house: House, *holders: str, **more: Any) -> str:
    role = house.lab.bot.post(
        f"guilds/{house.lab.guild_id}/roles",
        json={"name": "Artists", "permissions": "3072", "color": 0x112233, "hoist": True, **more},
    ).json()
    for name in holders:
        member = f"guilds/{house.lab.guild_id}/members/{house.lab.users[name]}"
        house.lab.bot.put(f"{member}/roles/{role['id']}").raise_for_status()
    return str(role["id"])


def _role(house: House) -> dict[str, Any]:
    return {"role_id": _artists(house, "member")}


def _general(house: House) -> dict[str, Any]:
    return {"channel_id": house.lab.channels["general"]}


def _moderators(house: House, channel: str) -> dict[str, Any]:
    return {"channel_id": house.lab.channels[channel], "overwrite_id": house.lab.names["moderators_role"]}


def _somebody(house: House, name: str = "newcomer") -> dict[str, Any]:
    return {"user_id": {**house.lab.names, **house.lab.users}[name]}


def _named(house: House) -> dict[str, Any]:
    house.do("member.edit", {**_somebody(house), "nickname": "before"})
    return {**_somebody(house), "nickname": "after"}


def _timed_out(house: House) -> dict[str, Any]:
    house.do("member.timeout", {**_somebody(house), "duration_s": 600})
    return {**_somebody(house), "duration_s": 3600}


def _banned(house: House) -> dict[str, Any]:
    house.do("member.ban", {**_somebody(house), "reason": "spam"})
    return _somebody(house)


def _mine(house: House) -> dict[str, Any]:
    house.do("message.send", {**_general(house), "content": "before"})
    message = house.read(f"channels/{house.lab.channels['general']}/messages?limit=1")[0]
    return {**_general(house), "message_id": message["id"]}


def _pinned(house: House) -> dict[str, Any]:
    said = house.read(f"channels/{house.lab.channels['support']}/messages?limit=100")
    return {"channel_id": house.lab.channels["support"], "message_id": said[-1]["id"]}


def _plain(house: House) -> dict[str, Any]:
    return {"channel_id": house.lab.channels["support"], "message_id": house.lab.say("pin me", "support")["id"]}


CASES = [
    Case("channel.create", lambda house: {"name": "new", "topic": "x"}),
    Case("channel.edit", lambda house: {**_general(house), "name": "renamed", "topic": "", "slowmode_s": 9}),
    Case("channel.edit", lambda house: {**_general(house), "age_restricted": True}),
    Case(
        "channel.delete",
        lambda house: {"channel_id": house.lab.channels["staff"]},
        frozenset({"channel staff: id", "channel staff: last_message_id", "staff "}),
        "another id",
    ),
    Case("channel.edit_permissions", lambda house: {**_moderators(house, "general"), "deny": ["SEND_MESSAGES"]}),
    Case("channel.edit_permissions", lambda house: {**_moderators(house, "staff"), "allow": ["ADD_REACTIONS"]}),
    Case("channel.delete_permissions", lambda house: _moderators(house, "staff")),
    Case("role.create", lambda house: {"name": "Poets", "permissions": ["SPEAK"], "colour": "#abcdef"}),
    Case("role.edit", lambda house: {**_role(house), "name": "Painters", "permissions": [], "colour": "#000000"}),
    Case("role.edit", lambda house: {**_role(house), "hoist": False, "mentionable": True}),
    Case("role.delete", _role, frozenset({"role Artists: id", "member mina_k: roles"}), "nobody has it"),
    Case("role.assign", lambda house: {"role_id": _artists(house), **_somebody(house)}),
    Case("role.remove", lambda house: {"role_id": _artists(house, "newcomer"), **_somebody(house)}),
    Case("member.edit", _named),
    Case("member.edit", lambda house: {**_somebody(house), "nickname": "first"}),
    Case("member.timeout", lambda house: {**_somebody(house), "duration_s": 600}),
    Case("member.timeout", _timed_out, frozenset({"communication_disabled_until"}), "from the undo on"),
    Case("member.ban", _somebody, frozenset({"member noor.reads"}), "invited again"),
    Case("member.ban", lambda house: _somebody(house, "stranger")),
    Case("member.unban", _banned, frozenset({"ban noor.reads: reason"}), "a reason that names"),
    Case("message.edit", lambda house: {**_mine(house), "content": "after"}, frozenset({"edited_timestamp"}), "mark"),
    Case("message.pin", _plain, frozenset({"support 1", "last_message_id", "last_pin_timestamp"}), "note"),
    Case("message.unpin", _pinned, frozenset({"support 1", "last_message_id", "last_pin_timestamp"}), "note"),
    Case("chat.allow", _general),
]


@pytest.mark.requirement("F4")
@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case.operation}" for number, case in enumerate(CASES)])
def test_what_was_done_and_undone_is_as_it_was_or_differs_as_is_said(house: House, case: Case) -> None:
    chats = house.platform.policies.chat_channels(GuildId(house.lab.guild_id))
    prove(house, case)
    assert house.platform.policies.chat_channels(GuildId(house.lab.guild_id)) == chats


def test_every_operation_that_can_be_undone_is_among_the_cases() -> None:
    undoable = {cls.full_name() for cls in catalogue.every() if cls.reversal is not Operation.reversal}
    assert undoable == {case.operation for case in [*CASES, *more.CASES]} | {"chat.disallow"}


def test_of_ten_undos_at_once_one_is_done(house: House) -> None:
    audit_id = house.do("channel.edit", {**_general(house), "topic": "new"})
    questions = [house.ask("audit.undo", {"audit_id": audit_id}) for _ in range(10)]
    told: list[str] = []

    def press(question: Any) -> None:
        told.append(house.platform.approvals.press(question.confirmation_id, "approve", house.who("owner")).text)

    pressing = [threading.Thread(target=press, args=(question,)) for question in questions]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join()
    assert sum(text.endswith("Done.") for text in told) == 1, told
    edits = [each for each in house.lab.requests() if each["method"] == "PATCH" and each["path"].count("/") == 2]
    assert len([each for each in edits if each["path"].endswith(house.lab.channels["general"])]) <= 2
