"""What the interactions door loads before it is needed, seen in a fresh process; and what it is without settings."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.unit.surfaces.interactions.support import PUBLIC_KEY, command, menu, option, signed

BANNED = (
    "pydantic",
    "httpx",
    "httpx2",
    "mcp",
    "anthropic",
    "boto3",
    "botocore.session",
    "guildhall.operations",
    "guildhall.store",
)
SCRIPT = """
import json, sys
from interactions_endpoint.handler import handler
at_init = sorted(sys.modules)
statuses = [handler(event, None)["statusCode"] for event in json.load(sys.stdin)]
print(json.dumps({"at_init": at_init, "answered": sorted(sys.modules), "statuses": statuses}))
"""


def run(events: list[dict[str, Any]], **settings: str) -> dict[str, Any]:
    """Load the function in a process of its own and let it answer these events."""
    environment = {"PATH": os.environ["PATH"], "LOG_LEVEL": "CRITICAL", "PYTHONDONTWRITEBYTECODE": "1", **settings}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(events),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def loaded(modules: list[str]) -> list[str]:
    return [name for name in BANNED if name in modules]


def test_the_door_loads_nothing_heavy_at_init_nor_for_what_it_answers_by_itself() -> None:
    by_itself = [
        signed({"type": 1}),
        signed(b"{"),
        signed(command("policy explain", kind=4)),
        signed(command("message send")),
        signed(command("ask")),
        signed(menu("Ask")),
    ]
    queues = {"OPERATIONS_QUEUE_URL": "http://127.0.0.1:9/queue", "TURNS_QUEUE_URL": "http://127.0.0.1:9/turns.fifo"}
    seen = run(by_itself, DISCORD_PUBLIC_KEY=PUBLIC_KEY, **queues)
    assert seen["statuses"] == [200, 401, 200, 200, 200, 200]
    assert "nacl.signing" in seen["at_init"]
    assert loaded(seen["at_init"]) == []
    assert loaded(seen["answered"]) == []


@pytest.mark.parametrize("sent", [command("channel list"), command("ask", option("question", "x")), menu("Summarize")])
def test_only_a_job_for_a_queue_loads_boto3(sent: dict[str, Any]) -> None:
    settings = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    queues = {"OPERATIONS_QUEUE_URL": "http://127.0.0.1:9/queue", "TURNS_QUEUE_URL": "http://127.0.0.1:9/turns.fifo"}
    settings |= {"DISCORD_PUBLIC_KEY": PUBLIC_KEY, "AWS_ENDPOINT_URL": "http://127.0.0.1:9", **queues}
    seen = run([signed(sent)], **settings)
    assert seen["statuses"] == [200]
    assert loaded(seen["answered"]) == ["boto3", "botocore.session"]


@pytest.mark.parametrize("settings", [{}, {"DISCORD_PUBLIC_KEY": PUBLIC_KEY}, {"OPERATIONS_QUEUE_URL": "http://x"}])
def test_without_its_settings_the_door_stays_shut_and_does_not_fail(settings: dict[str, str]) -> None:
    assert run([signed({"type": 1})], **settings)["statuses"] == [401]
