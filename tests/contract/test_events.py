"""Each file in `events/` is what a deployed function receives: it is fed to the handler, and the answer is compared."""

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guildhall.clock import utc_now
from guildhall.discord.ids import UserId
from guildhall.discord.signature import verify
from guildhall.identity import Level
from guildhall.oauth.keys import KeyGrant, mint
from guildhall.store.dynamodb import DynamoDB
from guildhall.store.policies import PolicyRepository
from guildhall.surfaces.agent import job as agent_job
from guildhall.surfaces.interactions import job
from tests.contract.deployment import functions
from tests.fakes.deployed import Deployed, deployed
from tools import event_envelopes, make_events

EXPECTED: dict[str, dict[str, Any]] = json.loads((make_events.FOLDER / "expected.json").read_text("utf-8"))


def event(path: str) -> dict[str, Any]:
    return dict(json.loads((make_events.FOLDER / path).read_text("utf-8")))


def of_door(door: str) -> list[str]:
    return sorted(path for path in EXPECTED if path.startswith(f"{door}/"))


def body_bytes(sent: dict[str, Any]) -> bytes:
    body = str(sent.get("body", ""))
    return base64.b64decode(body) if sent["isBase64Encoded"] else body.encode()


def holds(actual: Any, expected: Any) -> bool:
    """Whether everything expected is in what came."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            name in actual and holds(actual[name], expected[name]) for name in expected
        )
    return bool(actual == expected)


def test_the_files_are_what_their_generator_writes() -> None:
    assert {path: path.read_text("utf-8") for path in make_events.FOLDER.rglob("*.json")} == make_events.texts()


@pytest.mark.parametrize("path", of_door("interactions_endpoint"))
def test_a_signature_holds_exactly_where_the_function_has_to_accept_it(path: str) -> None:
    sent = event(path)
    signature = sent["headers"].get("x-signature-ed25519", "")
    timestamp = sent["headers"].get("x-signature-timestamp", "")
    held = verify(event_envelopes.PUBLIC_KEY, signature, timestamp, body_bytes(sent))
    assert held == (EXPECTED[path]["status"] != 401)


def test_nothing_but_the_test_key_s_seed_is_needed_to_sign() -> None:
    assert event_envelopes.PUBLIC_KEY == "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29"


@pytest.mark.parametrize("path", of_door("operation_worker"))
def test_a_queued_job_is_one_that_the_worker_reads(path: str) -> None:
    (record,) = event(path)["Records"]
    read = job.decode(record["body"])
    assert job.encode(read) == record["body"]


@pytest.mark.parametrize("path", [path for path in of_door("agent_worker") if "not_a_job" not in path])
def test_a_queued_turn_is_one_that_the_worker_reads_and_its_group_is_its_channel(path: str) -> None:
    (record,) = event(path)["Records"]
    read = agent_job.decode(record["body"])
    assert agent_job.encode(read) == record["body"]
    attributes = record["attributes"]
    assert attributes["MessageGroupId"] == read.channel_id
    assert attributes["MessageDeduplicationId"] == read.deduplication_id


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployed]:
    parameters = {
        "DiscordPublicKey": event_envelopes.PUBLIC_KEY,
        "DiscordApplicationId": event_envelopes.APPLICATION,
    }
    with deployed(parameters, bot_token="test-only-bot-token") as made:
        keep_the_key_of_the_events(made)
        yield made


def keep_the_key_of_the_events(made: Deployed) -> None:
    grant = KeyGrant(name="events", level=Level.READ_ONLY, user_id=UserId(event_envelopes.MEMBER))
    text, record = mint(grant, utc_now(), draw=bytes)
    assert text.split("_")[:2] == event_envelopes.API_KEY.split("_")[:2]
    table = made.wiring.functions["McpEndpointFunction"].environment["POLICY_TABLE"]
    PolicyRepository(DynamoDB(lambda: made.aws.client("dynamodb")).table(table)).put_api_key(record)


@pytest.mark.parametrize("function", sorted(functions()))
def test_every_event_of_a_function_gets_its_answer_from_one_warm_process(
    function: str, deployment: Deployed, tmp_path: Path
) -> None:
    paths = of_door(Path(functions()[function]["CodeUri"]).name)
    assert paths
    answers = deployment.invoke(function, [event(path) for path in paths], tmp_path)
    told = {path: readable(answer) for path, answer in zip(paths, answers, strict=True)}
    assert {path: told[path] for path in paths if not holds(told[path], EXPECTED[path])} == {}


def readable(answer: dict[str, Any]) -> dict[str, Any]:
    """An HTTP answer as status and document; a worker's answer as its result."""
    if "statusCode" not in answer:
        return {"result": answer}
    body = str(answer.get("body") or "")
    raw = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    if answer.get("headers", {}).get("content-encoding") == "gzip":
        raw = gzip.decompress(raw)
    return {"status": answer["statusCode"], "body": json.loads(raw) if raw else None}
