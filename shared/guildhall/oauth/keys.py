"""API keys: made once, shown once, kept as a hash.

    ghk_<id>_<secret>      id: 16 characters, finds the record; secret: 32 random bytes in base64url, proves it

The secret is drawn at full strength, so a plain SHA-256 of it cannot be turned back; the compare takes the same time
whatever is presented, and an unknown id costs what a wrong secret costs.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from guildhall.clock import Clock
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.errors import Unauthenticated
from guildhall.identity import Door, Level, Principal
from guildhall.policy.model import ApiKey
from guildhall.policy.scopes import LEVEL_SCOPES

_FORM = re.compile(r"ghk_(?P<id>[0-9a-f]{16})_(?P<secret>[A-Za-z0-9_-]{43})")
_SECRET_BYTES, _ID_BYTES = 32, 8
_NOBODYS_HASH = hashlib.sha256(b"").hexdigest()
HOW = "Send `Authorization: Bearer ghk_…` with a key of this deployment; an administrator makes one."


class KeyStore(Protocol):
    """Where keys are kept."""

    def api_key(self, key_id: str) -> ApiKey | None:
        """Return the key of that public id, or None."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGrant:
    """What a new key is for; see `ApiKey` for the fields."""

    name: str
    level: Level
    user_id: UserId
    guild_ids: frozenset[GuildId] | None = None
    channel_ids: frozenset[ChannelId] | None = None
    expires_at: datetime | None = None
    rate_limit: int = 100


def mint(grant: KeyGrant, now: datetime, *, draw: Callable[[int], bytes] = secrets.token_bytes) -> tuple[str, ApiKey]:
    """Return a new key's text, to be shown once, and its record, to be kept."""
    key_id = draw(_ID_BYTES).hex()
    secret = base64.urlsafe_b64encode(draw(_SECRET_BYTES)).rstrip(b"=").decode()
    record = ApiKey(
        key_id=key_id,
        secret_sha256=_hash(secret),
        name=grant.name,
        level=grant.level,
        user_id=grant.user_id,
        guild_ids=grant.guild_ids,
        channel_ids=grant.channel_ids,
        rate_limit=grant.rate_limit,
        created_at=now,
        expires_at=grant.expires_at,
    )
    return f"ghk_{key_id}_{secret}", record


@dataclass(frozen=True, slots=True)
class KeyAuthenticator:
    """Turns a presented key into a principal."""

    store: KeyStore
    clock: Clock

    def authenticate(self, bearer: str, client: str, door: Door = Door.MCP) -> Principal:
        """Return whom the key stands for.

        Raises:
            Unauthenticated: It is no key, unknown, wrong, revoked or expired; of the first three it is not told which.
            StoreError: The key could not be looked up.
        """
        form = _FORM.fullmatch(bearer)
        record = self.store.api_key(form["id"]) if form else None
        known = record.secret_sha256 if record else _NOBODYS_HASH
        presented = _hash(form["secret"]) if form else ""
        if not hmac.compare_digest(known, presented) or record is None:
            raise Unauthenticated("The key is not valid.", HOW)
        if record.revoked_at is not None:
            raise Unauthenticated("The key was revoked.", HOW)
        if record.expires_at is not None and record.expires_at <= self.clock():
            raise Unauthenticated("The key has expired.", HOW)
        return Principal(
            user_id=record.user_id,
            door=door,
            credential=f"key:{record.key_id}",
            client=client[:80],
            scopes=LEVEL_SCOPES[record.level],
            guild_ids=record.guild_ids,
            channel_ids=record.channel_ids,
            expires_at=record.expires_at,
            rate_limit=record.rate_limit,
        )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
