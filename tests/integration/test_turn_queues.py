"""The queues of turns over SQS's interface: order, repeats, hiding, and what is due later."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from guildhall.clock import utc_now
from guildhall.discord.ids import ChannelId
from guildhall.observability import logger
from guildhall.surfaces.agent.job import Job, Resume, decode
from guildhall.surfaces.agent.later import Later, decode_later
from guildhall.surfaces.agent.queue import QueueRefused, ResumeQueue, TurnsQueue, Visibility
from guildhall.surfaces.agent.resuming import ResumeWorker
from guildhall.surfaces.queueing import AT_A_DOOR, IN_A_WORKER
from tests.fakes.moto_process import moto_server
from tests.fakes.turns import mention

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

CHANNEL, ELSEWHERE = ChannelId("399942396007890945"), ChannelId("399942396007890946")
_names = itertools.count()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with moto_server() as url:
        yield url


@pytest.fixture
def sqs(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator["SQSClient"]:
    settings = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    for name, value in {**settings, "AWS_ENDPOINT_URL": address}.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("sqs")
    yield client
    client.close()


@pytest.fixture
def turns_url(sqs: "SQSClient") -> str:
    attributes: Any = {"FifoQueue": "true", "VisibilityTimeout": "360"}
    return sqs.create_queue(QueueName=f"turns-{next(_names)}.fifo", Attributes=attributes)["QueueUrl"]


@pytest.fixture
def resume_url(sqs: "SQSClient") -> str:
    return sqs.create_queue(QueueName=f"resume-{next(_names)}")["QueueUrl"]


def received(sqs: "SQSClient", url: str) -> list[Any]:
    asked: Any = {"QueueUrl": url, "MaxNumberOfMessages": 10, "MessageSystemAttributeNames": ["All"]}
    return list(sqs.receive_message(**asked).get("Messages", []))


def resume(cause: str, channel_id: ChannelId = CHANNEL) -> Resume:
    return Resume(turn_id="1400000000000000000", channel_id=channel_id, cause=cause)


def test_jobs_of_a_channel_come_in_order_each_in_its_channels_group(sqs: "SQSClient", turns_url: str) -> None:
    queue = TurnsQueue(turns_url, AT_A_DOOR)
    jobs: list[Job] = [mention(), resume("due-1"), resume("cancel")]
    for job in jobs:
        queue.send(job)
    messages = received(sqs, turns_url)
    assert [decode(message["Body"]) for message in messages] == jobs
    assert {message["Attributes"]["MessageGroupId"] for message in messages} == {CHANNEL}


def test_the_same_job_twice_arrives_once(sqs: "SQSClient", turns_url: str) -> None:
    for patience in (AT_A_DOOR, IN_A_WORKER):
        TurnsQueue(turns_url, patience).send(mention())
        TurnsQueue(turns_url, patience).send(resume("due-1"))
    assert len(received(sqs, turns_url)) == 2


def test_a_received_message_comes_back_when_it_is_told_to(sqs: "SQSClient", turns_url: str) -> None:
    TurnsQueue(turns_url, IN_A_WORKER).send(mention())
    visibility = Visibility(turns_url)
    for receives in ("1", "2"):
        (message,) = received(sqs, turns_url)
        assert message["Attributes"]["ApproximateReceiveCount"] == receives
        assert received(sqs, turns_url) == []
        visibility.change(message["ReceiptHandle"], 0)
    (message,) = received(sqs, turns_url)
    sqs.delete_message(QueueUrl=turns_url, ReceiptHandle=message["ReceiptHandle"])
    assert received(sqs, turns_url) == []


def test_a_receipt_that_is_no_good_is_refused_and_not_believed(sqs: "SQSClient", turns_url: str) -> None:
    with pytest.raises(QueueRefused) as caught:
        Visibility(turns_url).change("no-such-receipt", 30)
    assert caught.value.surely


def test_a_queue_that_is_not_there_is_refused(sqs: "SQSClient", turns_url: str) -> None:
    with pytest.raises(QueueRefused) as caught:
        TurnsQueue(f"{turns_url}x", AT_A_DOOR).send(mention())
    assert caught.value.surely


def test_what_is_due_later_is_held_back_and_then_sent_on(sqs: "SQSClient", turns_url: str, resume_url: str) -> None:
    later = ResumeQueue(resume_url)
    now = utc_now()
    later.later("1400000000000000000", CHANNEL, "due-1", now + timedelta(hours=1))
    assert received(sqs, resume_url) == [], "it is held back"
    later.later("1400000000000000000", ELSEWHERE, "due-2", now)
    (message,) = received(sqs, resume_url)
    assert decode_later(message["Body"]) == Later(resume("due-2", ELSEWHERE), now)
    worker = ResumeWorker(
        turns=TurnsQueue(turns_url, IN_A_WORKER),
        expire=lambda confirmation_id: pytest.fail("no question ends here"),
        put=later.put,
        clock=utc_now,
        log=logger("resume_worker"),
    )
    assert worker.handle(message["Body"])
    (turn,) = received(sqs, turns_url)
    assert decode(turn["Body"]) == resume("due-2", ELSEWHERE)
    assert turn["Attributes"]["MessageGroupId"] == ELSEWHERE
