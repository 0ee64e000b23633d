"""Names by which other systems' clients know operations: an old name leads to ours, so that a move breaks no prompt.

    discord.message.list_recent   discord_message_list_recent   list_messages     -> message.list

Here stand the names of the project from which this platform grew, with the arguments that had another name there. A
name of ours always comes first.
"""

from collections.abc import Mapping

_PREFIX = "discord."
_TOOLS: dict[str, tuple[str, ...]] = {
    "guild": ("list", "get", "modify>edit"),
    "channel": ("list", "get", "create", "edit", "delete", "edit_permissions", "delete_permissions"),
    "message": ("list_recent>list", "send", "get", "edit", "send_embed>send", "delete", "bulk_delete"),
    "reaction": ("add", "remove"),
    "thread": ("create",),
    "role": ("list", "create", "modify>edit", "delete", "reorder", "assign", "remove"),
    "member": ("get", "list", "kick", "ban", "timeout", "unban"),
    "webhook": ("create", "list", "get", "modify>edit", "delete", "execute"),
    "invite": ("create", "list", "get", "delete"),
    "automation": ("draft",),
    "audit": ("list",),
}
"""Tools by resource, as `old>ours` where the verb differs."""
_AGENT = {
    **{f"{verb}_{what}": f"{what}.{verb}" for what in ("channel", "role") for verb in ("create", "edit", "delete")},
    **{f"{verb}_message": f"message.{verb}" for verb in ("send", "edit", "delete", "pin", "unpin", "crosspost")},
    **{f"{verb}_role": f"role.{verb}" for verb in ("assign", "remove")},
    **{f"{verb}_member": f"member.{verb}" for verb in ("get", "kick", "ban", "unban", "timeout")},
    **{f"{verb}_invite": f"invite.{verb}" for verb in ("create", "delete")},
    **{f"{verb}_webhook": f"webhook.{verb}" for verb in ("create", "get", "delete", "execute")},
    **{f"{verb}_reaction": f"reaction.{verb}" for verb in ("add", "remove")},
    **{f"{verb}_emoji": f"emoji.{verb}" for verb in ("create", "delete")},
    **{f"list_{what}s": f"{what}.list" for what in ("channel", "message", "role", "member", "invite", "webhook")},
    **{f"list_{what}s": f"{what}.list" for what in ("emoji", "sticker")},
    **{f"{verb}_auto_mod_rule": f"automod.{ours}" for verb, ours in (("create", "create"), ("update", "edit"))},
    **{f"{verb}_scheduled_event": f"event.{ours}" for verb, ours in (("create", "create"), ("update", "edit"))},
    "get_channel": "channel.get",
    "bulk_delete_messages": "message.bulk_delete",
    "create_thread": "thread.create",
    "reorder_roles": "role.reorder",
    "modify_webhook": "webhook.edit",
    "get_guild": "guild.get",
    "edit_guild": "guild.edit",
    "send_embed_message": "message.send",
    "list_pinned_messages": "message.list_pins",
    "list_active_threads": "thread.list_active",
    "list_archived_threads": "thread.list_archived",
    "list_thread_members": "thread.list_members",
    "get_audit_log": "audit_log.list",
    "search_members": "member.search",
    "bulk_ban_members": "member.bulk_ban",
    "prune_members": "member.prune",
    "get_guild_preview": "guild.preview",
    "get_onboarding": "onboarding.get",
    "update_onboarding": "onboarding.edit",
    "get_welcome_screen": "welcome.get_screen",
    "update_welcome_screen": "welcome.edit_screen",
    "list_auto_mod_rules": "automod.list",
    "delete_auto_mod_rule": "automod.delete",
    "list_scheduled_events": "event.list",
    "delete_scheduled_event": "event.delete",
    "delete_sticker": "sticker.delete",
    "get_vanity_url": "guild.get_vanity_url",
    "list_voice_regions": "voice.list_regions",
    "create_dm": "direct_message.open",
    "get_guild_widget": "widget.get",
}


def _dotted() -> dict[str, str]:
    verbs = ((resource, *verb.partition(">")) for resource, listed in _TOOLS.items() for verb in listed)
    return {f"{_PREFIX}{resource}.{old}": f"{resource}.{ours or old}" for resource, old, _, ours in verbs}


DOTTED: Mapping[str, str] = _dotted()
"""The names of tools, by themselves and with underscores, which clients make of dots."""
AGENT: Mapping[str, str] = _AGENT
"""The names of the agent's tools."""
OLD_NAMES: Mapping[str, str] = {**AGENT, **DOTTED, **{old.replace(".", "_"): ours for old, ours in DOTTED.items()}}
"""Every old name, and the operation that it stands for."""


def current(name: str) -> str | None:
    """Return our operation for an old name; None where it is none."""
    return OLD_NAMES.get(name)
