"""Matching requests to operations, the amendments, and the explanation of refusals."""

import json
from typing import Any

import pytest

from local.discord.amendments import BIT_SET_REQUESTS
from local.discord.spec import DEFAULT_PATH, NoSuchMethodError, NoSuchRouteError
from local.discord.validation import Validation, text
from tests.unit.local_discord.support import SPEC

VALIDATION = Validation(SPEC)


def test_the_document_has_242_operations_and_237_take_a_bot_token() -> None:
    assert len(SPEC.operations) == 242
    assert sum("BotToken" in operation.auth for operation in SPEC.operations.values()) == 237


def test_every_template_matches_its_own_operation() -> None:
    for operation in SPEC.operations.values():
        path = "/" + "/".join(
            "42" if part.startswith("{") else part for part in operation.template.strip("/").split("/")
        )
        found, params = SPEC.match(operation.method, path)
        assert found is operation, operation.route
        assert set(params.values()) <= {"42"}


@pytest.mark.parametrize(
    ("method", "path", "operation_id"),
    [
        ("GET", "/users/@me", "get_my_user"),
        ("GET", "/users/42", "get_user"),
        ("GET", "/guilds/1/members/search", "search_guild_members"),
        ("GET", "/webhooks/1/t/messages/@original", "get_original_webhook_message"),
        ("PUT", "/channels/1/messages/2/reactions/%F0%9F%91%8D/@me", "add_my_message_reaction"),
        ("GET", "/channels/1/messages/pins", "list_pins"),
    ],
)
def test_literal_segments_win_over_parameters(method: str, path: str, operation_id: str) -> None:
    assert SPEC.match(method, path)[0].operation_id == operation_id


def test_parameters_are_decoded() -> None:
    _, params = SPEC.match("GET", "/channels/1/messages/2/reactions/party%3A77")
    assert params["emoji_name"] == "party:77"


def test_unknown_paths_and_methods_are_told_apart() -> None:
    with pytest.raises(NoSuchRouteError):
        SPEC.match("GET", "/channels/1/everything")
    with pytest.raises(NoSuchRouteError):
        SPEC.match("GET", "/channels//messages")
    with pytest.raises(NoSuchMethodError):
        SPEC.match("PUT", "/users/@me")


def problems(operation_id: str, body: Any) -> list[str]:
    pointer = SPEC.operations[operation_id].bodies["application/json"]
    return [text(problem) for problem in VALIDATION.problems(pointer, body)]


def test_a_refusal_names_the_field_inside_a_union() -> None:
    button = {"type": 2, "style": 1, "custom_id": "x" * 101}
    body = {"components": [{"type": 1, "components": [button]}]}
    assert problems("create_message", body) == [
        "components.0.components.0.custom_id: Must be 100 or fewer in length. [BASE_TYPE_BAD_LENGTH]"
    ]


def test_unknown_keys_are_refused_at_every_depth_but_not_in_free_mappings() -> None:
    assert problems("create_message", {"message_reference": {"message_id": "1", "x": 1}})
    command = {"name": "a", "description": "b", "name_localizations": {"de": "c"}}
    assert problems("create_application_command", command) == []


def test_ids_are_taken_as_integers_in_requests_and_refused_in_answers() -> None:
    assert problems("create_dm", {"recipient_id": 42}) == []
    assert problems("create_dm", {"recipient_id": -1})
    assert VALIDATION.answer(SPEC.operations["get_gateway"], 200, {"url": "ws://x"}) == []
    user = {"id": 42}
    assert any("id" in line for line in VALIDATION.answer(SPEC.operations["get_user"], 200, user))


def test_the_original_document_needs_its_amendments() -> None:
    schemas = json.loads(DEFAULT_PATH.read_text(encoding="utf-8"))["components"]["schemas"]
    wrong = [
        name
        for name in BIT_SET_REQUESTS
        if not set(schemas[name]["properties"]) & {"permissions", "allow", "deny", "default_member_permissions"}
    ]
    assert wrong == []
    assert len(schemas["MessageReferenceType"]["oneOf"]) == 1


def test_an_answer_with_an_undeclared_status_or_body_is_noticed() -> None:
    operation = SPEC.operations["delete_message"]
    assert VALIDATION.answer(operation, 204, None) == []
    assert VALIDATION.answer(operation, 200, {})
    assert VALIDATION.answer(operation, 204, {"x": 1})
    assert VALIDATION.answer(operation, 404, {"message": "Unknown Message", "code": 10008}) == []
    assert VALIDATION.answer(operation, 404, {"text": "?"})
