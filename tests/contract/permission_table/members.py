"""Members and their roles, and the server that they are in."""

from tests.contract.permission_table.row import DESTRUCTIVE, SEE, SENSITIVE, WRITE, Row

TABLE: dict[str, Row] = {
    "guild.edit": Row(SENSITIVE, "manage_guild", "resources/guild#modify-guild"),
    "guild.edit_incident_actions": Row(SENSITIVE, "manage_guild", "resources/guild#modify-guild-incident-actions"),
    "guild.leave": Row(
        DESTRUCTIVE,
        "manage_guild",
        "resources/user#leave-guild",
        "The page asks for nothing, for a bot may always leave; that it does is for an administrator to want.",
    ),
    "join_request.act": Row(SENSITIVE, "kick_members", "resources/guild-join-request#action-guild-join-request"),
    "member.ban": Row(DESTRUCTIVE, "ban_members", "resources/guild#create-guild-ban"),
    "member.bulk_ban": Row(DESTRUCTIVE, "ban_members manage_guild", "resources/guild#bulk-guild-ban"),
    "member.bypass_verification": Row(
        SENSITIVE,
        "manage_guild",
        "resources/guild#modify-guild-member",
        "The page takes Manage Roles as well, or Timeout, Kick and Ban Members together; one way in is enough here.",
    ),
    "member.edit": Row(
        WRITE,
        "manage_nicknames",
        "resources/guild#modify-guild-member",
        "The page knows no other way; who changes their own nickname needs Change Nickname instead, as in the client.",
    ),
    "member.edit_own": Row(
        SENSITIVE,
        "manage_guild",
        "resources/guild#modify-current-member",
        "The page asks for Change Nickname with a nickname alone; how the bot looks is for who manages the server.",
    ),
    "member.kick": Row(DESTRUCTIVE, "kick_members", "resources/guild#remove-guild-member"),
    "member.prune": Row(DESTRUCTIVE, "kick_members manage_guild", "resources/guild#begin-guild-prune"),
    "member.timeout": Row(SENSITIVE, "moderate_members", "resources/guild#modify-guild-member"),
    "member.unban": Row(SENSITIVE, "ban_members", "resources/guild#remove-guild-ban"),
    "member.welcome": Row(WRITE, f"{SEE} send_messages", "resources/message#create-message"),
    "onboarding.edit": Row(SENSITIVE, "manage_guild manage_roles", "resources/guild#modify-guild-onboarding"),
    "role.assign": Row(SENSITIVE, "manage_roles", "resources/guild#add-guild-member-role"),
    "role.assign_by_filter": Row(SENSITIVE, "manage_roles", "resources/guild#add-guild-member-role"),
    "role.bulk_assign": Row(SENSITIVE, "manage_roles", "resources/guild#add-guild-member-role"),
    "role.bulk_remove": Row(SENSITIVE, "manage_roles", "resources/guild#remove-guild-member-role"),
    "role.create": Row(SENSITIVE, "manage_roles", "resources/guild#create-guild-role"),
    "role.delete": Row(DESTRUCTIVE, "manage_roles", "resources/guild#delete-guild-role"),
    "role.edit": Row(SENSITIVE, "manage_roles", "resources/guild#modify-guild-role"),
    "role.remove": Row(SENSITIVE, "manage_roles", "resources/guild#remove-guild-member-role"),
    "role.reorder": Row(SENSITIVE, "manage_roles", "resources/guild#modify-guild-role-positions"),
    "welcome.edit_screen": Row(SENSITIVE, "manage_guild", "resources/guild#modify-guild-welcome-screen"),
}
