"""Presses, plans, undos and a pause that race, through the whole pipeline and over DynamoDB's interface."""

import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from guildhall.bootstrap.platform import Tables
from guildhall.discord.permissions import Permission
from guildhall.errors import GuildhallError
from guildhall.execution.outcome import Completed
from guildhall.operations.acts import AuditKind
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy, Installation
from guildhall.store.dynamodb import DynamoDB
from guildhall.store.records import ConfirmationStatus
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    BOT_ROLE,
    GENERAL,
    GUILD,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    SUPPORT,
)
from tests.fakes.moto_process import create_table, dynamodb_client, moto_server
from tests.fakes.platform import Rig

AT_ONCE = 16
MANY = int(os.environ.get("RACING", "20"))
"""How many race; `make nightly` sets more."""
DELETE = "POST /channels/{channel_id}/messages/bulk-delete"
POST, EDIT = "POST /channels/{channel_id}/messages", "PATCH /channels/{channel_id}"
REMADE, TIMEOUT = "POST /guilds/{guild_id}/channels", "PATCH /guilds/{guild_id}/members/{user_id}"
_names = itertools.count()


@pytest.fixture(scope="module")
def database() -> Iterator[DynamoDB]:
    with moto_server() as url:
        client = dynamodb_client(url)
        yield DynamoDB(lambda: client)
        client.close()


@pytest.fixture
def rig(database: DynamoDB) -> Rig:
    rig = Rig()
    names = [f"{kind}-races-{next(_names)}" for kind in ("policy", "history", "audit", "state")]
    for name in names:
        create_table(database.client(), name)
    rig.tables = Tables(*(DynamoDB(database.client, rig.clock).table(name) for name in names))
    rig.restart()
    rig.platform.policies.put_installation(Installation(guild_id=GUILD, installed_at=NOON))
    rig.platform.policies.put_guild_policy(GuildPolicy(guild_id=GUILD, approvals_channel_id=APPROVALS, version=1))
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


def at_once(*acts: Callable[[], object]) -> list[Any]:
    """Do things at the same moment, as far as threads can; return what each returned, or its failure."""
    together = Barrier(min(AT_ONCE, len(acts)))
    first = iter(range(together.parties))

    def one(act: Callable[[], object]) -> object:
        if next(first, None) is not None:
            together.wait()
        try:
            return act()
        except GuildhallError as error:
            return error

    with ThreadPoolExecutor(together.parties) as threads:
        return list(threads.map(one, acts))


def codes(answers: list[Any]) -> Counter[str]:
    """Count the failures by their code; what did not fail is `ok`."""
    return Counter(each.code if isinstance(each, GuildhallError) else "ok" for each in answers)


def ended(rig: Rig, audit_id: str) -> list[str]:
    """How the trail says that a call ended."""
    found = rig.platform.machinery.trail.log.records(GUILD, audit_id)
    return [str(record.status) for record in found if record.kind is AuditKind.OUTCOME]


@pytest.fixture
def question(rig: Rig) -> str:
    """A question that takes two people."""
    rig.set_policy(two_person_from=Risk.DESTRUCTIVE)
    asks = {"channel_id": GENERAL, "message_ids": IN_GENERAL[:2]}
    return rig.ask("message.bulk_delete", asks, rig.slash(MODERATOR)).confirmation_id


def test_of_many_presses_by_two_people_one_deletion_comes_and_both_approved_it(rig: Rig, question: str) -> None:
    people = [ADMIN, MODERATOR] * (MANY // 2)
    answers = at_once(*(partial(rig.press, question, "approve", who) for who in people))
    assert len(rig.discord.sent(DELETE)) == 1
    assert ended(rig, question) == ["done"]
    record = rig.platform.machinery.confirmations.get(question)
    assert record is not None
    assert (record.status, set(record.approved_by), len(record.approved_by)) == (
        ConfirmationStatus.DONE,
        {ADMIN, MODERATOR},
        2,
    )
    assert codes(answers).keys() <= {"ok", "in_progress"}, codes(answers)
    assert sum(getattr(each, "text", "").endswith("Done.") for each in answers) >= 1


def test_of_many_presses_by_one_of_two_people_nothing_comes(rig: Rig, question: str) -> None:
    answers = at_once(*[lambda: rig.press(question, "approve", ADMIN)] * MANY)
    assert rig.discord.sent(DELETE) == []
    record = rig.platform.machinery.confirmations.get(question)
    assert record is not None
    assert (record.status, record.approved_by) == (ConfirmationStatus.PENDING, (ADMIN,))
    assert {each.text for each in answers} == {
        "You approved it: 1 of 2. Nothing was done yet. Another person has to approve it, too."
    }


def test_of_approvals_and_denials_at_once_one_holds(rig: Rig) -> None:
    asks = {"channel_id": GENERAL, "message_ids": IN_GENERAL[:2]}
    card = rig.ask("message.bulk_delete", asks, rig.slash(MODERATOR)).confirmation_id
    at_once(*[lambda: rig.press(card, "approve", ADMIN), lambda: rig.press(card, "deny", MODERATOR)] * 8)
    record = rig.platform.machinery.confirmations.get(card)
    assert record is not None
    done = record.status is ConfirmationStatus.DONE
    assert done or record.status is ConfirmationStatus.DENIED
    assert (len(rig.discord.sent(DELETE)), ended(rig, card)) == ((1, ["done"]) if done else (0, ["refused"]))


def test_of_twenty_applies_of_a_plan_one_is_made(rig: Rig) -> None:
    what, client = {"channel_id": GENERAL, "content": "hello"}, rig.mcp(MEMBER)
    plan_id = rig.preview("message.send", what, client, dry_run=True).plan_id
    answers = at_once(*[lambda: rig.run("message.send", what, client, dry_run=False, plan_id=plan_id)] * 20)
    assert codes(answers) == {"ok": 1, "confirmation_invalid": 19}
    assert len(rig.discord.sent(POST)) == 1
    [done] = [each for each in answers if isinstance(each, Completed)]
    assert ended(rig, done.audit_id) == ["done"]


@pytest.mark.parametrize("presses", [1, 8])
def test_of_two_undos_of_an_edit_at_once_one_is_made(rig: Rig, presses: int) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    edited = rig.complete("channel.edit", {"channel_id": GENERAL, "slowmode_s": 5}, rig.slash(MODERATOR)).audit_id
    cards = [rig.ask("audit.undo", {"audit_id": edited}, rig.slash(MODERATOR)).confirmation_id for _ in range(2)]
    at_once(*(partial(rig.press, card, "approve", ADMIN) for card in cards * presses))
    assert len(rig.discord.sent(EDIT)) == 2, "the edit, and what undid it"
    assert sorted(status for card in cards for status in ended(rig, card)) == ["done", "failed"]


def test_of_two_undos_of_a_deletion_at_once_one_channel_is_made_anew(rig: Rig) -> None:
    deleted = rig.ask("channel.delete", {"channel_id": SUPPORT}, rig.slash(MODERATOR)).confirmation_id
    rig.press(deleted, "approve", ADMIN)
    cards = [rig.ask("audit.undo", {"audit_id": deleted}, rig.slash(ADMIN)).confirmation_id for _ in range(4)]
    at_once(*(partial(rig.press, card, "approve", ADMIN) for card in cards * 4))
    assert len(rig.discord.sent(REMADE)) == 1
    assert sorted(status for card in cards for status in ended(rig, card)) == ["done", "failed", "failed", "failed"]


def test_after_a_pause_was_answered_no_act_begins_whatever_races_it(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE, moderation_burst=1000)
    ticks, begun, over = itertools.count(), dict[int, int](), list[int]()

    def act(number: int) -> object:
        begun[number] = next(ticks)
        client = rig.mcp(MODERATOR, credential=f"key:{number:016}")
        return rig.complete("member.timeout", {"user_id": NEWCOMER, "duration_s": 600}, client, dry_run=False)

    def pause() -> object:
        paused = rig.complete("control.pause", {"why": "enough"}, rig.slash(ADMIN))
        over.append(next(ticks))
        return paused

    acts = [partial(act, number) for number in range(MANY)]
    answers = at_once(*acts[:10], pause, *acts[10:])
    assert isinstance(answers.pop(10), Completed)
    done = {number for number, answer in enumerate(answers) if isinstance(answer, Completed)}
    assert {answer.code for answer in answers if not isinstance(answer, Completed)} == {"channel_forbidden"}
    assert all(begun[number] < over[0] for number in done), "an act that began after the pause was let through"
    assert len(rig.discord.sent(TIMEOUT)) == len(done)
