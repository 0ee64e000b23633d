"""The routes that take the `X-Audit-Log-Reason` header, as Discord's pages say of each by itself.

Source: "This endpoint supports the X-Audit-Log-Reason header" under https://docs.discord.com/developers/resources
"""

TAKES_A_REASON = frozenset(
    {
        "DELETE /channels/{channel_id}",
        "PATCH /channels/{channel_id}",
        "POST /channels/{channel_id}/followers",
        "POST /channels/{channel_id}/invites",
        "POST /channels/{channel_id}/messages/bulk-delete",
        "DELETE /channels/{channel_id}/messages/pins/{message_id}",
        "PUT /channels/{channel_id}/messages/pins/{message_id}",
        "DELETE /channels/{channel_id}/messages/{message_id}",
        "POST /channels/{channel_id}/messages/{message_id}/threads",
        "DELETE /channels/{channel_id}/permissions/{overwrite_id}",
        "PUT /channels/{channel_id}/permissions/{overwrite_id}",
        "POST /channels/{channel_id}/threads",
        "PUT /channels/{channel_id}/voice-status",
        "POST /channels/{channel_id}/webhooks",
        "PATCH /guilds/{guild_id}",
        "POST /guilds/{guild_id}/auto-moderation/rules",
        "DELETE /guilds/{guild_id}/auto-moderation/rules/{rule_id}",
        "PATCH /guilds/{guild_id}/auto-moderation/rules/{rule_id}",
        "DELETE /guilds/{guild_id}/bans/{user_id}",
        "PUT /guilds/{guild_id}/bans/{user_id}",
        "POST /guilds/{guild_id}/bulk-ban",
        "POST /guilds/{guild_id}/channels",
        "POST /guilds/{guild_id}/emojis",
        "DELETE /guilds/{guild_id}/emojis/{emoji_id}",
        "PATCH /guilds/{guild_id}/emojis/{emoji_id}",
        "DELETE /guilds/{guild_id}/integrations/{integration_id}",
        "PATCH /guilds/{guild_id}/members/@me",
        "DELETE /guilds/{guild_id}/members/{user_id}",
        "PATCH /guilds/{guild_id}/members/{user_id}",
        "DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}",
        "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}",
        "PUT /guilds/{guild_id}/onboarding",
        "POST /guilds/{guild_id}/prune",
        "PATCH /guilds/{guild_id}/roles",
        "POST /guilds/{guild_id}/roles",
        "DELETE /guilds/{guild_id}/roles/{role_id}",
        "PATCH /guilds/{guild_id}/roles/{role_id}",
        "POST /guilds/{guild_id}/scheduled-events",
        "PATCH /guilds/{guild_id}/scheduled-events/{event_id}",
        "POST /guilds/{guild_id}/soundboard-sounds",
        "DELETE /guilds/{guild_id}/soundboard-sounds/{sound_id}",
        "PATCH /guilds/{guild_id}/soundboard-sounds/{sound_id}",
        "POST /guilds/{guild_id}/stickers",
        "DELETE /guilds/{guild_id}/stickers/{sticker_id}",
        "PATCH /guilds/{guild_id}/stickers/{sticker_id}",
        "PATCH /guilds/{guild_id}/welcome-screen",
        "PATCH /guilds/{guild_id}/widget",
        "DELETE /invites/{code}",
        "POST /stage-instances",
        "DELETE /stage-instances/{channel_id}",
        "PATCH /stage-instances/{channel_id}",
        "DELETE /webhooks/{webhook_id}",
        "PATCH /webhooks/{webhook_id}",
    }
)
UNTOLD = frozenset(
    {
        "POST /applications/{application_id}/attachment",
        "POST /guilds/{guild_id}/scheduled-events/{event_id}/exceptions",
        "PATCH /guilds/{guild_id}/scheduled-events/{event_id}/exceptions/{exception_id}",
        "DELETE /guilds/{guild_id}/scheduled-events/{event_id}/exceptions/{exception_id}",
        "PATCH /guilds/{guild_id}/requests/{request_id}",
    }
)
"""Routes that no page describes, so that nobody knows."""
