"""Discord's limits, each with where Discord states it. Characters unless the name says otherwise."""

from datetime import timedelta
from typing import Final

# Messages: https://docs.discord.com/developers/resources/message#create-message
MESSAGE_CONTENT: Final = 2000
MESSAGE_EMBEDS_COUNT: Final = 10
MESSAGE_STICKERS_COUNT: Final = 3
MESSAGE_ATTACHMENTS_COUNT: Final = 10
MESSAGE_REQUEST_BYTES: Final = 25 * 1024 * 1024
NONCE: Final = 25
MESSAGES_PAGE_COUNT: Final = 100
PINS_PAGE_COUNT: Final = 50
REACTION_USERS_PAGE_COUNT: Final = 100

# https://docs.discord.com/developers/resources/message#bulk-delete-messages
BULK_DELETE_MIN_COUNT: Final = 2
BULK_DELETE_MAX_COUNT: Final = 100
BULK_DELETE_MAX_AGE: Final = timedelta(days=14)

# https://docs.discord.com/developers/resources/message#search-guild-messages
SEARCH_PAGE_COUNT: Final = 25
SEARCH_OFFSET_COUNT: Final = 9975

# https://docs.discord.com/developers/resources/message#embed-object-embed-limits
EMBED_TOTAL: Final = 6000
EMBED_TITLE: Final = 256
EMBED_DESCRIPTION: Final = 4096
EMBED_FIELDS_COUNT: Final = 25
EMBED_FIELD_NAME: Final = 256
EMBED_FIELD_VALUE: Final = 1024
EMBED_FOOTER: Final = 2048
EMBED_AUTHOR: Final = 256

# Components: https://docs.discord.com/developers/components/reference
CUSTOM_ID: Final = 100
BUTTON_LABEL: Final = 80
BUTTONS_PER_ROW_COUNT: Final = 5
ACTION_ROWS_COUNT: Final = 5
COMPONENTS_V2_COUNT: Final = 40
SELECT_OPTIONS_COUNT: Final = 25
TEXT_INPUT: Final = 4000
MODAL_TITLE: Final = 45

# Polls: https://docs.discord.com/developers/resources/poll
POLL_QUESTION: Final = 300
POLL_ANSWER: Final = 55
POLL_ANSWERS_COUNT: Final = 10
POLL_HOURS: Final = 32 * 24
POLL_VOTERS_PAGE_COUNT: Final = 100

# Audit log: https://docs.discord.com/developers/resources/audit-log
AUDIT_REASON: Final = 512
AUDIT_LOG_PAGE_COUNT: Final = 100

# Channels: https://docs.discord.com/developers/resources/channel#channel-object
CHANNEL_NAME: Final = 100
CHANNEL_TOPIC: Final = 1024
FORUM_TOPIC: Final = 4096
SLOWMODE_S: Final = 21_600
# https://docs.discord.com/developers/resources/channel#modify-channel
BITRATE_MIN_BPS: Final = 8_000
BITRATE_BPS: Final = 384_000
STAGE_USERS_COUNT: Final = 10_000
VOICE_STATUS: Final = 500
# https://docs.discord.com/developers/resources/stage-instance#create-stage-instance
STAGE_TOPIC: Final = 120
CATEGORY_CHANNELS_COUNT: Final = 50
AUTO_ARCHIVE_MINUTES: Final = (60, 1440, 4320, 10_080)
# Error codes 30013 and 30060: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
GUILD_CHANNELS_COUNT: Final = 500
CHANNEL_OVERWRITES_COUNT: Final = 1000

# Guilds and members: https://docs.discord.com/developers/resources/guild
GUILD_NAME_MIN: Final = 2
GUILD_NAME: Final = 100
NICKNAME: Final = 32
MEMBERS_PAGE_COUNT: Final = 1000
MY_GUILDS_PAGE_COUNT: Final = 200
BANS_PAGE_COUNT: Final = 1000
BULK_BAN_COUNT: Final = 200
BAN_DELETE_MESSAGES_S: Final = 604_800
PRUNE_DAYS: Final = 30
TIMEOUT: Final = timedelta(days=28)
# Error code 30005: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
GUILD_ROLES_COUNT: Final = 250
ROLE_NAME: Final = 100

# Webhooks: https://docs.discord.com/developers/resources/webhook#create-webhook
WEBHOOK_NAME: Final = 80
CHANNEL_WEBHOOKS_COUNT: Final = 15

# Commands: https://docs.discord.com/developers/interactions/application-commands
COMMANDS_COUNT: Final = 100
CONTEXT_MENU_COMMANDS_COUNT: Final = 15
COMMAND_NAME: Final = 32
COMMAND_DESCRIPTION: Final = 100
COMMAND_OPTIONS_COUNT: Final = 25
COMMAND_CHOICES_COUNT: Final = 25
COMMAND_CHOICE_NAME: Final = 100
COMMAND_CHOICE_VALUE: Final = 100
COMMAND_TEXT: Final = 6000
COMMAND_TOTAL: Final = 8000
COMMAND_CREATES_PER_DAY_COUNT: Final = 200

# Interactions: https://docs.discord.com/developers/interactions/receiving-and-responding
INITIAL_RESPONSE: Final = timedelta(seconds=3)
INTERACTION_TOKEN_LIFE: Final = timedelta(minutes=15)
AUTOCOMPLETE_CHOICES_COUNT: Final = 25

# Rate limits: https://docs.discord.com/developers/topics/rate-limits
GLOBAL_REQUESTS_PER_S: Final = 50
INVALID_REQUESTS_COUNT: Final = 10_000
INVALID_REQUESTS_WINDOW: Final = timedelta(minutes=10)
