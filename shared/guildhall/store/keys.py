"""The only place where keys are written. `<id>` stands for a snowflake of twenty digits, so that order is number order.

    table    pk                          sk                      what
    Policy   guild#<id>                  installation            Installation
             guild#<id>                  policy                  GuildPolicy
             guild#<id>                  audit-key               the guild's key for content hashes
             guild#<id>                  member#<id>             Membership
             guild#<id>                  channel#<id>            ChannelPolicy
             guild#<id>                  chat#<id>               ChatChannel
             guild#<id>                  automation              how often the guild's automations were changed
             guild#<id>                  automation#<id>         Automation
             installations               <id>                    Installation once more, to list them
             key#<key id>                key                     ApiKey
    Audit    guild#<id>#2026-11          <audit id>#<part>       AuditRecord; by month, so that none grows for ever
             guild#<id>                  2026-11                 a month in which the guild has records
             no-guild#2026-11            <audit id>#<part>       AuditRecord of a call that belongs to no guild
             chain#guild#<id>            000000000017            a sealed segment of the guild's trail, by number
    History  user#<id>                   result#<result id>      what a request returned
             guild#<id>                  undo#<audit id>         UndoRecord: what it takes to undo a call
             channel#<id>#<channel>      exchange#<entry id>     Exchange: what the agent was asked there and answered
             channel#<id>#<channel>      summary#<asker>         Summary of one asker's older exchanges
             turn#<id>                   job                     what an agent's turn was asked
             turn#<id>                   message#0003            a message of its transcript, by place
    State    turn#<id>                   turn                    TurnRecord
             confirmation#<id>           confirmation            ConfirmationRecord
             questions#guild#<id>        <confirmation id>       says that the guild has such a question
             plan#<id>                   plan                    PlanRecord
             claim#<key>                 claim                   ClaimRecord
             count#<name>                <window's start>        counters of one fixed window
             pace#<name>                 pace                    how often a caller asked, and until when it waits
             burst#<name>                burst                   the acts of the last minute
             shard#0/1                   shard                   who holds a gateway shard, and its session
             shard#0/1                   ticket                  when it last identified
             once#<name>                 once                    who was the first to say or settle something

Ids that come from outside may be of any length and hold anything, so whatever DynamoDB would refuse in a key goes by
its hash: an unknown id is then "not found" like any other.
"""

import re
from datetime import UTC, datetime
from hashlib import sha256

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.errors import InvalidArguments
from guildhall.store.conditions import Item
from guildhall.store.table import Key

INSTALLATIONS = "installations"
CHAT_PREFIX = "chat#"
AUTOMATIONS = "automation"
MEMBER_PREFIX = "member#"
EXCHANGE_PREFIX = "exchange#"
MESSAGE_PREFIX = "message#"

_SNOWFLAKE_DIGITS = 20
_WINDOW_DIGITS = 12
_PLACE_DIGITS = 4
_SEGMENT_DIGITS = 12
_LONGEST_ID_BYTES = 512
_AUDIT_ID = re.compile(r"[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}")
_AUDIT_MONTH = re.compile(r"(?:guild#(?P<guild>[0-9]{20})|no-guild)#[0-9]{4}-[0-9]{2}")
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TIME_CHARACTERS = 10


def _padded(snowflake: str) -> str:
    return snowflake.rjust(_SNOWFLAKE_DIGITS, "0")


def _bounded(text: str) -> str:
    raw = text.encode("utf-8", "surrogatepass")
    whole = len(raw) <= _LONGEST_ID_BYTES and text.isprintable()
    return text if whole else f"sha256:{sha256(raw).hexdigest()}"


def guild(guild_id: GuildId) -> str:
    """Return the partition of a guild's policies, and of its audit months."""
    return f"guild#{_padded(guild_id)}"


def installation(guild_id: GuildId) -> Key:
    """Return the key of a guild's installation."""
    return Key(guild(guild_id), "installation")


def listed_installation(guild_id: GuildId) -> Key:
    """Return the key of the installation's copy in the list of all."""
    return Key(INSTALLATIONS, _padded(guild_id))


def guild_policy(guild_id: GuildId) -> Key:
    """Return the key of a guild's policy."""
    return Key(guild(guild_id), "policy")


def audit_key(guild_id: GuildId) -> Key:
    """Return the key under which a guild's key for content hashes is kept."""
    return Key(guild(guild_id), "audit-key")


def membership(guild_id: GuildId, user_id: UserId) -> Key:
    """Return the key of a platform role granted by hand."""
    return Key(guild(guild_id), f"{MEMBER_PREFIX}{_padded(user_id)}")


def channel_policy(guild_id: GuildId, channel_id: ChannelId) -> Key:
    """Return the key of a channel's policy."""
    return Key(guild(guild_id), f"channel#{_padded(channel_id)}")


def chat_channel(guild_id: GuildId, channel_id: ChannelId) -> Key:
    """Return the key of a channel in which the agent answers."""
    return Key(guild(guild_id), f"{CHAT_PREFIX}{_padded(channel_id)}")


def automations(guild_id: GuildId) -> Key:
    """Return the key that counts the changes of a guild's automations; theirs begin with its sort key."""
    return Key(guild(guild_id), AUTOMATIONS)


def automation(guild_id: GuildId, automation_id: str) -> Key:
    """Return the key of an automation."""
    return Key(guild(guild_id), f"{AUTOMATIONS}#{_padded(automation_id)}")


def api_key(key_id: str) -> Key:
    """Return the key of an API key's record."""
    return Key(f"key#{_bounded(key_id)}", "key")


def month_of(audit_id: str) -> str:
    """Return the month in which an audit id was made, e.g. `2026-11`, in UTC.

    Raises:
        InvalidArguments: It is no audit id.
    """
    if not _AUDIT_ID.fullmatch(audit_id):
        raise InvalidArguments("That is not an audit id.", "Take one from an audit record; it has 26 characters.")
    milliseconds = 0
    for character in audit_id[:_TIME_CHARACTERS]:
        milliseconds = milliseconds * len(_ALPHABET) + _ALPHABET.index(character)
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m")
    except (OverflowError, ValueError):
        raise InvalidArguments("That is not an audit id: its time is beyond the year 9999.") from None


def audit_month(guild_id: GuildId | None, month: str) -> str:
    """Return the partition of a month's audit records, of a guild or of calls that belong to none."""
    return f"{guild(guild_id)}#{month}" if guild_id else f"no-guild#{month}"


def guild_of_month(pk: str) -> tuple[GuildId | None] | None:
    """Return whose records a partition of AuditTable holds, `(None,)` for those of no guild; None if it holds none."""
    found = _AUDIT_MONTH.fullmatch(pk)
    if found is None:
        return None
    return (GuildId(found["guild"].lstrip("0")) if found["guild"] else None,)


def audit_month_marker(guild_id: GuildId, month: str) -> Key:
    """Return the key that says that a guild has audit records of a month."""
    return Key(guild(guild_id), month)


def behind_month(month: str) -> str:
    """Return a sort key right behind a month's marker, to read the months up to it."""
    return f"{month}~"


def audit_id_of(item: Item) -> str:
    """Return the audit id of an audit record's item."""
    return str(item["sk"]).partition("#")[0]


def audit_prefix(audit_id: str) -> str:
    """Return how the sort keys of one audit id's records begin."""
    return f"{audit_id}#"


def result(user_id: UserId, result_id: str) -> Key:
    """Return the key of what a person's request returned."""
    return Key(f"user#{_padded(user_id)}", f"result#{_bounded(result_id)}")


def undo(guild_id: GuildId, audit_id: str) -> Key:
    """Return the key of what it takes to undo a call."""
    return Key(guild(guild_id), f"undo#{_bounded(audit_id)}")


def chain(guild_id: GuildId | None) -> str:
    """Return the partition of the sealed segments of a guild's trail, or of calls that belong to no guild."""
    return f"chain#{guild(guild_id)}" if guild_id else "chain#no-guild"


def segment(guild_id: GuildId | None, number: int) -> Key:
    """Return the key of a sealed segment; the first is number 1."""
    return Key(chain(guild_id), f"{number:0{_SEGMENT_DIGITS}d}")


def turn(turn_id: str) -> Key:
    """Return the key of a turn's head."""
    return Key(turn_messages(turn_id), "turn")


def turn_messages(turn_id: str) -> str:
    """Return the partition of a turn's transcript."""
    return f"turn#{_bounded(turn_id)}"


def turn_job(turn_id: str) -> Key:
    """Return the key of what a turn was asked."""
    return Key(turn_messages(turn_id), "job")


def turn_message(turn_id: str, place: int) -> Key:
    """Return the key of a transcript's message."""
    return Key(turn_messages(turn_id), f"{MESSAGE_PREFIX}{place:0{_PLACE_DIGITS}d}")


def confirmation(confirmation_id: str) -> Key:
    """Return the key of a confirmation."""
    return Key(f"confirmation#{_bounded(confirmation_id)}", "confirmation")


def questions(guild_id: GuildId) -> str:
    """Return the partition that lists a guild's questions; their ids sort by time."""
    return f"questions#{guild(guild_id)}"


def listed_question(guild_id: GuildId, confirmation_id: str) -> Key:
    """Return the key under which a question is listed."""
    return Key(questions(guild_id), _bounded(confirmation_id))


def plan(plan_id: str) -> Key:
    """Return the key of a plan."""
    return Key(f"plan#{_bounded(plan_id)}", "plan")


def claim(key: str) -> Key:
    """Return the key of an execution claim."""
    return Key(f"claim#{_bounded(key)}", "claim")


def counter(name: str, window_start_s: int) -> Key:
    """Return the key of a counter's window."""
    return Key(f"count#{_bounded(name)}", str(window_start_s).rjust(_WINDOW_DIGITS, "0"))


def pace(name: str) -> Key:
    """Return the key of what a caller's calls are paced by."""
    return Key(f"pace#{_bounded(name)}", "pace")


def burst(name: str) -> Key:
    """Return the key of the acts of the last minute."""
    return Key(f"burst#{_bounded(name)}", "burst")


def conversation(guild_id: GuildId, channel_id: ChannelId) -> str:
    """Return the partition of a channel's memory."""
    return f"channel#{_padded(guild_id)}#{_padded(channel_id)}"


def exchange(guild_id: GuildId, channel_id: ChannelId, entry_id: str) -> Key:
    """Return the key of an entry of a channel's memory; entries sort by their ids' numbers."""
    return Key(conversation(guild_id, channel_id), f"{EXCHANGE_PREFIX}{_padded(_bounded(entry_id))}")


def summary(guild_id: GuildId, channel_id: ChannelId, asker_id: UserId) -> Key:
    """Return the key of the summary of what one person asked in a channel."""
    return Key(conversation(guild_id, channel_id), f"summary#{_padded(asker_id)}")


def once(name: str) -> Key:
    """Return the key of what is said or settled once."""
    return Key(f"once#{_bounded(name)}", "once")


def shard(number: int, count: int) -> Key:
    """Return the key of a gateway shard, e.g. number 0 of 1."""
    return Key(f"shard#{number}/{count}", "shard")


def shard_ticket(number: int, count: int) -> Key:
    """Return the key of a gateway shard's last ticket to identify."""
    return Key(f"shard#{number}/{count}", "ticket")
