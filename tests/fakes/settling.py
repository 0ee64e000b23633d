"""What the routes that list members, order roles and set a guild's own settings do to the fake world."""

from collections.abc import Callable

from pydantic import JsonValue

from guildhall.discord import routes
from guildhall.discord.types.guild import Member
from tests.fakes.documented import OTHER_IDS, TURNED, answered
from tests.fakes.guild import GENERAL, GUILD
from tests.fakes.world import Sent, World


def _guild(world: World, sent: Sent) -> JsonValue:
    """A guild: what the world holds of it, and the rest as the document says."""
    told = answered(world, sent)
    assert isinstance(told, dict)
    held = world.guild(sent.path["guild_id"]).model_dump(mode="json", exclude_unset=True)
    return {**told, **held, "approximate_member_count": 6, "approximate_presence_count": 2}


def _member(world: World, sent: Sent) -> JsonValue:
    """A member: what the world holds of them, and the rest as the document says; it reads as the documents do."""
    held = world.member(sent.path["guild_id"], sent.path["user_id"]).model_dump(mode="json", exclude_unset=True)
    told = answered(world, sent)
    assert isinstance(told, dict)
    return {**told, **{name: TURNED[world.documented](value) for name, value in held.items()}}


def _members(world: World, sent: Sent) -> list[Member]:
    held = [member for (guild_id, _), member in world.members.items() if guild_id == sent.path["guild_id"]]
    query = sent.query or {}
    after, limit = int(str(query.get("after", 0))), int(str(query.get("limit", 1)))
    later = sorted((each for each in held if int(each.id) > after), key=lambda each: int(each.id))
    return later[:limit]


def _list_members(world: World, sent: Sent) -> JsonValue:
    return [member.model_dump(mode="json") for member in _members(world, sent)]


def _search_members(world: World, sent: Sent) -> JsonValue:
    query = str((sent.query or {})["query"]).lower()
    found = [each for each in _members(world, sent) if each.display.lower().startswith(query)]
    return [member.model_dump(mode="json") for member in found]


def _count_inactive(world: World, sent: Sent) -> JsonValue:
    """A prune's number: here everybody was away who has no role beyond those that are included."""
    included = set(str((sent.query or {}).get("include_roles", "")).split(","))
    everybody = [member for (guild_id, _), member in world.members.items() if guild_id == sent.path["guild_id"]]
    owner = world.guild(sent.path["guild_id"]).owner_id
    return {"pruned": sum(included.issuperset(each.roles) and each.id != owner for each in everybody)}


def _list_requests(world: World, sent: Sent) -> JsonValue:
    """One request to join, of somebody who is no member; it reads as the world's documents do."""
    asked: dict[str, JsonValue] = {"id": OTHER_IDS[0], "user_id": OTHER_IDS[1], "application_status": "SUBMITTED"}
    user: JsonValue = {"id": OTHER_IDS[1], "username": "applicant"}
    more: dict[str, JsonValue] = {"created_at": "2026-11-19T12:00:00+00:00", "user": user, "guild_id": GUILD}
    return {"total": 1, "guild_join_requests": [TURNED[world.documented]({**asked, **more})]}


def _welcome_screen(world: World, sent: Sent) -> JsonValue:
    """A screen with one channel; it reads as the world's documents do."""
    channel: JsonValue = {"channel_id": GENERAL, "description": "Talk", "emoji_id": None, "emoji_name": None}
    told: JsonValue = TURNED[world.documented]({"description": "Hello", "welcome_channels": [channel]})
    return told


def _order_roles(world: World, sent: Sent) -> JsonValue:
    numbers = {str(item["id"]): item["position"] for item in sent.items or [] if isinstance(item, dict)}
    guild = world.guilds[GUILD]
    roles = tuple(role.model_copy(update={"position": numbers.get(role.id, role.position)}) for role in guild.roles)
    world.guilds[GUILD] = guild.model_copy(update={"roles": roles})
    return [role.model_dump(mode="json") for role in roles]


SETTLING: dict[str, Callable[[World, Sent], JsonValue]] = {
    routes.GET_GUILD.text: _guild,
    routes.GET_GUILD_MEMBER.text: _member,
    routes.LIST_GUILD_MEMBERS.text: _list_members,
    "GET /guilds/{guild_id}/members/search": _search_members,
    "GET /guilds/{guild_id}/requests": _list_requests,
    "GET /guilds/{guild_id}/welcome-screen": _welcome_screen,
    "GET /guilds/{guild_id}/prune": _count_inactive,
    "PATCH /guilds/{guild_id}/roles": _order_roles,
}
