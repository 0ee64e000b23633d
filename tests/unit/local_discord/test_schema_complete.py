"""Completing partial values: what comes out fits the schema, for every answer that the document declares."""

import itertools

import pytest

from local.discord.schema_complete import Completer
from local.discord.spec import OperationSpec
from local.discord.validation import Validation
from tests.unit.local_discord.support import SPEC

VALIDATION = Validation(SPEC)
COUNTER = itertools.count(10**17)
COMPLETER = Completer(SPEC, lambda: str(next(COUNTER)))
ANSWERS = [
    (operation, status)
    for operation in SPEC.operations.values()
    for status in operation.success()
    if operation.responses[status] is not None
]


@pytest.mark.parametrize(("operation", "status"), ANSWERS, ids=lambda found: getattr(found, "operation_id", found))
def test_every_json_answer_can_be_made_from_nothing(operation: OperationSpec, status: str) -> None:
    pointer = operation.responses[status]
    assert pointer is not None
    assert VALIDATION.problems(pointer, COMPLETER.complete({"$ref": pointer})) == []


def test_given_fields_are_kept_and_unknown_ones_left_out() -> None:
    made = COMPLETER.named("GuildRoleResponse", {"name": "Readers", "position": 3, "secret": True})
    assert (made["name"], made["position"], "secret" in made) == ("Readers", 3, False)


def test_given_fields_that_do_not_fit_are_replaced() -> None:
    made = COMPLETER.named("GuildRoleResponse", {"name": 7, "icon": 3})
    assert (made["name"], made["icon"]) == ("", None)


def test_a_union_is_decided_by_its_type() -> None:
    button = {"type": 2, "id": 2, "style": 1, "custom_id": "go"}
    row = COMPLETER.named("ActionRowComponentResponse", {"type": 1, "id": 1, "components": [button]})
    assert row["components"] == [button]


def test_an_enum_narrows_the_type_beside_it() -> None:
    assert COMPLETER.named("GuildChannelResponse", {"type": 4})["type"] == 4
    assert COMPLETER.named("GuildChannelResponse", {"type": 1})["type"] == 0
