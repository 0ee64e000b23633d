"""One gateway session: what it wants to hear, what it heard, and what it must hear again after a RESUME."""

import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from local.discord import permissions
from local.discord.bus import Event
from local.discord.errors import Json
from local.discord.gateway.protocol import CONTENT_EVENTS, EMPTIED, NEEDED, I, Intent, Op
from local.discord.sim import Simulation

REPLAY_LIMIT = 2000
SESSION_ID_BYTES = 16


class Outlet(Protocol):
    """Where a session's payloads go while someone is connected."""

    def enqueue(self, payload: Json) -> None:
        """Take a payload to be sent in order."""


@dataclass
class Session:
    """A session that outlives its connections.

    ``replay`` holds the last dispatches; ``lost_at`` is the moment its connection was lost, None while it has one.
    """

    intents: Intent
    shard: tuple[int, int] = (0, 1)
    id: str = field(default_factory=lambda: secrets.token_hex(SESSION_ID_BYTES))
    seq: int = 0
    outlet: Outlet | None = None
    lost_at: float | None = None
    replay: deque[Json] = field(default_factory=lambda: deque(maxlen=REPLAY_LIMIT))

    def dispatch(self, name: str, data: Json) -> None:
        """Number an event, keep it for replay, and send it if someone is connected."""
        self.seq += 1
        payload: Json = {"op": int(Op.DISPATCH), "t": name, "s": self.seq, "d": data}
        self.replay.append(payload)
        if self.outlet is not None:
            self.outlet.enqueue(payload)

    def missed(self, seq: int) -> list[Json] | None:
        """Return what came after ``seq``; None when that cannot be told any more."""
        if seq > self.seq:
            return None
        first_kept = self.replay[0]["s"] if self.replay else self.seq + 1
        if seq + 1 < first_kept:
            return None
        return [payload for payload in self.replay if payload["s"] > seq]

    def hears(self, sim: Simulation, event: Event) -> bool:
        """Tell whether this session is told of an event: its intents and the bot's sight decide."""
        in_guild, in_dm = NEEDED.get(event.name, (I.GUILDS, I.GUILDS))
        needed = in_guild if event.guild_id is not None else in_dm
        if needed and not self.intents & needed:
            own_update = event.name == "GUILD_MEMBER_UPDATE" and event.data["user"]["id"] == sim.bot_id
            if not (own_update and self.intents & I.GUILDS):
                return False
        guild_hidden = event.guild_id is not None and sim.bot_guild(event.guild_id) is None
        if guild_hidden and event.name != "GUILD_DELETE":
            return False
        return _in_sight(sim, event)

    def shown(self, sim: Simulation, event: Event) -> Json:
        """Return an event's data, without the content of messages that this session may not read.

        Source: https://discord.com/developers/docs/events/gateway#message-content-intent
        """
        data = event.data
        if event.name not in CONTENT_EVENTS or event.guild_id is None or self.intents & I.MESSAGE_CONTENT:
            return data
        mentioned = any(user["id"] == sim.bot_id for user in data["mentions"])
        return data if mentioned or data["author"]["id"] == sim.bot_id else data | EMPTIED


def _in_sight(sim: Simulation, event: Event) -> bool:
    channel = sim.world.channels.get(event.channel_id or "")
    if channel is None:
        return True
    return bool(permissions.in_channel(sim.world, channel, sim.bot_id) & permissions.P.VIEW_CHANNEL)
