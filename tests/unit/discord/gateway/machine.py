"""A session without a socket, for tests: a fixed draw, a clock that is moved, Discord's messages in one line each."""

import json
from datetime import datetime
from typing import Any

from guildhall.discord.gateway.frames import Frame
from guildhall.discord.gateway.progress import Progress
from guildhall.discord.gateway.protocol import Credentials
from guildhall.discord.gateway.session import Action, Send, Session, Standing
from tests.fakes.clock import NOON, FakeClock

BOT = "900000000000000001"
INTERVAL_S = 40.0
HELLO = Frame(10, {"heartbeat_interval": int(INTERVAL_S * 1000)})
ACK = Frame(11)


def ready(seq: int = 1, **changed: Any) -> Frame:
    data = {
        "session_id": "s1",
        "resume_gateway_url": "wss://gateway-1.discord.gg",
        "user": {"id": BOT},
        "guilds": [{"id": "100000000000000001", "unavailable": True}],
    }
    return Frame(0, data | changed, seq, "READY")


def said(seq: int, *, to_bot: bool = True) -> Frame:
    data = {
        "id": str(1_100_000_000_000_000_000 + seq),
        "channel_id": "200000000000000001",
        "guild_id": "100000000000000001",
        "type": 0,
        "author": {"id": "300000000000000001"},
        "mentions": [{"id": BOT}] if to_bot else [],
        "mention_roles": [],
    }
    return Frame(0, data, seq, "MESSAGE_CREATE")


def resumed(seq: int) -> Frame:
    return Frame(0, {}, seq, "RESUMED")


class Machine:
    """A session, its clock (moved as one) and what it said."""

    def __init__(self, standing: Standing | None = None, drawn: float = 0.5) -> None:
        self.clock = FakeClock()
        self.standing = standing or Standing()
        self.session = Session(Credentials("s3cret", 4608), self.standing, self.clock, lambda: drawn)
        self.now_s = 1000.0

    def connect(self) -> "Machine":
        self.session.connected(self.now_s)
        return self

    def hear(self, *frames: Frame) -> list[Action]:
        return [action for frame in frames for action in self.session.receive(frame, self.now_s)]

    def go_on(self, seconds: float) -> list[Action]:
        self.now_s += seconds
        self.clock.advance(seconds)
        return self.session.tick(self.now_s)


def listening(drawn: float = 0.5) -> Machine:
    """A machine with an established session, whose last number is 1."""
    machine = Machine(drawn=drawn).connect()
    machine.hear(HELLO, ready())
    return machine


def known(seq: int = 41, heard_at: datetime | None = NOON) -> Standing:
    """What an earlier process left behind."""
    return Standing("s0", "wss://gateway-1.discord.gg", BOT, progress=Progress(seq, heard_at))


def sent(actions: list[Action]) -> list[dict[str, Any]]:
    return [json.loads(action.text) for action in actions if isinstance(action, Send)]
