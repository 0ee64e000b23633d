"""The REST handlers, one file per resource."""

import importlib

MODULES = (
    "applications",
    "automod",
    "channels",
    "commands",
    "emojis",
    "event_times",
    "events",
    "following",
    "guilds",
    "integrations",
    "interaction_handlers",
    "invites",
    "members",
    "message_handlers",
    "newcomers",
    "polls",
    "reactions",
    "roles",
    "search",
    "settings",
    "soundboard",
    "stickers",
    "stages",
    "templates",
    "thread_search",
    "threads",
    "users",
    "voice_states",
    "webhooks",
)


def load_handlers() -> None:
    """Import every handler module, which registers its handlers."""
    for name in MODULES:
        importlib.import_module(f"local.discord.rest.{name}")
