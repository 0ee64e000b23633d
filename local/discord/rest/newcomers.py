"""What meets those who join: the onboarding, and requests to join where members are approved."""

from typing import Any

from local.discord.errors import Code, DiscordError, Json
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import Call, handles
from local.discord.state import Guild, World

SUBMITTED = "SUBMITTED"
DEFAULT_CHANNELS = 7
LIMIT = 100


@handles("get_guilds_onboarding")
def get_guilds_onboarding(call: Call) -> Json:
    """Return the onboarding; it is there, empty and off, before anybody sets it."""
    return _onboarding(call, access.guild(call))


@handles("put_guilds_onboarding")
def put_guilds_onboarding(call: Call) -> Json:
    """Change the onboarding; to be on it needs default channels."""
    found, body = access.guild(call, P.MANAGE_GUILD | P.MANAGE_ROLES), call.fields
    kept = _onboarding(call, found)
    new = kept | {name: value for name, value in body.items() if name in kept and value is not None}
    if body.get("prompts") is not None:
        new["prompts"] = [_prompt(call, found, each) for each in body["prompts"]]
    _require_channels(call, found, new["default_channel_ids"])
    if new["enabled"] and new["mode"] == 0 and len(new["default_channel_ids"]) < DEFAULT_CHANNELS:
        raise DiscordError(Code.ONBOARDING_REQUIREMENTS)
    kept |= new
    return kept


def _onboarding(call: Call, found: Guild) -> Json:
    empty: Json = {"guild_id": found.id, "prompts": [], "default_channel_ids": [], "enabled": False, "mode": 0}
    kept: Json = call.world.collections.setdefault(f"onboarding of {found.id}", {}).setdefault("@", empty)
    return kept


def _require_channels(call: Call, found: Guild, channel_ids: list[str]) -> None:
    for channel_id in channel_ids:
        if call.world.channels.get(channel_id, {}).get("guild_id") != found.id:
            raise DiscordError(Code.UNKNOWN_CHANNEL)


def _prompt(call: Call, found: Guild, given: Json) -> Json:
    """Return a question as it is kept: what is new gets an id, in place of the one that stood for it."""
    known = {each["id"]: each for each in _onboarding(call, found)["prompts"]}
    defaults: Json = {"single_select": False, "required": False, "in_onboarding": True, "type": 0}
    prompt_id = given["id"] if given["id"] in known else call.world.ids.next()
    options = [_option(call, found, each) for each in given["options"]]
    return defaults | given | {"id": prompt_id, "options": options}


def _option(call: Call, found: Guild, given: Json) -> Json:
    _require_channels(call, found, given.get("channel_ids") or [])
    for role_id in given.get("role_ids") or []:
        found.role(role_id)
    emoji = {"id": given.get("emoji_id"), "name": given.get("emoji_name")}
    return {
        "id": given.get("id") or call.world.ids.next(),
        "title": given["title"],
        "description": given.get("description") or "",
        "emoji": emoji | {"animated": bool(given.get("emoji_animated"))},
        "role_ids": given.get("role_ids") or [],
        "channel_ids": given.get("channel_ids") or [],
    }


def join_requests(world: World, guild_id: str) -> dict[str, Any]:
    """Return a guild's requests to join, by id."""
    return world.collections.setdefault(f"join requests of {guild_id}", {})


@handles("get_guild_join_requests")
def get_guild_join_requests(call: Call) -> Json:
    """Return the requests of one status, the newest first."""
    found, query = access.guild(call, P.KICK_MEMBERS), call.query
    status = query.get("status") or SUBMITTED
    before, after = int(query.get("before") or 1 << 63), int(query.get("after") or 0)
    asked = [each for each in join_requests(call.world, found.id).values() if each["application_status"] == status]
    newest = sorted(asked, key=lambda each: -int(each["id"]))
    page = [each for each in newest if after < int(each["id"]) < before][: int(query.get("limit") or LIMIT)]
    return {"guild_join_requests": page} | ({"total": len(asked)} if status == SUBMITTED else {})


@handles("action_guild_join_request")
def action_guild_join_request(call: Call) -> Json:
    """Approve or reject a request; a decided one stays as it is."""
    found = access.guild(call, P.KICK_MEMBERS)
    asked = join_requests(call.world, found.id).get(call.path["request_id"])
    if asked is None:
        raise DiscordError(Code.UNKNOWN_JOIN_REQUEST)
    if asked["application_status"] == SUBMITTED:
        asked["application_status"] = call.fields["action"]
        asked["reviewed_at"] = call.world.clock.iso()
        asked["rejection_reason"] = call.fields.get("rejection_reason")
        asked["actioned_by_user"] = call.world.users[call.bot_id]
    return dict(asked)
