"""Emojis, stickers, sounds, and the ways into a server."""

from tests.contract.permission_table.row import DESTRUCTIVE, SENSITIVE, WRITE, Row

_OWN = "Whoever made it may change it at Discord with Create Expressions; here the bot makes all, so it proves nothing."
_SEEN = "Discord denies whoever does not see a channel everything in it, without saying so at each heading."

TABLE: dict[str, Row] = {
    "emoji.create": Row(WRITE, "create_expressions", "resources/emoji#create-guild-emoji"),
    "emoji.delete": Row(DESTRUCTIVE, "manage_expressions", "resources/emoji#delete-guild-emoji", _OWN),
    "emoji.edit": Row(WRITE, "manage_expressions", "resources/emoji#modify-guild-emoji", _OWN),
    "integration.delete": Row(DESTRUCTIVE, "manage_guild", "resources/guild#delete-guild-integration"),
    "invite.create": Row(
        SENSITIVE, "view_channel create_instant_invite", "resources/channel#create-channel-invite", _SEEN
    ),
    "invite.delete": Row(
        SENSITIVE,
        "view_channel manage_channels",
        "resources/invite#delete-invite",
        "Manage Server would do instead, for any invite; one of the two is what all have who look after the channel.",
    ),
    "invite.edit_target_users": Row(
        SENSITIVE,
        "view_channel manage_guild",
        "resources/invite#update-target-users",
        "The inviter may at Discord; the bot is that for all invites made here. And who sees no channel changes none.",
    ),
    "soundboard.create": Row(WRITE, "create_expressions", "resources/soundboard#create-guild-soundboard-sound"),
    "soundboard.delete": Row(
        DESTRUCTIVE, "manage_expressions", "resources/soundboard#delete-guild-soundboard-sound", _OWN
    ),
    "soundboard.edit": Row(WRITE, "manage_expressions", "resources/soundboard#modify-guild-soundboard-sound", _OWN),
    "soundboard.play": Row(
        WRITE,
        "view_channel connect speak use_soundboard",
        "resources/soundboard#send-soundboard-sound",
        "Discord asks that one is connected there; of a caller that cannot be seen, but that they may connect can.",
    ),
    "sticker.create": Row(WRITE, "create_expressions", "resources/sticker#create-guild-sticker"),
    "sticker.delete": Row(DESTRUCTIVE, "manage_expressions", "resources/sticker#delete-guild-sticker", _OWN),
    "sticker.edit": Row(WRITE, "manage_expressions", "resources/sticker#modify-guild-sticker", _OWN),
    "template.create": Row(SENSITIVE, "manage_guild", "resources/guild-template#create-guild-template"),
    "template.delete": Row(DESTRUCTIVE, "manage_guild", "resources/guild-template#delete-guild-template"),
    "template.edit": Row(WRITE, "manage_guild", "resources/guild-template#modify-guild-template"),
    "template.sync": Row(SENSITIVE, "manage_guild", "resources/guild-template#sync-guild-template"),
    "widget.edit": Row(SENSITIVE, "manage_guild", "resources/guild#modify-guild-widget"),
}
