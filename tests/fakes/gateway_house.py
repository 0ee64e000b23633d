"""The gateway task as a process of its own, between emulated AWS and any gateway; a test kills and asks it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3

from guildhall.clock import utc_now
from guildhall.discord.gateway.record import ShardRecord
from guildhall.store import keys
from guildhall.store.dynamodb import DynamoDB
from guildhall.store.moments import micros
from guildhall.store.shards import ShardRepository
from guildhall.store.table import Change, Table
from tests.fakes.moto_process import create_table, dynamodb_client, moto_server

SOON_S = 30.0
LOOK_EVERY_S = 0.02
UNMEASURED = "COVERAGE_PROCESS_CONFIG"
"""Left out, a task is not measured by coverage, which takes some memory itself."""
SHARD = (0, 1)
KEYS = {"region_name": "us-east-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}
WITH_FAULTS = "tests.fakes.gateway_main"


def until[Found](find: Callable[[], Found], within_s: float = SOON_S) -> Found:
    """Ask until the answer is true, and return it."""
    deadline, pause = time.monotonic() + within_s, threading.Event()
    while not (found := find()):
        assert time.monotonic() < deadline, "it did not happen in time"
        pause.wait(LOOK_EVERY_S)
    return found


class Cloud:
    """The task's part of AWS: StateTable, TurnsQueue, DiscordSecret."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._database = dynamodb_client(url)
        self._sqs = boto3.client("sqs", endpoint_url=url, **KEYS)  # type: ignore[call-overload]  # the keys are strings
        self._secrets = boto3.client("secretsmanager", endpoint_url=url, **KEYS)  # type: ignore[call-overload]  # likewise
        self._made = 0
        self.table = self.queue_url = self.secret_arn = ""
        self.sent: list[dict[str, Any]] = []

    def anew(self, token: str) -> None:
        """Make a table, a queue and a secret that nothing was put into before."""
        self._made += 1
        self.table = f"state-{self._made}"
        create_table(self._database, self.table)
        queue = self._sqs.create_queue(QueueName=f"turns-{self._made}.fifo", Attributes={"FifoQueue": "true"})
        self.queue_url = queue["QueueUrl"]
        secret = json.dumps({"bot_token": token})
        self.secret_arn = self._secrets.create_secret(Name=f"discord-{self._made}", SecretString=secret)["ARN"]
        self.sent = []

    def store_token(self, token: str) -> None:
        """Put another version into the secret."""
        self._secrets.put_secret_value(SecretId=self.secret_arn, SecretString=json.dumps({"bot_token": token}))

    def receive(self, wait_s: int = 0) -> list[dict[str, Any]]:
        """Take what lies on the queue; return the jobs so far, each with `group`, `dedup` and `sent_ms`.

        Of two with one deduplication id within five minutes SQS delivers the first; moto forgets what was deleted.
        """
        asked = {"QueueUrl": self.queue_url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": wait_s}
        answer = self._sqs.receive_message(**asked, AttributeNames=["All"])
        for message in answer.get("Messages", []):
            self._sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
            facts = message["Attributes"]
            more = {"group": facts["MessageGroupId"], "dedup": facts["MessageDeduplicationId"]}
            if more["dedup"] not in {job["dedup"] for job in self.sent}:
                self.sent.append(json.loads(message["Body"]) | more | {"sent_ms": int(facts["SentTimestamp"])})
        return self.sent

    def waiting(self) -> int:
        """How many jobs lie on the queue."""
        name = "ApproximateNumberOfMessages"
        answer = self._sqs.get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=[name])
        return int(answer["Attributes"][name])

    def contents(self) -> list[str]:
        """What was said, in the order in which it was queued."""
        return [job["message"]["content"] for job in self.receive()]

    def _shard_table(self) -> Table:
        return DynamoDB(lambda: self._database).table(self.table)

    def record(self) -> ShardRecord:
        """The shard as it stands."""
        return ShardRepository(self._shard_table()).peek(SHARD)

    def forget_session(self) -> None:
        """Let the shard have been saved before its session began."""
        self._shard_table().update_if(keys.shard(*SHARD), Change(set={"session_id": "", "acked_seq": None}))

    def hand_to(self, owner: str, for_s: float) -> None:
        """Let somebody hold the shard, whoever did."""
        until_us = micros(utc_now() + timedelta(seconds=for_s))
        self._shard_table().update_if(keys.shard(*SHARD), Change(set={"owner": owner, "lease_us": until_us}))


class Task:
    """One running task."""

    def __init__(self, environment: dict[str, str], module: str = "gateway_task") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.log: list[dict[str, Any]] = []
        self.noise: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                self.log.append(json.loads(line))
            except ValueError:
                self.noise.append(line)

    def said(self, text: str) -> list[dict[str, Any]]:
        """The lines of its log with these words."""
        return [line for line in list(self.log) if text in str(line.get("message"))]

    def heard(self, times: int = 1) -> "Task":
        """Wait until its session was heard so often."""
        until(lambda: len(self.said("the gateway session is heard")) >= times or self.ended())
        assert not self.ended(), self.noise
        return self

    def ended(self) -> bool:
        """Whether it is over."""
        return self.process.poll() is not None

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.wait()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Tell it to end, and return its exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait for its end."""
        code = self.process.wait(SOON_S)
        self._reader.join(SOON_S)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    def memory_mib(self, line: str = "VmRSS") -> float:
        """Resident memory, or its high-water mark `VmHWM`."""
        text = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return float(text.split(f"{line}:")[1].split()[0]) / 1024


class House:
    """Starts tasks in one cloud; ends what is left of them."""

    def __init__(self, cloud: Cloud, gateway_url: str, rest_url: str, folder: Path) -> None:
        self.cloud = cloud
        self.folder = folder
        self.tasks: list[Task] = []
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", UNMEASURED) if name in os.environ},
            "AWS_ENDPOINT_URL": cloud.url,
            "AWS_DEFAULT_REGION": KEYS["region_name"],
            "AWS_ACCESS_KEY_ID": KEYS["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": KEYS["aws_secret_access_key"],
            "STATE_TABLE": cloud.table,
            "TURNS_QUEUE_URL": cloud.queue_url,
            "DISCORD_SECRET_ARN": cloud.secret_arn,
            "DISCORD_GATEWAY_URL": gateway_url,
            "DISCORD_API_BASE_URL": rest_url,
            "GATEWAY_HEALTH_FILE": str(folder / "health"),
            "GATEWAY_STOP_S": "0",
            "GATEWAY_LEASE_S": "1.5",
            "GATEWAY_RECHECK_S": "0.2",
        }

    def start(self, module: str = "gateway_task", **changed: str) -> Task:
        """Start a task, with settings changed, or, as empty texts, left out."""
        settings = {name: value for name, value in (self.environment | changed).items() if value}
        task = Task(settings, module)
        self.tasks.append(task)
        return task

    def check(self) -> int:
        """What the health check of the container says."""
        command = [sys.executable, "-m", "gateway_task", "--check"]
        return subprocess.run(command, env=self.environment, check=False, timeout=SOON_S).returncode

    def faulty(self, *checkpoints: str, **changed: str) -> Task:
        """Start a task that is killed at the first of these checkpoints that it passes."""
        faults = self.folder / "faults"
        faults.mkdir(exist_ok=True)
        for name in checkpoints:
            (faults / name).touch()
        return self.start(WITH_FAULTS, FAULTS=str(faults), **changed)

    def close(self) -> None:
        """End every task."""
        for task in self.tasks:
            task.kill()


@contextmanager
def cloud() -> Iterator[Cloud]:
    """Run the emulated AWS while the block lasts."""
    with moto_server() as url:
        yield Cloud(url)
