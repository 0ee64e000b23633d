"""The key that signs segments, and the bucket in which copies of them lie, as AWS keeps both.

boto3 is imported at the first request: the doors that can verify seldom do.
Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
"""

import base64
import threading
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from guildhall.clock import Clock, utc_now
from guildhall.config import SealSettings
from guildhall.discord.ids import GuildId
from guildhall.errors import StoreError, StoreUnavailable
from guildhall.execution.seals.findings import Copy, Evidence
from guildhall.store import keys
from guildhall.store.chains import ChainRepository
from guildhall.store.table import Table

ALGORITHM = "ECDSA_SHA_256"
_SERVER_ERROR = 500
_PATIENCE_S = 5.0


class _Service:
    """One AWS service, reached with a few quick retries; safe between threads."""

    service: str

    def __init__(self, connect: Callable[[], Any] | None = None) -> None:
        self._connect = connect or self._make_client
        self._made: Any = None
        self._lock = threading.Lock()

    def _client(self) -> Any:
        with self._lock:
            self._made = self._made or self._connect()
            return self._made

    def _make_client(self) -> Any:
        import boto3
        from botocore.config import Config

        retries: Any = {"total_max_attempts": 3, "mode": "standard"}
        config = Config(connect_timeout=2, read_timeout=_PATIENCE_S, retries=retries, tcp_keepalive=True)
        return boto3.session.Session().client(self.service, config=config)  # type: ignore[call-overload]  # no literal

    def _ask[Answer](self, request: Callable[[Any], Answer], **answers: Answer) -> Answer:
        """Make a request; `answers` are what some error codes mean.

        Raises:
            StoreError: The service refused; StoreUnavailable: that may pass.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return request(self._client())
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in answers:
                return answers[code]
            raise self._refused(code, error.response.get("ResponseMetadata", {})) from error
        except BotoCoreError as error:
            raise StoreUnavailable(f"{self.service.upper()} gave no answer.", "Try again.") from error

    def _refused(self, code: str, about: Mapping[str, Any]) -> StoreError:
        kind = StoreUnavailable if about.get("HTTPStatusCode", 0) >= _SERVER_ERROR else StoreError
        return kind(f"{self.service.upper()} refused a request with {code}.", "Look at the function's role and log.")


class SealKey(_Service):
    """The key; only the sealer may sign with it."""

    service = "kms"

    def __init__(self, arn: str, connect: Callable[[], Any] | None = None) -> None:
        super().__init__(connect)
        self._asked = {"KeyId": arn, "MessageType": "RAW", "SigningAlgorithm": ALGORITHM}

    def sign(self, message: bytes) -> str:
        """Return the key's signature in base64."""
        answer = self._ask(lambda kms: kms.sign(Message=message, **self._asked))
        return base64.b64encode(answer["Signature"]).decode()

    def signed(self, message: bytes, signature: str) -> bool:
        """Return whether a signature (base64) is the key's."""
        try:
            raw = base64.b64decode(signature, validate=True)
        except ValueError:
            return False
        if not raw:
            return False
        no = {"SignatureValid": False}
        answer = self._ask(
            lambda kms: kms.verify(Message=message, Signature=raw, **self._asked),
            KMSInvalidSignatureException=no,
            ValidationException=no,
        )
        return bool(answer["SignatureValid"])


class SealBucket(_Service):
    """The bucket: `heads/<guild>/<number>.json`, each written once."""

    service = "s3"

    def __init__(self, name: str, connect: Callable[[], Any] | None = None) -> None:
        super().__init__(connect)
        self._name = name

    def keep(self, guild_id: GuildId | None, number: int, text: str) -> None:
        """Keep a copy of a segment, unless there is one of that number."""
        path = f"{_folder(guild_id)}{keys.segment(guild_id, number).sk}.json"
        asked = {"Bucket": self._name, "Key": path, "Body": text.encode(), "ContentType": "application/json"}
        self._ask(lambda s3: s3.put_object(**asked, IfNoneMatch="*"), PreconditionFailed=None)

    def every(self, guild_id: GuildId | None) -> Iterator[Copy]:
        """Yield what there is of a chain's copies, by number, whatever became of each since."""
        for path, found in groupby(self._versions(_folder(guild_id)), key=lambda version: str(version["Key"])):
            versions = list(found)
            written = [version for version in versions if "ETag" in version]
            number = path.rpartition("/")[2].removesuffix(".json")
            if written and number.isdigit():
                md5 = str(written[-1]["ETag"]).strip('"')  # of the first version; they come newest first
                yield Copy(int(number), md5, len(written), is_removed="ETag" not in versions[0])

    def _versions(self, folder: str) -> Iterator[Mapping[str, Any]]:
        """Yield versions and marks of removal, by path, each path's newest first, some at a time."""
        after: dict[str, str] = {}
        while True:
            asked = {"Bucket": self._name, "Prefix": folder, **after}
            page = self._ask(lambda s3, asked=asked: s3.list_object_versions(**asked))  # type: ignore[misc]
            found = [*page.get("DeleteMarkers", ()), *page.get("Versions", ())]
            yield from sorted(found, key=lambda version: (version["Key"], not version["IsLatest"]))
            if not page.get("IsTruncated"):
                return
            after = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}


def evidence(audit: Table, settings: SealSettings, clock: Clock = utc_now) -> Evidence:
    """Return what a trail is judged by; nothing is asked of AWS yet."""
    key, copies = SealKey(settings.key_arn), SealBucket(settings.bucket)
    return Evidence(chain=ChainRepository(audit), signed=key.signed, copies=copies, clock=clock)


def _folder(guild_id: GuildId | None) -> str:
    return f"heads/{guild_id or 'no-guild'}/"
