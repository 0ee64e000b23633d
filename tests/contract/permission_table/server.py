"""Events, AutoMod and commands."""

from tests.contract.permission_table.row import DESTRUCTIVE, SENSITIVE, Row

TABLE: dict[str, Row] = {
    "automod.create": Row(SENSITIVE, "manage_guild", "resources/auto-moderation#create-auto-moderation-rule"),
    "automod.delete": Row(SENSITIVE, "manage_guild", "resources/auto-moderation#delete-auto-moderation-rule"),
    "automod.edit": Row(SENSITIVE, "manage_guild", "resources/auto-moderation#modify-auto-moderation-rule"),
    "event.cancel": Row(SENSITIVE, "manage_events", "resources/guild-scheduled-event#modify-guild-scheduled-event"),
    "event.delete": Row(DESTRUCTIVE, "manage_events", "resources/guild-scheduled-event#delete-guild-scheduled-event"),
    "event.delete_exception": Row(
        SENSITIVE, "manage_events", "resources/guild-scheduled-event#delete-guild-scheduled-event-exception"
    ),
    "event.end": Row(SENSITIVE, "manage_events", "resources/guild-scheduled-event#modify-guild-scheduled-event"),
    "event.start": Row(SENSITIVE, "manage_events", "resources/guild-scheduled-event#modify-guild-scheduled-event"),
    "guild_command.create": Row(
        SENSITIVE, "manage_guild", "interactions/application-commands#create-guild-application-command"
    ),
    "guild_command.delete": Row(
        DESTRUCTIVE, "manage_guild", "interactions/application-commands#delete-guild-application-command"
    ),
    "guild_command.edit": Row(
        SENSITIVE, "manage_guild", "interactions/application-commands#edit-guild-application-command"
    ),
    "guild_command.set_all": Row(
        DESTRUCTIVE, "manage_guild", "interactions/application-commands#bulk-overwrite-guild-application-commands"
    ),
}
