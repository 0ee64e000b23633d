"""What the worker of agent turns is made of; the model's SDK is loaded at the first answer and not before."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from secrets import randbelow

from guildhall.bootstrap.model import model
from guildhall.bootstrap.platform import Platform, platform, sender
from guildhall.clock import Clock, new_id, utc_now
from guildhall.config import AgentSettings, ModelSettings, PlatformSettings
from guildhall.discord.ids import ApplicationId
from guildhall.discord.interaction import InteractionResponder
from guildhall.errors import ConfigurationError
from guildhall.fetch import Fetcher, Origins
from guildhall.observability import logger
from guildhall.store.exchanges import ExchangeRepository
from guildhall.store.onces import OnceRepository
from guildhall.store.transcripts import TranscriptRepository
from guildhall.store.turns import TurnRepository
from guildhall.surfaces.agent.gate import ChatGate
from guildhall.surfaces.agent.memory.attachments import Attachments, Files
from guildhall.surfaces.agent.memory.compaction import Compactor
from guildhall.surfaces.agent.memory.memory import ChannelMemory
from guildhall.surfaces.agent.ports import Model, ModelAnswer, ModelRequest, Resumes
from guildhall.surfaces.agent.prompt import system
from guildhall.surfaces.agent.queue import Hiding, ResumeQueue, Visibility
from guildhall.surfaces.agent.stage.interacting import Responder
from guildhall.surfaces.agent.stage.stage import DiscordStages, Pace
from guildhall.surfaces.agent.tools.audience import Audience
from guildhall.surfaces.agent.tools.calling import Bench
from guildhall.surfaces.agent.tools.toolbox import CatalogueToolbox
from guildhall.surfaces.agent.turn.budget import Tokens
from guildhall.surfaces.agent.turn.parts import Parts
from guildhall.surfaces.agent.worker import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a worker reaches beside the platform; tests pass their own.

    Attributes:
        responder: Gives the way to answer an application's interactions.
        files: Fetches what people attached.
    """

    model: Model
    responder: Callable[[str], Responder]
    files: Files
    resumes: Resumes
    visibility: Hiding
    pace: Pace = field(default_factory=Pace)


@dataclass(frozen=True, slots=True)
class NoModel:
    """The model of a deployment that names none: whoever asks hears that the operator has something to do."""

    cause: ConfigurationError

    def answer(self, request: ModelRequest, *, within_s: float) -> ModelAnswer:
        """Raise the cause."""
        raise self.cause


@cache
def worker() -> Worker:
    """Return this process's worker, from its environment.

    Raises:
        ConfigurationError: A setting is missing that is needed to say so.
    """

    @cache
    def responder(application_id: str) -> Responder:
        return InteractionResponder(sender(), ApplicationId.parse(application_id))

    queues, settings = AgentSettings.load(), PlatformSettings.load()
    around = Around(
        model=_model(),
        responder=responder,
        files=Fetcher(origins=Origins.of(settings.discord_api_base_url)),
        resumes=ResumeQueue(queues.resume_queue_url),
        visibility=Visibility(queues.turns_queue_url),
    )
    return assemble(platform(), around)


def _model() -> Model:
    try:
        return model(ModelSettings.load())
    except ConfigurationError as missing:
        return NoModel(missing)


def assemble(platform: Platform, around: Around, clock: Clock = utc_now) -> Worker:
    """Put a worker together over a given platform; tests pass their own."""
    machinery, tables, log = platform.machinery, platform.tables, logger("agent_worker")
    discord, exchanges = machinery.discord, ExchangeRepository(tables.history)
    tokens = Tokens(machinery.counters)
    parts = Parts(
        gate=ChatGate(
            discord=discord,
            policies=platform.policies,
            counters=machinery.counters,
            onces=OnceRepository(tables.state),
            clock=clock,
        ),
        memory=ChannelMemory(
            discord=discord,
            exchanges=exchanges,
            attachments=Attachments(around.files),
            compactor=Compactor(around.model, exchanges, tokens),
            clock=clock,
        ),
        model=around.model,
        toolbox=_toolbox(platform, exchanges, clock),
        stages=DiscordStages(discord=discord, responder=around.responder, log=log, clock=clock, pace=around.pace),
        turns=TurnRepository(tables.state),
        transcripts=TranscriptRepository(tables.history),
        resumes=around.resumes,
        tokens=tokens,
        system=system,
        clock=clock,
        log=log,
        new_id=new_id,
        share=lambda: randbelow(1000) / 1000,
    )
    return Worker(parts, around.visibility)


def _toolbox(platform: Platform, exchanges: ExchangeRepository, clock: Clock) -> CatalogueToolbox:
    machinery = platform.machinery
    bench = Bench(
        build=platform.build,
        run=platform.executor.run,
        confirmations=machinery.confirmations,
        audience=Audience(machinery.discord, clock),
        exchanges=exchanges,
        clock=clock,
        log=logger("agent_toolbox"),
    )
    return CatalogueToolbox(bench, platform.approvals)
