"""Polls a queue and invokes its function, as Lambda's event source mapping does.

A batch that succeeds is deleted; of a batch whose function reports item failures the others are deleted; everything
else stays hidden until the queue's visibility timeout ends, is then received again, and after `maxReceiveCount`
receives the queue itself moves it to its dead-letter queue.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local import sqs_event
from local.pool import Pool
from local.sandbox import Outcome
from local.wiring import QueueSource

RECEIVE_WAIT_S = 10
RETRY_S = 1.0
MAXIMUM_RECEIVE = 10

type Report = Callable[[str, Outcome, str], None]
"""Told about each invocation: the function, how it ended, what was asked of it."""


class Poller:
    """One queue and its function, with as many batches at a time as the mapping and the pool allow."""

    def __init__(self, source: QueueSource, pool: Pool, sqs: Any, report: Report) -> None:
        self._source = source
        self._pool = pool
        self._sqs = sqs
        self._report = report
        self._stopping = threading.Event()
        count = min(source.maximum_concurrency or pool.maximum, pool.maximum)
        self._threads = [threading.Thread(target=self._run, name="poller", daemon=True) for _ in range(count)]

    def start(self) -> None:
        """Begin to poll."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Poll no more; a batch in hand may still end."""
        self._stopping.set()

    def join(self, within_s: float) -> None:
        """Wait for the batches in hand."""
        deadline = time.monotonic() + within_s
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                messages = self._receive()
                if messages and not self._stopping.is_set():
                    self._handle(messages)
            except (BotoCoreError, ClientError):
                # The endpoint is going down with the run, or is away for a moment: what was received comes again.
                self._stopping.wait(RETRY_S)

    def _receive(self) -> list[sqs_event.Message]:
        """One batch, filled for at most the mapping's batching window."""
        source = self._source
        messages: list[sqs_event.Message] = self._once(RECEIVE_WAIT_S, source.batch_size)
        deadline = time.monotonic() + source.window_s
        while messages and len(messages) < source.batch_size and time.monotonic() < deadline:
            wait_s = max(1, int(min(deadline - time.monotonic(), RECEIVE_WAIT_S)))
            messages += self._once(wait_s, source.batch_size - len(messages))
        return messages

    def _once(self, wait_s: int, limit: int) -> list[sqs_event.Message]:
        answer = self._sqs.receive_message(
            QueueUrl=self._source.queue,
            MaxNumberOfMessages=min(limit, MAXIMUM_RECEIVE),
            WaitTimeSeconds=wait_s,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return list(answer.get("Messages") or ())

    def _handle(self, messages: Sequence[sqs_event.Message]) -> None:
        event = sqs_event.build_event(messages, self._source.queue_arn)
        outcome = self._pool.invoke(event)
        failed = self._failed(outcome, [message["MessageId"] for message in messages])
        done = [message for message in messages if message["MessageId"] not in failed]
        what = f"{len(messages)} message{'s' if len(messages) != 1 else ''}"
        self._report(self._source.function, outcome, f"{what}, {len(failed)} to retry" if failed else what)
        for start in range(0, len(done), MAXIMUM_RECEIVE):
            entries = [
                {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]}
                for index, message in enumerate(done[start : start + MAXIMUM_RECEIVE])
            ]
            self._sqs.delete_message_batch(QueueUrl=self._source.queue, Entries=entries)

    def _failed(self, outcome: Outcome, message_ids: Sequence[str]) -> set[str]:
        if outcome.kind != "ok":
            return set(message_ids)
        if not self._source.reports_item_failures:
            return set()
        return sqs_event.failed_ids(outcome.payload, message_ids)
