"""Sending a job to OperationsQueue within what is left of Discord's three seconds.

boto3 is loaded at the first job and not before, so PINGs, refusals, autocomplete and modals never wait for it.
"""

from typing import TYPE_CHECKING, Protocol

from guildhall.clock import monotonic_s

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

CONNECT_TIMEOUT_S = 0.6
READ_TIMEOUT_S = 0.9
LATEST_RETRY_S = 1.0
"""A second attempt that starts by then ends within 2.5 s, so that the person is told before Discord gives up at 3 s."""
_SERVER_ERROR = 500


class QueueRefused(Exception):
    """The job was not taken.

    Attributes:
        surely: False when the queue may have taken it and only its answer was lost.
    """

    def __init__(self, cause: str, *, surely: bool) -> None:
        super().__init__(cause)
        self.surely = surely


class Queue(Protocol):
    """Where jobs go."""

    def send(self, body: str) -> None:
        """Hand a job over.

        Raises:
            QueueRefused: It was not, or perhaps not, taken.
        """
        ...


class SqsQueue:
    """OperationsQueue, with one retry where the time allows it; a job that arrives twice is executed once."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: SQSClient | None = None

    def send(self, body: str) -> None:
        """Hand a job over.

        Raises:
            QueueRefused: It was not, or perhaps not, taken.
        """
        started = monotonic_s()
        try:
            self._attempt(body)
        except QueueRefused as first:
            if monotonic_s() - started > LATEST_RETRY_S:
                raise
            self._again(body, first)

    def _again(self, body: str, first: QueueRefused) -> None:
        try:
            self._attempt(body)
        except QueueRefused as second:
            raise QueueRefused(str(second), surely=first.surely and second.surely) from second

    def _attempt(self, body: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError, ReadTimeoutError

        try:
            self._client = self._client or _client()
            self._client.send_message(QueueUrl=self._url, MessageBody=body)
        except (ReadTimeoutError, ConnectionClosedError) as error:
            raise QueueRefused(type(error).__name__, surely=False) from error
        except BotoCoreError as error:
            raise QueueRefused(type(error).__name__, surely=True) from error
        except ClientError as error:
            answer = error.response
            status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", _SERVER_ERROR)
            code = answer.get("Error", {}).get("Code", "unknown")
            raise QueueRefused(str(code), surely=status < _SERVER_ERROR) from error


def _client() -> "SQSClient":
    import boto3
    from botocore.config import Config

    once = Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"total_max_attempts": 1, "mode": "standard"},
    )
    return boto3.client("sqs", config=once)
