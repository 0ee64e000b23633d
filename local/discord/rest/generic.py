"""Answer every operation that has no handler of its own, from the schema, and remember what was made.

A POST that answers with an object makes it; its collection then lists it, GET and PATCH of its id find it, DELETE
removes it, and an id that was never made is unknown. A path without ids of its own (a welcome screen, a widget) is one
object that PATCH and PUT change. Rights and the guild or channel in the path are checked as for any other operation.
"""

import re
from typing import Any

from local.discord.errors import Code, DiscordError, Json
from local.discord.permissions import NOTHING as NO_RIGHTS
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import Answer, Call
from local.discord.rest.users import require_application
from local.discord.schema_complete import MISSING

ITEM = re.compile(r"^(?P<collection>.*)/\{(?P<key>\w+)\}$")
UNKNOWN: dict[str, Code] = {
    "emoji_id": Code.UNKNOWN_EMOJI,
    "sticker_id": Code.UNKNOWN_STICKER,
    "pack_id": Code.UNKNOWN_STICKER_PACK,
    "sound_id": Code.UNKNOWN_SOUND,
    "rule_id": Code.UNKNOWN_RULE,
    "guild_scheduled_event_id": Code.UNKNOWN_SCHEDULED_EVENT,
    "guild_scheduled_event_exception_id": Code.UNKNOWN_SCHEDULED_EVENT,
    "exception_id": Code.UNKNOWN_SCHEDULED_EVENT,
    "entitlement_id": Code.UNKNOWN_ENTITLEMENT,
    "integration_id": Code.UNKNOWN_INTEGRATION,
    "code": Code.UNKNOWN_TEMPLATE,
    "lobby_id": Code.UNKNOWN_CHANNEL,
    "sku_id": Code.UNKNOWN_ENTITLEMENT,
    "subscription_id": Code.UNKNOWN_ENTITLEMENT,
    "instance_id": Code.UNKNOWN_STAGE_INSTANCE,
}
PARENTS = ("{emoji_id}", "{sticker_id}", "{rule_id}", "{guild_scheduled_event_id}", "{code}", "{lobby_id}")
CREATE, MANAGE = P.CREATE_GUILD_EXPRESSIONS, P.MANAGE_GUILD_EXPRESSIONS
# A part of the path -> the rights needed to read, to create, and to change.
NEEDED: tuple[tuple[str, P, P, P], ...] = (
    ("auto-moderation", P.MANAGE_GUILD, P.MANAGE_GUILD, P.MANAGE_GUILD),
    ("emojis", NO_RIGHTS, CREATE, MANAGE),
    ("stickers", NO_RIGHTS, CREATE, MANAGE),
    ("soundboard-sounds", NO_RIGHTS, CREATE, MANAGE),
    ("scheduled-events", NO_RIGHTS, P.CREATE_EVENTS, P.MANAGE_EVENTS),
    ("templates", P.MANAGE_GUILD, P.MANAGE_GUILD, P.MANAGE_GUILD),
    ("integrations", P.MANAGE_GUILD, P.MANAGE_GUILD, P.MANAGE_GUILD),
    ("invites", P.MANAGE_GUILD, P.MANAGE_GUILD, P.MANAGE_GUILD),
    ("onboarding", NO_RIGHTS, P.MANAGE_GUILD | P.MANAGE_ROLES, P.MANAGE_GUILD | P.MANAGE_ROLES),
    ("prune", P.MANAGE_GUILD | P.KICK_MEMBERS, P.MANAGE_GUILD | P.KICK_MEMBERS, P.MANAGE_GUILD | P.KICK_MEMBERS),
    ("vanity-url", P.MANAGE_GUILD, P.MANAGE_GUILD, P.MANAGE_GUILD),
    ("welcome-screen", NO_RIGHTS, P.MANAGE_GUILD, P.MANAGE_GUILD),
    ("widget", P.MANAGE_GUILD, P.MANAGE_GUILD, P.MANAGE_GUILD),
    ("incident-actions", P.MANAGE_GUILD, P.MANAGE_GUILD, P.MANAGE_GUILD),
    ("requests", P.KICK_MEMBERS, P.KICK_MEMBERS, P.KICK_MEMBERS),
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
BINARY = {"image/png": PNG, "text/csv": b"user_id\r\n"}


def answer(call: Call) -> Answer:
    """Return the answer of an operation without a handler of its own."""
    _check_place(call)
    match = ITEM.match(call.operation.template)
    if match is not None and match["key"] in UNKNOWN:
        return _item(call, _concrete(call, match["collection"]), match["key"])
    _check_parent(call)
    if call.operation.method == "POST":
        return _create(call)
    return _singleton_or_list(call)


def _check_place(call: Call) -> None:
    """Check guild, channel, application and rights, where the path names them."""
    segments = call.operation.template.split("/")
    rules = [rights for name, *rights in NEEDED if name in segments]
    needed = rules[0][{"GET": 0, "POST": 1}.get(call.operation.method, 2)] if rules else NO_RIGHTS
    if "guild_id" in call.path:
        access.guild(call, needed if "none" not in call.operation.auth else NO_RIGHTS)
    if "channel_id" in call.path:
        access.channel(call)
    if "application_id" in call.path:
        require_application(call)


def _concrete(call: Call, template: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: call.path[found[1]], template)


def _check_parent(call: Call) -> None:
    """Refuse a sub-resource of something that was never made."""
    segments = call.operation.template.split("/")
    for parent in PARENTS:
        if parent in segments[:-1]:
            place = segments.index(parent)
            key = parent[1:-1]
            kept = call.world.collections.get(_concrete(call, "/".join(segments[:place])), {})
            if call.path[key] not in kept:
                raise DiscordError(UNKNOWN[key])


def _given(call: Call) -> Json:
    """Return what the request says about the object: the body's fields and the ids of the path."""
    return {key: value for key, value in call.fields.items() if value is not None} | call.path


def _finish(call: Call, partial: Any) -> Answer:
    """Complete a value for the operation's success answer."""
    status = call.operation.success()[0]
    pointer = call.operation.responses[status]
    if pointer is None:
        kinds = call.operation.media.get(status) or ()
        return Answer(int(status), None, (BINARY[kinds[0]], kinds[0]) if kinds else None)
    done = call.sim.completer.complete({"$ref": pointer}, partial)
    if done is None and not isinstance(partial, list):
        done = call.sim.completer.complete({"$ref": pointer}, [])
    return Answer(int(status), done)


def _create(call: Call) -> Answer:
    made = _finish(call, _given(call) | {"user": call.world.users[call.bot_id]})
    if isinstance(made.body, dict):
        key = str(made.body.get("id") or made.body.get("code") or call.world.ids.next())
        if "code" in made.body and not made.body["code"]:
            made.body["code"] = key = f"code{call.world.ids.next()[-8:]}"
        call.world.collections.setdefault(_concrete(call, call.operation.template), {})[key] = made.body
    return made


def _item(call: Call, collection: str, key: str) -> Answer:
    kept = call.world.collections.setdefault(collection, {})
    item_id = call.path[key]
    if item_id not in kept:
        raise DiscordError(UNKNOWN[key])
    if call.operation.method == "DELETE":
        gone = kept.pop(item_id)
        return _finish(call, gone)
    kept[item_id] |= {name: value for name, value in call.fields.items() if name in kept[item_id]}
    return _finish(call, kept[item_id])


def _singleton_or_list(call: Call) -> Answer:
    place = _concrete(call, call.operation.template)
    kept = call.world.collections.setdefault(place, {})
    if call.operation.method == "GET" and kept and SINGLETON not in kept:
        return _finish(call, _listed(call, list(kept.values())))
    if call.operation.method == "DELETE":
        kept.clear()
        return _finish(call, MISSING)
    merged = kept.get(SINGLETON, {}) | _given(call)
    done = _finish(call, merged)
    if call.operation.method in {"PATCH", "PUT"} and isinstance(done.body, dict):
        kept[SINGLETON] = done.body
    return done


SINGLETON = "@"


def _listed(call: Call, items: list[Json]) -> Any:
    """Return the items as the operation lists them: bare, or inside an object such as ``{"items": […]}``."""
    status = call.operation.success()[0]
    pointer = call.operation.responses[status]
    schema = call.sim.spec.at(pointer) if pointer else {}
    if "$ref" in schema:
        schema = call.sim.spec.at(schema["$ref"])
    names = [name for name, inner in schema.get("properties", {}).items() if inner.get("type") == "array"]
    return {names[0]: items} if names else items
