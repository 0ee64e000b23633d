"""Sending to a queue, with one retry, and truthful about what may have happened; standard library until the first one.

boto3 is loaded at the first message and not before, so whoever has nothing to send never waits for it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guildhall.clock import monotonic_s

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a queue may take: for a connection, for an answer, and until when a second attempt may start."""

    connect_s: float
    read_s: float
    latest_retry_s: float


AT_A_DOOR = Patience(connect_s=0.6, read_s=0.9, latest_retry_s=1.0)
"""A second attempt that starts by then ends within 2.5 s, so a person is told before Discord gives up at 3 s."""
IN_A_WORKER = Patience(connect_s=2.0, read_s=5.0, latest_retry_s=7.0)


class QueueRefused(Exception):
    """The queue did not do what it was asked.

    Attributes:
        surely: False when it may have, and only its answer was lost.
    """

    def __init__(self, cause: str, *, surely: bool) -> None:
        super().__init__(cause)
        self.surely = surely


class Courier:
    """One queue, reached with patience; safe between threads."""

    def __init__(self, url: str, patience: Patience) -> None:
        self._url = url
        self._patience = patience
        self._client: SQSClient | None = None

    def send(self, body: str, **more: Any) -> None:
        """Send a message; `more` are further parameters of SendMessage.

        Raises:
            QueueRefused: It was not, or perhaps not, taken.
        """
        self._twice("send_message", {"MessageBody": body, **more})

    def hide(self, receipt: str, seconds: int) -> None:
        """Let a received message come back after so many seconds from now, unless it is deleted before.

        Raises:
            QueueRefused: It was not, or perhaps not, done; also when the receipt is no longer good.
        """
        self._twice("change_message_visibility", {"ReceiptHandle": receipt, "VisibilityTimeout": seconds})

    def _twice(self, method: str, asked: dict[str, Any]) -> None:
        started = monotonic_s()
        try:
            self._attempt(method, asked)
        except QueueRefused as first:
            if monotonic_s() - started > self._patience.latest_retry_s:
                raise
            self._again(method, asked, first)

    def _again(self, method: str, asked: dict[str, Any], first: QueueRefused) -> None:
        try:
            self._attempt(method, asked)
        except QueueRefused as second:
            raise QueueRefused(str(second), surely=first.surely and second.surely) from second

    def _attempt(self, method: str, asked: dict[str, Any]) -> None:
        from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError, ReadTimeoutError

        try:
            self._client = self._client or client(self._patience)
            getattr(self._client, method)(QueueUrl=self._url, **asked)
        except (ReadTimeoutError, ConnectionClosedError) as error:
            raise QueueRefused(type(error).__name__, surely=False) from error
        except BotoCoreError as error:
            raise QueueRefused(type(error).__name__, surely=True) from error
        except ClientError as error:
            answer = error.response
            status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", _SERVER_ERROR)
            code = answer.get("Error", {}).get("Code", "unknown")
            raise QueueRefused(str(code), surely=status < _SERVER_ERROR) from error


def client(patience: Patience) -> "SQSClient":
    """Return a client that waits so long and does not retry by itself."""
    import boto3
    from botocore.config import Config

    once = Config(
        connect_timeout=patience.connect_s,
        read_timeout=patience.read_s,
        retries={"total_max_attempts": 1, "mode": "standard"},
    )
    return boto3.client("sqs", config=once)
