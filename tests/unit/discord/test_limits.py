"""Limits and shared routes against Discord's own OpenAPI document."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from guildhall.discord import limits, routes
from guildhall.discord.routes import Route

DOCUMENT = Path(__file__).parents[2] / "contract" / "discord-openapi.json"


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return found


def resolved(found: dict[str, Any]) -> dict[str, Any]:
    reference = found.get("$ref")
    return document()["components"]["schemas"][reference.rpartition("/")[2]] if reference else found


def named(schema: str, field: str) -> dict[str, Any]:
    found: dict[str, Any] = document()["components"]["schemas"][schema]["properties"][field]
    return found


def body(text: str, field: str) -> dict[str, Any]:
    method, _, template = text.partition(" ")
    told = document()["paths"][template][method.lower()]["requestBody"]["content"]["application/json"]["schema"]
    found: dict[str, Any] = resolved(told)["properties"][field]
    return found


def parameter(text: str, name: str) -> dict[str, Any]:
    method, _, template = text.partition(" ")
    parameters = document()["paths"][template][method.lower()]["parameters"]
    return next(found["schema"] for found in parameters if found["name"] == name)


@pytest.mark.parametrize(
    "route", [value for value in vars(routes).values() if isinstance(value, Route)], ids=lambda route: route.text
)
def test_every_shared_route_is_one_of_discords(route: Route) -> None:
    assert route.method.lower() in document()["paths"][route.template]


@pytest.mark.parametrize(
    ("ours", "text", "name"),
    [
        (limits.MESSAGES_PAGE_COUNT, "GET /channels/{channel_id}/messages", "limit"),
        (limits.PINS_PAGE_COUNT, "GET /channels/{channel_id}/messages/pins", "limit"),
        (limits.MY_GUILDS_PAGE_COUNT, "GET /users/@me/guilds", "limit"),
        (limits.MEMBERS_PAGE_COUNT, "GET /guilds/{guild_id}/members", "limit"),
        (limits.AUDIT_LOG_PAGE_COUNT, "GET /guilds/{guild_id}/audit-logs", "limit"),
        (limits.BANS_PAGE_COUNT, "GET /guilds/{guild_id}/bans", "limit"),
        (limits.SEARCH_PAGE_COUNT, "GET /guilds/{guild_id}/messages/search", "limit"),
        (limits.SEARCH_OFFSET_COUNT, "GET /guilds/{guild_id}/messages/search", "offset"),
    ],
)
def test_pages_are_as_long_as_discord_allows(ours: int, text: str, name: str) -> None:
    assert parameter(text, name)["maximum"] == ours


@pytest.mark.parametrize(
    ("ours", "text", "field", "bound"),
    [
        (limits.BULK_DELETE_MIN_COUNT, "POST /channels/{channel_id}/messages/bulk-delete", "messages", "minItems"),
        (limits.BULK_DELETE_MAX_COUNT, "POST /channels/{channel_id}/messages/bulk-delete", "messages", "maxItems"),
        (limits.BULK_BAN_COUNT, "POST /guilds/{guild_id}/bulk-ban", "user_ids", "maxItems"),
        (limits.BAN_DELETE_MESSAGES_S, "PUT /guilds/{guild_id}/bans/{user_id}", "delete_message_seconds", "maximum"),
        (limits.PRUNE_DAYS, "POST /guilds/{guild_id}/prune", "days", "maximum"),
        (limits.NICKNAME, "PATCH /guilds/{guild_id}/members/{user_id}", "nick", "maxLength"),
        (limits.ROLE_NAME, "POST /guilds/{guild_id}/roles", "name", "maxLength"),
        (limits.WEBHOOK_NAME, "POST /channels/{channel_id}/webhooks", "name", "maxLength"),
    ],
)
def test_bodies_are_as_large_as_discord_allows(ours: int, text: str, field: str, bound: str) -> None:
    assert body(text, field)[bound] == ours


@pytest.mark.parametrize(
    ("ours", "schema", "field", "bound"),
    [
        (limits.MESSAGE_EMBEDS_COUNT, "MessageCreateRequest", "embeds", "maxItems"),
        (limits.EMBED_TITLE, "RichEmbed", "title", "maxLength"),
        (limits.EMBED_DESCRIPTION, "RichEmbed", "description", "maxLength"),
        (limits.EMBED_FIELDS_COUNT, "RichEmbed", "fields", "maxItems"),
        (limits.EMBED_FIELD_NAME, "RichEmbedField", "name", "maxLength"),
        (limits.EMBED_FIELD_VALUE, "RichEmbedField", "value", "maxLength"),
        (limits.EMBED_FOOTER, "RichEmbedFooter", "text", "maxLength"),
        (limits.EMBED_AUTHOR, "RichEmbedAuthor", "name", "maxLength"),
        (limits.COMMAND_NAME, "ApplicationCommandCreateRequest", "name", "maxLength"),
        (limits.COMMAND_DESCRIPTION, "ApplicationCommandCreateRequest", "description", "maxLength"),
        (limits.COMMAND_OPTIONS_COUNT, "ApplicationCommandCreateRequest", "options", "maxItems"),
        (limits.CUSTOM_ID, "ButtonComponentForMessageRequest", "custom_id", "maxLength"),
        (limits.BUTTON_LABEL, "ButtonComponentForMessageRequest", "label", "maxLength"),
        (limits.MODAL_TITLE, "ModalInteractionCallbackRequestData", "title", "maxLength"),
        (limits.COMPONENTS_V2_COUNT, "ModalInteractionCallbackRequestData", "components", "maxItems"),
    ],
)
def test_texts_and_parts_are_as_large_as_discord_allows(ours: int, schema: str, field: str, bound: str) -> None:
    assert named(schema, field)[bound] == ours


def test_a_nonce_is_as_long_as_discord_allows() -> None:
    _, text, _ = named("MessageCreateRequest", "nonce")["oneOf"]
    assert text["maxLength"] == limits.NONCE
