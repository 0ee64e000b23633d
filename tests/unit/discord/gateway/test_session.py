"""The state machine: what goes in, what comes out."""

from datetime import timedelta
from typing import Any

import pytest

from guildhall.discord.gateway.frames import Frame
from guildhall.discord.gateway.progress import Progress
from guildhall.discord.gateway.protocol import Next
from guildhall.discord.gateway.session import MOST_RESUMES, Beaten, Deliver, Established, Leave, Standing
from tests.fakes.clock import NOON
from tests.unit.discord.gateway.machine import (
    ACK,
    BOT,
    HELLO,
    INTERVAL_S,
    Machine,
    known,
    listening,
    ready,
    resumed,
    said,
    sent,
)


def left(actions: list[Any]) -> Leave:
    (leave,) = actions
    assert isinstance(leave, Leave)
    return leave


def test_without_a_session_hello_is_answered_with_identify() -> None:
    (payload,) = sent(Machine().connect().hear(HELLO))
    assert (payload["op"], payload["d"]["token"], payload["d"]["intents"]) == (2, "s3cret", 4608)


def test_with_a_session_hello_is_answered_with_resume_from_the_acknowledged_number() -> None:
    standing = known(41)
    standing.progress.receive(42)
    standing.progress.hold()
    (payload,) = sent(Machine(standing).connect().hear(HELLO))
    assert (payload["op"], payload["d"]["session_id"], payload["d"]["seq"]) == (6, "s0", 41)


@pytest.mark.parametrize("missing", ["session_id", "bot_user_id"])
def test_half_a_session_is_none(missing: str) -> None:
    standing = known()
    setattr(standing, missing, "")
    (payload,) = sent(Machine(standing).connect().hear(HELLO))
    assert payload["op"] == 2


def test_ready_tells_what_the_next_process_needs() -> None:
    machine = Machine().connect()
    assert machine.hear(HELLO, ready())[-1] == Established(("100000000000000001",))
    standing = machine.standing
    assert (standing.session_id, standing.bot_user_id, standing.progress.acked_seq) == ("s1", BOT, 1)
    assert (standing.resume_url, standing.progress.heard_at) == ("wss://gateway-1.discord.gg", NOON)
    assert standing.lookback_from is None


def test_a_new_session_after_another_one_leaves_a_gap_that_must_be_looked_up() -> None:
    machine = Machine(known(heard_at=NOON - timedelta(minutes=3))).connect()
    machine.hear(HELLO, Frame(9, False))
    machine.connect().hear(HELLO, ready())
    assert machine.standing.lookback_from == NOON - timedelta(minutes=3)
    assert machine.standing.gaps == 1


def test_before_the_first_session_of_all_there_is_no_gap_but_before_the_second() -> None:
    machine = Machine(Standing(first=True, progress=Progress(None, NOON))).connect()
    machine.hear(HELLO, ready())
    assert machine.standing.lookback_from is None
    machine.clock.advance(60)
    machine.connect().hear(HELLO, Frame(9, False))
    machine.connect().hear(HELLO, ready())
    assert machine.standing.lookback_from == NOON


def test_a_second_gap_does_not_hide_the_first() -> None:
    standing = known(heard_at=NOON)
    standing.lookback_from = NOON - timedelta(hours=1)
    machine = Machine(standing).connect()
    machine.hear(HELLO, ready())
    assert machine.standing.lookback_from == NOON - timedelta(hours=1)


@pytest.mark.parametrize("broken", [{"session_id": None}, {"user": None}, {"user": {}}])
def test_a_ready_without_a_session_or_a_user_is_tried_again(broken: dict[str, Any]) -> None:
    assert left(Machine().connect().hear(HELLO, ready(**broken))[1:]).next is Next.RETRY


def test_the_first_heartbeat_comes_after_a_random_part_of_the_interval_and_then_regularly() -> None:
    machine = Machine(drawn=0.25).connect()
    machine.hear(HELLO, ready())
    assert machine.go_on(9.9) == []
    assert sent(machine.go_on(0.1)) == [{"op": 1, "d": 1}]
    machine.hear(ACK)
    assert machine.go_on(INTERVAL_S - 0.1) == []
    assert sent(machine.go_on(0.1)) == [{"op": 1, "d": 1}]


def test_a_heartbeat_tells_the_number_that_is_handed_over_not_the_one_received() -> None:
    machine = listening()
    (deliver,) = machine.hear(said(2))
    machine.hear(said(3, to_bot=False))
    assert sent(machine.go_on(INTERVAL_S)) == [{"op": 1, "d": 1}]
    assert isinstance(deliver, Deliver)
    machine.standing.progress.release(deliver.hold)
    assert sent(machine.hear(Frame(1))) == [{"op": 1, "d": 3}]


def test_a_heartbeat_that_discord_asks_for_is_sent_at_once() -> None:
    assert sent(listening().hear(Frame(1))) == [{"op": 1, "d": 1}]


def test_a_connection_that_does_not_acknowledge_is_cut_by_the_next_beat() -> None:
    machine = listening()
    machine.go_on(INTERVAL_S / 2)
    leave = left(machine.go_on(INTERVAL_S))
    assert (leave.next, leave.closing, leave.established) == (Next.RETRY, None, True)
    assert machine.standing.resumable


def test_while_we_do_not_read_a_missing_acknowledgement_proves_nothing() -> None:
    machine = listening()
    machine.go_on(INTERVAL_S / 2)
    machine.session.stalled = True
    assert len(sent(machine.go_on(INTERVAL_S))) == 1
    assert len(sent(machine.go_on(INTERVAL_S))) == 1
    machine.session.stalled = False
    machine.hear(ACK)
    assert len(sent(machine.go_on(INTERVAL_S))) == 1


def test_an_acknowledged_heartbeat_says_that_everything_before_it_was_heard() -> None:
    machine = listening()
    machine.go_on(INTERVAL_S / 2)
    machine.clock.advance(5)
    assert machine.hear(ACK) == [Beaten()]
    assert machine.standing.progress.heard_at == NOON + timedelta(seconds=INTERVAL_S / 2)


def test_while_it_is_told_again_what_was_missed_nothing_counts_as_heard() -> None:
    machine = Machine(known(heard_at=NOON - timedelta(minutes=1))).connect()
    machine.hear(HELLO)
    machine.go_on(INTERVAL_S / 2)
    machine.hear(said(42, to_bot=False), ACK)
    assert machine.standing.progress.heard_at == NOON - timedelta(minutes=1)
    machine.hear(resumed(43))
    assert machine.standing.progress.heard_at == NOON


def test_what_is_missed_is_told_before_resumed_and_nothing_need_be_looked_up() -> None:
    machine = Machine(known()).connect()
    actions = machine.hear(HELLO, said(42), resumed(43))
    assert [type(action).__name__ for action in actions] == ["Send", "Deliver", "Established"]
    assert actions[-1] == Established(None)
    assert machine.standing.lookback_from is None


def test_only_messages_for_the_bot_are_handed_over() -> None:
    machine = listening()
    assert machine.hear(said(2, to_bot=False), Frame(0, {}, 3, "TYPING_START")) == []
    (deliver,) = machine.hear(said(4))
    assert isinstance(deliver, Deliver)
    assert (deliver.message["id"], deliver.by_role, deliver.hold.seq) == ("1100000000000000004", False, 4)


def test_op_7_reconnects_at_once_and_keeps_the_session() -> None:
    machine = listening()
    leave = left(machine.hear(Frame(7)))
    assert (leave.next, leave.closing, leave.established) == (Next.AT_ONCE, 4000, True)
    assert machine.standing.resumable


def test_op_9_true_resumes_and_op_9_false_begins_anew() -> None:
    machine = listening()
    assert left(machine.hear(Frame(9, True))).next is Next.RETRY
    assert machine.standing.resumable
    machine = listening()
    assert left(machine.hear(Frame(9, False))).next is Next.RENEW
    assert not machine.standing.resumable


def test_op_9_true_without_a_session_begins_anew() -> None:
    machine = Machine().connect()
    assert left(machine.hear(HELLO, Frame(9, True))[1:]).next is Next.RENEW


@pytest.mark.parametrize(
    ("code", "following", "resumable"),
    [
        (None, Next.RETRY, True),
        *((code, Next.RETRY, True) for code in (1000, 1001, 1006, 4000, 4001, 4002, 4003, 4005, 4008, 4123)),
        *((code, Next.RENEW, False) for code in (4007, 4009)),
        *((code, Next.REFUSED, False) for code in (4004, 4010, 4011, 4012, 4013, 4014)),
    ],
)
def test_every_close_code_has_its_consequence(code: int | None, following: Next, resumable: bool) -> None:
    machine = listening()
    leave = machine.session.lost(code)
    assert (leave.next, leave.code, leave.established) == (following, code, True)
    assert machine.standing.resumable is resumable
    assert (code in {4004, 4014}) is (leave.why.startswith(("Discord does not accept the bot", "an intent")))


def test_without_hello_the_connection_is_given_up() -> None:
    machine = Machine().connect()
    assert machine.go_on(19) == []
    assert left(machine.go_on(1)).closing is None


@pytest.mark.parametrize("interval", [None, 0, -1, "40000"])
def test_a_hello_without_an_interval_is_given_up(interval: object) -> None:
    leave = left(Machine().connect().hear(Frame(10, {"heartbeat_interval": interval})))
    assert (leave.next, leave.closing) == (Next.RETRY, 4000)


def test_a_slow_ready_is_waited_for_but_not_for_ever() -> None:
    machine = Machine().connect()
    machine.hear(HELLO)
    for _ in range(2):
        machine.hear(ACK)
        assert sent(machine.go_on(INTERVAL_S))
    machine.hear(ACK)
    assert left(machine.go_on(INTERVAL_S)).closing == 4000
    assert machine.standing.lookback_from is None


def test_a_session_that_cannot_be_resumed_again_and_again_is_given_up() -> None:
    machine = Machine(known())
    for attempt in range(1, MOST_RESUMES + 1):
        machine.connect().hear(HELLO)
        leave = machine.session.lost(4000)
        assert leave.next is (Next.RETRY if attempt < MOST_RESUMES else Next.RENEW)
    assert not machine.standing.resumable


def test_a_gateway_that_cannot_be_reached_costs_no_session() -> None:
    machine = Machine(known())
    for _ in range(3 * MOST_RESUMES):
        assert machine.session.lost(None, "unreachable").next is Next.RETRY
    assert machine.standing.resumable


@pytest.mark.parametrize("frame", [Frame(31), Frame(0, {}, None, "READY"), Frame(8, {}), Frame(0, None, 2, "X")])
def test_what_nobody_knows_is_passed_over(frame: Frame) -> None:
    assert listening().hear(frame) == []


def test_before_a_connection_nothing_is_due() -> None:
    machine = Machine()
    assert machine.session.due_s is None
    assert machine.go_on(1000) == []
