"""What a REST handler gets and gives, and which handler answers which operation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.discord.errors import Json
from local.discord.messages import File
from local.discord.sim import Simulation
from local.discord.spec import OperationSpec
from local.discord.state import World

NO_CONTENT = 204


@dataclass
class Call:
    """One validated request of the bot (or of a webhook or interaction token)."""

    sim: Simulation
    operation: OperationSpec
    path: dict[str, str]
    query: Json = field(default_factory=dict)
    body: Any = None
    files: dict[str, File] = field(default_factory=dict)
    reason: str | None = None

    @property
    def world(self) -> World:
        """The state."""
        return self.sim.world

    @property
    def bot_id(self) -> str:
        """The user id of the bot, who acts."""
        return self.sim.bot_id

    @property
    def fields(self) -> Json:
        """The JSON object of the body; empty when there is none."""
        return self.body if isinstance(self.body, dict) else {}


@dataclass(frozen=True)
class Answer:
    """An answer with a status of its own; ``text`` is for the few that are not JSON."""

    status: int
    body: Any = None
    text: tuple[bytes, str] | None = None


Handler = Callable[[Call], Any]
HANDLERS: dict[str, Handler] = {}
NOTHING = Answer(NO_CONTENT)


def handles(*operation_ids: str) -> Callable[[Handler], Handler]:
    """Register a function as the handler of these operations.

    The function returns an ``Answer``, or the JSON body of the operation's first success status.
    """

    def register(handler: Handler) -> Handler:
        for operation_id in operation_ids:
            HANDLERS[operation_id] = handler
        return handler

    return register
