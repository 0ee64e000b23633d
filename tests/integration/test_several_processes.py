"""Several processes over one Discord and one store: what one did on approval, another one knows at once.

The door's process remembers for five seconds what it read; the worker's process makes the approved call. The clock
stands still, so that nothing is forgotten by itself.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from guildhall.bootstrap.platform import Platform, Tables, assemble
from guildhall.clock import new_id, utc_now
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation, Outcome, Previewed
from guildhall.identity import Door, Origin, Principal
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy, Installation
from local.discord.testing import Lab, laboratory
from tests.fakes.clock import FakeClock
from tests.fakes.table import MemoryTable


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@dataclass
class Processes:
    """A door and a worker, each with a memory of its own."""

    lab: Lab
    door: Platform
    worker: Platform

    def owner(self) -> Principal:
        origin = Origin(GuildId(self.lab.guild_id), ChannelId(self.lab.channels["general"]))
        owner = UserId(self.lab.users["owner"])
        return Principal(owner, Door.INTERACTION, f"interaction:{new_id()}", "Discord", origin=origin)

    def run(self, name: str, /, key: str = "", dry_run: bool | None = None, **arguments: Any) -> Outcome:
        operation = self.door.build(name, arguments, self.owner())
        call = Call(principal=self.owner(), operation=operation, idempotency_key=key or new_id(), dry_run=dry_run)
        return self.door.executor.run(call)

    def ask(self, name: str, /, key: str = "", **arguments: Any) -> NeedsConfirmation:
        asked = self.run(name, key, dry_run=False, **arguments)
        assert isinstance(asked, NeedsConfirmation), asked
        return asked

    def read(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        done = self.run(name, **arguments)
        assert isinstance(done, Completed), done
        return dict(done.result)

    def preview(self, name: str, /, **arguments: Any) -> Previewed:
        previewed = self.run(name, dry_run=True, **arguments)
        assert isinstance(previewed, Previewed), previewed
        return previewed

    def approve(self, asked: NeedsConfirmation) -> dict[str, Any]:
        """Let the worker do what the owner approves; return its result."""
        told = self.worker.approvals.press(asked.confirmation_id, "approve", self.owner()).text
        assert told.endswith("Done."), told
        record = self.worker.machinery.confirmations.get(asked.confirmation_id)
        assert record is not None
        assert record.outcome is not None
        result: Any = record.outcome["result"]
        return dict(result)

    def look_around(self) -> None:
        """Let the door read what it will remember."""
        self.read("role.list")
        self.read("channel.list")
        self.read("member.get", user_id=self.lab.users["newcomer"])

    def reads(self) -> list[str]:
        return [f"{made['method']} {made['path']}" for made in self.lab.requests() if made["method"] == "GET"]


@pytest.fixture
def processes(running_lab: Lab) -> Iterator[Processes]:
    lab, clock = running_lab, FakeClock(utc_now())
    lab.reset()
    tables = Tables(*(MemoryTable(clock) for _ in range(4)))
    with ExitStack() as stack:

        def process() -> Platform:
            client = stack.enter_context(open_client(lab.endpoints["rest_url"]))
            rest = DiscordRest.over(client, lambda: str(lab.endpoints["bot_token"]))
            return assemble(tables, DiscordReader(rest=rest, clock=clock), clock)

        made = Processes(lab, process(), process())
        guild_id, approvals = GuildId(lab.guild_id), ChannelId(lab.channels["approvals"])
        made.door.policies.put_installation(Installation(guild_id=guild_id, installed_at=clock()))
        policy = GuildPolicy(guild_id=guild_id, approvals_channel_id=approvals, confirm_from=Risk.SENSITIVE, version=1)
        assert made.door.policies.put_guild_policy(policy)
        yield made


def made_role(processes: Processes) -> str:
    """A role that the worker made after the door had looked around."""
    asked = processes.ask("role.create", name="Book Club")
    processes.look_around()
    return str(processes.approve(asked)["role_id"])


def test_a_role_that_was_made_on_approval_can_be_given_at_once(processes: Processes) -> None:
    role_id, newcomer = made_role(processes), processes.lab.users["newcomer"]
    given = processes.preview("role.assign", role_id=role_id, user_id=newcomer)
    assert "Book Club" in given.preview.summary


def test_who_was_given_a_role_on_approval_is_one_of_those_who_lose_it(processes: Processes) -> None:
    role_id, newcomer = made_role(processes), processes.lab.users["newcomer"]
    asked = processes.ask("role.assign", role_id=role_id, user_id=newcomer)
    processes.look_around()
    processes.approve(asked)
    taken = processes.preview("role.bulk_remove", role_id=role_id, user_ids=[newcomer])
    assert "1 member" in taken.preview.summary


def test_a_channel_that_was_locked_on_approval_can_be_unlocked_at_once(processes: Processes) -> None:
    channel_id = processes.lab.channels["general"]
    asked = processes.ask("channel.lock", channel_id=channel_id)
    processes.look_around()
    processes.approve(asked)
    assert processes.preview("channel.unlock", channel_id=channel_id).preview.changes
    processes.approve(processes.ask("channel.unlock", channel_id=channel_id))


def test_who_reads_that_a_call_was_done_sees_from_then_on_what_it_did(processes: Processes) -> None:
    asked = processes.ask("role.create", name="Book Club")
    processes.look_around()
    role_id = processes.approve(asked)["role_id"]
    assert processes.read("confirmation.get", confirmation_id=asked.confirmation_id)["status"] == "done"
    assert processes.read("resolve.role", query="Book Club")["matches"][0]["role_id"] == role_id


def test_who_reads_that_a_question_is_not_open_any_more_sees_what_came_of_it(processes: Processes) -> None:
    asked = processes.ask("role.create", name="Book Club")
    processes.look_around()
    role_id = processes.approve(asked)["role_id"]
    assert processes.read("confirmation.list")["confirmations"] == []
    assert processes.read("resolve.role", query="Book Club")["matches"][0]["role_id"] == role_id


def test_who_asks_the_same_again_sees_from_then_on_what_came_of_it(processes: Processes) -> None:
    asked = processes.ask("role.create", key="the same", name="Book Club")
    processes.look_around()
    role_id = processes.approve(asked)["role_id"]
    assert isinstance(processes.run("role.create", "the same", dry_run=False, name="Book Club"), NeedsConfirmation)
    assert processes.read("resolve.role", query="Book Club")["matches"][0]["role_id"] == role_id


def test_looking_and_talking_lean_on_what_was_read_a_moment_ago(processes: Processes) -> None:
    processes.look_around()
    before = processes.reads()
    processes.read("channel.list")
    processes.preview("message.send", channel_id=processes.lab.channels["general"], content="hello")
    general = f"/channels/{processes.lab.channels['general']}"
    assert [made for made in processes.reads()[len(before) :] if not made.endswith(general)] == []


def test_an_undo_reads_nothing_twice(processes: Processes) -> None:
    edited = processes.run("channel.edit", dry_run=False, channel_id=processes.lab.channels["general"], topic="new")
    assert isinstance(edited, Completed)
    before = len(processes.reads())
    processes.preview("audit.undo", audit_id=edited.audit_id)
    made = processes.reads()[before:]
    assert sorted(made) == sorted(set(made))
