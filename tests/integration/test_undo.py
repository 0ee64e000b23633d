"""What an undo brings back, over real HTTP to the simulated Discord: the guild is as it was, or differs as is said.

The guild is compared as the bot reads it: roles, channels with their overwrites, members, bans, messages and pins, each
by its name, so that what comes back under another id is seen to.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from guildhall.bootstrap.platform import Platform, Tables, assemble
from guildhall.clock import new_id, utc_now
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation, Outcome
from guildhall.identity import Door, Origin, Principal
from guildhall.operations import catalogue
from guildhall.operations.base import Operation
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy, Installation
from local.discord.testing import Lab, laboratory
from tests.fakes.table import MemoryTable

ADMINISTRATOR = 1 << 3
TALKED_IN = ("general", "support", "staff")


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@dataclass
class House:
    """A platform over a simulated Discord, where the owner asks for things and approves them."""

    lab: Lab
    platform: Platform

    def who(self, name: str) -> Principal:
        origin = Origin(GuildId(self.lab.guild_id), ChannelId(self.lab.channels["general"]))
        return Principal(
            UserId(self.lab.users[name]), Door.INTERACTION, f"interaction:{new_id()}", "Discord", origin=origin
        )

    def ask(self, name: str, arguments: dict[str, Any]) -> Outcome:
        principal = self.who("owner")
        operation = self.platform.build(name, arguments, principal)
        return self.platform.executor.run(Call(principal=principal, operation=operation, idempotency_key=new_id()))

    def do(self, name: str, arguments: dict[str, Any]) -> str:
        """Ask for something, approve it where that is asked, and return its audit id."""
        outcome = self.ask(name, arguments)
        if isinstance(outcome, NeedsConfirmation):
            told = self.platform.approvals.press(outcome.confirmation_id, "approve", self.who("owner")).text
            assert told.endswith("Done."), told
            return outcome.confirmation_id
        assert isinstance(outcome, Completed)
        return outcome.audit_id

    def read(self, path: str) -> Any:
        answer = self.lab.bot.get(path)
        answer.raise_for_status()
        return answer.json()

    def dump(self) -> dict[str, Any]:
        """Return the guild as the bot reads it, flat: path → value; of messages without the platform's own cards."""
        guild = f"guilds/{self.lab.guild_id}"
        flat: dict[str, Any] = {}
        for kind, things in (
            ("role", {each["name"]: each for each in _ranked(self.read(f"{guild}/roles"))}),
            ("channel", {each["name"]: _ordered(each) for each in self.read(f"{guild}/channels")}),
            ("member", {each["user"]["username"]: each for each in self.read(f"{guild}/members?limit=100")}),
            ("ban", {each["user"]["username"]: each for each in self.read(f"{guild}/bans")}),
            *((name, self._said(name)) for name in TALKED_IN),
        ):
            for name, thing in things.items():
                flat |= {f"{kind} {name}: {field}": value for field, value in thing.items()}
        return {path: value for path, value in flat.items() if not path.endswith("approvals: last_message_id")}

    def _said(self, channel: str) -> dict[str, Any]:
        if self.lab.channels[channel] not in {each["id"] for each in self.read(f"guilds/{self.lab.guild_id}/channels")}:
            return {}
        said = self.read(f"channels/{self.lab.channels[channel]}/messages?limit=100")
        kept = ("content", "pinned", "edited_timestamp", "type")
        return {each["id"]: {field: each[field] for field in kept} for each in said}


def _ranked(roles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Roles with their rank for a position: the numbers between may be any."""
    rising = sorted(roles, key=lambda role: (role["position"], -int(role["id"])))
    return [{**role, "position": rank} for rank, role in enumerate(rising)]


def _ordered(channel: dict[str, Any]) -> dict[str, Any]:
    """A channel with its overwrites by id: their order means nothing."""
    return {**channel, "permission_overwrites": sorted(channel["permission_overwrites"], key=lambda each: each["id"])}


@pytest.fixture
def house(running_lab: Lab) -> Iterator[House]:
    lab = running_lab
    lab.reset()
    lab.control.put(
        f"/roles/{lab.names['guildhall_role']}", json={"permissions": str(ADMINISTRATOR)}
    ).raise_for_status()
    with open_client(lab.endpoints["rest_url"]) as client:
        reader = DiscordReader(rest=DiscordRest.over(client, lambda: str(lab.endpoints["bot_token"])))
        platform = assemble(Tables(*(MemoryTable(utc_now) for _ in range(4))), reader)
        guild_id = GuildId(lab.guild_id)
        platform.policies.put_installation(Installation(guild_id=guild_id, installed_at=utc_now()))
        approvals = ChannelId(lab.channels["approvals"])
        policy = GuildPolicy(
            guild_id=guild_id, approvals_channel_id=approvals, confirm_from=Risk.DESTRUCTIVE, version=1
        )
        assert platform.policies.put_guild_policy(policy)
        yield House(lab, platform)
    assert lab.violations() == []


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    paths = [*before, *(path for path in after if path not in before)]
    return {path: (before.get(path), after.get(path)) for path in paths if before.get(path) != after.get(path)}


@dataclass(frozen=True)
class Case:
    """An operation that can be undone.

    Attributes:
        given: Makes ready what it changes, and returns its arguments.
        differs: What of the guild is different afterwards, as its words say: parts of paths; none = nothing.
    """

    operation: str
    given: Callable[[House], dict[str, Any]]
    differs: frozenset[str] = frozenset()
    said: str = ""


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
    arguments = case.given(house)
    before = house.dump()
    chats = house.platform.policies.chat_channels(GuildId(house.lab.guild_id))
    audit_id = house.do(case.operation, arguments)
    governs = catalogue.find(case.operation).spec.governs
    assert governs or differences(before, house.dump())
    asked = house.ask("audit.undo", {"audit_id": audit_id})
    assert isinstance(asked, NeedsConfirmation)
    told = house.platform.approvals.press(asked.confirmation_id, "approve", house.who("owner")).text
    assert told.endswith("Done."), told
    found = differences(before, house.dump())
    unsaid = {path: pair for path, pair in found.items() if not any(part in path for part in case.differs)}
    assert unsaid == {}
    assert all(any(part in path for path in found) for part in case.differs), found.keys()
    assert asked.preview.summary.startswith(f"Undo {case.operation} {'in part' if case.said else 'exactly'}: ")
    assert case.said in asked.preview.irreversible
    assert house.platform.policies.chat_channels(GuildId(house.lab.guild_id)) == chats


def test_every_operation_that_can_be_undone_is_among_the_cases() -> None:
    undoable = {cls.full_name() for cls in catalogue.every() if cls.reversal is not Operation.reversal}
    assert undoable == {case.operation for case in CASES} | {"chat.disallow"}


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
