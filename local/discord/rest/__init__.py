"""The REST handlers, one file per resource."""

import importlib

MODULES = (
    "channels",
    "commands",
    "guilds",
    "interaction_handlers",
    "invites",
    "members",
    "message_handlers",
    "reactions",
    "roles",
    "search",
    "threads",
    "users",
    "webhooks",
)


def load_handlers() -> None:
    """Import every handler module, which registers its handlers."""
    for name in MODULES:
        importlib.import_module(f"local.discord.rest.{name}")
