"""AWS as the gateway task uses it: three clients of botocore, which is boto3 less what costs memory here."""

import json
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from guildhall.discord.gateway.ports import Fate, Parcel, Secret
from guildhall.errors import ConfigurationError
from guildhall.store.dynamodb import CONNECT_TIMEOUT_S, READ_TIMEOUT_S

if TYPE_CHECKING:
    from botocore.config import Config
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

PATIENT_CONNECT_S, PATIENT_READ_S = 2.0, 5.0
_OF_THE_MESSAGE = frozenset(
    {
        "InvalidMessageContents",
        "InvalidParameterValue",
        "InvalidParameterCombination",
        "AWS.SimpleQueueService.BatchRequestTooLong",
        "BatchRequestTooLong",
        "MessageTooLong",
        "ParamValidationError",
    }
)
"""What the queue says when it will not take a message, however often it is asked."""
_NOT_IN_A_MESSAGE = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html"""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clients:
    """One client for each service; region, keys and endpoint come from AWS's settings."""

    dynamodb: "DynamoDBClient"
    sqs: "SQSClient"
    secrets: "SecretsManagerClient"


@cache
def clients() -> Clients:
    """Return the process' clients, made at the first call."""
    import botocore.session

    session: Any = botocore.session.get_session()
    made = Clients(
        dynamodb=session.create_client("dynamodb", config=_once(CONNECT_TIMEOUT_S, READ_TIMEOUT_S)),
        sqs=session.create_client("sqs", config=_once(PATIENT_CONNECT_S, PATIENT_READ_S)),
        secrets=session.create_client("secretsmanager", config=_once(PATIENT_CONNECT_S, PATIENT_READ_S)),
    )
    # Every service in every region, 4 MiB of it, read for making clients and kept for making more.
    getattr(session.get_component("data_loader"), "_cache", {}).clear()
    return made


def _once(connect_s: float, read_s: float) -> "Config":
    """Return how a client behaves that does not retry by itself."""
    from botocore.config import Config

    return Config(
        connect_timeout=connect_s,
        read_timeout=read_s,
        retries={"total_max_attempts": 1, "mode": "standard"},
        max_pool_connections=1,
        tcp_keepalive=True,
    )


def dynamodb_client() -> "DynamoDBClient":
    """Return the client for `store.dynamodb`, which does its own retries."""
    return clients().dynamodb


def sqs_client() -> "SQSClient":
    """Return the client for TurnsQueue."""
    return clients().sqs


def secrets_client() -> "SecretsManagerClient":
    """Return the client for the secret."""
    return clients().secrets


class SqsTurns:
    """`Turns` over TurnsQueue."""

    def __init__(self, url: str, connect: "Callable[[], SQSClient]" = sqs_client) -> None:
        self._url = url
        self._connect = connect
        self._told = ""

    def send(self, parcels: Sequence[Parcel]) -> list[Fate]:
        """Send up to ten parcels of different groups; return each one's fate. Raises nothing."""
        fates, cause = self._attempt(parcels)
        if cause in _OF_THE_MESSAGE and len(parcels) > 1:
            return [self.send([parcel])[0] for parcel in parcels]
        if cause in _OF_THE_MESSAGE:
            fates = [Fate.REFUSED]
        if cause and cause != self._told:
            _log.error("the queue does not take mentions; they are kept and sent again", extra={"cause": cause})
        self._told = cause
        return fates

    def _attempt(self, parcels: Sequence[Parcel]) -> tuple[list[Fate], str]:
        from botocore.exceptions import BotoCoreError, ClientError

        entries: Any = [_entry(index, parcel) for index, parcel in enumerate(parcels)]
        try:
            answer = self._connect().send_message_batch(QueueUrl=self._url, Entries=entries)
        except ClientError as error:
            return [Fate.LATER] * len(parcels), str(error.response.get("Error", {}).get("Code", "unknown"))
        except BotoCoreError as error:
            return [Fate.LATER] * len(parcels), type(error).__name__
        return _fates(answer, len(parcels))


def _entry(index: int, parcel: Parcel) -> dict[str, str]:
    return {
        "Id": str(index),
        # In JSON such a character can only stand in a string, where it may be escaped.
        "MessageBody": _NOT_IN_A_MESSAGE.sub(lambda found: f"\\u{ord(found.group()):04x}", parcel.body),
        "MessageGroupId": parcel.group,
        "MessageDeduplicationId": parcel.id,
    }


def _fates(answer: Any, count: int) -> tuple[list[Fate], str]:
    fates, cause = [Fate.LATER] * count, ""
    for taken in answer.get("Successful", ()):
        fates[int(taken["Id"])] = Fate.TAKEN
    for failed in answer.get("Failed", ()):
        cause = str(failed.get("Code"))
        if failed.get("SenderFault") and cause in _OF_THE_MESSAGE:
            fates[int(failed["Id"])] = Fate.REFUSED
    return fates, cause if Fate.LATER in fates else ""


class BotSecret:
    """`Secrets` over Secrets Manager: `{"bot_token": …}`; empty means that nobody has stored one yet."""

    def __init__(self, arn: str, connect: "Callable[[], SecretsManagerClient]" = secrets_client) -> None:
        self._arn = arn
        self._connect = connect

    def read(self) -> Secret | None:
        """Return the token as it now is; None while nobody has stored one.

        Raises:
            ConfigurationError: The secret cannot be read.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self._connect().get_secret_value(SecretId=self._arn)
            token = json.loads(answer["SecretString"])["bot_token"]
        except (BotoCoreError, ClientError, KeyError, TypeError, ValueError) as error:
            raise ConfigurationError(
                f"The bot token cannot be read ({_kind(error)}).",
                'Store {"bot_token": "…"} in the secret, and let the task read it.',
            ) from None
        usable = isinstance(token, str) and token.strip()
        return Secret(token.strip(), str(answer.get("VersionId", ""))) if usable else None


def _kind(error: Exception) -> str:
    told = getattr(error, "response", None) or {}
    return str(told.get("Error", {}).get("Code") or type(error).__name__)
