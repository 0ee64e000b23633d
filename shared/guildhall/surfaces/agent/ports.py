"""What a turn is made of, as Protocols and values; `bootstrap.agent_worker` puts the parts together.

worker ── Turns, Transcripts ── StateTable and HistoryTable
└── turn ─┬─ Gate          may this be answered at all, and what is said if not
├─ Memory        what the model is told at the start, and what is remembered at the end
├─ Model         one round's answer
├─ Toolbox       the catalogue's tools, run as the asker
└─ Stage         what people see: typing, one progress message, the answer
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.identity import Principal
from guildhall.policy.model import GuildPolicy
from guildhall.store.turn_records import Block, Message, Shown, Usage, Wait
from guildhall.surfaces.agent.job import Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A turn as it was asked: fixed for its whole life, whichever attempt works on it.

    Attributes:
        principal: The asker, pinned to guild and channel; door AGENT, credential `turn:<turn_id>`.
        always_private: Only the asker sees the answer anyway (an ephemeral interaction).
    """

    start: Start
    turn_id: str
    principal: Principal
    guild_id: GuildId
    channel_id: ChannelId
    always_private: bool = False


# ------------------------------------------------------------------------------------------------------------- deciding
@dataclass(frozen=True, slots=True)
class Admitted:
    """The turn may run, under the guild's policy as it stood."""

    asked: Asked
    policy: GuildPolicy


@dataclass(frozen=True, slots=True)
class Silent:
    """It is not answered; `say` is the one visible reason, empty where it was said before or is not owed."""

    why: str
    say: str = ""


class Gate(Protocol):
    """Decides whether a mention or /ask is answered at all."""

    def admit(self, start: Start, *, first: bool) -> Admitted | Silent:
        """Decide.

        Args:
            start: What was asked.
            first: Whether this is the first attempt: only then cooldown and silence are counted.

        Raises:
            DiscordError: Discord could not be asked.
            StoreError: A table did not answer.
        """
        ...


# ------------------------------------------------------------------------------------------------------------- speaking
@dataclass(frozen=True, slots=True)
class Opening:
    """What the model is told first, and whether that holds words that are neither ours nor the asker's own."""

    message: Message = field(repr=False)
    tainted: bool = False


class Memory(Protocol):
    """What is known of the conversation."""

    def open(self, asked: Asked, policy: GuildPolicy) -> Opening:
        """Return the first message: where and when, who asks, what was said before, what is asked, its attachments.

        It is small enough to be kept: of an image it only holds a line that names it.
        """
        ...

    def complete(self, asked: Asked, message: Message) -> Message:
        """Return the first message as the model gets it in every round: with the images that it names.

        An image that cannot be had any more stays a line that says so; nothing is raised for it.
        """
        ...

    def remember(self, asked: Asked, policy: GuildPolicy, answer: str, *, tainted: bool) -> None:
        """Keep what was asked and, if everybody there could see it, answered (empty: it was private)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """One round's request; `system` and `tools` are the same in every round, so that they are cached."""

    system: Sequence[Block]
    tools: Sequence[Block]
    messages: Sequence[Message] = field(repr=False)
    max_tokens: int
    allow_tools: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAnswer:
    """One round's answer; `stop_reason` is the Messages API's: `end_turn`, `tool_use`, `max_tokens`, `refusal`."""

    content: Sequence[Block] = field(repr=False)
    stop_reason: str
    usage: Usage
    model: str


class Model(Protocol):
    """The language model."""

    def answer(self, request: ModelRequest, *, within_s: float) -> ModelAnswer:
        """Return the model's answer.

        Raises:
            ModelUnavailable: Overloaded, rate limited, down or too slow; `details["retry_after_s"]` where it said so.
            ModelRefused: It will not take the request (content policy, or too long); asking again changes nothing.
            ConfigurationError: There is no key, it is refused, or the model is unknown.
        """
        ...


# --------------------------------------------------------------------------------------------------------------- acting
@dataclass(frozen=True, slots=True)
class ToolCall:
    """A `tool_use` block."""

    id: str
    name: str
    input: dict[str, JsonValue] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolTold:
    """What a tool call came to.

    Attributes:
        text: For the model: ours, and what is Discord's inside a fence.
        failed: Whether the call failed.
        wait: Set while a human has to press first; `text` is then what the model would be told so far.
        tainted: The text holds words that are neither ours nor the asker's own.
        private: It draws on something that not everybody who reads the turn's channel may see.
    """

    call: ToolCall
    text: str = field(repr=False)
    failed: bool = False
    wait: Wait | None = None
    tainted: bool = False
    private: bool = False

    def block(self) -> Block:
        """Return the `tool_result` block."""
        block: Block = {"type": "tool_result", "tool_use_id": self.call.id, "content": self.text}
        return block | {"is_error": True} if self.failed else block


class Toolbox(Protocol):
    """The catalogue as the model sees it, run as the asker and in no other guild."""

    def definitions(self) -> Sequence[Block]:
        """Return the tools of every request, always the same and in the same order."""
        ...

    def title(self, call: ToolCall) -> str:
        """Return what a call does, in a few words of ours: no argument, no name of anything in Discord."""
        ...

    def run(self, asked: Asked, calls: Sequence[ToolCall], *, tainted: bool, private: bool) -> list[ToolTold]:
        """Run one round's calls, reads side by side and writes one after another; in the order of `calls`.

        `tainted` and `private` tell what the turn has read before them.
        Calls are made under idempotency keys of turn and tool-use id, so a repeated round repeats no write.

        Raises:
            InProgress: An attempt that was cut off still holds one of them; try again later.
            StoreError: A table did not answer; nothing was lost, try again.
            DiscordRateLimited: Discord asks to wait for longer than the turn can; try again then.
            DiscordUnavailable: Discord is down and the call surely had no effect.
        """
        ...

    def settled(self, asked: Asked, call: ToolCall, wait: Wait) -> ToolTold | None:
        """Return what became of a question to a human; None while it is open. One that is overdue expires here."""
        ...

    def withdraw(self, asked: Asked, wait: Wait) -> None:
        """Take an open question back: its card loses its buttons."""
        ...


# -------------------------------------------------------------------------------------------------------------- showing
type Keep = Callable[[Shown], None]
"""Saves what was shown before the next thing is done; raises when the turn is not ours any more."""


class Stage(Protocol):
    """What people see of one turn. Progress never fails a turn; the answer is delivered exactly once or raises."""

    def begin(self) -> None:
        """Show at once that it was heard: typing."""
        ...

    def progress(self, text: str) -> None:
        """Say what is going on, in the one message with its Cancel button; not more often than people can read."""
        ...

    def pause(self, text: str, *, long: bool) -> None:
        """Say why nothing happens for a while; unlike progress it is not skipped for coming too soon.

        Args:
            text: What is waited for; mentions of channels show their names.
            long: People will have looked away (a human's press, a delay), so the answer will be a new message.
        """
        ...

    def answer(self, text: str, *, private: bool) -> None:
        """Deliver the answer in place of the progress message; a private one to the asker alone, with a word here.

        Raises:
            DiscordError: It could not be delivered; another attempt goes on where this one ended.
        """
        ...

    def say(self, text: str) -> None:
        """Say why nothing is answered, once; raises as `answer`."""
        ...

    def close(self) -> None:
        """Stop typing: to be called however the attempt ended, for no thread may outlive an invocation."""
        ...


class Stages(Protocol):
    """Makes the stage of a turn."""

    def of(self, start: Start, shown: Shown, keep: Keep) -> Stage:
        """Return the stage, going on with what earlier attempts have shown."""
        ...


# ------------------------------------------------------------------------------------------------------------- queueing
class Resumes(Protocol):
    """Puts a turn back on its queue, now or later."""

    def later(self, turn_id: str, channel_id: ChannelId, cause: str, due_at: datetime) -> None:
        """Let the turn go on at a moment (through ResumeQueue).

        Raises:
            QueueRefused: It was not, or perhaps not, taken.
        """
        ...
