"""Following an announcement channel: what it publishes is posted in another channel by a webhook."""

from local.discord import audit
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import Call, handles

ANNOUNCEMENT, TEXT = 5, 0
FOLLOWER = 2


@handles("follow_channel")
def follow_channel(call: Call) -> Json:
    """Make the webhook in the channel of the body, where the bot has to have the right to."""
    guild, source = access.guild_channel(call)
    target = call.world.channel(call.fields["webhook_channel_id"])
    access.require(call, target, P.MANAGE_WEBHOOKS)
    if source["type"] != ANNOUNCEMENT or target["type"] not in {TEXT, ANNOUNCEMENT}:
        raise DiscordError(Code.WRONG_CHANNEL_TYPE)
    webhook: Json = {
        "id": call.world.ids.next(),
        "type": FOLLOWER,
        "application_id": None,
        "avatar": None,
        "channel_id": target["id"],
        "guild_id": target["guild_id"],
        "name": f"{guild.data['name']} #{source['name']}",
        "user": call.world.users[call.bot_id],
        "source_guild": {"id": guild.id, "icon": None, "name": guild.data["name"]},
        "source_channel": {"id": source["id"], "name": source["name"]},
    }
    call.world.webhooks[webhook["id"]] = webhook
    diff = audit.changes({}, {"name": webhook["name"], "channel_id": target["id"]})
    home = call.world.guilds[target["guild_id"]]
    audit.write(call.sim, home, AuditEvent.WEBHOOK_CREATE, webhook["id"], changes=diff, reason=call.reason)
    call.sim.emit("WEBHOOKS_UPDATE", {"guild_id": home.id, "channel_id": target["id"]}, target)
    return {"channel_id": source["id"], "webhook_id": webhook["id"]}
