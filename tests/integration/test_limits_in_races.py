"""Calls that race for what is left, through the whole pipeline and over DynamoDB's interface."""

import itertools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from guildhall.bootstrap.platform import Tables
from guildhall.errors import GuildhallError
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy, Installation
from guildhall.policy.shares import DAY_S
from guildhall.store.dynamodb import DynamoDB
from tests.fakes.clock import NOON
from tests.fakes.guild import GENERAL, GUILD, MEMBER, MODERATOR, NEWCOMER, STAFF
from tests.fakes.moto_process import create_table, dynamodb_client, moto_server
from tests.fakes.platform import Rig

POST = "POST /channels/{channel_id}/messages"
CALLS = int(os.environ.get("RACING", "30"))
"""How many race; `make nightly` sets more."""
_names = itertools.count()


@pytest.fixture(scope="module")
def database() -> Iterator[DynamoDB]:
    with moto_server() as url:
        client = dynamodb_client(url)
        yield DynamoDB(lambda: client)
        client.close()


@pytest.fixture
def rig(database: DynamoDB) -> Rig:
    rig = Rig()
    names = [f"{kind}-{next(_names)}" for kind in ("policy", "history", "audit", "state")]
    for name in names:
        create_table(database.client(), name)
    rig.tables = Tables(*(DynamoDB(database.client, rig.clock).table(name) for name in names))
    rig.restart()
    rig.platform.policies.put_installation(Installation(guild_id=GUILD, installed_at=NOON))
    rig.platform.policies.put_guild_policy(GuildPolicy(guild_id=GUILD, version=1))
    return rig


def race(rig: Rig, times: int, name: str, arguments: dict[str, Any], who: Any) -> list[str]:
    """Make a call so many times at once, each by a credential of its own; return how each ended."""

    def once(number: int) -> str:
        try:
            rig.complete(name, arguments, rig.mcp(who, credential=f"key:{number:016}"), dry_run=False)
        except GuildhallError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(16) as threads:
        return list(threads.map(once, range(times)))


def test_of_many_calls_at_once_exactly_as_many_pass_as_the_day_has_left(rig: Rig) -> None:
    left = CALLS // 3
    rig.set_policy(writes_per_day=left)
    told = race(rig, CALLS, "message.send", {"channel_id": GENERAL, "content": "hello"}, MEMBER)
    assert (told.count("done"), told.count("rate_limited")) == (left, CALLS - left), set(told)
    assert len(rig.discord.sent(POST)) == left
    assert rig.platform.machinery.counters.counted(f"day#guild:{GUILD}", window_s=DAY_S).counts == {"writes": left}


def test_of_many_acts_of_moderation_at_once_ten_pass_and_the_guild_is_paused_once(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE, moderation_burst=10, alerts_channel_id=STAFF)
    version = rig.platform.policies.guild_policy(GUILD).version
    told = race(rig, CALLS, "member.timeout", {"user_id": NEWCOMER, "duration_s": 600}, MODERATOR)
    assert (told.count("done"), told.count("channel_forbidden")) == (10, CALLS - 10)
    assert len(rig.discord.sent("PATCH /guilds/{guild_id}/members/{user_id}")) == 10
    policy = rig.platform.policies.guild_policy(GUILD)
    assert policy.paused is not None
    assert policy.version == version + 1
    assert len(rig.discord.sent(POST)) == 1
    assert race(rig, 3, "message.send", {"channel_id": GENERAL, "content": "x"}, MEMBER) == ["channel_forbidden"] * 3
