"""A flood: many messages a second that mean nothing to the bot, and among them a share that mentions it.

The noise is told to the sessions and kept nowhere; the mentions are real messages, sent by a person with that right.
"""

import asyncio
import itertools
from typing import TYPE_CHECKING

from local.discord import builders, messages
from local.discord.bus import Event
from local.discord.control import people
from local.discord.errors import Json

if TYPE_CHECKING:
    from local.discord.gateway.server import Gateway

TICK_S = 0.01
EVENTS_PER_S, SECONDS, SHARE = 5000, 2.0, 0.01
NOISE = "nothing that anybody asked"


class Flood:
    """One ordered flood: ``{events_per_s, seconds, share, channel_ids, author_id, content}``, each with a default."""

    def __init__(self, gateway: "Gateway", order: Json) -> None:
        self._gateway, self._sim = gateway, gateway.sim
        name_to_id = self._sim.identity.name_to_id
        self._rate = float(order.get("events_per_s", EVENTS_PER_S))
        self._count = int(self._rate * float(order.get("seconds", SECONDS)))
        self._every = round(1 / share) if (share := float(order.get("share", SHARE))) else 0
        self._author = name_to_id(str(order.get("author_id", "member")))
        places = order.get("channel_ids") or ["general"]
        self._channels = itertools.cycle([self._sim.world.channel(name_to_id(str(place))) for place in places])
        self._content = str(order.get("content", "flood"))
        self.sent = self.mentions = 0

    async def run(self) -> None:
        """Send everything at the wanted rate, or as fast as it goes."""
        clock = self._sim.clock.monotonic
        started = clock()
        while True:
            due = min(self._count, int((clock() - started) * self._rate) + 1)
            for _ in range(due - self.sent):
                self._next()
            if self.sent >= self._count:
                return
            await asyncio.sleep(TICK_S)

    def _next(self) -> None:
        self.sent += 1
        channel = next(self._channels)
        if self._every and self.sent % self._every == 0:
            self.mentions += 1
            text = f"<@{self._sim.bot_id}> {self._content} {self.mentions}"
            people.speak(self._sim, channel, self._author, {"content": text})
        else:
            self._gateway.tell(self._noise(channel))

    def _noise(self, channel: Json) -> Event:
        world = self._sim.world
        found = builders.message(world.ids.next(), channel["id"], world.users[self._author], world.clock.now())
        data = messages.event_data(self._sim, channel, found | {"content": f"{NOISE} {self.sent}"})
        return Event("MESSAGE_CREATE", data, channel["guild_id"], channel["id"])
