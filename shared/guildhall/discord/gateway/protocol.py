"""The gateway's vocabulary: opcodes, what a close code means for the session, and the payloads that we send.

Source: https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway
"""

import json
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from urllib.parse import urlsplit

QUERY = "v=10&encoding=json&compress=zlib-stream"
KEEPING = 4000
"""The code that we close with: any but 1000 and 1001 keeps the session, so that it can be resumed."""
REFUSALS: dict[int, str] = {
    4004: "Discord does not accept the bot token",
    4010: "Discord does not accept the shard number",
    4011: "the bot is in so many guilds that Discord demands several shards",
    4012: "Discord no longer speaks this version of the gateway",
    4013: "Discord does not know one of the intents",
    4014: "an intent is not switched on in the Developer Portal",
}
"""Close codes after which nothing helps but the operator."""
SESSION_LOST = frozenset({4007, 4009})
"""Close codes after which the session cannot be resumed."""


class Op(IntEnum):
    """Opcodes that concern us."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Next(Enum):
    """What follows the end of a connection."""

    AT_ONCE = "resume at once: Discord asked for it"
    RETRY = "connect again after a pause; with a session resume it, else identify"
    RENEW = "the session is lost: identify after 1 to 5 seconds"
    REFUSED = "wait for the operator"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who connects, and what it wants to hear.

    Attributes:
        intents: Bits of events, e.g. 4608 = messages in guilds and direct messages.
        shard: Its number and how many there are.
    """

    token: str = field(repr=False)
    intents: int
    shard: tuple[int, int] = (0, 1)


def following(code: int | None) -> Next:
    """Return what follows when the connection ended with a close code; None: it ended without one."""
    if code in REFUSALS:
        return Next.REFUSED
    return Next.RENEW if code in SESSION_LOST else Next.RETRY


def address(base: str, resume_url: str = "") -> str:
    """Return where to connect.

    The token goes there, so a resume address counts only if it lies with the base address: the same scheme, and the
    same host or one under the same domain (`gateway-us-east1-b.discord.gg` for `gateway.discord.gg`).
    """
    chosen = resume_url if resume_url and _akin(base, resume_url) else base
    return f"{chosen.rstrip('/')}/?{QUERY}"


def _akin(base: str, other: str) -> bool:
    try:
        known, told = urlsplit(base), urlsplit(other)
        same = (told.hostname, told.port) == (known.hostname, known.port)
    except ValueError:
        return False
    host, domain = told.hostname or "", (known.hostname or "").partition(".")[2]
    named = "." in domain and not domain.replace(".", "").isdigit()
    return told.scheme == known.scheme and (same or (named and host.endswith(f".{domain}")))


def identify(credentials: Credentials) -> str:
    """Return the payload that begins a session."""
    properties = {"os": "linux", "browser": "guildhall", "device": "guildhall"}
    data = {
        "token": credentials.token,
        "intents": credentials.intents,
        "shard": list(credentials.shard),
        "properties": properties,
    }
    return _payload(Op.IDENTIFY, data)


def resume(credentials: Credentials, session_id: str, seq: int) -> str:
    """Return the payload that goes on with a session behind a sequence number."""
    return _payload(Op.RESUME, {"token": credentials.token, "session_id": session_id, "seq": seq})


def heartbeat(seq: int | None) -> str:
    """Return a heartbeat; `seq` is the last number that was acknowledged, None before the first."""
    return _payload(Op.HEARTBEAT, seq)


def _payload(op: Op, data: object) -> str:
    return json.dumps({"op": int(op), "d": data}, separators=(",", ":"))
