"""Arguments of calls by an old name: where one has another name or another form with us, it is put into ours.

    discord.channel.create    {"channel_type": 2, "parent_id": "1"}  -> {"kind": "voice", "category_id": "1"}
    ban_member                {"delete_message_days": 1}             -> {"delete_message_seconds": 86400}
    discord.automation.draft  {"trigger": "member_joined"}           -> {"trigger": {"on": "member_joined"}}

What cannot be put into ours stays as it is, so that the operation's own schema says what it takes.
"""

from collections.abc import Callable, Collection, Mapping

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.operations import automation_old
from guildhall.operations.aliases import current

_CHANNEL_KINDS = {0: "text", 2: "voice", 4: "category", 5: "announcement", 13: "stage_voice", 15: "forum"}
_MOST_COLOUR = 0xFFFFFF
_DAY_S = 24 * 60 * 60


def _colour(value: JsonValue) -> JsonValue:
    return f"#{value:06x}" if isinstance(value, int) and 0 < value <= _MOST_COLOUR else value


def _kind(value: JsonValue) -> JsonValue:
    return _CHANNEL_KINDS.get(value, value) if isinstance(value, int) else value


def _seconds(value: JsonValue) -> JsonValue:
    return value * _DAY_S if isinstance(value, int) else value


def _thread_kind(value: JsonValue) -> JsonValue:
    return ("private" if value else "public") if isinstance(value, bool) else value


def _permission_names(value: JsonValue) -> JsonValue:
    if not isinstance(value, str) or not (value.isascii() and value.isdecimal()):
        return value
    return [str(bit.name) for bit in Permission if bit in Permission.parse(value)]


_RENAMED: dict[str, tuple[str, ...]] = {
    "channel_type": ("kind",),
    "private": ("kind",),
    "parent_id": ("category_id",),
    "nsfw": ("age_restricted",),
    "rate_limit_per_user": ("slowmode_s",),
    "bitrate": ("bitrate_bps",),
    "color": ("colour",),
    "max_age": ("max_age_s",),
    "roles": ("role_ids",),
    "emoji": ("emoji_name",),
    "duration_seconds": ("duration_s",),
    "delete_message_days": ("delete_message_seconds",),
    "scheduled_start_time": ("starts_at",),
    "scheduled_end_time": ("ends_at",),
    "action_type": ("action",),
    "user_id": ("by_user_id",),
    "channel_id": ("target_channel_id", "voice_channel_id"),
}
"""Old names of arguments, with those that an operation may have for it instead."""
_CHANGED: dict[str, Callable[[JsonValue], JsonValue]] = {
    "channel_type": _kind,
    "private": _thread_kind,
    "color": _colour,
    "delete_message_days": _seconds,
    "permissions": _permission_names,
    "allow": _permission_names,
    "deny": _permission_names,
    "trigger": automation_old.trigger,
    "actions": automation_old.actions,
}
_GONE = frozenset({"guild_id", "confirmation", "overwrite_type", "workspace_id"})
"""What calls had to say there and nobody is asked here: the guild is the channel's, a human confirms in Discord, and
what an overwrite is for is looked up."""


def arguments_now(name: str, arguments: Mapping[str, JsonValue], fields: Collection[str]) -> dict[str, JsonValue]:
    """Return a call's arguments as the operation takes them; unchanged where it was called by a name of ours.

    Args:
        name: The name by which it was called.
        arguments: What was given.
        fields: The names of the arguments that the operation takes.
    """
    if current(name) is None:
        return dict(arguments)
    now: dict[str, JsonValue] = {}
    for old, value in arguments.items():
        if old in _GONE and old not in fields:
            continue
        ours = old if old in fields else next((each for each in _RENAMED.get(old, ()) if each in fields), old)
        if ours in arguments and ours != old:
            now[old] = value  # given twice: the schema refuses the one that it does not know
        else:
            now[ours] = _CHANGED[old](value) if old in _CHANGED else value
    return now
