"""Channels, threads, forums, stages and voice."""

from tests.contract.permission_table.row import DESTRUCTIVE, SENSITIVE, WRITE, Row

TABLE: dict[str, Row] = {
    "channel.clone": Row(WRITE, "manage_channels", "resources/guild#create-guild-channel"),
    "channel.copy_permissions": Row(SENSITIVE, "manage_channels manage_roles", "resources/channel#modify-channel"),
    "channel.create": Row(WRITE, "manage_channels", "resources/guild#create-guild-channel"),
    "channel.delete": Row(DESTRUCTIVE, "manage_channels", "resources/channel#deleteclose-channel"),
    "channel.delete_permissions": Row(SENSITIVE, "manage_roles", "resources/channel#delete-channel-permission"),
    "channel.edit": Row(WRITE, "manage_channels", "resources/channel#modify-channel"),
    "channel.edit_permissions": Row(SENSITIVE, "manage_roles", "resources/channel#edit-channel-permissions"),
    "channel.follow": Row(SENSITIVE, "manage_webhooks", "resources/channel#follow-announcement-channel"),
    "channel.lock": Row(SENSITIVE, "manage_roles", "resources/channel#edit-channel-permissions"),
    "channel.move": Row(WRITE, "manage_channels", "resources/guild#modify-guild-channel-positions"),
    "channel.set_permissions": Row(SENSITIVE, "manage_channels manage_roles", "resources/channel#modify-channel"),
    "channel.sync_permissions": Row(SENSITIVE, "manage_channels manage_roles", "resources/channel#modify-channel"),
    "channel.unlock": Row(SENSITIVE, "manage_roles", "resources/channel#edit-channel-permissions"),
    "forum.delete_tag": Row(SENSITIVE, "manage_channels", "resources/channel#modify-channel-json-params-guild-channel"),
    "stage.end": Row(
        SENSITIVE, "manage_channels mute_members move_members", "resources/stage-instance#delete-stage-instance"
    ),
    "thread.delete": Row(DESTRUCTIVE, "manage_threads", "resources/channel#deleteclose-channel"),
    "thread.remove_member": Row(WRITE, "manage_threads", "resources/channel#remove-thread-member"),
    "voice.deafen": Row(SENSITIVE, "deafen_members", "resources/guild#modify-guild-member"),
    "voice.disconnect": Row(WRITE, "move_members", "resources/guild#modify-guild-member"),
    "voice.move": Row(WRITE, "move_members", "resources/guild#modify-guild-member"),
    "voice.mute": Row(SENSITIVE, "mute_members", "resources/guild#modify-guild-member"),
}
