"""What Discord's log knows to have been done, in words; each is Discord's own name in short.

Source: https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object-audit-log-events
"""

from typing import Annotated

from pydantic import AfterValidator, Field

from guildhall.operations.fields import Keep, Redaction, Suggested

ACTIONS = {
    1: "guild_update",
    10: "channel_create",
    11: "channel_update",
    12: "channel_delete",
    13: "channel_overwrite_create",
    14: "channel_overwrite_update",
    15: "channel_overwrite_delete",
    20: "member_kick",
    21: "member_prune",
    22: "member_ban_add",
    23: "member_ban_remove",
    24: "member_update",
    25: "member_role_update",
    26: "member_move",
    27: "member_disconnect",
    28: "bot_add",
    30: "role_create",
    31: "role_update",
    32: "role_delete",
    40: "invite_create",
    41: "invite_update",
    42: "invite_delete",
    50: "webhook_create",
    51: "webhook_update",
    52: "webhook_delete",
    60: "emoji_create",
    61: "emoji_update",
    62: "emoji_delete",
    72: "message_delete",
    73: "message_bulk_delete",
    74: "message_pin",
    75: "message_unpin",
    80: "integration_create",
    81: "integration_update",
    82: "integration_delete",
    83: "stage_instance_create",
    84: "stage_instance_update",
    85: "stage_instance_delete",
    90: "sticker_create",
    91: "sticker_update",
    92: "sticker_delete",
    100: "event_create",
    101: "event_update",
    102: "event_delete",
    110: "thread_create",
    111: "thread_update",
    112: "thread_delete",
    121: "command_permission_update",
    130: "soundboard_sound_create",
    131: "soundboard_sound_update",
    132: "soundboard_sound_delete",
    140: "automod_rule_create",
    141: "automod_rule_update",
    142: "automod_rule_delete",
    143: "automod_block_message",
    144: "automod_flag_to_channel",
    145: "automod_user_comm_disabled",
    146: "automod_quarantine_user",
    150: "creator_monetization_request_created",
    151: "creator_monetization_terms_accepted",
    163: "onboarding_prompt_create",
    164: "onboarding_prompt_update",
    165: "onboarding_prompt_delete",
    166: "onboarding_create",
    167: "onboarding_update",
    171: "guild_home_feature_item",
    172: "guild_home_remove_item",
    180: "harmful_links_blocked_message",
    190: "home_settings_create",
    191: "home_settings_update",
    192: "voice_channel_status_create",
    193: "voice_channel_status_delete",
    200: "event_exception_create",
    201: "event_exception_update",
    202: "event_exception_delete",
    211: "guild_profile_update",
}
NUMBERS = {word: number for number, word in ACTIONS.items()}
_OFTEN = (
    *("member_ban_add", "member_ban_remove", "member_kick", "member_update", "member_role_update", "member_prune"),
    *("role_create", "role_update", "role_delete", "channel_create", "channel_update", "channel_delete"),
    *("channel_overwrite_update", "message_delete", "message_bulk_delete", "message_pin", "invite_create"),
    *("webhook_create", "webhook_delete", "bot_add", "guild_update", "thread_delete", "automod_block_message"),
)


def _known(word: str) -> str:
    if word not in NUMBERS:
        raise ValueError(f"Discord's log knows: {', '.join(NUMBERS)}")
    return word


ActionWord = Annotated[
    str,
    Field(max_length=100, description="What was done, e.g. member_kick.", examples=["member_kick"]),
    AfterValidator(_known),
    Redaction(Keep.AS_IS),
    Suggested(tuple((word.replace("_", " "), word) for word in _OFTEN)),
]
