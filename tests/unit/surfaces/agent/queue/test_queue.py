"""What is put on the queues of turns, and how long it is held back."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from guildhall.surfaces import queueing
from guildhall.surfaces.agent.job import Resume, decode
from guildhall.surfaces.agent.later import Later, decode_later
from guildhall.surfaces.agent.queue import ResumeQueue, TurnsQueue, Visibility
from guildhall.surfaces.queueing import AT_A_DOOR, Patience
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.turn_world import CHANNEL, TURN
from tests.fakes.turns import mention


@dataclass
class FakeSqs:
    """Takes everything."""

    sent: list[dict[str, Any]] = field(default_factory=list)

    def send_message(self, **message: Any) -> None:
        self.sent.append(message)

    change_message_visibility = send_message


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> FakeSqs:
    sqs = FakeSqs()

    def client(patience: Patience) -> FakeSqs:
        return sqs

    monkeypatch.setattr(queueing, "client", client)
    return sqs


def test_a_turn_goes_into_its_channels_group_once(sqs: FakeSqs) -> None:
    TurnsQueue("http://turns", AT_A_DOOR).send(mention())
    (message,) = sqs.sent
    assert decode(message.pop("MessageBody")) == mention()
    assert message == {"QueueUrl": "http://turns", "MessageGroupId": CHANNEL, "MessageDeduplicationId": TURN}


@pytest.mark.parametrize(("due_in_s", "held_back_s"), [(-5, 0), (0, 0), (0.2, 1), (40, 40), (900, 900), (3600, 900)])
def test_what_is_due_later_is_held_back_for_as_long_as_a_queue_can(
    sqs: FakeSqs, due_in_s: float, held_back_s: int
) -> None:
    due_at = NOON + timedelta(seconds=due_in_s)
    ResumeQueue("http://resume", FakeClock()).later(TURN, CHANNEL, "due-1", due_at)
    (message,) = sqs.sent
    assert message["DelaySeconds"] == held_back_s
    assert decode_later(message["MessageBody"]) == Later(
        Resume(turn_id=TURN, channel_id=CHANNEL, cause="due-1"), due_at
    )


@pytest.mark.parametrize(("seconds", "asked"), [(0, 0), (-3, 0), (2.4, 2), (30, 30), (10**6, 43_200)])
def test_a_message_is_hidden_for_whole_seconds_within_what_sqs_takes(sqs: FakeSqs, seconds: float, asked: int) -> None:
    Visibility("http://turns").change("receipt", seconds)
    assert sqs.sent == [{"QueueUrl": "http://turns", "ReceiptHandle": "receipt", "VisibilityTimeout": asked}]
