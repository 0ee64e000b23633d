"""The numbers of Discord's interactions.

Source: https://docs.discord.com/developers/interactions/receiving-and-responding
"""

from collections.abc import Mapping
from enum import IntEnum, IntFlag


class InteractionType(IntEnum):
    """What Discord sends."""

    PING = 1
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class CallbackType(IntEnum):
    """What we answer at once."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    AUTOCOMPLETE = 8
    MODAL = 9


class MessageFlag(IntFlag):
    """Flags of a message that we send.

    Source: https://docs.discord.com/developers/resources/message#message-object-message-flags
    """

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6


class Context(IntEnum):
    """Where an interaction was made, and where a command may be."""

    GUILD = 0
    BOT_DM = 1
    PRIVATE_CHANNEL = 2


class Integration(IntEnum):
    """For whom an application is installed."""

    GUILD = 0
    USER = 1


class CommandType(IntEnum):
    """A slash command or an entry in a context menu."""

    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3


class OptionType(IntEnum):
    """What a command's option takes.

    Source: https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type
    """

    SUBCOMMAND = 1
    SUBCOMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    NUMBER = 10


class ComponentType(IntEnum):
    """Parts of a message or a modal.

    Source: https://docs.discord.com/developers/components/reference
    """

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    ROLE_SELECT = 6
    CHANNEL_SELECT = 8
    LABEL = 18


IN_GUILDS: Mapping[str, list[int]] = {
    "contexts": [int(Context.GUILD)],
    "integration_types": [int(Integration.GUILD)],
}
"""What is registered for every command: it is there in guilds that installed the application, and nowhere else."""


class WebhookType(IntEnum):
    """What the webhook events' address is sent.

    Source: https://docs.discord.com/developers/events/webhook-events
    """

    PING = 0
    EVENT = 1


PARAGRAPH = 2
"""The style of a text input with several lines."""
