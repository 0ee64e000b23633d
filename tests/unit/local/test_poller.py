import threading
from collections.abc import Callable
from typing import Any, cast

import pytest
from botocore.exceptions import EndpointConnectionError

from local.poller import Poller
from local.pool import Pool
from local.sandbox import Outcome
from local.wiring import QueueSource


class FakeSqs:
    """Hands out prepared answers of `ReceiveMessage`, then stops the poller."""

    def __init__(self, answers: list[list[str] | Exception]) -> None:
        self.answers = answers
        self.asked: list[dict[str, Any]] = []
        self.deleted: list[str] = []
        self.when_empty: Callable[[], None] = lambda: None

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked)
        if not self.answers:
            self.when_empty()
            return {}
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {
            "Messages": [
                {"MessageId": each, "ReceiptHandle": f"r-{each}", "Body": each, "MD5OfBody": "5"} for each in answer
            ]
        }

    def delete_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> None:  # noqa: N803  # AWS's names
        assert QueueUrl == "http://queue"
        assert len(Entries) <= 10
        self.deleted += [entry["ReceiptHandle"] for entry in Entries]


class FakePool:
    maximum = 4

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.batches: list[list[str]] = []

    def invoke(self, event: dict[str, Any]) -> Outcome:
        self.batches.append([record["messageId"] for record in event["Records"]])
        return self.outcome


def poll(
    answers: list[list[str] | Exception],
    outcome: Outcome,
    batch_size: int = 10,
    window_s: float = 0,
    reports: bool = True,
) -> tuple[FakeSqs, FakePool, list[str]]:
    sqs, pool, said = FakeSqs(answers), FakePool(outcome), list[str]()
    source = QueueSource("F", "http://queue", "arn:queue", batch_size, window_s, 1, reports)
    poller = Poller(source, cast("Pool", pool), sqs, lambda _function, _outcome, what: said.append(what))
    sqs.when_empty = poller.stop
    poller.start()
    poller.join(10)
    assert not [each for each in threading.enumerate() if each.name == "poller"]
    return sqs, pool, said


OK = Outcome("ok", "1")


def test_a_batch_waits_for_its_window_to_fill() -> None:
    sqs, pool, said = poll([["a"], ["b", "c"]], OK, batch_size=3, window_s=30)
    assert pool.batches == [["a", "b", "c"]]
    assert [asked["MaxNumberOfMessages"] for asked in sqs.asked[:2]] == [3, 2]
    assert sqs.deleted == ["r-a", "r-b", "r-c"]
    assert said == ["3 messages"]


def test_a_batch_larger_than_one_receive_is_deleted_in_parts() -> None:
    names = [f"{number:02}" for number in range(20)]
    sqs, pool, _ = poll([names[:10], names[10:]], OK, batch_size=20, window_s=30)
    assert pool.batches == [names]
    assert [asked["MaxNumberOfMessages"] for asked in sqs.asked[:2]] == [10, 10]
    assert len(sqs.deleted) == 20


@pytest.mark.parametrize("kind", ["error", "crash", "timeout"])
def test_nothing_is_deleted_when_the_function_fails(kind: Any) -> None:
    sqs, _, said = poll([["a", "b"]], Outcome(kind, "1"))
    assert sqs.deleted == []
    assert said == ["2 messages, 2 to retry"]


def test_only_what_is_not_reported_is_deleted() -> None:
    report = Outcome("ok", "1", '{"batchItemFailures": [{"itemIdentifier": "a"}]}')
    assert poll([["a", "b"]], report)[0].deleted == ["r-b"]


def test_without_the_response_type_a_report_means_nothing() -> None:
    report = Outcome("ok", "1", '{"batchItemFailures": [{"itemIdentifier": "a"}]}')
    assert poll([["a", "b"]], report, reports=False)[0].deleted == ["r-a", "r-b"]


def test_an_endpoint_that_is_away_for_a_moment_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.poller.RETRY_S", 0.0)
    away = EndpointConnectionError(endpoint_url="http://queue")
    sqs, pool, said = poll([away, ["a"]], OK)
    assert (pool.batches, sqs.deleted, said) == ([["a"]], ["r-a"], ["1 message"])
