"""The runbook's Python, word for word, run as a person runs it: with the tables' names in the environment."""

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from guildhall.clock import utc_now
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.store.dynamodb import DynamoDB
from guildhall.store.exchanges import ExchangeRepository
from guildhall.store.policies import PolicyRepository
from guildhall.store.turn_records import Summary
from tests.fakes.moto_process import create_table, dynamodb_client, moto_server

RUNBOOK = (Path(__file__).resolve().parents[2] / "docs" / "runbook.md").read_text("utf-8")
SNIPPETS = tuple(re.findall(r"<<'PY'\n(.*?)\nPY\n", RUNBOOK, re.DOTALL))
GUILD, CHANNEL, PERSON = GuildId("1504496092375547905"), ChannelId("1508119971031547906"), UserId("1392155854039547912")
IDS = {
    "the guild's id": GUILD,
    "the channel's id": CHANNEL,
    "the person's id": PERSON,
    "your Discord user id": PERSON,
    "the turn's id": "1573354006749773824",
}
_names = itertools.count()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with moto_server() as url:
        yield url


class Desk:
    """An operator's shell: the tables' names exported, the stack at moto's address."""

    def __init__(self, url: str) -> None:
        self._client = dynamodb_client(url)
        number = next(_names)
        self._tables = {f"{kind}_TABLE": f"{kind}-{number}" for kind in ("POLICY", "AUDIT", "HISTORY", "STATE")}
        for name in self._tables.values():
            create_table(self._client, name)
        away = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
        self._environment: dict[str, str] = {**os.environ, **away, **self._tables, "AWS_ENDPOINT_URL": url}
        database = DynamoDB(lambda: self._client)
        self.policies = PolicyRepository(database.table(self._tables["POLICY_TABLE"]))
        self.exchanges = ExchangeRepository(database.table(self._tables["HISTORY_TABLE"]))

    def run(self, mark: str, changed: Mapping[str, str] | None = None) -> str:
        """Run the one snippet that holds the mark, its placeholders filled in; returns what it printed."""
        (text,) = [snippet for snippet in SNIPPETS if mark in snippet]
        for old, new in ({} if changed is None else changed).items():
            assert old in text
            text = text.replace(old, new)
        for placeholder, value in IDS.items():
            text = text.replace(placeholder, value)
        command, around = [sys.executable, "-"], self._environment
        done = subprocess.run(command, input=text, capture_output=True, text=True, env=around, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()


@pytest.fixture
def desk(address: str) -> Iterator[Desk]:
    made = Desk(address)
    yield made
    made.close()


def test_every_snippet_is_run_here() -> None:
    reads = ("chat_channels(", "TurnRepository", "ShardRepository")
    marks = ("mint(", *reads, "batch_writer", "revoked_at")
    assert [sum(mark in snippet for mark in marks) for snippet in SNIPPETS] == [1] * len(marks)


def test_a_key_is_made_and_revoked(desk: Desk) -> None:
    key_id = desk.run("mint(").split("_")[1]
    made = desk.policies.api_key(key_id)
    assert made is not None
    assert made.revoked_at is None
    assert desk.run("revoked_at", {"the key's id": key_id}) == f"revoked: laptop, of user {PERSON}\n"
    revoked = desk.policies.api_key(key_id)
    assert revoked is not None
    assert revoked.revoked_at is not None


def test_what_was_never_there_is_said_so(desk: Desk) -> None:
    assert desk.run("TurnRepository") == "nothing is known of it\n"
    assert desk.run("ShardRepository") == "connecting  heard until None, held until None\n"
    assert desk.run("chat_channels(") == ""


def test_a_persons_memory_is_erased_and_nobody_elses(desk: Desk) -> None:
    later = utc_now() + timedelta(days=1)
    other = UserId("1247200707799547910")
    for asker in (PERSON, other):
        summary = Summary(asker_id=asker, until="1", text="asked for channels")
        desk.exchanges.put_summary((GUILD, CHANNEL), summary, later)
    assert desk.run("batch_writer") == "1 entries erased\n"
    assert desk.exchanges.summary(GUILD, CHANNEL, PERSON) is None
    assert desk.exchanges.summary(GUILD, CHANNEL, other) is not None
