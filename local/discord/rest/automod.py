"""AutoMod's rules: list, get, make, change, delete.

Conditions fit the trigger, and there are only so many rules of a kind; who sets up a timeout may time people out.
Source: https://docs.discord.com/developers/resources/auto-moderation
"""

from typing import Any

from local.discord import audit
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.state import Guild

KEYWORD, SPAM, PRESET, MENTIONS, PROFILE = 1, 3, 4, 5, 6
WORDS: Json = {"keyword_filter": [], "regex_patterns": [], "allow_list": []}
EMPTY: dict[int, Json] = {
    KEYWORD: WORDS,
    SPAM: {},
    PRESET: {"presets": [], "allow_list": []},
    MENTIONS: {"mention_total_limit": 0, "mention_raid_protection_enabled": False},
    PROFILE: WORDS,
}
MOST = {KEYWORD: 6}
MESSAGE_SENT, MEMBER_CHANGED = 1, 2
ALERT, TIMEOUT = 2, 3
TIMES_OUT = {KEYWORD, MENTIONS}
LISTS = {"exempt_roles", "exempt_channels"}


def kept(call: Call, guild: Guild) -> dict[str, Json]:
    """Return a guild's rules by id; changes to them last."""
    return call.world.collections.setdefault(f"/guilds/{guild.id}/auto-moderation/rules", {})


def _found(call: Call) -> tuple[Guild, Json]:
    guild = access.guild(call, P.MANAGE_GUILD)
    rule = kept(call, guild).get(call.path["rule_id"])
    if rule is None:
        raise DiscordError(Code.UNKNOWN_RULE)
    return guild, rule


@handles("list_auto_moderation_rules")
def list_auto_moderation_rules(call: Call) -> list[Json]:
    """Return a guild's rules."""
    return [dict(rule) for rule in kept(call, access.guild(call, P.MANAGE_GUILD)).values()]


@handles("get_auto_moderation_rule")
def get_auto_moderation_rule(call: Call) -> Json:
    """Return one rule."""
    return dict(_found(call)[1])


@handles("create_auto_moderation_rule")
def create_auto_moderation_rule(call: Call) -> Json:
    """Make a rule; it is off unless it is said to be on."""
    guild, body = access.guild(call, P.MANAGE_GUILD), call.fields
    trigger, rules = body["trigger_type"], kept(call, guild)
    if sum(rule["trigger_type"] == trigger for rule in rules.values()) >= MOST.get(trigger, 1):
        told = "Maximum number of auto moderation rules with this trigger type reached"
        raise invalid_field("trigger_type", "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED", told)
    rule: Json = {"id": call.world.ids.next(), "guild_id": guild.id, "creator_id": call.bot_id, "enabled": False}
    rule |= {"name": "", "trigger_type": trigger, "trigger_metadata": dict(EMPTY[trigger]), "actions": []}
    rule |= {"exempt_roles": [], "exempt_channels": []} | _checked(call, guild, trigger)
    rules[rule["id"]] = rule
    _record(call, guild, AuditEvent.AUTO_MODERATION_RULE_CREATE, ({}, rule))
    return dict(rule)


@handles("update_auto_moderation_rule")
def update_auto_moderation_rule(call: Call) -> Json:
    """Change a rule; conditions and actions are replaced as a whole."""
    guild, rule = _found(call)
    old = dict(rule)
    rule |= _checked(call, guild, rule["trigger_type"])
    _record(call, guild, AuditEvent.AUTO_MODERATION_RULE_UPDATE, (old, rule))
    return dict(rule)


@handles("delete_auto_moderation_rule")
def delete_auto_moderation_rule(call: Call) -> object:
    """Delete a rule."""
    guild, rule = _found(call)
    del kept(call, guild)[rule["id"]]
    _record(call, guild, AuditEvent.AUTO_MODERATION_RULE_DELETE, (rule, {}))
    return NOTHING


def _checked(call: Call, guild: Guild, trigger: int) -> Json:
    """Return the fields of a body, as they are kept.

    Raises:
        DiscordError: 50035 or 50013.
    """
    body = {name: value for name, value in call.fields.items() if value is not None}
    event = MEMBER_CHANGED if trigger == PROFILE else MESSAGE_SENT
    if body.get("event_type", event) != event or body.get("trigger_type", trigger) != trigger:
        raise invalid_field("event_type", "AUTO_MODERATION_INVALID_EVENT_TYPE", "Not an event of this trigger type")
    told: Json = {"event_type": event} | {name: body[name] for name in ("name", "enabled") if name in body}
    if "trigger_metadata" in body:
        told["trigger_metadata"] = _metadata(trigger, body["trigger_metadata"])
    if "actions" in body:
        told["actions"] = [_action(call, guild, trigger, each) for each in body["actions"]]
    return told | {name: [str(each) for each in body[name]] for name in LISTS & body.keys()}


def _metadata(trigger: int, given: Json) -> Json:
    foreign = given.keys() - EMPTY[trigger].keys()
    if foreign:
        raise invalid_field(f"trigger_metadata.{min(foreign)}", "UNKNOWN_KEY", "Not of this trigger type")
    most = 1000 if trigger == PRESET else 100
    if len(given.get("allow_list") or []) > most:
        told = f"Must be {most} or fewer in length."
        raise invalid_field("trigger_metadata.allow_list", "BASE_TYPE_MAX_LENGTH", told)
    return EMPTY[trigger] | {name: value for name, value in given.items() if value is not None}


def _action(call: Call, guild: Guild, trigger: int, given: Json) -> Json:
    metadata: Json = given.get("metadata") or {}
    if given["type"] == TIMEOUT:
        if trigger not in TIMES_OUT:
            raise invalid_field("actions", "AUTO_MODERATION_INVALID_ACTION_TYPE", "No timeout for this trigger type")
        access.guild(call, P.MODERATE_MEMBERS)
    if given["type"] == ALERT:
        channel = call.world.channels.get(str(metadata["channel_id"]), {})
        if channel.get("guild_id") != guild.id:
            raise invalid_field("actions", "CHANNEL_INVALID", "Unknown channel")
        metadata = {"channel_id": str(metadata["channel_id"])}
    return {"type": given["type"], "metadata": metadata}


def _record(call: Call, guild: Guild, event: AuditEvent, change: tuple[Json, Json]) -> None:
    old, new = change
    about: Any = [{name: each[name] for name in ("name", "enabled") if name in each} for each in (old, new)]
    rule = new or old
    options: Json = {"auto_moderation_rule_name": rule["name"]}
    options |= {"auto_moderation_rule_trigger_type": str(rule["trigger_type"])}
    diff = audit.changes(*about)
    audit.write(call.sim, guild, event, rule["id"], changes=diff, options=options, reason=call.reason)
    call.sim.emit(event.name, rule, guild_id=guild.id)
