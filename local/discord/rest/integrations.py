"""Integrations: the bots of a guild, by whom each was added, and the accounts elsewhere that it is linked with.

A bot that is a member has one; of it the application's id is the bot's. The guild in which the bot is was linked with a
Twitch and a YouTube account by its owner. To delete one of a bot puts the bot out of the guild; its webhooks go, too.
Source: https://docs.discord.com/developers/resources/guild#delete-guild-integration
"""

from local.discord import audit
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.members import drop
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.state import Guild

LIMIT = 50
LINKED = (("twitch", "guildhall_live"), ("youtube", "Guildhall Films"))
REMOVES_ROLE, GRACE_DAYS = 0, 7


def _deleted(call: Call) -> dict[str, Json]:
    return call.world.collections.setdefault("integrations that were deleted", {})


def _linked(call: Call, guild: Guild, place: int) -> Json:
    """Return the integration of a linked account; its id follows from the guild's."""
    kind, name = LINKED[place]
    return {
        "id": str(int(guild.id) + place + 1),
        "type": kind,
        "name": name,
        "account": {"id": name.lower().replace(" ", "_"), "name": name},
        "enabled": True,
        "user": call.world.users[guild.data["owner_id"]],
        "revoked": False,
        "expire_behavior": REMOVES_ROLE,
        "expire_grace_period": GRACE_DAYS,
        "subscriber_count": 3,
        "synced_at": call.world.clock.iso(),
        "role_id": None,
        "syncing": False,
    }


def _of_bot(call: Call, guild: Guild, user_id: str) -> Json:
    bot = call.world.users[user_id]
    about = {"id": user_id, "name": bot["username"], "icon": None, "description": "", "type": None, "bot": bot}
    return {
        "id": str(int(user_id) + 1),
        "type": "discord",
        "name": bot["username"],
        "account": {"id": user_id, "name": bot["username"]},
        "enabled": True,
        "application": about,
        "scopes": ["applications.commands", "bot"],
        "user": call.world.users[guild.data["owner_id"]],
    }


def _there(call: Call, guild: Guild) -> dict[str, Json]:
    """Return a guild's integrations by id."""
    bots = [user_id for user_id in guild.members if call.world.users[user_id].get("bot")]
    found = [_of_bot(call, guild, user_id) for user_id in bots]
    found += [_linked(call, guild, place) for place in range(len(LINKED))]
    return {each["id"]: each for each in found if each["id"] not in _deleted(call)}


@handles("list_guild_integrations")
def list_guild_integrations(call: Call) -> list[Json]:
    """Return a guild's integrations, at most 50."""
    return list(_there(call, access.guild(call, P.MANAGE_GUILD)).values())[:LIMIT]


@handles("delete_guild_integration")
def delete_guild_integration(call: Call) -> object:
    """Delete one: of a bot with the bot and its webhooks."""
    guild = access.guild(call, P.MANAGE_GUILD)
    gone = _there(call, guild).get(call.path["integration_id"])
    if gone is None:
        raise DiscordError(Code.UNKNOWN_INTEGRATION)
    bot = gone.get("application", {}).get("bot")
    about = audit.changes({"name": gone["name"], "type": gone["type"]}, {})
    audit.write(call.sim, guild, AuditEvent.INTEGRATION_DELETE, gone["id"], changes=about, reason=call.reason)
    if bot is None:
        _deleted(call)[gone["id"]] = gone
    else:
        _put_out(call, guild, bot["id"])
    told = {"id": gone["id"], "guild_id": guild.id}
    call.sim.emit("INTEGRATION_DELETE", told, guild_id=guild.id)
    return NOTHING


def _put_out(call: Call, guild: Guild, user_id: str) -> None:
    own = [hook for hook, each in call.world.webhooks.items() if each.get("application_id") == user_id]
    for webhook_id in [hook for hook in own if call.world.webhooks[hook]["guild_id"] == guild.id]:
        del call.world.webhooks[webhook_id]
    drop(call, guild, user_id)
