"""A whole agent without a socket: the worker as it is deployed, over the platform of `tests.fakes.platform`.

house = AgentHouse([calls(("message_list", {"channel_id": GENERAL})), text("Done.")])
house.ask(MODERATOR)            # somebody mentions the bot in #general
house.settle()                  # the queues deliver until nothing is left
house.said()                    # what the bot's messages in #general say now

Real: gate, memory, toolbox, executor, stage, every repository. Scripted: the model. In memory: tables, Discord, queues.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from guildhall.bootstrap.agent_worker import Around, assemble
from guildhall.clock import snowflake_at
from guildhall.discord.ids import ChannelId, MessageId, UserId
from guildhall.discord.types.guild import User
from guildhall.discord.types.message import Message
from guildhall.errors import DiscordNotFound
from guildhall.policy.model import ChatChannel
from guildhall.store.records import ConfirmationStatus
from guildhall.store.turn_records import Block, TurnRecord, Usage, Wait
from guildhall.surfaces.agent.job import Mention, Resume
from guildhall.surfaces.agent.keeping import Turns
from guildhall.surfaces.agent.ports import ModelAnswer, ModelRequest
from guildhall.surfaces.agent.stage.stage import Pace
from tests.fakes.guild import ADMIN, APPROVALS, BOT, GENERAL, GUILD, NAMES
from tests.fakes.platform import Rig
from tests.fakes.turn_queue import DeliveredTurns

NEVER_S = 10_000.0
_tool_uses = count(1)


def calls(*named: tuple[str, dict[str, Any]]) -> ModelAnswer:
    """An answer that calls tools."""
    content: list[Block] = [{"type": "tool_use", "id": "", "name": name, "input": given} for name, given in named]
    return ModelAnswer(content=content, stop_reason="tool_use", usage=Usage(rounds=1, input_tokens=5), model="a-model")


def text(words: str) -> ModelAnswer:
    """An answer in words."""
    content: list[Block] = [{"type": "text", "text": words}]
    return ModelAnswer(content=content, stop_reason="end_turn", usage=Usage(rounds=1, input_tokens=5), model="a-model")


class AgentHouse(DeliveredTurns):
    """The agent and its world."""

    def __init__(self, says: Sequence[ModelAnswer]) -> None:
        self.says = says
        self.rig = Rig()
        self.clock = self.rig.clock
        self.rig.set_policy(approvals_channel_id=APPROVALS)
        allowed = ChatChannel(guild_id=GUILD, channel_id=GENERAL, allowed_by=ADMIN, allowed_at=self.clock())
        self.rig.platform.policies.allow_chat(allowed)
        self.queue, self.dead, self.laters, self.hidden = [], [], [], []
        self.requests: list[ModelRequest] = []
        self.turn_id = MessageId(snowflake_at(self.clock()))
        self.restart()

    def restart(self) -> None:
        """Begin anew, as a new process does."""
        pace = Pace(now_s=lambda: self.clock().timestamp(), sleep=lambda _: None, typing_s=NEVER_S)
        around = Around(
            model=self, responder=self._no_interaction, files=self, resumes=self, visibility=self, pace=pace
        )
        self.worker = assemble(self.rig.restart(), around, self.clock)

    # ------------------------------------------------------------------------------------------------- what is around
    def answer(self, request: ModelRequest, *, within_s: float) -> ModelAnswer:
        """Model: never the same twice, as far as ids go."""
        self.requests.append(request)
        said = sum(message["role"] == "assistant" for message in request.messages)
        answer = self.says[min(said, len(self.says) - 1)]
        content = [{**block, "id": f"toolu_{next(_tool_uses)}"} if "id" in block else block for block in answer.content]
        return replace(answer, content=content)

    def get(self, address: str, *, limit_bytes: int, within_s: float) -> bytes:
        """Files."""
        raise DiscordNotFound("There is no such file.")

    def later(self, turn_id: str, channel_id: ChannelId, cause: str, due_at: datetime) -> None:
        """Resumes."""
        self.laters.append((due_at, Resume(turn_id=turn_id, channel_id=channel_id, cause=cause)))

    def change(self, receipt: str, seconds: float) -> None:
        """Visibility."""
        self.hidden.append(seconds)

    def _no_interaction(self, application_id: str) -> Any:
        raise AssertionError("nobody used an interaction")

    # ----------------------------------------------------------------------------------------------- what a test does
    def ask(self, who: UserId, words: str = "please") -> None:
        """Mention the bot in #general."""
        author = User(id=who, username=NAMES[who])
        said = f"<@{BOT}> {words}"
        at = self.clock()
        message = Message(id=self.turn_id, channel_id=GENERAL, author=author, content=said, timestamp=at)
        self.rig.world.put_message(message)
        raw = {"id": self.turn_id, "channel_id": GENERAL, "content": said, "author": {"id": who}, "type": 0}
        self.send(Mention(message=raw, guild_id=GUILD, channel_id=GENERAL, author_id=who))

    def press(self, verb: str, who: UserId, *waits: Wait) -> None:
        """Press these cards' button, or that of every card, and wake the turn as the operation worker does."""
        for wait in waits or self.head.waits:
            self.rig.press(wait.confirmation_id, verb, who)
            record = self.rig.platform.machinery.confirmations.get(wait.confirmation_id)
            assert record is not None
            assert record.status is not ConfirmationStatus.PENDING
            cause = f"confirmation-{wait.confirmation_id}-{record.status}"
            self.send(Resume(turn_id=self.turn_id, channel_id=GENERAL, cause=cause))

    # -------------------------------------------------------------------------------------------------- what it sees
    def said(self, channel_id: ChannelId = GENERAL) -> list[str]:
        """What the bot's messages in a channel say now, oldest first."""
        return [str(body["content"]) for body in self.rig.world.posted(channel_id)]

    @property
    def turns(self) -> Turns:
        """The heads of turns."""
        return self.worker.parts.turns

    @property
    def head(self) -> TurnRecord:
        """The turn's head."""
        head = self.turns.get(self.turn_id)
        assert head is not None
        return head
