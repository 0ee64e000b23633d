"""A memory over the guild of the fakes, with files and a model that a test fills."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.errors import GuildhallError
from guildhall.fetch import FetchFailed
from guildhall.identity import Door, Origin, Principal
from guildhall.policy.model import GuildPolicy
from guildhall.store.exchanges import ExchangeRepository
from guildhall.store.turn_records import Block, Exchange, Usage
from guildhall.surfaces.agent.job import Ask, Mention, Start, Task
from guildhall.surfaces.agent.memory.attachments import Attachments
from guildhall.surfaces.agent.memory.compaction import Compactor
from guildhall.surfaces.agent.memory.memory import ChannelMemory
from guildhall.surfaces.agent.ports import Asked, ModelAnswer, ModelRequest, Opening
from tests.fakes.clock import NOON
from tests.fakes.guild import BOT, GENERAL, GUILD, MEMBER
from tests.fakes.platform import Rig

TURN = "1300000000000000000"
SAID_AT = "2026-11-20T11:50:00+00:00"
FENCE = re.compile(r"<([a-z]+) ([0-9a-z]{16})>\n(.*?)\n</\1 \2>", re.DOTALL)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8


@dataclass
class FakeFiles:
    """What stands at which address; an address that is not here is not there."""

    held: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def get(self, address: str, *, limit_bytes: int, within_s: float) -> bytes:
        assert within_s > 0
        self.asked.append((address, limit_bytes))
        if address not in self.held:
            raise FetchFailed("The file is not there (status 404).")
        return self.held[address]


@dataclass
class FakeModel:
    """A model that answers with one text, or fails."""

    text: str = "in short"
    failure: Exception | None = None
    stop_reason: str = "end_turn"
    requests: list[ModelRequest] = field(default_factory=list)

    def answer(self, request: ModelRequest, *, within_s: float) -> ModelAnswer:
        assert 0 < within_s <= 20
        self.requests.append(request)
        if self.failure is not None:
            raise self.failure
        content: list[Block] = [{"type": "text", "text": self.text}]
        usage = Usage(rounds=1, input_tokens=100, output_tokens=10)
        return ModelAnswer(content=content, stop_reason=self.stop_reason, usage=usage, model="fake")


@dataclass
class FakeSpending:
    """A budget of tokens."""

    over: GuildhallError | None = None
    counted: list[Usage] = field(default_factory=list)

    def check(self, guild_id: GuildId, policy: GuildPolicy) -> None:
        if self.over is not None:
            raise self.over

    def count(self, guild_id: GuildId, usage: Usage) -> None:
        self.counted.append(usage)


@dataclass
class House:
    """Everything that a memory is made of."""

    rig: Rig = field(default_factory=Rig)
    files: FakeFiles = field(default_factory=FakeFiles)
    model: FakeModel = field(default_factory=FakeModel)
    spending: FakeSpending = field(default_factory=FakeSpending)

    def __post_init__(self) -> None:
        self.exchanges = ExchangeRepository(self.rig.history)
        self.attachments = Attachments(self.files)
        self.compactor = Compactor(self.model, self.exchanges, self.spending)
        self.memory = ChannelMemory(
            discord=self.rig.discord,
            exchanges=self.exchanges,
            attachments=self.attachments,
            compactor=self.compactor,
            clock=self.rig.clock,
        )
        self.policy = GuildPolicy(guild_id=GUILD)

    def open(self, asked: Asked) -> Opening:
        return self.memory.open(asked, self.policy)

    def put(self, entry_id: int, **more: Any) -> Exchange:
        exchange = past_exchange(entry_id, **more)
        self.exchanges.put(exchange, NOON.replace(year=2030))
        return exchange


def past_exchange(entry_id: int, **more: Any) -> Exchange:
    fields: dict[str, Any] = {"guild_id": GUILD, "channel_id": GENERAL, "asker_id": MEMBER, "at": NOON, **more}
    return Exchange(**{"entry_id": str(entry_id), "asked": f"asked {entry_id}", **fields})


def message(content: str = "hi", author_id: UserId = MEMBER, **more: Any) -> dict[str, Any]:
    about: dict[str, Any] = {"id": TURN, "channel_id": GENERAL, "timestamp": SAID_AT, "type": 0, **more}
    return {"author": {"id": author_id, "username": f"name of {author_id}"}, "content": content, **about}


def mention(words: str = f"<@{BOT}> hi", **more: Any) -> Asked:
    raw = message(words, **more)
    start = Mention(message=raw, guild_id=GUILD, channel_id=GENERAL, author_id=MEMBER)
    return asked(start)


def reply(to: Mapping[str, Any] | None, words: str = f"<@{BOT}> what is this?", **more: Any) -> Asked:
    reference = {"message_id": "1200000000000000000", "channel_id": GENERAL, "type": 0}
    answered = {} if to is None else {"referenced_message": to}
    return mention(words, message_reference=reference, **answered, **more)


def ask(question: str = "hi", *, private: bool = False, task: Task = Task.ASK, target: Any = None) -> Asked:
    start = Ask(
        interaction_id=TURN,
        token="t",
        application_id="1",
        guild_id=GUILD,
        channel_id=GENERAL,
        author_id=MEMBER,
        task=task,
        question=question,
        target=target,
        private=private,
        received_at=NOON,
    )
    return asked(start, always_private=private)


def asked(start: Start, *, always_private: bool = False, channel_id: ChannelId = GENERAL) -> Asked:
    principal = Principal(
        user_id=MEMBER, door=Door.AGENT, credential=f"turn:{TURN}", client="Discord", origin=Origin(GUILD, channel_id)
    )
    return Asked(
        start=start,
        turn_id=TURN,
        principal=principal,
        guild_id=GUILD,
        channel_id=channel_id,
        always_private=always_private,
    )


def attachment(number: int, name: str = "a.png", **more: Any) -> dict[str, Any]:
    url = f"https://cdn.discordapp.com/attachments/1/{number}/{name}?hm=secret"
    kind = "image/png" if name.endswith("png") else "text/plain"
    return {"id": str(number), "filename": name, "content_type": kind, "size": 20, "url": url, **more}


def url_of(number: int, name: str = "a.png") -> str:
    return str(attachment(number, name)["url"])


def texts(opening: Opening) -> list[str]:
    content = opening.message["content"]
    assert isinstance(content, list)
    return [str(block["text"]) for block in content if isinstance(block, dict)]


def whole(opening: Opening) -> str:
    return "\n\n".join(texts(opening))


def outside(text: str) -> str:
    """What stands in no fence."""
    return FENCE.sub("", text)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)
