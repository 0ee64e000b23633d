"""The only place that reads the environment. Each door asks for the settings that it needs and no others."""

import os
from dataclasses import dataclass

from guildhall.errors import ConfigurationError

DISCORD_API_BASE_URL = "https://discord.com/api/v10"
DISCORD_REQUESTS_PER_S = 45.0
"""The share of a process that is alone: nine tenths of Discord's 50, for clocks differ."""

ENVIRONMENT: dict[str, str] = {
    "POLICY_TABLE": "Name of the table that keeps installations, policies, memberships and API keys.",
    "HISTORY_TABLE": "Name of the table that keeps results for their askers, with a TTL.",
    "AUDIT_TABLE": "Name of the append-only table that keeps the trail.",
    "STATE_TABLE": "Name of the table that keeps confirmations, plans, claims and counters.",
    "OPERATIONS_QUEUE_URL": "Address of the queue between the interactions door and its worker.",
    "DISCORD_SECRET_ARN": 'The secret that holds the bot token, as JSON {"bot_token": …}.',
    "DISCORD_APPLICATION_ID": "The Discord application's id; `/health/ready` says whether it was set.",
    "DISCORD_PUBLIC_KEY": "The application's public key, 64 hex digits; verifies what Discord sends.",
    "DISCORD_API_BASE_URL": f"Address of Discord's REST API; {DISCORD_API_BASE_URL} unless it is another peer.",
    "DISCORD_REQUESTS_PER_S": "Requests per second that one process may send: its share of the bot's 50; 45 = alone.",
    "ALLOWED_ORIGINS": "Browser origins that may call the MCP endpoint, separated by commas; empty = its own host.",
    "PUBLIC_URL": "The deployment's own address, if it is not the one that requests arrive at.",
    "LOG_LEVEL": "DEBUG, INFO, WARN or ERROR: the least severe line that is logged.",
}
"""Every setting, with what it is for; `.env.example` and the template name no other."""


def required(name: str) -> str:
    """Return a setting that must be there.

    Raises:
        ConfigurationError: It is missing or empty.
    """
    value = os.environ.get(_known(name), "").strip()
    if not value:
        raise ConfigurationError(f"The setting {name} is missing.", f"Set {name}: {ENVIRONMENT[name]}")
    return value


def optional(name: str, default: str = "") -> str:
    """Return a setting, or its default when it is missing or empty."""
    return os.environ.get(_known(name), "").strip() or default


def _share(name: str, most: float) -> float:
    """Return a setting that is a number above 0 and at most `most`, which it is when missing."""
    text = optional(name, str(most))
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share <= most:
        raise ConfigurationError(f"The setting {name} is not a share.", f"Set {name} above 0, at most {most:g}.")
    return share


def _known(name: str) -> str:
    if name not in ENVIRONMENT:
        raise ConfigurationError(f"{name} is not a setting.", "Add it to ENVIRONMENT in config.py.")
    return name


@dataclass(frozen=True, slots=True)
class InteractionsSettings:
    """What the interactions door needs: no token, no table."""

    public_key: str
    queue_url: str

    @classmethod
    def load(cls) -> "InteractionsSettings":
        """Read the environment; raises ConfigurationError."""
        return cls(required("DISCORD_PUBLIC_KEY"), required("OPERATIONS_QUEUE_URL"))


@dataclass(frozen=True, slots=True)
class PlatformSettings:
    """What a door that executes needs."""

    policy_table: str
    history_table: str
    audit_table: str
    state_table: str
    discord_secret_arn: str
    discord_api_base_url: str
    discord_requests_per_s: float

    @classmethod
    def load(cls) -> "PlatformSettings":
        """Read the environment; raises ConfigurationError."""
        return cls(
            required("POLICY_TABLE"),
            required("HISTORY_TABLE"),
            required("AUDIT_TABLE"),
            required("STATE_TABLE"),
            required("DISCORD_SECRET_ARN"),
            optional("DISCORD_API_BASE_URL", DISCORD_API_BASE_URL),
            _share("DISCORD_REQUESTS_PER_S", DISCORD_REQUESTS_PER_S),
        )


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """What a door that browsers may reach needs."""

    allowed_origins: frozenset[str]
    public_url: str

    @classmethod
    def load(cls) -> "HttpSettings":
        """Read the environment."""
        origins = optional("ALLOWED_ORIGINS").split(",")
        return cls(
            frozenset(origin.strip() for origin in origins if origin.strip()), optional("PUBLIC_URL").rstrip("/")
        )
