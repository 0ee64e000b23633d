"""What is kept of an agent's turn: its head in StateTable, what was said in it in HistoryTable."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field, JsonValue

from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.policy.model import Record


class TurnStatus(StrEnum):
    """Running until it is over; waiting for a human or delayed, it holds no message of the queue."""

    RUNNING = "running"
    WAITING = "waiting"
    DELAYED = "delayed"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SILENT = "silent"


ENDED = frozenset({TurnStatus.DONE, TurnStatus.FAILED, TurnStatus.CANCELLED, TurnStatus.SILENT})


class Wait(Record):
    """A tool call of the turn that waits for a human's press; `where` is the place of its card, in words."""

    tool_use_id: str
    confirmation_id: str
    expires_at: datetime
    where: str = ""


class Usage(Record):
    """What the model has cost, in tokens; `rounds` counts its answers."""

    rounds: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_written_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        names = type(self).model_fields
        return Usage(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def tokens(self) -> int:
        """What counts against a budget: a cached token costs a tenth, so it counts as one."""
        return self.input_tokens + self.output_tokens + self.cache_written_tokens + self.cache_read_tokens // 10


class Place(StrEnum):
    """Where the answer's messages go; decided once, before the first of them is sent there."""

    HERE = "here"
    """Where it was asked: a reply in the channel, or the interaction's own answer."""
    CHANNEL = "channel"
    """In the channel, for the interaction is over."""
    DIRECT = "direct"
    """In direct messages with the asker."""
    CLOSED = "closed"
    """The asker takes none: only a word in the channel, without content."""


class Begun(Record):
    """A post that was begun and of which nobody knows yet whether it is there.

    Attributes:
        key: Which of the turn's messages it is; its nonce is made of it.
        channel_id: Where.
        since: When it was begun first.
    """

    key: str
    channel_id: ChannelId
    since: datetime


class Shown(Record):
    """What the turn has put in front of people, so that another attempt goes on with it and posts nothing twice.

    Attributes:
        place: Where the answer goes.
        channel_id: The direct message channel, once there is one; None while the answer goes where it was asked.
        progress_id: The one message that tells progress and becomes the answer; None before it is posted.
        posting: A post was begun; its message is looked for before it is posted again.
        saying: Names what is being said, by its words; other words begin anew.
        part_ids: Its messages so far, in order; the first may be `progress_id`.
        waited: Somebody had time to look away, so the answer is a new message: an edit far up notifies nobody.
        delivered: The whole answer is there.
    """

    place: Place = Place.HERE
    channel_id: ChannelId | None = None
    progress_id: MessageId | None = None
    posting: Begun | None = None
    saying: str = ""
    part_ids: tuple[MessageId, ...] = ()
    waited: bool = False
    delivered: bool = False


class TurnRecord(Record):
    """A turn's head: who holds it, how far it is. Small; no word that anybody wrote.

    Attributes:
        turn_id: The mention's message id, or the interaction's id.
        owner: The attempt that holds it until `lease_until`; another one may take it over then.
        rounds: How many of the model's answers are saved.
        waits: The questions that it waits for.
        resume_at: When a delayed turn goes on.
        cancelled_by: Who pressed Cancel; read between rounds.
        tainted: It has read text that is neither ours nor the asker's own.
        private: It has read what not everybody who reads its channel may: the answer goes to the asker alone.
        attempts: How often it was taken up without getting any further; a new round begins at 0 again.
    """

    turn_id: str
    status: TurnStatus = TurnStatus.RUNNING
    guild_id: GuildId | None
    channel_id: ChannelId
    asker_id: UserId
    owner: str
    lease_until: datetime
    started_at: datetime
    expires_at: datetime
    rounds: int = 0
    waits: tuple[Wait, ...] = ()
    resume_at: datetime | None = None
    cancelled_by: UserId | None = None
    tainted: bool = False
    private: bool = False
    attempts: int = 0
    usage: Usage = Usage()
    shown: Shown = Shown()

    @property
    def ended(self) -> bool:
        """Whether nothing is left to be done."""
        return self.status in ENDED


class Exchange(Record):
    """One entry of a channel's memory: what somebody asked the agent, and what everybody there could see it answer.

    Attributes:
        entry_id: The turn's id; entries sort by it.
        asked: The asker's own words.
        answered: The visible answer; empty where it was private or there was none.
        tainted: The answer draws on words of others, so whoever reads it is tainted too.
    """

    entry_id: str
    guild_id: GuildId
    channel_id: ChannelId
    asker_id: UserId
    asker_name: str = Field(default="", repr=False)
    at: datetime
    asked: str = Field(repr=False)
    answered: str = Field(default="", repr=False)
    tainted: bool = False


class Summary(Record):
    """What one asker's older exchanges in a channel were about, up to and with the entry `until`."""

    asker_id: UserId
    until: str
    text: str = Field(repr=False)


type Block = dict[str, JsonValue]
"""A content block of the Messages API."""

type Message = dict[str, JsonValue]
"""`{"role": "user" | "assistant", "content": [Block, ...]}`."""
