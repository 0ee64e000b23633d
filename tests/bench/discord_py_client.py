"""A minimal bot on discord.py that notes when it hears a mention: `… <rest url> <gateway url> <token> <how many>`."""

import asyncio
import json
import sys
import time

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Listener(discord.Client):
    """Hears, and does nothing."""

    def __init__(self, expected: int) -> None:
        super().__init__(intents=discord.Intents(guild_messages=True, dm_messages=True))
        self.expected = expected
        self.heard: dict[int, float] = {}

    async def on_message(self, message: discord.Message) -> None:
        if self.user is not None and self.user.mentioned_in(message):
            self.heard[message.id] = time.time()
            if len(self.heard) == self.expected:
                sys.stdout.write(json.dumps(self.heard) + "\n")
                sys.stdout.flush()


async def main(rest_url: str, gateway_url: str, token: str, expected: str) -> None:
    Route.BASE = rest_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    await Listener(int(expected)).start(token)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
