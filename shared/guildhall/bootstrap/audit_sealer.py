"""What the sealer is made of: the audit table, the key, the bucket of copies and a clock."""

from functools import cache

from guildhall.bootstrap.seals import SealBucket, SealKey
from guildhall.clock import utc_now
from guildhall.config import SealSettings, required
from guildhall.execution.seals.sealing import Sealer
from guildhall.execution.seals.stream import SealingStream
from guildhall.observability import logger
from guildhall.store.chains import ChainRepository
from guildhall.store.dynamodb import DynamoDB


@cache
def stream() -> SealingStream:
    """Return this process's worker on the table's stream, from its environment.

    Raises:
        ConfigurationError: A setting is missing.
    """
    settings = SealSettings.load()
    sealer = Sealer(
        chain=ChainRepository(DynamoDB().table(required("AUDIT_TABLE"))),
        signer=SealKey(settings.key_arn),
        copies=SealBucket(settings.bucket),
        clock=utc_now,
    )
    return SealingStream(sealer.seal, logger("audit_sealer"))
