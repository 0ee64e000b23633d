"""Reads a table's stream and invokes its function, as Lambda's event source mapping does.

A shard is read in order, from its beginning, four times a second; a batch is invoked when it is full or its window is
over. What fails comes again, and nothing of the shard behind it meanwhile: from the first record that the function
reported, or, when it failed as a whole, in halves.

Source: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
"""

import base64
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.poller import Report
from local.sandbox import Outcome
from local.stream_source import STARTS_AT, StreamSource

POLL_EVERY_S = 0.25
MOST_AT_ONCE = 1_000
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0

type StreamRecord = Mapping[str, Any]
"""One record as `GetRecords` returns it."""


class StreamPoller:
    """One stream and its function; a thread for each shard.

    `positions` remembers, by shard, up to where the stream has been worked on: whoever polls next goes on from there.
    """

    def __init__(
        self,
        source: StreamSource,
        invoke: Callable[[Any], Outcome],
        streams: Any,
        report: Report,
        positions: dict[str, str],
    ) -> None:
        self._source = source
        self._invoke = invoke
        self._streams = streams
        self._report = report
        self._positions = positions
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to read."""
        described = self._streams.describe_stream(StreamArn=self._source.stream_arn)["StreamDescription"]
        for shard in described["Shards"]:
            thread = threading.Thread(target=self._run, args=(shard["ShardId"],), name="stream", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Read no more; a batch in hand may still end."""
        self._stopping.set()

    def join(self, within_s: float) -> None:
        """Wait for the batches in hand."""
        deadline = time.monotonic() + within_s
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))

    def _run(self, shard: str) -> None:
        while not self._stopping.is_set():
            try:
                records, position = self._batch(shard)
                if records and not self._deliver(records):
                    return
                self._positions[shard] = position
            except (BotoCoreError, ClientError):
                # The endpoint is going down with the run, or is away for a moment.
                self._stopping.wait(FIRST_PAUSE_S)

    def _batch(self, shard: str) -> tuple[list[StreamRecord], str]:
        """One batch, filled for at most the mapping's window from its first record on, and what is read after it."""
        position = self._positions.get(shard) or self._beginning(shard)
        records: list[StreamRecord] = []
        deadline = time.monotonic() + self._source.window_s
        while not self._stopping.is_set():
            limit = min(self._source.batch_size - len(records), MOST_AT_ONCE)
            answer = self._streams.get_records(ShardIterator=position, Limit=limit)
            records, position = records + answer["Records"], answer["NextShardIterator"]
            if not records:
                deadline = time.monotonic() + POLL_EVERY_S + self._source.window_s
            elif len(records) >= self._source.batch_size or time.monotonic() >= deadline:
                break
            self._stopping.wait(POLL_EVERY_S)
        return records, position

    def _beginning(self, shard: str) -> str:
        asked = {"StreamArn": self._source.stream_arn, "ShardId": shard, "ShardIteratorType": STARTS_AT}
        return str(self._streams.get_shard_iterator(**asked)["ShardIterator"])

    def _deliver(self, records: Sequence[StreamRecord]) -> bool:
        """Invoke until all is done; return False when the run ends before that."""
        waiting, pause_s = [list(records)], FIRST_PAUSE_S
        while waiting:
            if self._stopping.is_set():
                return False
            batch = waiting.pop(0)
            again = self._again(batch)
            if not again:
                pause_s = FIRST_PAUSE_S
                continue
            half = len(again) // 2 if len(again) == len(batch) and self._source.bisects else 0
            waiting[:0] = [again[:half], again[half:]] if half else [again]
            self._stopping.wait(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        return True

    def _again(self, batch: Sequence[StreamRecord]) -> list[StreamRecord]:
        """Invoke once; what has to be delivered again."""
        outcome = self._invoke({"Records": [event_record(record, self._source.stream_arn) for record in batch]})
        again = list(batch)
        if self._stopping.is_set() and outcome.kind != "ok":
            return again  # the run ended it; whoever polls next has it all before them, and there is nobody to tell
        if outcome.kind == "ok":
            again = again[_first_failed(outcome.payload, batch) :] if self._source.reports_item_failures else []
        what = f"{len(batch)} record{'s' if len(batch) != 1 else ''} of the stream"
        self._report(self._source.function, outcome, f"{what}, {len(again)} to retry" if again else what)
        return again


def _first_failed(payload: str, batch: Sequence[StreamRecord]) -> int:
    """The place of the first record that a function reports as failed; behind the last when it reports none."""
    answer = json.loads(payload) or {}
    failures = answer.get("batchItemFailures") or []
    reported = {failure.get("itemIdentifier") for failure in failures}
    places = {record["dynamodb"]["SequenceNumber"]: place for place, record in enumerate(batch)}
    known = [places[sequence] for sequence in reported if sequence in places]
    if len(known) < len(reported):
        return 0
    return min(known, default=len(batch))


def event_record(record: StreamRecord, stream_arn: str) -> dict[str, Any]:
    """A record as a function gets it: its time in seconds since 1970, its bytes in base64."""
    change = dict(record["dynamodb"])
    change["ApproximateCreationDateTime"] = int(change["ApproximateCreationDateTime"].timestamp())
    for image in ("Keys", "NewImage", "OldImage"):
        if image in change:
            change[image] = _plain(change[image])
    return {**record, "dynamodb": change, "eventSourceARN": stream_arn}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
