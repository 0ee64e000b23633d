"""The emulated AWS's first-in-first-out queues: order, groups, deduplication, visibility, receipts, many messages."""

import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.aws import Aws
from tests.integration.laptop.helpers import emulated_aws, until

HIGH_THROUGHPUT = {"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with emulated_aws(tmp_path_factory.mktemp("aws")) as made:
        yield made


class Fifo:
    """One queue of a test."""

    def __init__(self, aws: Aws, **attributes: str) -> None:
        self._sqs = aws.client("sqs")
        name = f"{uuid.uuid4().hex}.fifo"
        given = {"FifoQueue": "true", "VisibilityTimeout": "60", **attributes}
        self.url = self._sqs.create_queue(QueueName=name, Attributes=given)["QueueUrl"]

    def send(self, body: str, group: str = "g", dedup: str | None = None) -> dict[str, Any]:
        return dict(
            self._sqs.send_message(
                QueueUrl=self.url, MessageBody=body, MessageGroupId=group, MessageDeduplicationId=dedup or body
            )
        )

    def receive(self, limit: int = 1, wait_s: int = 0, **more: Any) -> list[dict[str, Any]]:
        asked = {"MaxNumberOfMessages": limit, "WaitTimeSeconds": wait_s, "MessageSystemAttributeNames": ["All"]}
        return list(self._sqs.receive_message(QueueUrl=self.url, **asked, **more).get("Messages", []))

    def bodies(self, limit: int = 1, wait_s: int = 0) -> list[str]:
        return [message["Body"] for message in self.receive(limit, wait_s)]

    def delete(self, message: dict[str, Any]) -> None:
        self._sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])

    def hide(self, message: dict[str, Any], seconds: int) -> None:
        self._sqs.change_message_visibility(
            QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=seconds
        )

    def depth(self) -> tuple[int, int]:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self._sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)["Attributes"]
        return int(found[names[0]]), int(found[names[1]])


@pytest.fixture
def queue(aws: Aws) -> Fifo:
    return Fifo(aws, **HIGH_THROUGHPUT)


def test_a_group_waits_for_its_message_in_flight_and_others_do_not(queue: Fifo) -> None:
    for body, group in (("a1", "a"), ("a2", "a"), ("b1", "b")):
        queue.send(body, group)
    (first,), (second,) = queue.receive(), queue.receive()
    assert (first["Body"], second["Body"]) == ("a1", "b1")
    assert queue.receive(10) == []
    queue.delete(first)
    assert queue.bodies(10) == ["a2"]


def test_what_was_not_finished_comes_again_before_its_successors(queue: Fifo) -> None:
    for number in range(3):
        queue.send(f"m{number}")
    (first,) = queue.receive(VisibilityTimeout=1)
    (again,) = queue.receive(wait_s=5)
    assert (first["Body"], again["Body"]) == ("m0", "m0")
    assert again["Attributes"]["ApproximateReceiveCount"] == "2"
    queue.delete(again)
    assert queue.bodies(10) == ["m1", "m2"]


def test_a_message_shown_again_is_received_at_once_also_by_who_waits_already(queue: Fifo) -> None:
    queue.send("m")
    (message,) = queue.receive()
    queue.hide(message, 0)
    (message,) = queue.receive()
    assert message["Attributes"]["ApproximateReceiveCount"] == "2"
    queue.hide(message, 1)
    started = time.monotonic()
    assert queue.bodies(wait_s=10) == ["m"]
    assert 0.8 < time.monotonic() - started < 4.0


def test_hiding_for_longer_keeps_it_hidden_and_its_group_too(queue: Fifo) -> None:
    queue.send("m0")
    queue.send("m1")
    (message,) = queue.receive(VisibilityTimeout=1)
    queue.hide(message, 30)
    assert queue.bodies(wait_s=2) == []
    assert queue.depth() == (1, 1)


def test_a_repeat_within_five_minutes_is_accepted_and_not_delivered_even_after_its_deletion(queue: Fifo) -> None:
    first = queue.send("m", dedup="d")
    (message,) = queue.receive()
    queue.delete(message)
    repeat = queue.send("other words", dedup="d")
    assert (repeat["MessageId"], repeat["SequenceNumber"]) == (first["MessageId"], first["SequenceNumber"])
    assert queue.receive() == []
    assert queue.depth() == (0, 0)


def test_the_scope_of_a_deduplication_id_is_the_group_or_the_queue(aws: Aws, queue: Fifo) -> None:
    for narrow, found in ((queue, ["m", "m"]), (Fifo(aws, DeduplicationScope="queue"), ["m"])):
        narrow.send("m", "a", "d")
        narrow.send("m", "b", "d")
        assert narrow.bodies(10) == found


def test_sequence_numbers_grow(queue: Fifo) -> None:
    numbers = [int(queue.send(f"m{number}")["SequenceNumber"]) for number in range(3)]
    assert numbers == sorted(set(numbers))
    assert [int(message["Attributes"]["SequenceNumber"]) for message in queue.receive(10)] == numbers


@pytest.mark.parametrize("use", ["delete", "hide"])
def test_a_receipt_of_an_earlier_receive_is_worth_nothing(queue: Fifo, use: str) -> None:
    queue.send("m")
    (old,) = queue.receive(VisibilityTimeout=1)
    (new,) = queue.receive(wait_s=5)
    with pytest.raises(ClientError, match="receipt handle has expired"):
        queue.delete(old) if use == "delete" else queue.hide(old, 0)
    assert queue.depth() == (0, 1)
    queue.delete(new)
    assert queue.depth() == (0, 0)


def test_a_receipt_that_never_was_is_refused_and_a_second_deletion_is_fine(queue: Fifo) -> None:
    queue.send("m")
    (message,) = queue.receive()
    queue.delete(message)
    queue.delete(message)
    with pytest.raises(ClientError, match="receipt handle is invalid"):
        queue.delete({"ReceiptHandle": "never"})


def test_what_was_received_too_often_moves_to_the_dead_letter_queue_and_its_group_goes_on(aws: Aws) -> None:
    dead = Fifo(aws)
    arn = aws.client("sqs").get_queue_attributes(QueueUrl=dead.url, AttributeNames=["QueueArn"])["Attributes"]
    policy = {"deadLetterTargetArn": arn["QueueArn"], "maxReceiveCount": 2}
    queue = Fifo(aws, RedrivePolicy=json.dumps(policy))
    queue.send("poison")
    queue.send("next")
    for _ in range(2):
        (message,) = queue.receive()
        assert message["Body"] == "poison"
        queue.hide(message, 0)
    assert queue.bodies(10) == ["next"]
    assert dead.bodies(10) == ["poison"]


def test_groups_take_turns(queue: Fifo) -> None:
    for number in range(3):
        for group in "abc":
            queue.send(f"{group}{number}", group)
    served = []
    for _ in range(6):
        (message,) = queue.receive()
        served.append(message["Body"])
        queue.delete(message)
    assert served == ["a0", "b0", "c0", "a1", "b1", "c1"]


def test_a_standard_queue_holds_back_what_is_sent_with_a_delay(aws: Aws) -> None:
    sqs = aws.client("sqs")
    url = sqs.create_queue(QueueName=uuid.uuid4().hex)["QueueUrl"]
    started = time.monotonic()
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=2)
    sqs.send_message(QueueUrl=url, MessageBody="now")
    assert sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"][0]["Body"] == "now"
    assert sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10)["Messages"][0]["Body"] == "later"
    assert 1.9 < time.monotonic() - started < 6.0


def test_many_messages_are_taken_and_handed_out_without_getting_slower(aws: Aws, queue: Fifo) -> None:
    sqs, batches = aws.client("sqs"), 150

    def fill(first: int, last: int) -> float:
        started = time.monotonic()
        for batch in range(first, last):
            entries = [
                {"Id": str(n), "MessageBody": "x" * 500, "MessageGroupId": str(n), "MessageDeduplicationId": str(batch)}
                for n in range(10)
            ]
            sqs.send_message_batch(QueueUrl=queue.url, Entries=entries)
        return time.monotonic() - started

    few = fill(0, 15)
    fill(15, batches - 15)
    many = fill(batches - 15, batches)
    assert until(queue.depth, "the queue is full") == (10 * batches, 0)
    assert many < few * 5
    started = time.monotonic()
    for _ in range(30):
        for message in queue.receive(10):
            queue.delete(message)
    assert time.monotonic() - started < 10
    assert queue.depth() == (10 * batches - 300, 0)


def test_a_run_s_clock_can_be_moved_and_hidden_or_delayed_messages_follow_it(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.touch()
    with emulated_aws(tmp_path, str(clock)) as aws:
        queue, sqs = Fifo(aws), aws.client("sqs")
        queue.send("m", dedup="d")
        assert queue.bodies() == ["m"]
        later = sqs.create_queue(QueueName="later")["QueueUrl"]
        sqs.send_message(QueueUrl=later, MessageBody="later", DelaySeconds=900)
        assert (queue.bodies(), sqs.receive_message(QueueUrl=later).get("Messages")) == ([], None)
        clock.write_text("901", "utf-8")
        assert queue.bodies(wait_s=5) == ["m"]
        assert sqs.receive_message(QueueUrl=later, WaitTimeSeconds=5)["Messages"][0]["Body"] == "later"
        queue.send("m", "other", dedup="d")
        assert queue.bodies(10) == ["m"]
