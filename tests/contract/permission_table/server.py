"""Events, AutoMod and commands."""

from tests.contract.permission_table.row import DESTRUCTIVE, SENSITIVE, WRITE, Row

_EVENTS = "resources/guild-scheduled-event"
_EVENT_RIGHTS = f"{_EVENTS}#guild-scheduled-event-permissions-requirements"
_COMMANDS = "interactions/application-commands"
_OWN_EVENT = (
    "Whoever made an event may change it with CREATE_EVENTS alone; what is made here is the bot's, whoever asked for "
    "it, so it takes what anybody's event takes."
)
_EXCEPTION = (
    "The page does not know of single times that are otherwise, only Discord's OpenAPI document does: they take what a "
    "change of the event takes."
)
_OWN_COMMAND = (
    "The page asks for no permission, because a bot's commands are the bot's own; in a server those see to them who "
    "see to its integrations, and that takes MANAGE_GUILD."
)
"""In an event's channel it takes what the event's kind takes there, besides; where AutoMod times somebody out, it takes
MODERATE_MEMBERS: the operations say so by their arguments."""

TABLE: dict[str, Row] = {
    "automod.create": Row(SENSITIVE, "manage_guild", "resources/auto-moderation#create-auto-moderation-rule"),
    "automod.delete": Row(SENSITIVE, "manage_guild", "resources/auto-moderation#delete-auto-moderation-rule"),
    "automod.edit": Row(SENSITIVE, "manage_guild", "resources/auto-moderation#modify-auto-moderation-rule"),
    "event.cancel": Row(SENSITIVE, "manage_events", f"{_EVENTS}#modify-guild-scheduled-event", _OWN_EVENT),
    "event.create": Row(WRITE, "create_events", f"{_EVENTS}#create-guild-scheduled-event"),
    "event.create_exception": Row(WRITE, "manage_events", _EVENT_RIGHTS, _EXCEPTION),
    "event.delete": Row(DESTRUCTIVE, "manage_events", f"{_EVENTS}#delete-guild-scheduled-event", _OWN_EVENT),
    "event.delete_exception": Row(SENSITIVE, "manage_events", _EVENT_RIGHTS, _EXCEPTION),
    "event.edit": Row(WRITE, "manage_events", f"{_EVENTS}#modify-guild-scheduled-event", _OWN_EVENT),
    "event.edit_exception": Row(WRITE, "manage_events", _EVENT_RIGHTS, _EXCEPTION),
    "event.end": Row(SENSITIVE, "manage_events", f"{_EVENTS}#modify-guild-scheduled-event", _OWN_EVENT),
    "event.start": Row(SENSITIVE, "manage_events", f"{_EVENTS}#modify-guild-scheduled-event", _OWN_EVENT),
    "guild_command.create": Row(
        SENSITIVE, "manage_guild", f"{_COMMANDS}#create-guild-application-command", _OWN_COMMAND
    ),
    "guild_command.delete": Row(
        DESTRUCTIVE, "manage_guild", f"{_COMMANDS}#delete-guild-application-command", _OWN_COMMAND
    ),
    "guild_command.edit": Row(SENSITIVE, "manage_guild", f"{_COMMANDS}#edit-guild-application-command", _OWN_COMMAND),
    "guild_command.set_all": Row(
        DESTRUCTIVE, "manage_guild", f"{_COMMANDS}#bulk-overwrite-guild-application-commands", _OWN_COMMAND
    ),
}
