"""The differences between the OpenAPI document and Discord's documented behaviour, where the documentation wins.

Each amendment says what real clients (and Discord itself) send that the document forgets. The document calls itself a
preview and tells its readers to follow the documentation.

Source: https://github.com/discord/discord-api-spec (README), https://discord.com/developers/docs/reference
"""

from typing import Any

from local.discord.errors import Json

BIT_SET = {"type": ["integer", "string", "null"], "minimum": 0, "pattern": "^[0-9]+$"}
SNOWFLAKE_INPUT: Json = {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$", "minimum": 0}
SNOWFLAKE = "#/components/schemas/SnowflakeType"
BIT_SET_FIELDS = frozenset({"permissions", "allow", "deny", "default_member_permissions"})
BIT_SET_REQUESTS = (
    "ApplicationCommandCreateRequest",
    "ApplicationCommandPatchRequestPartial",
    "ApplicationCommandUpdateRequest",
    "ChannelPermissionOverwriteRequest",
    "CreateRoleRequest",
    "UpdateRoleRequestPartial",
)
COMMAND_REQUESTS = tuple(name for name in BIT_SET_REQUESTS if name.startswith("ApplicationCommand"))
FILE_UPLOAD_EXTRAS: Json = {"file_types": {"type": ["array", "null"], "items": {"type": "string"}}}


def amend(document: Json) -> Json:
    """Apply every amendment to the parsed document, in place, and return it."""
    schemas: Json = document["components"]["schemas"]
    _forget_empty_choices(document)
    for name in BIT_SET_REQUESTS:
        _accept_bit_sets_as_text(schemas[name])
    overwrite = document["paths"]["/channels/{channel_id}/permissions/{overwrite_id}"]["put"]
    overwrite_body = overwrite["requestBody"]["content"]["application/json"]["schema"]
    overwrite_body["properties"]["id"] = SNOWFLAKE_INPUT
    _accept_bit_sets_as_text(overwrite_body)
    _accept_named_field_errors(schemas)
    _leave_out_the_code_of_a_429(schemas)
    _take_bans_as_clients_send_them(document["paths"]["/guilds/{guild_id}/bans/{user_id}"])
    schemas["RichEmbed"]["properties"]["flags"] = {"type": ["integer", "null"]}
    schemas["SnowflakeInput"] = SNOWFLAKE_INPUT
    schemas["MessageReferenceType"]["oneOf"].append({"title": "FORWARD", "const": 1})
    schemas["GuildFeatures"]["oneOf"].append({"title": "ENHANCED_ROLE_COLORS", "const": "ENHANCED_ROLE_COLORS"})
    for name, schema in schemas.items():
        if name.startswith("FileUploadComponent") and name.endswith("Request"):
            schema["properties"] |= FILE_UPLOAD_EXTRAS
    _take_commands_as_documented(schemas)
    _close(document)
    return document


def _forget_empty_choices(value: Any) -> None:
    """The status of a join request is said to be one of nothing, beside the schema that names what it is one of."""
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, dict) and inner.get("enum") == []:
            del inner["enum"]
        _forget_empty_choices(inner)


def _accept_bit_sets_as_text(schema: Json) -> None:
    """Permissions are documented, and sent by every client, as strings of digits; the document says integer."""
    for name in BIT_SET_FIELDS & schema["properties"].keys():
        schema["properties"][name] = dict(BIT_SET)


def _take_commands_as_documented(schemas: Json) -> None:
    """A command may be age-restricted, and an option for an attachment may name types of files."""
    for name in COMMAND_REQUESTS:
        schemas[name]["properties"]["nsfw"] = {"type": ["boolean", "null"]}
    for name in ("ApplicationCommandAttachmentOption", "ApplicationCommandAttachmentOptionResponse"):
        schemas[name]["properties"] |= FILE_UPLOAD_EXTRAS


def _take_bans_as_clients_send_them(item: Json) -> None:
    """Lifting a ban takes no body; a ban's ``delete_message_seconds`` may stand in the query."""
    item["delete"]["requestBody"]["required"] = item["put"]["requestBody"]["required"] = False
    schema = {"type": "integer", "minimum": 0, "maximum": 604_800}
    item["put"]["parameters"] = [{"name": "delete_message_seconds", "in": "query", "schema": schema}]


def _accept_named_field_errors(schemas: Json) -> None:
    """Codes inside an ``errors`` tree are names such as BASE_TYPE_REQUIRED; the document says integer."""
    schemas["InnerErrors"]["properties"]["_errors"]["items"] = {
        "type": "object",
        "properties": {"code": {"type": ["string", "integer"]}, "message": {"type": "string"}},
        "required": ["code", "message"],
    }


def _leave_out_the_code_of_a_429(schemas: Json) -> None:
    """``code`` is documented as optional in a rate-limit answer; the document requires it."""
    schemas["RatelimitedResponse"] = {
        "type": "object",
        "properties": {
            "message": {"type": "string"},
            "retry_after": {"type": "number"},
            "global": {"type": "boolean"},
            "code": {"type": "integer"},
        },
        "required": ["message", "retry_after", "global"],
    }


def _close(document: Json) -> None:
    """Refuse unknown keys in every JSON request body, and take ids as integers there, as Discord does.

    The document leaves all objects open, so a misspelt key would pass. Answers keep ids as strings.
    """
    seen: set[str] = set()
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                body = operation.get("requestBody", {}).get("content", {}).get("application/json")
                if body is not None:
                    _close_schema(body["schema"], document["components"]["schemas"], seen)


def _close_schema(schema: Any, schemas: Json, seen: set[str]) -> None:
    if isinstance(schema, list):
        for part in schema:
            _close_schema(part, schemas, seen)
    elif isinstance(schema, dict):
        if "$ref" in schema:
            _close_reference(schema, schemas, seen)
        if isinstance(schema.get("properties"), dict):
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            _close_schema(part, schemas, seen)


def _close_reference(schema: Json, schemas: Json, seen: set[str]) -> None:
    if schema["$ref"] == SNOWFLAKE:
        schema["$ref"] = SNOWFLAKE.replace("SnowflakeType", "SnowflakeInput")
        return
    name = schema["$ref"].rsplit("/", 1)[-1]
    if name not in seen:
        seen.add(name)
        _close_schema(schemas[name], schemas, seen)
