"""Channels, threads, forums, stages and voice."""

from tests.contract.permission_table.row import DESTRUCTIVE, HISTORY, SEE, SENSITIVE, WRITE, Row

_REPLACING = "manage_channels manage_roles"
_STAGE_MODERATOR = "manage_channels mute_members move_members"
"""Defined in resources/stage-instance#definitions."""
_CREATE, _MODIFY = "resources/guild#create-guild-channel", "resources/channel#modify-channel"
_OVERWRITE = "resources/channel#edit-channel-permissions"
_FORUM = "resources/channel#modify-channel-json-params-guild-channel"
_MEMBER = "resources/guild#modify-guild-member"
_HELD = (
    "What is allowed or denied has to be held by caller and bot in the server at large, though the page lets the "
    "category's permissions or a Manage Roles overwrite do."
)

_CHANNELS: dict[str, Row] = {
    "channel.clone": Row(
        WRITE,
        "manage_channels",
        _CREATE,
        "What the overwrites say has to be held by the caller too, and not by the bot alone.",
    ),
    "channel.copy_permissions": Row(SENSITIVE, _REPLACING, _MODIFY, _HELD),
    "channel.create": Row(
        WRITE,
        "manage_channels",
        _CREATE,
        "What the overwrites say has to be held by the caller too, and not by the bot alone.",
    ),
    "channel.delete": Row(DESTRUCTIVE, "manage_channels", "resources/channel#deleteclose-channel"),
    "channel.delete_permissions": Row(
        SENSITIVE,
        "manage_roles",
        "resources/channel#delete-channel-permission",
        "Caller and bot have to hold what is taken away, of which the page says nothing.",
    ),
    "channel.edit": Row(WRITE, "manage_channels", _MODIFY),
    "channel.edit_permissions": Row(SENSITIVE, "manage_roles", _OVERWRITE, _HELD),
    "channel.follow": Row(SENSITIVE, "manage_webhooks", "resources/channel#follow-announcement-channel"),
    "channel.lock": Row(SENSITIVE, "manage_roles", _OVERWRITE, _HELD),
    "channel.move": Row(
        WRITE,
        "manage_channels",
        "resources/guild#modify-guild-channel-positions",
        "Manage Channels is asked for in each channel that is named, though for a new position the page asks for it in "
        "the server alone.",
    ),
    "channel.set_permissions": Row(SENSITIVE, _REPLACING, _MODIFY, _HELD),
    "channel.set_voice_status": Row(
        WRITE,
        "set_voice_channel_status manage_channels",
        "resources/channel#set-voice-channel-status",
        "Manage Channels is always asked for: the page lets whoever is in the channel do without, and the bot is not.",
    ),
    "channel.sync_permissions": Row(SENSITIVE, _REPLACING, _MODIFY, _HELD),
    "channel.unlock": Row(SENSITIVE, "manage_roles", _OVERWRITE, _HELD),
}
_THREADS: dict[str, Row] = {
    "thread.add_member": Row(
        WRITE,
        "send_messages_in_threads",
        "resources/channel#add-thread-member",
        "A private thread that is not invitable takes Manage Threads too, as the page says of thread metadata.",
    ),
    "thread.create": Row(
        WRITE,
        SEE,
        "resources/channel#start-thread-without-message",
        "The page names no permission; by its kind a thread takes Create Public or Create Private Threads, as "
        "topics/permissions says of these.",
    ),
    "thread.delete": Row(DESTRUCTIVE, "manage_threads", "resources/channel#deleteclose-channel"),
    "thread.edit": Row(
        WRITE,
        SEE,
        "resources/channel#modify-channel-json-params-thread",
        "Beyond seeing it takes Manage Threads, or to only reopen one that is not locked Send Messages in Threads, "
        "because Send Messages means nothing in a thread.",
    ),
    "thread.join": Row(
        WRITE,
        "send_messages_in_threads",
        "resources/channel#join-thread",
        "The page names no permission; whoever sends the bot somewhere has to be able to speak there.",
    ),
    "thread.leave": Row(
        WRITE,
        "manage_threads",
        "resources/channel#leave-thread",
        "The page names no permission; to send the bot away is to take a member out, which takes this.",
    ),
    "thread.remove_member": Row(
        WRITE,
        "manage_threads",
        "resources/channel#remove-thread-member",
        "Discord lets whoever began a private thread do it too; the bot began it, and not the caller.",
    ),
    "thread.start": Row(
        WRITE,
        f"create_public_threads {HISTORY}",
        "resources/channel#start-thread-from-message",
        "The page names no permission; the first is what topics/permissions says of threads, and the message is read.",
    ),
    "forum.create_post": Row(
        WRITE,
        "send_messages",
        "resources/channel#start-thread-in-forum-or-media-channel",
        "A moderated tag takes Manage Threads, and a text of several messages Send Messages in Threads.",
    ),
    "forum.create_tag": Row(WRITE, "manage_channels", _FORUM),
    "forum.delete_tag": Row(SENSITIVE, "manage_channels", _FORUM),
    "forum.edit_settings": Row(WRITE, "manage_channels", _FORUM),
    "forum.edit_tag": Row(WRITE, "manage_channels", _FORUM),
    "typing.start": Row(
        WRITE,
        f"{SEE} send_messages",
        "resources/channel#trigger-typing-indicator",
        "The page names no permission; only where somebody may write is the bot shown as writing for them.",
    ),
}
_VOICE: dict[str, Row] = {
    "stage.edit": Row(WRITE, _STAGE_MODERATOR, "resources/stage-instance#modify-stage-instance"),
    "stage.end": Row(SENSITIVE, _STAGE_MODERATOR, "resources/stage-instance#delete-stage-instance"),
    "stage.start": Row(
        WRITE,
        _STAGE_MODERATOR,
        "resources/stage-instance#create-stage-instance",
        "To go live as a scheduled event takes Manage Events too, because it starts that event.",
    ),
    "voice.deafen": Row(SENSITIVE, "deafen_members", _MEMBER),
    "voice.disconnect": Row(WRITE, "move_members", _MEMBER),
    "voice.edit_own_state": Row(
        WRITE,
        "request_to_speak",
        "resources/voice#modify-current-user-voice-state",
        "The page lets anybody take back their own request and go among the audience; here somebody else's bot is "
        "moved, which takes Request to Speak, and Mute Members for who speaks.",
    ),
    "voice.edit_state": Row(WRITE, "mute_members", "resources/voice#modify-user-voice-state"),
    "voice.move": Row(WRITE, "move_members", _MEMBER),
    "voice.mute": Row(SENSITIVE, "mute_members", _MEMBER),
    "voice.undeafen": Row(WRITE, "deafen_members", _MEMBER),
    "voice.unmute": Row(WRITE, "mute_members", _MEMBER),
}
TABLE: dict[str, Row] = _CHANNELS | _THREADS | _VOICE
