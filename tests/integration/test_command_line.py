"""The command line as a process of its own, over tables in an emulated DynamoDB."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from guildhall.clock import new_id
from guildhall.discord.ids import GuildId, UserId
from guildhall.identity import Door
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.policy.model import GuildPolicy, Installation
from guildhall.store.audit import AuditRepository
from guildhall.store.dynamodb import DynamoDB
from guildhall.store.policies import PolicyRepository
from guildhall.store.records import AuditRecord
from tests.fakes.moto_process import dynamodb_client, moto_server

GUILD = GuildId("41771983423143937")
AUDIT, POLICY = "guildhall-AuditTable", "guildhall-PolicyTable"
KEYS: dict[str, Any] = {
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "BillingMode": "PAY_PER_REQUEST",
}


@dataclass
class Laptop:
    """Tables as `make local` names them, and the state directory that leads to them."""

    state: Path
    log: AuditRepository
    policies: PolicyRepository

    def run(self, *words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "guildhall.bootstrap.command_line", "--state", str(self.state), *words]
        return subprocess.run(command, capture_output=True, text=True, input=typed, timeout=60, check=False, env={})


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    with moto_server() as endpoint_url:
        client = dynamodb_client(endpoint_url)
        for name in (AUDIT, POLICY):
            client.create_table(TableName=name, **KEYS)
        database = DynamoDB(lambda: client)
        state = tmp_path_factory.mktemp("state")
        (state / "endpoints.json").write_text(json.dumps({"aws_endpoint_url": endpoint_url}), "utf-8")
        found = Laptop(state, AuditRepository(database.table(AUDIT)), PolicyRepository(database.table(POLICY)))
        found.policies.put_installation(Installation(guild_id=GUILD, installed_at=datetime.now(UTC)))
        yield found
        client.close()


def told(laptop: Laptop, number: int) -> str:
    audit_id = new_id()
    for kind, status in ((AuditKind.INTENT, AuditStatus.PENDING), (AuditKind.OUTCOME, AuditStatus.DONE)):
        laptop.log.put(
            AuditRecord(
                audit_id=audit_id,
                kind=kind,
                status=status,
                at=datetime.now(UTC),
                guild_id=GUILD,
                user_id=UserId(str(1000 + number)),
                door=Door.MCP,
                credential="key:k1",
                operation="message.send",
                risk="write",
            )
        )
    return audit_id


def test_the_trail_is_exported_whole_by_a_process_that_knows_only_the_state_directory(laptop: Laptop) -> None:
    written = [told(laptop, number) for number in range(130)]
    done = laptop.run("audit", "export", "--operation", "message.*")
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line)["audit_id"] for line in done.stdout.splitlines()] == [
        audit_id for audit_id in sorted(written, reverse=True) for _ in range(2)
    ]
    shown = laptop.run("audit", "get", written[0])
    assert (shown.returncode, "message.send by 1000: done" in shown.stdout) == (0, True)


def test_a_locked_policy_is_reset_and_the_trail_names_who_did_it(laptop: Laptop) -> None:
    before = laptop.policies.guild_policy(GUILD).version
    locked = GuildPolicy(guild_id=GUILD, denied_operations=("*",), self_approval=False, version=before + 1)
    assert laptop.policies.put_guild_policy(locked)
    refused = laptop.run("policy", "reset", typed="no\n")
    assert (refused.returncode, "nothing was changed" in refused.stderr) == (2, True)
    done = laptop.run("policy", "reset", typed=f"{GUILD}\n")
    assert done.returncode == 0, done.stderr
    assert laptop.policies.guild_policy(GUILD).refusing_list("message.send") is None
    (act,) = map(json.loads, laptop.run("audit", "list", "--operation", "policy.reset", "--json").stdout.splitlines())
    assert act["status"] == "done"
    assert act["records"][0]["credential"].startswith("aws:arn:aws:")


def test_what_is_missing_is_told_in_two_lines_and_no_traceback(tmp_path: Path, laptop: Laptop) -> None:
    nowhere = Laptop(tmp_path, laptop.log, laptop.policies).run("audit", "list")
    assert nowhere.returncode == 2
    assert len(nowhere.stderr.splitlines()) == 2
    assert "Traceback" not in nowhere.stderr
