"""Which Discord a run talks to: the simulated one, or the real one with the tokens of `.env`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.errors import LaptopError

REAL_REST_URL = "https://discord.com/api/v10"
REAL_GATEWAY_URL = "wss://gateway.discord.gg"
NEEDED = {
    "DISCORD_BOT_TOKEN": "Bot, Token",
    "DISCORD_APPLICATION_ID": "General Information, Application ID",
    "DISCORD_PUBLIC_KEY": "General Information, Public Key",
}
"""What a real application needs, and where Discord's developer portal shows it."""


def read_env(path: Path) -> dict[str, str]:
    """The settings of a `.env` file: `NAME=value` lines; empty when there is no file."""
    if not path.is_file():
        return {}
    settings: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.strip().removeprefix("export ").partition("=")
        if separator and not name.startswith("#"):
            settings[name.strip()] = value.strip().strip("\"'")
    return {name: value for name, value in settings.items() if value}


def real(environment: Mapping[str, str]) -> dict[str, Any]:
    """The `discord` block of a real application; what only the simulated one has is absent.

    Raises:
        LaptopError: a token or id is missing.
    """
    missing = [f"{name} ({where})" for name, where in NEEDED.items() if not environment.get(name)]
    if missing:
        raise LaptopError(
            f"--discord real needs {', '.join(missing)} in .env; Discord's developer portal shows them. "
            "Without them, leave the option out: the simulated Discord needs none"
        )
    return {
        "rest_url": environment.get("DISCORD_API_BASE_URL", REAL_REST_URL),
        "gateway_url": environment.get("DISCORD_GATEWAY_URL", REAL_GATEWAY_URL),
        "application_id": environment["DISCORD_APPLICATION_ID"],
        "bot_user_id": environment["DISCORD_APPLICATION_ID"],
        "bot_token": environment["DISCORD_BOT_TOKEN"],
        "public_key": environment["DISCORD_PUBLIC_KEY"],
        "guild_id": environment.get("DISCORD_GUILD_ID"),
    }


def tunnel_note(api_url: str) -> str:
    """What a person with a real application has to do for slash commands."""
    return (
        "slash commands: Discord must reach this machine. Start a tunnel to "
        f"{api_url} and enter <its address>/discord/interactions as the Interactions Endpoint URL, "
        "and <its address>/discord/events under Webhooks, in the developer portal. MCP works without it"
    )
