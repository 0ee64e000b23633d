"""The table under test: in memory, and on DynamoDB's interface as moto serves it."""

import itertools
from collections.abc import Iterator

import pytest

from guildhall.store.dynamodb import DynamoDB
from guildhall.store.table import Table
from tests.fakes.clock import FakeClock
from tests.fakes.moto_process import create_table, dynamodb_client, moto_server
from tests.fakes.table import MemoryTable

_names = itertools.count()


@pytest.fixture(scope="session")
def database() -> Iterator[DynamoDB]:
    with moto_server() as url:
        client = dynamodb_client(url)
        yield DynamoDB(lambda: client)
        client.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["memory", "dynamodb"])
def table(request: pytest.FixtureRequest, clock: FakeClock) -> Table:
    if request.param == "memory":
        return MemoryTable(clock)
    connected: DynamoDB = request.getfixturevalue("database")
    name = f"table-{next(_names)}"
    create_table(connected.client(), name)
    return DynamoDB(connected.client, clock).table(name)
