"""The deployed sealer on a laptop: template.yaml on the emulated AWS with stream, key and bucket, and its process."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from guildhall.bootstrap.seals import SealBucket, SealKey
from guildhall.clock import new_id, utc_now
from guildhall.discord.ids import GuildId, UserId
from guildhall.execution.seals.findings import Evidence, Report
from guildhall.execution.seals.verifying import verify
from guildhall.identity import Door
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.store.audit import AuditRepository
from guildhall.store.chains import ChainRepository
from guildhall.store.dynamodb import DynamoDB
from guildhall.store.records import AuditRecord
from local.aws import Aws
from local.cloud import Cloud, Surroundings
from local.leash import Leash
from local.logs import Logs
from local.state import State
from local.template import Physical, read
from tests.integration.laptop.helpers import emulated_aws, until

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = dict.fromkeys(("DISCORD_API_BASE_URL", "DISCORD_GATEWAY_URL"), "http://discord.invalid")
WRITERS = 20


@dataclass(frozen=True)
class SealingHouse:
    """A running deployment without its gateway task."""

    cloud: Cloud
    state: State

    @property
    def aws(self) -> Aws:
        """The emulated AWS."""
        return self.cloud.aws

    def physical(self, logical_id: str) -> Physical:
        """What a resource of the template became."""
        assert self.cloud.template is not None
        return self.cloud.template.physical[logical_id]

    @property
    def table(self) -> str:
        """The audit table's name."""
        return self.physical("AuditTable").ref

    def log(self) -> AuditRepository:
        """The trail, as a door writes it."""
        return AuditRepository(DynamoDB(lambda: self.aws.client("dynamodb")).table(self.table))

    def evidence(self) -> Evidence:
        """What the trail is judged by, over connections of its own."""
        key = SealKey(self.physical("SealKey").attributes["Arn"], lambda: self.aws.client("kms"))
        bucket = SealBucket(self.physical("SealBucket").ref, lambda: self.aws.client("s3"))
        table = DynamoDB(lambda: self.aws.client("dynamodb")).table(self.table)
        return Evidence(chain=ChainRepository(table), signed=key.signed, copies=bucket, clock=utc_now)

    def verify(self, guild_id: GuildId) -> Report:
        """Judge a guild's trail."""
        return verify(self.evidence(), guild_id)

    def write(self, guild_id: GuildId, count: int) -> None:
        """Append records of different calls, many at once."""
        log = self.log()
        with ThreadPoolExecutor(WRITERS) as pool:
            assert all(pool.map(lambda _: log.put(record(guild_id)), range(count)))

    def sealed(self, guild_id: GuildId) -> list[str]:
        """The keys of all that is sealed of a guild, in the chain's order."""
        segments = [each.segment() for each in self.evidence().chain.segments(guild_id)]
        return [entry.key for segment in segments if segment for entry in segment.entries]

    def wait_until_sealed(self, guild_id: GuildId, count: int) -> None:
        """Wait until so many of a guild's records are sealed."""
        until(lambda: len(self.sealed(guild_id)) >= count, f"{count} records are sealed")

    def wait_until_told(self, guild_id: GuildId, count: int) -> None:
        """Wait until the sealer says so: the emulated AWS takes one request at a time, and needs the time itself."""
        until(lambda: self._told(guild_id) >= count, f"{count} records are sealed")

    def _told(self, guild_id: GuildId) -> int:
        lines = [json.loads(line) for line in self.said().splitlines() if '"sealed"' in line]
        return sum(line["records"] for line in lines if line["guild_id"] == guild_id)

    def item(self, pk: str, sk: str) -> dict[str, Any]:
        """An item of the audit table, as it lies there."""
        found = self.aws.client("dynamodb").get_item(TableName=self.table, Key={"pk": {"S": pk}, "sk": {"S": sk}})
        return dict(found["Item"])

    def put(self, item: dict[str, Any]) -> None:
        """Write over an item, as somebody with rights of their own could."""
        self.aws.client("dynamodb").put_item(TableName=self.table, Item=item)

    def remove(self, item: dict[str, Any]) -> None:
        """Remove an item likewise."""
        self.aws.client("dynamodb").delete_item(TableName=self.table, Key={"pk": item["pk"], "sk": item["sk"]})

    def said(self) -> str:
        """What the sealer has logged."""
        path = self.state.logs / "AuditSealerFunction.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""


def record(guild_id: GuildId) -> AuditRecord:
    """A record of a call that is made right now."""
    now = utc_now()
    return AuditRecord(
        audit_id=new_id(now),
        kind=AuditKind.INTENT,
        status=AuditStatus.PENDING,
        at=now,
        guild_id=guild_id,
        user_id=UserId("80351110224678912"),
        door=Door.MCP,
        credential="key:k1",
        operation="member.ban",
        risk="destructive",
        arguments={"user_id": "80351110224678913"},
        expires_at=now + timedelta(days=365),
    )


@contextmanager
def sealing_house(folder: Path) -> Iterator[SealingHouse]:
    """Serve the template."""
    with emulated_aws(folder) as aws, ExitStack() as stack:
        leash = Leash()
        stack.callback(leash.close)
        state = stack.enter_context(State(folder / "state"))
        output = stack.enter_context((folder / "console.txt").open("w", encoding="utf-8"))
        around = Surroundings(leash, state, Logs(state.logs, Console(file=output), "verbose"))
        cloud = stack.enter_context(Cloud(aws, around, SETTINGS, {}, {}))
        cloud.deploy(read(ROOT / "template.yaml", {"Gateway": "off"}))
        yield SealingHouse(cloud, state)
        stack.close()
