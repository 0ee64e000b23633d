"""A call that had read words of others: a human looks at what is more than a plain write, or leaves its channel."""

from typing import Any

import pytest

from guildhall.execution.outcome import Completed, NeedsConfirmation
from guildhall.identity import Principal
from guildhall.operations.acts import AuditKind
from guildhall.operations.catalogue import find, names
from guildhall.operations.spec import Risk
from tests.fakes.guild import APPROVALS, GENERAL, HELPER_ROLE, IN_GENERAL, MODERATOR, NEWCOMER, OWNER, SUPPORT, THREAD
from tests.fakes.platform import Rig
from tests.fakes.world import direct_channel
from tests.unit.execution.question import card_in, record_of

ROUTES = {name: str(find(name).spec.route) for name in names()}
WHY = "this request read messages of others"


def send(channel_id: str = GENERAL) -> tuple[str, dict[str, Any]]:
    return "message.send", {"channel_id": channel_id, "content": "hello"}


CREATE: tuple[str, dict[str, Any]] = ("channel.create", {"name": "new"})
ASSIGN: tuple[str, dict[str, Any]] = ("role.assign", {"user_id": NEWCOMER, "role_id": HELPER_ROLE})
DELETE: tuple[str, dict[str, Any]] = (
    "message.bulk_delete",
    {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])},
)
EDIT: tuple[str, dict[str, Any]] = ("channel.edit", {"channel_id": GENERAL, "topic": "t"})


@pytest.mark.parametrize(
    ("asked", "clean", "tainted"),
    [
        (send(), False, False),
        (EDIT, False, True),
        (send(SUPPORT), False, True),
        (send(THREAD), False, True),
        (CREATE, False, True),
        (ASSIGN, False, True),
        (DELETE, True, True),
    ],
    ids=["here", "edit here", "elsewhere", "in a thread of here", "in the guild", "a role", "destructive"],
)
def test_what_leaves_its_channel_or_is_more_than_a_write_waits_once_it_is_tainted(
    rig: Rig, asked: tuple[str, dict[str, Any]], clean: bool, tainted: bool
) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    for told, waits in ((False, clean), (True, tainted)):
        rig.discord.calls.clear()
        outcome = rig.run(*asked, rig.agent(OWNER), tainted=told)
        assert isinstance(outcome, NeedsConfirmation if waits else Completed)
        beside_the_card = [sent for sent in rig.discord.writes if "components" not in (sent.body or {})]
        assert [sent.route for sent in beside_the_card] == (
            ["POST /users/@me/channels"] if waits else [ROUTES[asked[0]]]
        )


def test_nothing_that_is_more_than_a_write_is_done_here_either(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    overwrites = [{"id": str(HELPER_ROLE), "allow": ["MANAGE_MESSAGES"]}]
    asked = {"name": "new", "permission_overwrites": overwrites}
    assert isinstance(rig.run("channel.create", asked, rig.agent(OWNER), tainted=False), Completed)
    assert isinstance(rig.run("channel.create", asked, rig.agent(OWNER), tainted=True), NeedsConfirmation)


@pytest.mark.parametrize("tainted", [True, False])
def test_what_is_sensitive_waits_in_its_own_channel_too(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, tainted: bool
) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    monkeypatch.setattr(find("channel.edit"), "risk", lambda *_: Risk.SENSITIVE)
    outcome = rig.run(*EDIT, rig.agent(OWNER), tainted=tainted)
    assert isinstance(outcome, NeedsConfirmation if tainted else Completed)


@pytest.mark.parametrize("asked", [send(), send(SUPPORT), CREATE])
def test_where_nobody_knows_from_where_it_was_asked_every_write_waits(
    rig: Rig, asked: tuple[str, dict[str, Any]]
) -> None:
    outcome = rig.run(*asked, rig.mcp(OWNER), dry_run=False, tainted=True)
    assert isinstance(outcome, NeedsConfirmation)
    assert isinstance(rig.run(*asked, rig.mcp(OWNER), dry_run=False), Completed)


@pytest.mark.parametrize("asked", [send(), EDIT, send(SUPPORT), CREATE])
def test_whoever_has_read_what_is_not_for_all_here_writes_nothing_unseen(
    rig: Rig, asked: tuple[str, dict[str, Any]]
) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    rig.ask(*asked, rig.agent(OWNER), private=True)
    card = card_in(rig, direct_channel(OWNER))
    assert "read what not everybody may who reads where it was asked" in card
    assert WHY not in card


@pytest.mark.parametrize("tainted", [True, False])
def test_a_preview_says_whether_a_human_will_be_asked(rig: Rig, tainted: bool) -> None:
    previewed = rig.preview(*send(SUPPORT), rig.agent(MODERATOR), dry_run=True, tainted=tainted)
    assert previewed.needs_human is tainted


def test_a_plan_does_not_go_round_the_question(rig: Rig) -> None:
    who: Principal = rig.agent(MODERATOR)
    plan = rig.preview(*send(SUPPORT), who, dry_run=True)
    assert isinstance(rig.run(*send(SUPPORT), who, plan_id=plan.plan_id, tainted=True), NeedsConfirmation)


def test_a_read_asks_nobody(rig: Rig) -> None:
    rig.complete("message.list", {"channel_id": SUPPORT}, rig.agent(MODERATOR), tainted=True)


def test_card_question_and_trail_say_why_somebody_is_asked(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    asked = rig.ask(*send(SUPPORT), rig.agent(MODERATOR), tainted=True)
    assert WHY in card_in(rig)
    assert record_of(rig, asked.confirmation_id).tainted
    assert rig.trail()[-1].summary == f"write: a human is asked; {WHY}"
    rig.press(asked.confirmation_id, "approve", OWNER)
    assert {each.summary for each in rig.trail() if each.kind in {AuditKind.INTENT, AuditKind.OUTCOME}} == {
        f"Send message, 0 targets; {WHY}"
    }


def test_the_trail_says_it_of_what_nobody_was_asked_about(rig: Rig) -> None:
    rig.complete(*send(), rig.agent(MODERATOR), tainted=True)
    assert {each.summary for each in rig.trail()} == {f"Send message, 0 targets; {WHY}"}


def test_a_clean_call_says_nothing_of_it(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    asked = rig.ask(*DELETE, rig.agent(MODERATOR))
    assert WHY not in card_in(rig)
    rig.press(asked.confirmation_id, "approve", OWNER)
    assert WHY not in str([each.summary for each in rig.trail()])
