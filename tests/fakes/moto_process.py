"""moto as a process of its own, on loopback and a port that the system picks."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3
from botocore.client import BaseClient
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

STARTS_WITHIN_S = 60
ENDS_WITHIN_S = 10
_RUNNING = re.compile(r"Running on (http://127\.0\.0\.1:\d+)")


@contextmanager
def moto_server() -> Iterator[str]:
    """Start moto, yield its address, and stop it."""
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env={})
    found: list[str] = []
    ready = threading.Event()
    reader = threading.Thread(target=_read, args=(process, found, ready), daemon=True)
    reader.start()
    try:
        assert ready.wait(STARTS_WITHIN_S), "moto did not say where it runs"
        assert found, "moto ended before it ran"
        yield found[0]
    finally:
        process.terminate()
        try:
            process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join(ENDS_WITHIN_S)
        assert process.stderr is not None
        process.stderr.close()


def _read(process: "subprocess.Popen[str]", found: list[str], ready: threading.Event) -> None:
    """Note the address, then go on reading, because a full pipe would stop the server."""
    assert process.stderr is not None
    for line in process.stderr:
        if match := _RUNNING.search(line):
            found.append(match.group(1))
            ready.set()
    ready.set()


def dynamodb_client(endpoint_url: str) -> "DynamoDBClient":
    """Return a client for moto that sends one request at a time.

    Beside failing transactions moto loses writes that it acknowledged, and it checks conditions without a lock;
    DynamoDB does neither. Between the requests of one repository call, other threads still come in.
    """
    client = boto3.session.Session().client(
        "dynamodb",
        endpoint_url=endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=30, connect_timeout=5),
    )
    _one_at_a_time(client)
    return client


def _one_at_a_time(client: BaseClient) -> None:
    lock = threading.Lock()
    send = client._make_api_call  # type: ignore[attr-defined]  # botocore has no public seam around a whole request

    def send_alone(*args: object) -> object:
        with lock:
            return send(*args)

    client._make_api_call = send_alone  # type: ignore[attr-defined]  # likewise


def create_table(client: "DynamoDBClient", name: str) -> None:
    """Create a table as the template does: keys pk and sk, TTL on `expires_at`."""
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    client.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"})
