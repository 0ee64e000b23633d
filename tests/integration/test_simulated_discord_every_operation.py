"""Each of the 237 operations that take a bot token is called; every answer is one that Discord's document declares."""

from collections import Counter
from collections.abc import Iterator

import pytest

from local.discord.spec import OperationSpec, Spec
from local.discord.testing import Lab, laboratory
from tests.integration.everything import Made

SPEC = Spec()
BOT_OPERATIONS = [operation for operation in SPEC.operations.values() if "BotToken" in operation.auth]
CREATORS = [operation for operation in BOT_OPERATIONS if operation.method == "POST"]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


def call(lab: Lab, sampler: Made, operation: OperationSpec) -> int:
    answer = lab.bot.request(
        operation.method, sampler.path(operation), params=sampler.query(operation), **sampler.content(operation)
    )
    assert lab.violations() == [], operation.operation_id
    assert answer.status_code < 500, operation.operation_id
    return answer.status_code


def test_there_are_237_operations_for_a_bot_token() -> None:
    assert len(BOT_OPERATIONS) == 237


def test_every_operation_gives_an_answer_that_the_document_declares(lab: Lab) -> None:
    statuses: Counter[int] = Counter()
    for operation in BOT_OPERATIONS:
        lab.reset()
        statuses[call(lab, Made(lab, SPEC), operation)] += 1
    assert statuses.keys() <= {200, 201, 204, 400, 403, 404}
    assert statuses[200] + statuses[201] + statuses[204] >= 205


@pytest.mark.parametrize("operation", CREATORS, ids=lambda operation: operation.operation_id)
def test_what_was_made_can_be_listed_read_changed_and_deleted(lab: Lab, operation: OperationSpec) -> None:
    lab.reset()
    sampler = Made(lab, SPEC)
    path = sampler.path(operation)
    made = lab.bot.request("POST", path, params=sampler.query(operation), **sampler.content(operation))
    told = made.json() if made.headers.get("content-type") == "application/json" else None
    key = told.get("id") if isinstance(told, dict) else None
    items = [found for found in BOT_OPERATIONS if found.template.startswith(operation.template + "/{") and key]
    for item in [o for o in items if o.template.count("/") == operation.template.count("/") + 1]:
        name = item.template.rsplit("/", 1)[-1][1:-1]
        sampler.given[name] = str(key)
        call(lab, sampler, item)
    assert lab.violations() == []


def test_an_answer_that_the_document_does_not_declare_is_recorded() -> None:
    with laboratory() as broken:
        role = {"permissions": "1024", "name": 5}
        broken.control.put(f"/roles/{broken.names['moderators_role']}", json=role)
        assert broken.bot.get(f"guilds/{broken.guild_id}/roles").status_code == 200
        assert any("name" in violation for violation in broken.violations())
