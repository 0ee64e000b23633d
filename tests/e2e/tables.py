"""The running system's tables and queues, reached as an operator reaches them: over its AWS endpoint."""

import json
from datetime import timedelta
from functools import cache
from typing import Any

import boto3

from guildhall.clock import utc_now
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.policy.model import ChatChannel, GuildPolicy
from guildhall.store import keys
from guildhall.store.codec import micros
from guildhall.store.confirmations import ConfirmationRepository
from guildhall.store.dynamodb import DynamoDB
from guildhall.store.policies import PolicyRepository
from guildhall.store.records import ConfirmationRecord
from guildhall.store.table import Change, Table
from guildhall.store.turn_records import TurnRecord, TurnStatus
from guildhall.store.turns import TurnRepository
from tests.e2e.system import ANSWER_S, System, until

LOOK_EVERY_S = 0.2
"""A look into a table costs the machine more than one into the simulated Discord."""


@cache
def _client(endpoint_url: str) -> Any:
    """Return a client of the tables' service."""
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@cache
def _database(endpoint_url: str) -> DynamoDB:
    client = _client(endpoint_url)
    return DynamoDB(lambda: client)


@cache
def _queues(endpoint_url: str) -> tuple[Any, list[str]]:
    """Return a client, and the addresses of the workers' queues."""
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
    sqs = session.client("sqs", endpoint_url=endpoint_url)
    urls = [url for url in sqs.list_queues()["QueueUrls"] if url.endswith(("operations", "turns.fifo"))]
    assert len(urls) == 2, urls
    return sqs, urls


def quiet(system: System) -> None:
    """Wait until nothing waits for the workers, or is with them."""
    sqs, urls = _queues(system.endpoints["aws_endpoint_url"])
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def empty() -> bool:
        told = [sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"] for url in urls]
        return not sum(int(count) for each in told for count in each.values())

    until(empty, what="the end of what is under way", every_s=LOOK_EVERY_S)


def table(system: System, name: str) -> Table:
    """Return a table by its name in the template, e.g. `StateTable`."""
    return _database(system.endpoints["aws_endpoint_url"]).table(f"guildhall-{name}")


def policies(system: System) -> PolicyRepository:
    """Return the policies."""
    return PolicyRepository(table(system, "PolicyTable"))


def change_policy(system: System, **changes: object) -> GuildPolicy:
    """Change the simulated guild's policy, as its owner would."""
    guild_id = GuildId.parse(system.discord["guild_id"])
    repository = policies(system)
    policy = repository.guild_policy(guild_id)
    changed = policy.model_copy(update={**changes, "version": policy.version + 1})
    assert repository.put_guild_policy(changed)
    return changed


def allow_chat(system: System, channel_id: str) -> None:
    """Let the agent answer in a channel."""
    guild_id, owner = GuildId.parse(system.discord["guild_id"]), UserId.parse(system.user("owner"))
    channel = ChatChannel(
        guild_id=guild_id, channel_id=ChannelId.parse(channel_id), allowed_by=owner, allowed_at=utc_now()
    )
    policies(system).allow_chat(channel)


def turn(system: System, turn_id: str) -> TurnRecord | None:
    """Return the head of an agent's turn."""
    return TurnRepository(table(system, "StateTable")).get(turn_id)


def ended(system: System, turn_id: str, *, seconds: float = ANSWER_S) -> TurnRecord:
    """Wait until nothing more happens in a turn; return its head."""

    def over() -> TurnRecord | None:
        head = turn(system, turn_id)
        return head if head and head.ended else None

    return until(over, seconds=seconds, what=f"the end of turn {turn_id}", every_s=LOOK_EVERY_S)


def waiting(system: System, turn_id: str, *, seconds: float = ANSWER_S) -> TurnRecord:
    """Wait until a turn has left its queue; return its head."""

    def away() -> TurnRecord | None:
        head = turn(system, turn_id)
        return head if head and head.status in {TurnStatus.WAITING, TurnStatus.DELAYED} else None

    return until(away, seconds=seconds, what=f"turn {turn_id} to wait", every_s=LOOK_EVERY_S)


def confirmation(system: System, confirmation_id: str) -> ConfirmationRecord:
    """Return a question to a human."""
    found = ConfirmationRepository(table(system, "StateTable")).get(confirmation_id)
    assert found is not None
    return found


def make_overdue(system: System, confirmation_id: str) -> None:
    """Move a question's deadline into the past."""
    key, past = keys.confirmation(confirmation_id), utc_now() - timedelta(seconds=5)
    item = table(system, "StateTable").get(key)
    assert item is not None
    record = json.dumps({**json.loads(str(item["record"])), "expires_at": past.isoformat()})
    table(system, "StateTable").update_if(key, Change(set={"deadline_us": micros(past), "record": record}))


def forget_calls(system: System) -> None:
    """Let nobody have asked for anything lately: their minute begins anew."""
    client = _client(system.endpoints["aws_endpoint_url"])
    name = "guildhall-StateTable"
    for page in client.get_paginator("scan").paginate(TableName=name, ProjectionExpression="pk, sk"):
        for item in page["Items"]:
            if item["pk"]["S"].startswith(("count#", "pace#", "burst#")):
                client.delete_item(TableName=name, Key=item)
