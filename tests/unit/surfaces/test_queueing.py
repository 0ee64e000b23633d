"""Handing a job to the queue: in time, with one retry, and truthful about what may have happened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, NoRegionError, ReadTimeoutError

from guildhall.surfaces import queueing
from guildhall.surfaces.interactions.queue import SqsQueue
from guildhall.surfaces.queueing import AT_A_DOOR, IN_A_WORKER, Courier, Patience, QueueRefused

READ_TIMEOUT = ReadTimeoutError(endpoint_url="http://127.0.0.1")
CONNECT_TIMEOUT = ConnectTimeoutError(endpoint_url="http://127.0.0.1")


def refused(status: int) -> ClientError:
    answer: Any = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "SendMessage")


@dataclass
class FakeSqs:
    """Takes messages, or fails as it is told, one failure after another."""

    failures: list[Exception] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)

    def send_message(self, **message: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)

    change_message_visibility = send_message


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> Callable[[FakeSqs], list[FakeSqs]]:
    def install(client: FakeSqs) -> list[FakeSqs]:
        made: list[FakeSqs] = []

        def make(patience: Patience) -> FakeSqs:
            made.append(client)
            return client

        monkeypatch.setattr(queueing, "client", make)
        return made

    return install


def slow(monkeypatch: pytest.MonkeyPatch, elapsed_s: float) -> None:
    moments = iter([0.0, elapsed_s])
    monkeypatch.setattr(queueing, "monotonic_s", lambda: next(moments))


type Install = Callable[[FakeSqs], list[FakeSqs]]


def test_a_job_is_sent_and_the_client_is_made_once(clients: Install) -> None:
    sqs = FakeSqs()
    made = clients(sqs)
    door = SqsQueue("http://queue")
    door.send("one")
    door.send("two")
    assert sqs.sent == [{"QueueUrl": "http://queue", "MessageBody": body} for body in ("one", "two")]
    assert len(made) == 1


def test_a_failure_is_retried_once_while_there_is_time(clients: Install) -> None:
    sqs = FakeSqs([CONNECT_TIMEOUT])
    clients(sqs)
    SqsQueue("http://queue").send("one")
    assert len(sqs.sent) == 1


def test_a_failure_is_not_retried_when_the_time_is_used_up(clients: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    sqs = FakeSqs([CONNECT_TIMEOUT])
    clients(sqs)
    slow(monkeypatch, AT_A_DOOR.latest_retry_s + 0.1)
    with pytest.raises(QueueRefused) as caught:
        SqsQueue("http://queue").send("one")
    assert caught.value.surely
    assert sqs.sent == []


@pytest.mark.parametrize(
    ("failures", "surely"),
    [
        ([refused(403), refused(403)], True),
        ([NoRegionError(), NoRegionError()], True),
        ([refused(500), refused(403)], False),
        ([refused(403), refused(503)], False),
        ([READ_TIMEOUT, CONNECT_TIMEOUT], False),
        ([CONNECT_TIMEOUT, READ_TIMEOUT], False),
    ],
)
def test_a_job_whose_answer_was_lost_is_not_called_refused(
    failures: list[Exception], surely: bool, clients: Install
) -> None:
    clients(FakeSqs(list(failures)))
    with pytest.raises(QueueRefused) as caught:
        SqsQueue("http://queue").send("one")
    assert caught.value.surely is surely


def test_a_received_message_is_hidden_with_the_same_retry(clients: Install) -> None:
    sqs = FakeSqs([CONNECT_TIMEOUT])
    clients(sqs)
    Courier("http://queue", IN_A_WORKER).hide("receipt", 30)
    assert sqs.sent == [{"QueueUrl": "http://queue", "ReceiptHandle": "receipt", "VisibilityTimeout": 30}]


def test_all_attempts_together_end_before_discord_gives_up() -> None:
    assert AT_A_DOOR.latest_retry_s + AT_A_DOOR.connect_s + AT_A_DOOR.read_s <= 2.5


def test_the_client_has_short_timeouts_and_does_not_retry_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    config = queueing.client(AT_A_DOOR).meta.config
    assert (config.connect_timeout, config.read_timeout) == (0.6, 0.9)  # type: ignore[attr-defined]  # set by boto3
    assert config.retries == {"total_max_attempts": 1, "mode": "standard"}  # type: ignore[attr-defined]  # likewise
