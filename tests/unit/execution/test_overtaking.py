"""An attempt that was slow, so that another one took over, and that wakes up in the middle of it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from guildhall.discord.routes import CREATE_MESSAGE, LIST_MESSAGES
from guildhall.errors import InProgress
from guildhall.execution.outcome import NeedsConfirmation
from tests.fakes.guild import ADMIN, APPROVALS, GENERAL, IN_GENERAL, MODERATOR, OWNER
from tests.fakes.platform import LEASE_S, Rig
from tests.fakes.world import Sent
from tests.unit.execution.question import DELETE, NAME, ROUTE, executed, record_of

PATIENCE_S = 20


def test_a_slow_attempt_to_ask_posts_no_second_card(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    call = rig.call(NAME, DELETE, rig.slash(MODERATOR))
    overtaken: list[object] = []

    def overtake(sent: Sent) -> None:
        if sent.route == LIST_MESSAGES.text:
            rig.discord.before = lambda _: None
            rig.clock.advance(LEASE_S)
            overtaken.append(rig.platform.executor.run(call))

    rig.discord.before = overtake
    slow = rig.platform.executor.run(call)
    assert isinstance(slow, NeedsConfirmation)
    assert slow == overtaken[0]
    assert len(rig.discord.sent(CREATE_MESSAGE)) == 1


def test_a_slow_press_that_finds_the_target_changed_does_not_speak_for_the_one_that_took_over(
    rig: Rig, asked: str
) -> None:
    slow_reads, fast_writes, slow_is_done = (threading.Event() for _ in range(3))
    slow_thread: list[int] = []

    def wait(sent: Sent) -> None:
        mine = threading.get_ident() in slow_thread
        if mine and sent.route == LIST_MESSAGES.text:
            slow_reads.set()
            assert fast_writes.wait(PATIENCE_S)
            rig.world.edit_message(GENERAL, IN_GENERAL[0], "changed meanwhile")
        if not mine and sent.route == ROUTE:
            fast_writes.set()
            assert slow_is_done.wait(PATIENCE_S)

    def press_slowly() -> None:
        slow_thread.append(threading.get_ident())
        try:
            with pytest.raises(InProgress):
                rig.press(asked, "approve", ADMIN)
        finally:
            slow_is_done.set()

    rig.discord.before = wait
    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(press_slowly)
        assert slow_reads.wait(PATIENCE_S)
        rig.clock.advance(LEASE_S)
        fast = pool.submit(rig.press, asked, "approve", OWNER)
        slow.result(PATIENCE_S)
        assert fast.result(PATIENCE_S).text == f"Approved by <@{ADMIN}>. Done."
    assert executed(rig) == 1
    assert rig.statuses().count("outcome done") == 1
    assert "outcome failed" not in rig.statuses()
    outcome = record_of(rig, asked).outcome
    assert outcome is not None
    assert outcome["ok"] is True
