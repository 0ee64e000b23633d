"""A gateway that floods whoever connects: `python -m tests.bench.flooding <events a second> <seconds>`.

It says where it listens, and at the end when it sent which mention. Every message is compressed on its own (a full
flush), so that the flood can be made beforehand and acknowledgements of heartbeats still fit between: what floods must
cost less than what is flooded.
"""

import asyncio
import json
import sys
import time
import zlib
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

BOT = "900000000000000001"
GUILD = "100000000000000001"
MENTION_EVERY = 100
CHANNELS = 20
SLICE_S = 0.005
WARM_UP_S = 1.0


def user(number: int) -> dict[str, Any]:
    return {
        "id": str(300_000_000_000_000_000 + number),
        "username": f"person_{number}",
        "global_name": f"Person {number}",
        "discriminator": "0",
        "avatar": "0123456789abcdef0123456789abcdef",
        "public_flags": 0,
        "primary_guild": None,
        "collectibles": None,
        "avatar_decoration_data": None,
    }


MEMBER: dict[str, Any] = {
    "roles": ["400000000000000001", "400000000000000002"],
    "joined_at": "2024-01-01T00:00:00.000000+00:00",
    "premium_since": None,
    "communication_disabled_until": None,
    "nick": None,
    "avatar": None,
    "banner": None,
    "mute": False,
    "deaf": False,
    "pending": False,
    "flags": 0,
}
HIMSELF = user(0) | {"id": BOT, "username": "guildhall", "bot": True}
READY = {
    "v": 10,
    "user": HIMSELF | {"mfa_enabled": True, "verified": True, "email": None},
    "guilds": [{"id": GUILD, "unavailable": True}],
    "session_id": "flooded",
    "resume_gateway_url": "",
    "application": {"id": BOT, "flags": 0},
    "private_channels": [],
}


def message_id(number: int) -> str:
    return str(1_500_000_000_000_000_000 + number)


def event(number: int) -> dict[str, Any]:
    mention = number % MENTION_EVERY == 0
    return {
        "id": message_id(number),
        "channel_id": str(200_000_000_000_000_000 + number // MENTION_EVERY % CHANNELS),
        "guild_id": GUILD,
        "type": 0,
        "channel_type": 0,
        "content": f"<@{BOT}> what is new? {number}" if mention else "",
        "timestamp": "2026-11-20T12:00:00.000000+00:00",
        "edited_timestamp": None,
        "author": user(number % 997),
        "member": MEMBER,
        "mentions": [HIMSELF | {"member": MEMBER}] if mention else [],
        "mention_roles": [],
        "mention_everyone": False,
        "attachments": [],
        "embeds": [],
        "components": [],
        "nonce": str(number * 7919),
        "pinned": False,
        "tts": False,
        "flags": 0,
    }


def chunk(op: int, data: object, seq: int | None = None, name: str | None = None) -> bytes:
    text = json.dumps({"t": name, "s": seq, "op": op, "d": data}, separators=(",", ":")).encode()
    raw = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return raw.compress(text) + raw.flush(zlib.Z_FULL_FLUSH)


class Flood:
    """The events of one run, made beforehand, and when each mention was sent."""

    def __init__(self, rate: int, seconds: float) -> None:
        self.rate = rate
        self.frames = [chunk(0, event(n), n + 2, "MESSAGE_CREATE") for n in range(int(rate * seconds))]
        self.sent: dict[str, float] = {}
        self.took_s = 0.0

    async def serve(self, socket: ServerConnection) -> None:
        await socket.send(zlib.compress(b"")[:2] + chunk(10, {"heartbeat_interval": 5000}))
        flooding: asyncio.Task[None] | None = None
        try:
            async for raw in socket:
                op = json.loads(raw)["op"]
                if op == 1:
                    await socket.send(chunk(11, None))
                elif flooding is None:
                    await socket.send(chunk(0, READY, 1, "READY"))
                    flooding = asyncio.create_task(self.pour(socket))
        except ConnectionClosed:
            return
        finally:
            if flooding is not None:
                flooding.cancel()

    async def pour(self, socket: ServerConnection) -> None:
        await asyncio.sleep(WARM_UP_S)
        self.sent.clear()
        started = time.monotonic()
        done = 0
        while done < len(self.frames):
            due = min(len(self.frames), int((time.monotonic() - started) * self.rate))
            for number in range(done, due):
                if number % MENTION_EVERY == 0:
                    self.sent[message_id(number)] = time.time()
                await socket.send(self.frames[number])
            done = due
            await asyncio.sleep(SLICE_S)
        self.took_s = time.monotonic() - started
        say({"took_s": self.took_s, "sent": self.sent})


def say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


async def main(rate: int, seconds: float) -> None:
    flood = Flood(rate, seconds)
    async with serve(flood.serve, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        host, port = next(iter(server.sockets)).getsockname()
        READY["resume_gateway_url"] = f"ws://{host}:{port}"
        say({"url": f"ws://{host}:{port}", "bytes_each": sum(map(len, flood.frames)) // len(flood.frames)})
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
