"""What every attempt works with, in one value; `bootstrap.agent_worker` makes it, tests make their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aws_lambda_powertools import Logger

from guildhall.clock import Clock, monotonic_s
from guildhall.store.turn_records import Block
from guildhall.surfaces.agent.keeping import Transcripts, Turns
from guildhall.surfaces.agent.ports import Gate, Memory, Model, Resumes, Stages, Toolbox
from guildhall.surfaces.agent.turn.budget import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a turn.

    Attributes:
        system: What the model is told in every request; made when first needed.
        share: Draws a number from 0 to 1, so that those who failed together do not come back together.
    """

    gate: Gate
    memory: Memory
    model: Model
    toolbox: Toolbox
    stages: Stages
    turns: Turns
    transcripts: Transcripts
    resumes: Resumes
    tokens: Tokens
    system: Callable[[], Sequence[Block]] = field(repr=False)
    clock: Clock
    monotonic: Callable[[], float] = monotonic_s
    log: Logger
    new_id: Callable[[], str]
    share: Callable[[], float]
