"""Turns over deaths and waits, on the whole running system, whose clock the tests move."""

import os
import signal

import pytest

from tests.e2e.system import System, is_in_work, text_of, until

pytestmark = pytest.mark.timeout(180)
QUESTION_LIFE_S = 30 * 60
HIDDEN_S = 31
"""A little longer than the 30 s for which a worker hides its message."""


def finished(system: System, message_id: str, channel: str = "general") -> list[str]:
    return [text_of(m) for m in system.replies(message_id, channel) if not is_in_work(m)]


def test_what_is_said_while_no_gateway_task_runs_is_answered_once_by_its_successor(moved: System) -> None:
    pid = moved.gateway_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    asked = moved.mention("member", "list my channels")
    moved.reply_to(asked)
    until(lambda: moved.gateway_pid not in {None, pid}, what="a successor")
    moved.kill_gateway()
    assert "channels" in moved.ask("member", "list my channels", "support").lower()
    assert len(finished(moved, asked)) == 1


@pytest.mark.parametrize("checkpoint", ["turn.answered", "turn.replied"])
def test_a_worker_that_dies_leaves_a_turn_that_is_finished_once(moved: System, checkpoint: str) -> None:
    moved.arm(checkpoint)
    asked = moved.mention("member", "list my channels")
    until(lambda: not moved.armed(checkpoint), what="its death")
    moved.advance(HIDDEN_S)
    moved.reply_to(asked)
    assert len(finished(moved, asked)) == 1


def test_a_question_that_nobody_answers_ends_the_turn_with_a_word_about_it(moved: System) -> None:
    before, asked = len(moved.cards()), moved.mention("moderator", f"ban <@{moved.user('newcomer')}>")
    until(lambda: len(moved.cards()) > before, what="a card")
    approvals = f"<#{moved.channel('approvals')}>"
    until(lambda: [m for m in moved.replies(asked) if approvals in text_of(m)], what="that it waits, and where")
    mark = moved.mark()
    moved.advance(QUESTION_LIFE_S + 60)
    assert "Expired: nobody answered in time" in text_of(moved.reply_to(asked))
    assert not [r for r in moved.requests(mark) if "/bans/" in r["path"]]
