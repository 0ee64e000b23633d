"""Emojis, stickers, sounds, and the ways into a server."""

from tests.contract.permission_table.row import DESTRUCTIVE, SENSITIVE, Row

TABLE: dict[str, Row] = {
    "emoji.delete": Row(DESTRUCTIVE, "manage_expressions", "resources/emoji#delete-guild-emoji"),
    "integration.delete": Row(DESTRUCTIVE, "manage_guild", "resources/guild#delete-guild-integration"),
    "invite.create": Row(SENSITIVE, "view_channel create_instant_invite", "resources/channel#create-channel-invite"),
    "invite.delete": Row(SENSITIVE, "view_channel manage_channels", "resources/invite#delete-invite"),
    "invite.edit_target_users": Row(SENSITIVE, "view_channel manage_guild", "resources/invite#update-target-users"),
    "soundboard.delete": Row(DESTRUCTIVE, "manage_expressions", "resources/soundboard#delete-guild-soundboard-sound"),
    "sticker.delete": Row(DESTRUCTIVE, "manage_expressions", "resources/sticker#delete-guild-sticker"),
    "template.create": Row(SENSITIVE, "manage_guild", "resources/guild-template#create-guild-template"),
    "template.delete": Row(DESTRUCTIVE, "manage_guild", "resources/guild-template#delete-guild-template"),
    "template.sync": Row(SENSITIVE, "manage_guild", "resources/guild-template#sync-guild-template"),
    "widget.edit": Row(SENSITIVE, "manage_guild", "resources/guild#modify-guild-widget"),
}
