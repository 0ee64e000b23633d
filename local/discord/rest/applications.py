"""The bot's application: what of it changes, its emojis, the facts for linked roles, uploads for its activities."""

from typing import Any

from local.discord import messages
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.rest import emojis, expressions, users
from local.discord.rest.registry import NOTHING, Answer, Call, handles
from local.discord.rest.settings import kept_picture

MOST_EMOJIS = 2000
PICTURES = ("icon", "cover_image")
LIMITED_FLAGS = (1 << 13) | (1 << 15) | (1 << 19)
CREATED = 201


@handles("update_my_application", "update_application")
def update_my_application(call: Call) -> Json:
    """Change the application; a null takes away, and the ways to install are replaced as a whole."""
    users.require_application(call)
    kept = call.world.collections.setdefault(users.APPLICATION, {})
    for name, value in call.fields.items():
        kept[name] = _changed(name, value)
    for name in [name for name, value in kept.items() if value is _GONE]:
        del kept[name]
    return users.application(call)


_GONE: Any = object()


def _changed(name: str, value: Any) -> Any:
    if name in PICTURES:
        return (kept_picture(value) if value else None) if name == "icon" else (kept_picture(value) or _GONE)
    if name == "description":
        return value["default"] if value else ""
    if name == "flags" and value & ~LIMITED_FLAGS:
        raise invalid_field("flags", "APPLICATION_FLAGS_INVALID", "Only the flags of limited intents can be changed")
    if name == "install_params":
        return _told(value) or _GONE
    if name == "integration_types_config":
        asked = {number: _told((way or {}).get("oauth2_install_params")) for number, way in (value or {}).items()}
        return {number: {"oauth2_install_params": params} if params else {} for number, params in asked.items()}
    return _GONE if value is None and name in {"tags", "custom_install_url"} else value


def _told(params: Json | None) -> Json | None:
    """Return how to install as it is told: permissions are given as a number and told as a text."""
    if params is None:
        return None
    return {"scopes": params.get("scopes") or [], "permissions": str(params.get("permissions") or 0)}


def _emojis(call: Call) -> dict[str, Json]:
    users.require_application(call)
    return call.world.collections.setdefault("/applications/emojis", {})


def _emoji(call: Call) -> Json:
    found = _emojis(call).get(call.path["emoji_id"])
    if found is None:
        raise DiscordError(Code.UNKNOWN_EMOJI)
    return found


def _named(call: Call) -> str:
    name = str(call.fields.get("name"))
    if not emojis.NAME.fullmatch(name):
        raise invalid_field("name", "STRING_TYPE_REGEX", "String value did not match validation regex.")
    if any(each["name"] == name and each["id"] != call.path.get("emoji_id") for each in _emojis(call).values()):
        raise invalid_field("name", "APPLICATION_EMOJI_NAME_ALREADY_TAKEN", "An emoji of that name exists already")
    return name


@handles("list_application_emojis")
def list_application_emojis(call: Call) -> Json:
    """Return the application's emojis."""
    return {"items": [dict(each) for each in _emojis(call).values()]}


@handles("get_application_emoji")
def get_application_emoji(call: Call) -> Json:
    """Return one emoji."""
    return dict(_emoji(call))


@handles("create_application_emoji")
def create_application_emoji(call: Call) -> Any:
    """Add an emoji; its names are there once."""
    there = _emojis(call)
    if len(there) >= MOST_EMOJIS:
        raise DiscordError(Code.TOO_MANY_EMOJIS)
    kind = expressions.uri_content("image", call.fields["image"], emojis.MOST_BYTES, emojis.IMAGES)
    fields = {"name": _named(call), "animated": kind == "image/gif", "require_colons": True, "managed": False}
    own = {"id": call.world.ids.next(), "roles": [], "available": True, "user": call.world.users[call.bot_id]}
    made = dict(call.sim.completer.named("EmojiResponse", own | fields))
    there[made["id"]] = made
    return Answer(CREATED, made)


@handles("update_application_emoji")
def update_application_emoji(call: Call) -> Json:
    """Rename one."""
    item = _emoji(call)
    if "name" in call.fields:
        item["name"] = _named(call)
    return dict(item)


@handles("delete_application_emoji")
def delete_application_emoji(call: Call) -> Any:
    """Delete one."""
    del _emojis(call)[_emoji(call)["id"]]
    return NOTHING


@handles("get_application_role_connections_metadata")
def get_application_role_connections_metadata(call: Call) -> list[Json]:
    """Return the facts for linked roles."""
    users.require_application(call)
    return [dict(each) for each in call.world.collections.get("/role-connections", {}).values()]


@handles("update_application_role_connections_metadata")
def update_application_role_connections_metadata(call: Call) -> list[Json]:
    """Replace all of them; keys are there once."""
    users.require_application(call)
    wanted: list[Json] = call.body or []
    if len({each["key"] for each in wanted}) < len(wanted):
        raise invalid_field("0.key", "APPLICATION_ROLE_CONNECTION_METADATA_DUPLICATE_KEY", "Keys must be unique")
    given = {each["key"]: {name: value for name, value in each.items() if value is not None} for each in wanted}
    call.world.collections["/role-connections"] = given
    return list(given.values())


@handles("upload_application_attachment")
def upload_application_attachment(call: Call) -> Json:
    """Keep a file for a while and tell where."""
    users.require_application(call)
    file = call.files.get("file")
    if file is None:
        raise invalid_field("file", "BASE_TYPE_REQUIRED", "This field is required")
    (kept,) = messages.attachments(call.sim, call.path["application_id"], None, {"file": file})
    return {"attachment": kept | {"ephemeral": True}}
