"""One gateway connection: frames in and out, and what each opcode does."""

import asyncio
import contextlib
import json
import secrets
import zlib
from collections import deque
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from local.discord.control.people import guild_create
from local.discord.errors import Json
from local.discord.gateway.protocol import (
    ALL_INTENTS,
    API_VERSION,
    EVENTS_WINDOW_S,
    KILLING_CODES,
    MAX_EVENTS,
    MAX_PAYLOAD_BYTES,
    PRIVILEGED,
    ZLIB_STREAM,
    Close,
    I,
    Intent,
    Op,
)
from local.discord.gateway.ready import ready
from local.discord.gateway.session import Session
from local.discord.gateway.splitting import Split
from local.discord.sim import Simulation
from local.discord.views import member

if TYPE_CHECKING:
    from local.discord.gateway.server import Gateway

HEARTBEATS_MISSED = 2.0
FLUSH_S = 2.0
SLOW_READY_MS = 3000


class ClosingError(Exception):
    """The gateway closes the connection with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class Connection:
    """A connected client. Payloads leave in the order in which they were enqueued, by a task of their own."""

    def __init__(self, gateway: "Gateway", socket: ServerConnection) -> None:
        self._gateway = gateway
        self._sim: Simulation = gateway.sim
        self._socket = socket
        query = parse_qs(urlsplit(socket.request.path if socket.request else "").query)
        self._query = {name: values[-1] for name, values in query.items()}
        self._deflate = zlib.compressobj() if self._query.get("compress") == ZLIB_STREAM else None
        self._queue: asyncio.Queue[Json | ClosingError | float] = asyncio.Queue()
        self._received: deque[float] = deque()
        self.session: Session | None = None
        self._silent = False
        self._acknowledges = True
        self._splits: deque[Split] = deque()

    def enqueue(self, payload: Json) -> None:
        """Send a payload after those before it; nothing is sent any more once silent."""
        if not self._silent:
            self._queue.put_nowait(payload)

    def close(self, code: int, reason: str) -> None:
        """Close after what is already waiting has been sent."""
        self._queue.put_nowait(ClosingError(code, reason))

    def abort(self) -> None:
        """Cut the TCP connection without a close frame."""
        self._socket.transport.abort()

    async def run(self) -> None:
        """Talk until either side ends the connection."""
        writer = asyncio.create_task(self._write())
        self.enqueue({"op": int(Op.HELLO), "d": self._hello(), "s": None, "t": None})
        try:
            self._check_query()
            await self._read()
        except ClosingError as closing:
            self.close(closing.code, closing.reason)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(writer), FLUSH_S)
        finally:
            writer.cancel()
            self._lost()

    def _hello(self) -> Json:
        return {"heartbeat_interval": self._sim.settings.heartbeat_interval_ms, "_trace": ["simulated"]}

    def _check_query(self) -> None:
        if self._query.get("v", API_VERSION) != API_VERSION:
            raise ClosingError(Close.INVALID_API_VERSION, "Invalid API version")
        if self._query.get("encoding", "json") != "json" or self._query.get("compress", ZLIB_STREAM) != ZLIB_STREAM:
            raise ClosingError(Close.DECODE_ERROR, "only encoding=json with compress=zlib-stream (or none) is offered")

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                item = await self._queue.get()
                if isinstance(item, ClosingError):
                    await self._socket.close(item.code, item.reason)
                    return
                if isinstance(item, float):
                    await asyncio.sleep(item)
                    continue
                await self._send(item)

    async def _send(self, payload: Json) -> None:
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        if self._deflate is None:
            await self._socket.send(text)
            return
        packed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        if self._splits and payload["t"] == "MESSAGE_CREATE":
            await self._splits.popleft().send(self._socket, packed)
        else:
            await self._socket.send(packed)

    def fall_silent(self) -> None:
        """Send nothing any more."""
        self._silent = True

    def stop_acknowledging(self) -> None:
        """Answer no heartbeat any more, and send everything else."""
        self._acknowledges = False

    def split(self, details: Json) -> None:
        """Send the next messages in parts, with pauses between."""
        how = Split(
            int(details.get("parts", 2)), float(details.get("pause_ms", 100)) / 1000, details.get("as") == "frames"
        )
        self._splits.extend([how] * int(details.get("messages", 1)))

    def tell_padding(self, size_bytes: int) -> None:
        """Tell an event that no client knows, of a size that compression does not change much."""
        if self.session is not None:
            self.session.dispatch("PADDING", {"padding": secrets.token_urlsafe(size_bytes * 3 // 4)})

    async def _read(self) -> None:
        while True:
            patience = self._sim.settings.heartbeat_interval_ms / 1000 * HEARTBEATS_MISSED
            try:
                raw = await asyncio.wait_for(self._socket.recv(), patience)
            except TimeoutError:
                raise ClosingError(Close.SESSION_TIMED_OUT, "Session timed out") from None
            except ConnectionClosed as closed:
                if closed.rcvd is not None and closed.rcvd.code in KILLING_CODES:
                    self._kill()
                return
            await self._handle(self._decoded(raw))

    def _decoded(self, raw: str | bytes) -> Json:
        now = self._sim.clock.monotonic()
        self._received.append(now)
        while now - self._received[0] > EVENTS_WINDOW_S:
            self._received.popleft()
        if len(self._received) > MAX_EVENTS:
            raise ClosingError(Close.RATE_LIMITED, "You are being rate limited")
        data = raw.encode() if isinstance(raw, str) else raw
        if len(data) > MAX_PAYLOAD_BYTES:
            raise ClosingError(Close.DECODE_ERROR, "The payload is larger than 4096 bytes")
        try:
            payload = json.loads(data)
        except ValueError:
            raise ClosingError(Close.DECODE_ERROR, "Error while decoding payload") from None
        if not isinstance(payload, dict) or not isinstance(payload.get("op"), int):
            raise ClosingError(Close.DECODE_ERROR, "Error while decoding payload")
        return payload

    async def _handle(self, payload: Json) -> None:
        op, data = payload["op"], payload.get("d")
        if op == Op.HEARTBEAT:
            if self._acknowledges:
                self.enqueue({"op": int(Op.HEARTBEAT_ACK), "d": None, "s": None, "t": None})
        elif op == Op.IDENTIFY:
            self._identify(data)
        elif op == Op.RESUME:
            self._resume(data)
        elif self.session is None:
            raise ClosingError(Close.NOT_AUTHENTICATED, "Not authenticated")
        elif op == Op.REQUEST_GUILD_MEMBERS:
            self._send_members(self.session, data or {})
        elif op not in {Op.PRESENCE_UPDATE, Op.VOICE_STATE_UPDATE, Op.REQUEST_SOUNDBOARD_SOUNDS}:
            raise ClosingError(Close.UNKNOWN_OPCODE, "Unknown opcode")

    def _identify(self, data: Any) -> None:
        sim = self._sim
        if self.session is not None:
            raise ClosingError(Close.ALREADY_AUTHENTICATED, "Already authenticated")
        intents, shard = self._checked(data)
        sim.identifies += 1
        fault = sim.faults.take_gateway("identify")
        if fault is not None and fault.kind != "slow_ready":
            self._gateway.strike_one(self, fault)
            return
        self.session = Session(intents, shard, outlet=self)
        self._gateway.sessions[self.session.id] = self.session
        told = ready(sim, self.session, data)
        if fault is not None:
            self._queue.put_nowait(float(fault.details.get("delay_ms", SLOW_READY_MS)) / 1000)
        self.session.dispatch("READY", told)
        for guild in sim.world.guilds.values():
            if sim.bot_id in guild.members and intents & I.GUILDS:
                self.session.dispatch("GUILD_CREATE", guild_create(sim, guild))

    def _checked(self, data: Any) -> tuple[Intent, tuple[int, int]]:
        if not isinstance(data, dict) or data.get("token", "").removeprefix("Bot ") != self._sim.identity.bot_token:
            raise ClosingError(Close.AUTHENTICATION_FAILED, "Authentication failed.")
        wanted = data.get("intents")
        if not isinstance(wanted, int) or wanted & ~ALL_INTENTS or wanted < 0:
            raise ClosingError(Close.INVALID_INTENTS, "Invalid intent(s).")
        intents = Intent(wanted)
        allowed = self._sim.settings.privileged_intents
        content_allowed = self._sim.settings.message_content or not intents & I.MESSAGE_CONTENT
        if (intents & PRIVILEGED and not allowed) or not content_allowed:
            raise ClosingError(Close.DISALLOWED_INTENTS, "Disallowed intent(s).")
        shard = data.get("shard") or [0, 1]
        if len(shard) != len((0, 1)) or not 0 <= shard[0] < shard[1]:
            raise ClosingError(Close.INVALID_SHARD, "Invalid shard.")
        if not isinstance(data.get("properties"), dict):
            raise ClosingError(Close.DECODE_ERROR, "Error while decoding payload")
        return intents, (shard[0], shard[1])

    def _resume(self, data: Any) -> None:
        if self.session is not None:
            raise ClosingError(Close.ALREADY_AUTHENTICATED, "Already authenticated")
        if not isinstance(data, dict) or data.get("token", "").removeprefix("Bot ") != self._sim.identity.bot_token:
            raise ClosingError(Close.AUTHENTICATION_FAILED, "Authentication failed.")
        fault = self._sim.faults.take_gateway("resume")
        if fault is not None:
            self._gateway.strike_one(self, fault)
            return
        session = self._gateway.alive(str(data.get("session_id")))
        if session is None:
            self.enqueue({"op": int(Op.INVALID_SESSION), "d": False, "s": None, "t": None})
            return
        missed = session.missed(int(data.get("seq") or 0))
        if missed is None:
            self._gateway.sessions.pop(session.id, None)
            raise ClosingError(Close.INVALID_SEQ, "Invalid seq")
        self.session = session
        session.outlet, session.lost_at = self, None
        self._gateway.resumes += 1
        for payload in missed:
            self.enqueue(dict(payload))
        session.dispatch("RESUMED", {"_trace": ["simulated"]})

    def _send_members(self, session: Session, data: Json) -> None:
        guild = self._sim.bot_guild(str(data.get("guild_id")))
        if guild is None:
            return
        prefix, wanted = str(data.get("query") or "").lower(), data.get("user_ids")
        ids = [wanted] if isinstance(wanted, str) else wanted
        users = self._sim.world.users
        found = [
            member(self._sim.world, guild, user_id)
            for user_id in guild.members
            if (ids is None or user_id in ids) and users[user_id]["username"].lower().startswith(prefix)
        ]
        limit = int(data.get("limit") or 0)
        chunk: Json = {"guild_id": guild.id, "members": found[:limit] if limit else found, "chunk_index": 0}
        chunk |= {"chunk_count": 1, "not_found": [user_id for user_id in ids or () if user_id not in guild.members]}
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": data["nonce"]} if "nonce" in data else {}))

    def _kill(self) -> None:
        """The client closed with 1000 or 1001: its session is over."""
        if self.session is not None:
            self._gateway.sessions.pop(self.session.id, None)

    def _lost(self) -> None:
        if self.session is not None and self.session.outlet is self:
            self.session.outlet = None
            self.session.lost_at = self._sim.clock.monotonic()
