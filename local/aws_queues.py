"""Queues as SQS keeps them, in moto's place.

moto forgets a deduplication id when its message is deleted, lets an old receipt handle end a message that somebody else
has meanwhile received, scans every message for every request, and tells a random sequence number. A first-in-first-out
queue here keeps what SQS promises:

* one message group is handed out again only when none of its messages is in flight, always from its oldest message;
* a deduplication id is remembered for five minutes from the first send, whatever becomes of the message, within the
  queue or (`DeduplicationScope: messageGroup`) the group; a repeat is accepted and answered with the first one's ids;
* a receipt handle is good while its own receive is in flight, and not after its visibility timeout;
* a message that was received `maxReceiveCount` times moves to the dead-letter queue, and its group goes on.

Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
"""

import json
import time
from collections.abc import Iterator
from copy import copy
from itertools import count
from pathlib import Path
from typing import Any, cast

from moto.core.utils import camelcase_to_underscores
from moto.sqs import models
from moto.sqs.exceptions import InvalidAttributeName, InvalidParameterValue, ReceiptHandleIsInvalid, SQSException
from moto.sqs.models import Message, SQSBackend

from local import shifted

REMEMBERED_MS = 300_000
COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible")
SEQUENCE_DIGITS = 20


_clock: list[Path] = []


def now_ms() -> float:
    """The queues' clock: this machine's, or what a test made of it."""
    return time.time() * 1000 + sum(shifted.offset_s(path) for path in _clock) * 1000


class Queue(models.Queue):
    """One queue; its messages stand by group (a standard queue has one), each group's in the order of their sends."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        self.deduplication_scope = "queue"
        self.message_retention_period = 0
        super().__init__(*arguments, **more)
        self._groups: dict[str, dict[str, Message]] = {}
        self._by_handle: dict[str, Message] = {}
        self._heard: dict[tuple[str, str], Message] = {}
        self._sequence = count(1)

    @property
    def attributes(self) -> dict[str, Any]:
        """The settings; `told` adds the counts, which take a look at every message."""
        settings: dict[str, Any] = {}
        names = [*self.BASE_ATTRIBUTES, *(self.FIFO_ATTRIBUTES if self.fifo_queue else ())]
        for name in names:
            if name not in COUNTS:
                value = getattr(self, camelcase_to_underscores(name))
                settings[name] = str(value).lower() if isinstance(value, bool) else value
        settings["RedrivePolicy"] = json.dumps(self.redrive_policy) if self.redrive_policy else None
        return {name: value for name, value in settings.items() if value is not None}

    def told(self) -> dict[str, Any]:
        """Everything that GetQueueAttributes may tell."""
        now, everything = now_ms(), list(self._everything())
        delayed = sum(message.delayed_until > now for message in everything)
        hidden = sum(message.visible_at > now for message in everything)
        counted = dict(zip(COUNTS, (len(everything) - delayed - hidden, delayed, hidden), strict=True))
        return {**self.attributes, **counted}

    def _everything(self) -> Iterator[Message]:
        for group in self._groups.values():
            yield from group.values()

    def add_message(self, message: Message) -> None:
        """Take a message, or answer a repeat with the first one's ids."""
        if not self.fifo_queue:
            self._take(message)
            return
        self._forget(now_ms())
        scope = message.group_id if self.deduplication_scope == "messageGroup" else ""
        key = (str(scope), str(message.deduplication_id))
        first = self._heard.get(key)
        if first is not None:
            message.id, message.sequence_number = first.id, first.sequence_number
            return
        message.sequence_number = str(next(self._sequence)).zfill(SEQUENCE_DIGITS)
        self._heard[key] = message
        self._take(message)

    def _take(self, message: Message) -> None:
        group = str(message.group_id) if self.fifo_queue else ""
        self._groups.setdefault(group, {})[message.id] = message

    def _forget(self, now: float) -> None:
        """Forget the deduplication ids whose time is over; they are in the order in which they were heard."""
        for key, message in list(self._heard.items()):
            if now - _sent_ms(message) < REMEMBERED_MS:
                return
            del self._heard[key]

    def is_ready(self) -> bool:
        """Whether a receive would find something."""
        return next(self._ready(now_ms()), None) is not None

    def receive(self, limit: int, hidden_s: int) -> list[Message]:
        """Hand out at most so many messages, hidden from now on for so long."""
        now, found = now_ms(), list[Message]()
        for message in list(self._ready(now, limit)):
            message.mark_received()
            message.visible_at = now + int(hidden_s) * 1000
            self._by_handle[str(message.receipt_handle)] = message
            found.append(message)
        if self.fifo_queue and found:  # whoever was served goes behind the others
            self._groups[str(found[-1].group_id)] = self._groups.pop(str(found[-1].group_id))
        return found

    def _ready(self, now: float, limit: int = 1) -> Iterator[Message]:
        left = limit
        for group in list(self._groups):
            if left <= 0:
                return
            for message in self._ready_in(group, now, left):
                left -= 1
                yield message

    def _ready_in(self, group: str, now: float, limit: int) -> Iterator[Message]:
        messages = self._groups[group]
        if self.fifo_queue and any(message.visible_at > now for message in messages.values() if message.receipt_handle):
            return
        for message in list(messages.values()):
            if limit <= 0:
                return
            if self._is_over(message, now):
                continue
            if message.visible_at > now or message.delayed_until > now:
                if self.fifo_queue:
                    return
                continue
            limit -= 1
            yield message

    def _is_over(self, message: Message, now: float) -> bool:
        """Drop a message that was kept long enough, and move one that was received often enough."""
        kept_ms = int(self.message_retention_period) * 1000
        if now - _sent_ms(message) >= kept_ms:
            self._drop(message)
            return True
        most, dead = int((self.redrive_policy or {}).get("maxReceiveCount", 0)), self.dead_letter_queue
        if not isinstance(dead, Queue) or message.visible_at > now or message.approximate_receive_count < most:
            return False
        self._drop(message)
        message.receipt_handle, message.visible_at = None, 0.0
        dead._take(message)  # another of these queues
        return True

    def _drop(self, message: Message) -> None:
        for handle in message.all_receipt_handles:
            self._by_handle.pop(str(handle), None)
        group = str(message.group_id) if self.fifo_queue else ""
        messages = self._groups.get(group, {})
        messages.pop(message.id, None)
        if not messages:
            self._groups.pop(group, None)

    def delete_message(self, receipt_handle: str) -> None:
        """End a message; twice is fine."""
        if receipt_handle in self.deleted_messages:
            return
        message = self._received(receipt_handle)
        self.deleted_messages.update(str(handle) for handle in message.all_receipt_handles if handle)
        self._drop(message)

    def hide(self, receipt_handle: str, seconds: int) -> None:
        """Let a received message show again after so many seconds from now."""
        message, now = self._received(receipt_handle), now_ms()
        if message.visible_at <= now:
            raise SQSException(
                "AWS.SimpleQueueService.MessageNotInflight", "The message referred to isn't in flight any more."
            )
        message.visible_at = now + seconds * 1000

    def _received(self, receipt_handle: str) -> Message:
        message = self._by_handle.get(receipt_handle)
        if message is None:
            raise ReceiptHandleIsInvalid
        is_current = message.receipt_handle == receipt_handle and message.visible_at > now_ms()
        if self.fifo_queue and not is_current:
            reason = "for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired."
            raise InvalidParameterValue(f"Value {receipt_handle} {reason}")
        return message

    def purge(self) -> None:
        """Drop every message."""
        self._groups, self._by_handle = {}, {}


def _sent_ms(message: Message) -> float:
    return float(str(message.sent_timestamp))


def _queue(backend: SQSBackend, name: str) -> Queue:
    return cast("Queue", backend.get_queue(name))


class _Backend:
    """What replaces moto's own handling of messages; each becomes a method of its backend."""

    @staticmethod
    def receive_message(backend: SQSBackend, queue_name: str, *asked: Any) -> list[Message]:
        """Receive at once; waiting is the server's."""
        limit, _, visibility_timeout, *names = asked
        found = []
        for message in _queue(backend, queue_name).receive(limit, visibility_timeout):
            shown = copy(message)
            models._filter_message_attributes(shown, list(*names))
            found.append(shown)
        return found

    @staticmethod
    def change_message_visibility(
        backend: SQSBackend, queue_name: str, receipt_handle: str, visibility_timeout: int
    ) -> None:
        """Hide or show one received message."""
        _queue(backend, queue_name).hide(receipt_handle, int(visibility_timeout))

    @staticmethod
    def delete_message_batch(
        backend: SQSBackend, queue_name: str, receipts: list[dict[str, Any]]
    ) -> tuple[list[str], list[dict[str, Any]]]:
        """End several messages; what cannot be ended is told one by one."""
        done, failed = [], []
        for entry in receipts:
            try:
                backend.delete_message(queue_name, entry["ReceiptHandle"])
            except SQSException as refused:
                about = {"SenderFault": True, "Code": refused.code, "Message": refused.message}
                failed.append({"Id": entry["Id"], **about})
            else:
                done.append(entry["Id"])
        return done, failed

    @staticmethod
    def purge_queue(backend: SQSBackend, queue_name: str) -> None:
        """Drop every message."""
        _queue(backend, queue_name).purge()

    @staticmethod
    def get_queue_attributes(backend: SQSBackend, queue_name: str, attribute_names: list[str]) -> dict[str, Any]:
        """Tell settings and counts."""
        told = _queue(backend, queue_name).told()
        known = {"All", *models.Queue.BASE_ATTRIBUTES, *models.Queue.FIFO_ATTRIBUTES, *models.Queue.KMS_ATTRIBUTES}
        for name in attribute_names:
            if name not in known:
                raise InvalidAttributeName(name)
        return {name: value for name, value in told.items() if "All" in attribute_names or name in attribute_names}


REPLACED = tuple(name for name in vars(_Backend) if not name.startswith("_"))


def correct(clock: Path | None = None) -> None:
    """Put these queues in moto's place, in this process; `clock` is the file of `local.shifted`."""
    _clock[:] = [clock] if clock and clock.exists() else []
    models.unix_time_millis = now_ms  # type: ignore[assignment, attr-defined]  # what a message's own moments are taken from
    models.Queue = Queue  # type: ignore[misc]  # its own factory looks the name up
    for name in REPLACED:
        setattr(SQSBackend, name, getattr(_Backend, name))


def is_ready(queue_url: str) -> bool:
    """Whether a receive from a queue of this process would find something; True for one that is not known here."""
    name = queue_url.rsplit("/", 1)[-1]
    for regions in models.sqs_backends.values():
        for backend in regions.values():
            if name in backend.queues:
                return _queue(backend, name).is_ready()
    return True
