"""Makes a run usable at once: the guild is installed, has its approvals channel, keys exist, commands are registered.

Everything goes through the product's own repositories and Discord's own REST API, so that a seeded guild differs in
nothing from one that was set up by hand. The keys are the same in every run on one state directory (their bytes follow
from a secret that is kept there, readable by its owner alone), so that an MCP client is configured once.
"""

import hashlib
import json
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from guildhall.clock import utc_now
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.identity import Level
from guildhall.oauth.keys import KeyGrant, mint
from guildhall.policy.model import ChatChannel, GuildPolicy, Installation
from guildhall.store.dynamodb import DynamoDB
from guildhall.store.policies import PolicyRepository
from guildhall.surfaces.interactions import table
from local.aws import Aws
from local.endpoints import ApiKeys
from local.errors import LaptopError, TemplateError
from local.template import Template

POLICY_TABLE = "PolicyTable"
KEY_SECRET_FILE = "keys-secret"  # noqa: S105  # a file's name
KEY_SECRET_BYTES = 32
APPROVALS = "approvals"
CHAT = ("general", "support")
"""Channels of the simulated guild in which the agent answers from the start; elsewhere `/allow-chat` lets it."""
USER_AGENT = "DiscordBot (https://github.com/guildhall/guildhall, 0.1)"
LEVELS = {
    "owner": ("owner", Level.ADMIN),
    "moderator": ("moderator", Level.MODERATE),
    "read_only": ("member", Level.READ_ONLY),
}
"""Each key of the contract: the simulated member that it stands for, and its level."""


class DiscordApi:
    """The few requests of an operator to Discord's REST API, with the bot's token."""

    def __init__(self, discord: Mapping[str, Any]) -> None:
        self._base = discord["rest_url"]
        self._token = discord["bot_token"]

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Send one request; returns the JSON of the answer.

        Raises:
            LaptopError: Discord refused or was not reached; the token is not in it.
        """
        request = urllib.request.Request(  # noqa: S310  # the address is the run's own setting
            f"{self._base}{path}", None if body is None else json.dumps(body).encode(), method=method
        )
        request.add_header("Authorization", f"Bot {self._token}")
        request.add_header("User-Agent", USER_AGENT)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  # the same
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                said = refused.read(500).decode(errors="replace")
            raise LaptopError(f"Discord refused {method} {path} with {refused.code}: {said}") from refused
        except (OSError, ValueError) as failed:
            raise LaptopError(f"Discord at {self._base} could not be asked for {path}: {failed}") from failed


def seed(template: Template, aws: Aws, discord: dict[str, Any], state: Path) -> ApiKeys:
    """Seed the deployment's tables and register the slash commands; returns the keys.

    `discord` is the run's `discord` block. In a real guild what it does not name is looked up and written into it:
    the guild (the first that the bot is in), its owner as `users.owner`, its channel named `approvals`. There only the
    owner's key is made.

    Raises:
        LaptopError: Discord or the tables refused.
    """
    api = DiscordApi(discord)
    if POLICY_TABLE not in template.physical:
        raise TemplateError(POLICY_TABLE, "is missing; without it there is nowhere to keep keys and policies")
    if not discord.get("users"):
        look_up(api, discord)
    api.ask("PUT", f"/applications/{discord['application_id']}/commands", table.document()["registration"])
    keys = ApiKeys(owner=None, moderator=None, read_only=None)
    if discord.get("guild_id") is None:
        return keys
    database = DynamoDB(lambda: aws.client("dynamodb"))
    policies = PolicyRepository(database.table(template.physical[POLICY_TABLE].ref))
    install(policies, discord)
    secret = key_secret(state / KEY_SECRET_FILE)
    for name, (user, level) in LEVELS.items():
        user_id = discord["users"].get(user)
        if user_id is not None:
            grant = KeyGrant(name=f"laptop {name}", level=level, user_id=UserId.parse(user_id))
            keys[name], record = mint(grant, utc_now(), draw=drawer(secret, f"{name} {user_id}"))  # type: ignore[literal-required]  # LEVELS has the contract's names
            policies.put_api_key(record)
    return keys


def install(policies: PolicyRepository, discord: Mapping[str, Any]) -> None:
    """Record the guild's installation, its approvals channel unless a policy was chosen, and where the agent answers.

    A guild begins with reads only, and a real one stays so until somebody runs /setup; the simulated one is opened,
    so that everything can be tried at once.
    """
    guild_id, owner_id = GuildId.parse(discord["guild_id"]), UserId.parse(discord["users"]["owner"])
    if policies.installation(guild_id) is None:
        policies.put_installation(Installation(guild_id=guild_id, installed_at=utc_now(), installed_by=owner_id))
    approvals = (discord.get("channels") or {}).get(APPROVALS)
    policy = policies.guild_policy(guild_id)
    if policy == GuildPolicy.initial(guild_id):
        began = GuildPolicy(guild_id=guild_id) if discord.get("control_url") else policy
        chosen = ChannelId.parse(approvals) if approvals is not None else None
        policies.put_guild_policy(began.model_copy(update={"approvals_channel_id": chosen, "version": 1}))
    for channel_id in {(discord.get("channels") or {}).get(name) for name in CHAT} - {None}:
        chat = {"guild_id": guild_id, "channel_id": ChannelId.parse(channel_id)}
        policies.allow_chat(ChatChannel(**chat, allowed_by=owner_id, allowed_at=utc_now()))


def look_up(api: DiscordApi, discord: dict[str, Any]) -> None:
    """Find a real guild's id, owner and approvals channel; leaves them out when the bot is in no guild."""
    guild_id = discord.get("guild_id")
    if guild_id is None:
        guilds = api.ask("GET", "/users/@me/guilds")
        guild_id = guilds[0]["id"] if guilds else None
    discord["guild_id"] = guild_id
    if guild_id is None:
        return
    discord["users"] = {"owner": api.ask("GET", f"/guilds/{guild_id}")["owner_id"]}
    channels = api.ask("GET", f"/guilds/{guild_id}/channels")
    discord["channels"] = {channel["name"]: channel["id"] for channel in channels if channel["name"] == APPROVALS}


def key_secret(path: Path) -> bytes:
    """The secret from which this state directory's keys follow; made at the first run."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_bytes()
        if len(kept) != KEY_SECRET_BYTES:
            raise LaptopError(f"{path} is damaged; remove it, and new keys are made") from None
        return kept
    secret = os.urandom(KEY_SECRET_BYTES)
    with os.fdopen(fd, "wb") as file:
        file.write(secret)
    return secret


def drawer(secret: bytes, purpose: str) -> Callable[[int], bytes]:
    """A source of bytes that gives the same bytes for the same secret, purpose and place in the sequence."""
    drawn = 0

    def draw(size: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return hashlib.shake_256(secret + f"{purpose} {drawn}".encode()).digest(size)

    return draw
