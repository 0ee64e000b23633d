"""The contract of `<state>/endpoints.json`: what other tools read to drive a run."""

from collections.abc import Mapping
from typing import Any, TypedDict

MCP_PATH = "/mcp"
INTERACTIONS_PATH = "/discord/interactions"
EVENTS_PATH = "/discord/events"


class ApiKeys(TypedDict):
    """Keys that stand for simulated members; `read_only` for `member`. None where no such key could be made."""

    owner: str | None
    moderator: str | None
    read_only: str | None


DISCORD_KEYS = (
    "rest_url",
    "gateway_url",
    "control_url",
    "application_id",
    "bot_user_id",
    "bot_token",
    "public_key",
    "signing_key",
    "guild_id",
    "channels",
    "users",
)
CHANNELS = ("general", "support", "staff", "approvals")
USERS = ("owner", "moderator", "member", "newcomer")


def discord_block(said: Mapping[str, Any]) -> dict[str, Any]:
    """The `discord` block, with every key of the contract: what is unknown (in a real guild) is null."""
    block = {key: said.get(key) for key in DISCORD_KEYS}
    block["channels"] = {name: (said.get("channels") or {}).get(name) for name in CHANNELS}
    block["users"] = {name: (said.get("users") or {}).get(name) for name in USERS}
    return block


def endpoints(pid: int, addresses: Mapping[str, str], keys: ApiKeys, discord: Mapping[str, Any]) -> dict[str, Any]:
    """The whole contract; `addresses` holds `api_url`, `playground_url`, `model_url` and `aws_endpoint_url`."""
    api_url = addresses["api_url"]
    return {
        "pid": pid,
        "api_url": api_url,
        "mcp_url": f"{api_url}{MCP_PATH}",
        "interactions_url": f"{api_url}{INTERACTIONS_PATH}",
        "events_url": f"{api_url}{EVENTS_PATH}",
        "playground_url": addresses["playground_url"],
        "model_url": addresses["model_url"],
        "aws_endpoint_url": addresses["aws_endpoint_url"],
        "api_keys": dict(keys),
        "discord": discord_block(discord),
    }
