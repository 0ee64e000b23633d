"""The only place that reads the environment. Each door asks for the settings that it needs and no others."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from guildhall.errors import ConfigurationError

DISCORD_API_BASE_URL = "https://discord.com/api/v10"
DISCORD_GATEWAY_URL = "wss://gateway.discord.gg"
GATEWAY_INTENTS = (1 << 9) | (1 << 12)
"""Messages in guilds and direct messages. Source: https://docs.discord.com/developers/events/gateway#list-of-intents"""
MODEL_IDS = {"anthropic": "claude-sonnet-5-5", "bedrock": "global.anthropic.claude-sonnet-5-5"}
"""Where the agent's model is reached, and the model there unless it is another one.

On Bedrock that is an inference profile of `bedrock-runtime`, for Claude is invoked there through profiles only.
Source: https://platform.claude.com/docs/en/about-claude/models/overview
"""
DISCORD_REQUESTS_PER_S = 45.0
"""The share of a process that is alone: nine tenths of Discord's 50, for clocks differ."""

ENVIRONMENT: dict[str, str] = {
    "POLICY_TABLE": "Name of the table that keeps installations, policies, memberships and API keys.",
    "HISTORY_TABLE": "Name of the table that keeps results for their askers, with a TTL.",
    "AUDIT_TABLE": "Name of the append-only table that keeps the trail.",
    "STATE_TABLE": "Name of the table that keeps confirmations, plans, claims and counters.",
    "OPERATIONS_QUEUE_URL": "Address of the queue between the interactions door and its worker.",
    "TURNS_QUEUE_URL": "Address of the queue of agent turns: first in, first out within a channel.",
    "RESUME_QUEUE_URL": "Address of the queue of what is due later: turns that go on, questions that nobody answers.",
    "DISCORD_SECRET_ARN": 'The secret that holds the bot token, as JSON {"bot_token": …}.',
    "DISCORD_APPLICATION_ID": "The Discord application's id; `/health/ready` says whether it was set.",
    "DISCORD_PUBLIC_KEY": "The application's public key, 64 hex digits; verifies what Discord sends.",
    "DISCORD_API_BASE_URL": f"Address of Discord's REST API; {DISCORD_API_BASE_URL} unless it is another peer.",
    "DISCORD_REQUESTS_PER_S": "Requests per second that one process may send: its share of the bot's 50; 45 = alone.",
    "DISCORD_GATEWAY_URL": f"Address of Discord's gateway; {DISCORD_GATEWAY_URL} unless it is another peer.",
    "GATEWAY_INTENTS": f"Bits of the events that the gateway task hears; {GATEWAY_INTENTS} = messages.",
    "GATEWAY_HEALTH_FILE": "File that the gateway task touches while it is alive; `--check` looks at its age.",
    "GATEWAY_STOP_S": "Seconds that a gateway task that shall end waits for its successor: 105; 0 = not at all.",
    "GATEWAY_LEASE_S": "Seconds that a gateway task that died still keeps others from taking over: 30.",
    "GATEWAY_RECHECK_S": "Seconds until the gateway task looks for a token again: 60; five times that when refused.",
    "MODEL_PROVIDER": "Who runs the agent's model: anthropic (the Claude API; the default) or bedrock (with the role).",
    "MODEL_ID": f"The agent's model, as its provider names it; {' or '.join(MODEL_IDS.values())} unless it is another.",
    "MODEL_SECRET_ARN": 'The secret that holds the key of the Claude API, as JSON {"api_key": …}; not read on Bedrock.',
    "ANTHROPIC_BASE_URL": "Address of the Messages API; the provider's own unless it is another peer.",
    "ALLOWED_ORIGINS": "Browser origins that may call the MCP endpoint, separated by commas; empty = its own host.",
    "PUBLIC_URL": "The deployment's own address, if it is not the one that requests arrive at.",
    "SEAL_KEY_ARN": "The key that signs sealed segments of the trail; only the sealer may sign with it.",
    "SEAL_BUCKET": "Name of the bucket in which a copy of each sealed segment's head lies.",
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


def assume(settings: Mapping[str, str]) -> None:
    """Take settings for this process, as the command line finds them out; AWS's own are among them."""
    os.environ.update(settings)


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


def _amount(name: str, default: float, least: float) -> float:
    """Return a setting that is a number of at least `least`; its default when missing."""
    text = optional(name, str(default))
    try:
        amount = float(text)
    except ValueError:
        amount = float("nan")
    if not least <= amount < float("inf"):
        raise ConfigurationError(f"The setting {name} is not a number.", f"Set {name} to {least:g} or more.")
    return amount


def _known(name: str) -> str:
    if name not in ENVIRONMENT:
        raise ConfigurationError(f"{name} is not a setting.", "Add it to ENVIRONMENT in config.py.")
    return name


@dataclass(frozen=True, slots=True)
class InteractionsSettings:
    """What the interactions door needs: no token, no table.

    Attributes:
        turns_queue_url: Empty where no agent is set up; the other commands work without one.
    """

    public_key: str
    queue_url: str
    turns_queue_url: str

    @classmethod
    def load(cls) -> "InteractionsSettings":
        """Read the environment; raises ConfigurationError."""
        return cls(required("DISCORD_PUBLIC_KEY"), required("OPERATIONS_QUEUE_URL"), optional("TURNS_QUEUE_URL"))


@dataclass(frozen=True, slots=True)
class PlatformSettings:
    """What a door that executes needs.

    Attributes:
        resume_queue_url: Empty where no queue tells that a question to a human is over.
    """

    policy_table: str
    history_table: str
    audit_table: str
    state_table: str
    discord_secret_arn: str
    discord_api_base_url: str
    discord_requests_per_s: float
    resume_queue_url: str = ""

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
            optional("RESUME_QUEUE_URL"),
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


@dataclass(frozen=True, slots=True)
class TurnsSettings:
    """What whoever wakes agent turns needs, where there are any.

    Attributes:
        queue_url: Empty where no agent is set up.
    """

    queue_url: str

    @classmethod
    def load(cls) -> "TurnsSettings":
        """Read the environment."""
        return cls(optional("TURNS_QUEUE_URL"))


@dataclass(frozen=True, slots=True)
class SealSettings:
    """What whoever seals the trail, or verifies it, needs."""

    key_arn: str
    bucket: str

    @classmethod
    def load(cls) -> "SealSettings":
        """Read the environment; raises ConfigurationError."""
        return cls(required("SEAL_KEY_ARN"), required("SEAL_BUCKET"))

    @classmethod
    def load_if_set(cls) -> "SealSettings | None":
        """Read the environment; None where the trail is not sealed, and so cannot be verified."""
        return cls.load() if optional("SEAL_KEY_ARN") or optional("SEAL_BUCKET") else None


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """What whoever runs or resumes agent turns needs beside the platform's settings."""

    turns_queue_url: str
    resume_queue_url: str

    @classmethod
    def load(cls) -> "AgentSettings":
        """Read the environment; raises ConfigurationError."""
        return cls(required("TURNS_QUEUE_URL"), required("RESUME_QUEUE_URL"))


@dataclass(frozen=True, slots=True)
class ResumeSettings:
    """What whoever sends on what is due needs."""

    turns_queue_url: str
    resume_queue_url: str
    operations_queue_url: str

    @classmethod
    def load(cls) -> "ResumeSettings":
        """Read the environment; raises ConfigurationError."""
        return cls(required("TURNS_QUEUE_URL"), required("RESUME_QUEUE_URL"), required("OPERATIONS_QUEUE_URL"))


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which language model answers the agent's turns.

    Attributes:
        secret_arn: Where the key is; empty on Bedrock, which lets the function's role in.
        base_url: Empty for the provider's own address.
    """

    provider: str
    model_id: str
    secret_arn: str
    base_url: str

    @classmethod
    def load(cls) -> "ModelSettings":
        """Read the environment; raises ConfigurationError."""
        provider = optional("MODEL_PROVIDER", "anthropic").lower()
        if provider not in MODEL_IDS:
            raise ConfigurationError(
                "The setting MODEL_PROVIDER names no provider.", f"Set MODEL_PROVIDER to {' or '.join(MODEL_IDS)}."
            )
        secret_arn = required("MODEL_SECRET_ARN") if provider == "anthropic" else ""
        model_id = optional("MODEL_ID", MODEL_IDS[provider])
        return cls(provider, model_id, secret_arn, optional("ANTHROPIC_BASE_URL").rstrip("/"))


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """What the gateway task needs; no table but StateTable."""

    state_table: str
    turns_queue_url: str
    discord_secret_arn: str
    discord_gateway_url: str
    discord_api_base_url: str
    intents: int
    health_file: str
    stop_s: float
    lease_s: float
    recheck_s: float
    log_level: str

    @classmethod
    def load(cls) -> "GatewaySettings":
        """Read the environment; raises ConfigurationError."""
        return cls(
            required("STATE_TABLE"),
            required("TURNS_QUEUE_URL"),
            required("DISCORD_SECRET_ARN"),
            optional("DISCORD_GATEWAY_URL", DISCORD_GATEWAY_URL),
            optional("DISCORD_API_BASE_URL", DISCORD_API_BASE_URL),
            int(_amount("GATEWAY_INTENTS", GATEWAY_INTENTS, 0)),
            optional("GATEWAY_HEALTH_FILE"),
            _amount("GATEWAY_STOP_S", 105, 0),
            _amount("GATEWAY_LEASE_S", 30, 0.5),
            _amount("GATEWAY_RECHECK_S", 60, 0.1),
            optional("LOG_LEVEL", "INFO").upper(),
        )
