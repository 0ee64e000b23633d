"""The simulated Discord's gateway over a plain WebSocket: handshake, intents, resume, compression, close codes."""

import contextlib
import json
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from local.discord.gateway.protocol import Intent
from local.discord.permissions import P
from local.discord.testing import Lab, laboratory

TALK = Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES
DEADLINE_S = 5.0


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Iterator[Lab]:
    left(running_lab)
    running_lab.reset(heartbeat_interval_ms=41_250, privileged_intents=True)
    running_lab.control.delete("/faults")
    yield running_lab
    assert running_lab.violations() == []


class Client:
    """A gateway client that keeps what it received."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.session: dict[str, Any] = {}
        self.seq: int | None = None
        self._inflate = zlib.decompressobj()

    def receive(self) -> dict[str, Any]:
        frame = self.socket.recv(DEADLINE_S)
        text = self._inflate.decompress(frame).decode() if isinstance(frame, bytes) else frame
        payload = dict(json.loads(text))
        self.seq = payload.get("s") or self.seq
        return payload

    def until(self, name: str) -> dict[str, Any]:
        while (payload := self.receive())["t"] != name:
            pass
        return dict(payload["d"])

    def send(self, op: int, data: Any) -> None:
        self.socket.send(json.dumps({"op": op, "d": data}))

    def events(self) -> list[dict[str, Any]]:
        """Return all events sent before now: those that precede the acknowledgement of a heartbeat."""
        self.send(1, self.seq)
        found: list[dict[str, Any]] = []
        while (payload := self.receive())["op"] != 11:
            found.append(payload)
        return found

    def closed(self) -> int:
        with contextlib.suppress(ConnectionClosed):
            while True:
                self.socket.recv(DEADLINE_S)
        assert self.socket.close_code is not None
        return self.socket.close_code


@contextmanager
def opened(lab: Lab, query: str = "?v=10&encoding=json") -> Iterator[Client]:
    with connect(lab.endpoints["gateway_url"] + "/" + query, compression=None, max_size=None) as socket:
        client = Client(socket)
        hello = client.receive()
        assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, 41_250)
        yield client


def identify(lab: Lab, intents: int, **more: Any) -> dict[str, Any]:
    return {"token": lab.endpoints["bot_token"], "intents": int(intents), "properties": {"os": "linux"}} | more


@contextmanager
def identified(lab: Lab, intents: int = TALK, query: str = "?v=10&encoding=json") -> Iterator[Client]:
    with opened(lab, query) as client:
        client.send(2, identify(lab, intents))
        client.session = client.until("READY")
        yield client


def resume(lab: Lab, client: Client, session: dict[str, Any], seq: int | None) -> None:
    client.send(6, {"token": lab.endpoints["bot_token"], "session_id": session["session_id"], "seq": seq})


def drop(client: Client) -> None:
    """Lose the connection without a close frame."""
    client.socket.socket.close()


def left(lab: Lab) -> int:
    """Wait until the gateway has noticed that nobody is connected; return how many sessions can be resumed."""
    deadline = time.monotonic() + DEADLINE_S
    while (shown := lab.control.get("/state").json()["gateway"])["connected"]:
        assert time.monotonic() < deadline
    return int(shown["sessions"])


def test_ready_lists_the_guild_and_nothing_of_other_guilds(lab: Lab) -> None:
    with identified(lab) as client:
        assert client.session["guilds"] == [{"id": lab.guild_id, "unavailable": True}]
        assert client.session["user"]["id"] == lab.endpoints["bot_user_id"]
        assert client.session["resume_gateway_url"] == lab.endpoints["gateway_url"]
        assert client.events() == []


def test_with_the_guilds_intent_the_guild_follows_ready(lab: Lab) -> None:
    with identified(lab, Intent.GUILDS) as client:
        guild = client.until("GUILD_CREATE")
        assert (guild["id"], guild["member_count"]) == (lab.guild_id, 5)
        assert {c["id"] for c in guild["channels"]} >= set(lab.channels.values())


def test_a_message_is_told_with_guild_and_member_but_without_content_that_is_not_for_the_bot(lab: Lab) -> None:
    bot = lab.endpoints["bot_user_id"]
    with identified(lab) as client:
        lab.say("not for you", author="moderator")
        lab.say(f"<@{bot}> for you", author="moderator")
        stranger, mention = (event["d"] for event in client.events())
        assert (stranger["content"], mention["content"]) == ("", f"<@{bot}> for you")
        assert mention["guild_id"] == lab.guild_id
        assert mention["member"]["roles"] == [lab.names["moderators_role"]]
        assert mention["mentions"][0]["id"] == bot
    with identified(lab, TALK | Intent.MESSAGE_CONTENT) as client:
        lab.say("for everyone")
        assert client.until("MESSAGE_CREATE")["content"] == "for everyone"


def test_a_direct_message_has_its_content(lab: Lab) -> None:
    channel = lab.order("/dms", user_id="member")
    with identified(lab, Intent.DIRECT_MESSAGES) as client:
        lab.say("public")
        lab.say("private", channel["id"])
        assert [event["d"]["content"] for event in client.events()] == ["private"]


def test_nothing_is_told_of_channels_that_the_bot_cannot_see(lab: Lab) -> None:
    lab.allow("staff", lab.endpoints["bot_user_id"], deny=P.VIEW_CHANNEL)
    with identified(lab) as client:
        lab.say("behind closed doors", "staff", "moderator")
        assert client.events() == []


def test_changes_are_told_to_those_who_asked_for_them(lab: Lab) -> None:
    wanted = Intent.GUILDS | Intent.GUILD_MEMBERS | Intent.GUILD_MODERATION | Intent.GUILD_MESSAGE_REACTIONS | TALK
    with identified(lab, wanted) as client, identified(lab) as other:
        client.until("GUILD_CREATE")
        message = lab.send({"content": "x"}).json()
        lab.bot.put(f"channels/{lab.channels['general']}/messages/{message['id']}/reactions/%F0%9F%91%8D/@me")
        lab.bot.post(f"guilds/{lab.guild_id}/roles", json={"name": "r"})
        lab.bot.post(f"guilds/{lab.guild_id}/channels", json={"name": "c"})
        lab.bot.put(f"guilds/{lab.guild_id}/bans/{lab.users['newcomer']}", json={})
        names = [event["t"] for event in client.events()]
        assert [n for n in names if n != "GUILD_AUDIT_LOG_ENTRY_CREATE"] == [
            "MESSAGE_CREATE",
            "MESSAGE_REACTION_ADD",
            "GUILD_ROLE_CREATE",
            "CHANNEL_CREATE",
            "GUILD_MEMBER_REMOVE",
            "GUILD_BAN_ADD",
        ]
        assert names.count("GUILD_AUDIT_LOG_ENTRY_CREATE") == 3
        assert [event["t"] for event in other.events()] == ["MESSAGE_CREATE"]


def test_a_lost_connection_is_resumed_and_what_was_missed_is_replayed(lab: Lab) -> None:
    with identified(lab) as client:
        lab.say("one")
        client.until("MESSAGE_CREATE")
        session, seq = client.session, client.seq
        drop(client)
    assert left(lab) == 1
    missed = [lab.say(str(n))["id"] for n in range(3)]
    with opened(lab) as client:
        resume(lab, client, session, seq)
        replayed = [client.receive() for _ in range(4)]
        assert [event["d"]["id"] for event in replayed[:3]] == missed
        assert replayed[3]["t"] == "RESUMED"
        assert [event["s"] for event in replayed] == [3, 4, 5, 6]


@pytest.mark.parametrize("code", [1000, 1001])
def test_a_session_closed_with_1000_or_1001_cannot_be_resumed(lab: Lab, code: int) -> None:
    with identified(lab) as client:
        session, seq = client.session, client.seq
        client.socket.close(code)
    assert left(lab) == 0
    with opened(lab) as client:
        resume(lab, client, session, seq)
        assert (client.receive()["op"]) == 9


def test_a_session_closed_with_4000_can_be_resumed_until_it_is_too_old(lab: Lab) -> None:
    with identified(lab) as client:
        session, seq = client.session, client.seq
        client.socket.close(4000)
    assert left(lab) == 1
    with opened(lab) as client:
        resume(lab, client, session, seq)
        assert client.receive()["t"] == "RESUMED"
        client.socket.close(4000)
    assert left(lab) == 1
    lab.order("/clock", seconds=91)
    with opened(lab) as client:
        resume(lab, client, session, seq)
        assert client.receive() == {"op": 9, "d": False, "s": None, "t": None}


def test_a_sequence_number_from_the_future_is_4007(lab: Lab) -> None:
    with identified(lab) as client:
        session = client.session
        drop(client)
    assert left(lab) == 1
    with opened(lab) as client:
        resume(lab, client, session, 999)
        assert client.closed() == 4007


def test_zlib_stream_comes_in_binary_frames_of_one_stream(lab: Lab) -> None:
    with connect(
        lab.endpoints["gateway_url"] + "/?v=10&encoding=json&compress=zlib-stream", compression=None
    ) as socket:
        client = Client(socket)
        assert client.receive()["op"] == 10
        socket.send(json.dumps({"op": 2, "d": identify(lab, Intent.GUILDS)}).encode())
        frame = socket.recv(DEADLINE_S)
        assert isinstance(frame, bytes)
        assert frame.endswith(b"\x00\x00\xff\xff")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", 4002),
        ('{"op": 1000}', 4003),
        ('{"op": 8, "d": {}}', 4003),
        ('{"op": 2, "d": {"token": "wrong", "intents": 1, "properties": {}}}', 4004),
        ('{"op": 1, "d": "' + "x" * 4096 + '"}', 4002),
    ],
)
def test_what_makes_no_sense_closes_the_connection(lab: Lab, message: str, code: int) -> None:
    with opened(lab) as client:
        client.socket.send(message)
        assert client.closed() == code


def test_identify_is_checked(lab: Lab) -> None:
    wrong = [
        (identify(lab, 1 << 40), 4013),
        (identify(lab, TALK, shard=[2, 2]), 4010),
        (identify(lab, TALK, properties=None), 4002),
    ]
    for data, code in wrong:
        with opened(lab) as client:
            client.send(2, data)
            assert client.closed() == code
    with identified(lab) as client:
        client.send(2, identify(lab, TALK))
        assert client.closed() == 4005
    with identified(lab) as client:
        client.send(99, None)
        assert client.closed() == 4001
    lab.order("/settings", privileged_intents=False)
    with opened(lab) as client:
        client.send(2, identify(lab, TALK | Intent.MESSAGE_CONTENT))
        assert client.closed() == 4014


def test_too_many_frames_are_4008(lab: Lab) -> None:
    with identified(lab) as client:
        for _ in range(121):
            client.send(1, None)
        assert client.closed() == 4008


def test_members_are_sent_on_request(lab: Lab) -> None:
    with identified(lab, Intent.GUILDS | Intent.GUILD_MEMBERS) as client:
        client.until("GUILD_CREATE")
        client.send(8, {"guild_id": lab.guild_id, "query": "", "limit": 0, "nonce": "n"})
        chunk = client.until("GUILD_MEMBERS_CHUNK")
        assert (len(chunk["members"]), chunk["nonce"]) == (5, "n")
