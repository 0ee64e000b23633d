"""What is around the turn engine, for tests: gate, memory, model, toolbox and queues, scripted and counted.

Everything that leaves the engine is a step, so a `Fuse` can let the process die there, or the other side not answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.errors import DiscordUnavailable, GuildhallError, InProgress, ModelUnavailable, StoreUnavailable
from guildhall.identity import Door, Origin, Principal
from guildhall.policy.model import GuildPolicy
from guildhall.store.turn_records import Block, Message, Usage, Wait
from guildhall.surfaces.agent.job import Resume, Start
from guildhall.surfaces.agent.ports import (
    Admitted,
    Asked,
    ModelAnswer,
    ModelRequest,
    Opening,
    Silent,
    ToolCall,
    ToolTold,
)
from guildhall.surfaces.agent.queue import QueueRefused
from tests.fakes.clock import FakeClock
from tests.fakes.platform import Crash

GUILD, CHANNEL, ASKER = GuildId("41771983423143937"), ChannelId("399942396007890945"), UserId("80351110224678912")
TURN = MessageId("1400000000000000000")
QUESTION_S = 1800
USAGE = Usage(rounds=1, input_tokens=100, output_tokens=10)


def text(words: str, stop: str = "end_turn") -> ModelAnswer:
    """An answer in words."""
    return ModelAnswer(content=[{"type": "text", "text": words}], stop_reason=stop, usage=USAGE, model="a-model")


_tool_uses = count(1)


def calls(*names: str, beside: str = "", stop: str = "tool_use") -> ModelAnswer:
    """An answer that calls tools: `read…` reads, `write…` has an effect, `ask…` needs a human."""
    content: list[Block] = [{"type": "text", "text": beside}] if beside else []
    content += [{"type": "tool_use", "id": f"toolu_{next(_tool_uses)}", "name": name, "input": {}} for name in names]
    return ModelAnswer(content=content, stop_reason=stop, usage=USAGE, model="a-model")


def _anew(answer: ModelAnswer) -> ModelAnswer:
    """The same answer with calls of its own: a model that is asked twice never answers the same."""
    content = [{**block, "id": f"toolu_{next(_tool_uses)}"} if "id" in block else block for block in answer.content]
    return replace(answer, content=content)


class Fuse:
    """Counts the calls that leave the engine; blows once, at the given one, counted from 0."""

    def __init__(self, at: int | None = None, trouble: Callable[[str], BaseException] = Crash) -> None:
        self.at, self.trouble = at, trouble
        self.steps: list[str] = []
        self.during: Callable[[str], None] = lambda _: None

    def step(self, name: str) -> None:
        """Pass a call."""
        self.steps.append(name)
        if len(self.steps) - 1 == self.at:
            raise self.trouble(name)
        self.during(name)


def no_answer(step: str) -> GuildhallError | QueueRefused:
    """What it is called that a step's other side gave no answer."""
    if step.startswith("model"):
        return ModelUnavailable("The model is overloaded.", "Ask again.")
    if step.startswith(("stage", "gate", "memory")):
        return DiscordUnavailable("Discord cannot be reached.", "Try again.")
    if step.startswith("toolbox"):
        return InProgress("It is being done right now.", "Ask again.")
    if step.startswith("queue"):
        return QueueRefused("ReadTimeoutError", surely=False)
    return StoreUnavailable("The database gave no answer.", "Try again.")


@dataclass
class Question:
    """A question to a human."""

    wait: Wait
    status: str = "pending"


@dataclass
class Surroundings:
    """Gate, Memory, Model, Toolbox, Resumes and Hiding in one.

    Attributes:
        says: The model's answers, by how many of its answers a request holds; the last one is repeated.
        fails: Failures of the model, used up before it answers.
        silent: What the gate says instead of letting in.
        tool_marks: `tainted` and `private`, by the tool's name.
        effects: What write tools have done, by tool-use id.
    """

    says: Sequence[ModelAnswer] = field(default_factory=lambda: [text("Hello!")])
    fails: list[Exception] = field(default_factory=list)
    silent: Silent | None = None
    opening_tainted: bool = False
    tool_marks: dict[str, set[str]] = field(default_factory=dict)
    where: str = "<#7>"
    policy: GuildPolicy = field(default_factory=lambda: GuildPolicy(guild_id=GUILD))

    def __post_init__(self) -> None:
        """Begin with nothing done."""
        self.clock = FakeClock()
        self.fuse = Fuse()
        self.effects: list[str] = []
        self.questions: dict[str, Question] = {}
        self.requests: list[ModelRequest] = []
        self.taints: list[bool] = []
        self.privates: list[bool] = []
        self.remembered: dict[str, tuple[str, bool]] = {}
        self.firsts: list[bool] = []
        self.laters: list[tuple[datetime, Resume]] = []
        self.hidden: list[float] = []

    def step(self, name: str) -> None:
        """Pass a call that leaves the engine."""
        self.fuse.step(name)

    def admit(self, start: Start, *, first: bool) -> Admitted | Silent:
        """Gate."""
        self.step("gate.admit")
        self.firsts.append(first)
        if self.silent:
            return self.silent
        principal = Principal(ASKER, Door.AGENT, f"turn:{start.turn_id}", "Discord", origin=Origin(GUILD, CHANNEL))
        asked = Asked(start=start, turn_id=start.turn_id, principal=principal, guild_id=GUILD, channel_id=CHANNEL)
        return Admitted(asked, self.policy)

    def open(self, asked: Asked, policy: GuildPolicy) -> Opening:
        """Memory."""
        self.step("memory.open")
        opening: Message = {"role": "user", "content": [{"type": "text", "text": "Hi"}]}
        return Opening(opening, tainted=self.opening_tainted)

    def complete(self, asked: Asked, message: Message) -> Message:
        """Memory."""
        return {"role": "user", "content": [*message["content"], {"type": "image"}]}  # type: ignore[misc]  # a list

    def remember(self, asked: Asked, policy: GuildPolicy, answer: str, *, tainted: bool) -> None:
        """Memory."""
        self.step("memory.remember")
        self.remembered[asked.turn_id] = (answer, tainted)
        self.step("memory.remembered")

    def answer(self, request: ModelRequest, *, within_s: float) -> ModelAnswer:
        """Model."""
        self.step("model.answer")
        self.requests.append(request)
        if self.fails:
            raise self.fails.pop(0)
        said = sum(message["role"] == "assistant" for message in request.messages)
        return _anew(self.says[min(said, len(self.says) - 1)])

    def definitions(self) -> Sequence[Block]:
        """Toolbox."""
        return [{"name": "read"}]

    def title(self, call: ToolCall) -> str:
        """Toolbox."""
        return f"Doing {call.name}"

    def run(self, asked: Asked, calls: Sequence[ToolCall], *, tainted: bool, private: bool) -> list[ToolTold]:
        """Toolbox."""
        self.step("toolbox.run")
        self.taints.append(tainted)
        self.privates.append(private)
        return [self._run(call) for call in calls]

    def _run(self, call: ToolCall) -> ToolTold:
        marks = self.tool_marks.get(call.name, set())
        if call.name.startswith("ask") and f"c-{call.id}" not in self.questions:
            wait = Wait(
                tool_use_id=call.id,
                confirmation_id=f"c-{call.id}",
                expires_at=self.clock() + timedelta(seconds=QUESTION_S),
                where=self.where,
            )
            self.questions[wait.confirmation_id] = Question(wait)
        if call.name.startswith("ask"):
            return self._settled(call) or ToolTold(call=call, text="", wait=self.questions[f"c-{call.id}"].wait)
        if call.name.startswith("write") and call.id not in self.effects:
            self.effects.append(call.id)
            self.step("toolbox.wrote")
        return ToolTold(
            call=call,
            text=f"{call.name} done",
            failed=call.name.endswith("failing"),
            tainted="tainted" in marks,
            private="private" in marks,
        )

    def settled(self, asked: Asked, call: ToolCall, wait: Wait) -> ToolTold | None:
        """Toolbox."""
        self.step("toolbox.settled")
        return self._settled(call)

    def _settled(self, call: ToolCall) -> ToolTold | None:
        question = self.questions[f"c-{call.id}"]
        if question.status == "pending" and self.clock() >= question.wait.expires_at:
            question.status = "expired"
        if question.status == "pending":
            return None
        return ToolTold(call=call, text=question.status, failed=question.status != "approved")

    def withdraw(self, asked: Asked, wait: Wait) -> None:
        """Toolbox."""
        self.step("toolbox.withdraw")
        if self.questions[wait.confirmation_id].status == "pending":
            self.questions[wait.confirmation_id].status = "withdrawn"

    def later(self, turn_id: str, channel_id: ChannelId, cause: str, due_at: datetime) -> None:
        """Resumes."""
        self.step("queue.later")
        self.laters.append((due_at, Resume(turn_id=turn_id, channel_id=channel_id, cause=cause)))
        self.step("queue.sent")

    def change(self, receipt: str, seconds: float) -> None:
        """Visibility."""
        self.hidden.append(seconds)
        self.step("queue.hide")
