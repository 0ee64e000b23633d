"""The simulation: state, clock, rules and records in one place, shared by REST, gateway and control API."""

import copy
from collections import deque
from dataclasses import dataclass, field

from local.discord import seed
from local.discord.bus import Bus, Event
from local.discord.clock import SimClock
from local.discord.errors import Json
from local.discord.faults import Faults
from local.discord.identity import Identity
from local.discord.ratelimit import RateLimiter
from local.discord.schema_complete import Completer
from local.discord.spec import Spec
from local.discord.state import Guild, World
from local.discord.validation import Validation

INVALID_WINDOW_S = 600
KEPT_REQUESTS = 100_000


@dataclass
class Settings:
    """What can be changed while it runs (``POST /settings``).

    Attributes:
        interactions_url: where signed interactions go; None delivers them over the gateway.
        events_url: where signed webhook events go.
        message_content: the portal's MESSAGE_CONTENT toggle.
        privileged_intents: whether privileged gateway intents are allowed.
    """

    interactions_url: str | None = None
    events_url: str | None = None
    message_content: bool = True
    privileged_intents: bool = True
    heartbeat_interval_ms: int = 41_250
    session_lifetime_s: float = 90.0
    interaction_timeout_s: float = 3.0


@dataclass
class Addresses:
    """Where this simulation listens."""

    rest_url: str = ""
    gateway_url: str = ""
    control_url: str = ""


@dataclass
class Record:
    """What was asked of us (the latest requests; ``seq`` never starts again) and what we did wrong."""

    requests: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT_REQUESTS))
    seq: int = 0
    violations: list[str] = field(default_factory=list)
    invalid: list[float] = field(default_factory=list)


class Simulation:
    """One simulated Discord, without its sockets."""

    def __init__(self, identity: Identity, clock: SimClock, spec: Spec) -> None:
        self.identity = identity
        self.clock = clock
        self.spec = spec
        self.validation = Validation(spec)
        self.settings = Settings()
        self.addresses = Addresses()
        self.limiter = RateLimiter(clock)
        self.faults = Faults()
        self.bus = Bus()
        self.record = Record()
        self.identifies = 0
        self.files: dict[str, tuple[bytes, str]] = {}
        self.world = seed.seed(identity, clock)
        self._pristine = self._snapshot(self.world)
        self.completer = Completer(spec, self.world.ids.next)

    @staticmethod
    def _snapshot(world: World) -> World:
        shared = {id(world.clock): world.clock, id(world.ids): world.ids}
        return copy.deepcopy(world, shared)

    def reset(self, *, keep_commands: bool = True) -> None:
        """Bring the seeded state back, with the same ids, token and keys; the clock, records and faults start anew."""
        commands, permissions = self.world.commands, self.world.command_permissions
        self.world = self._snapshot(self._pristine)
        if self.clock.offset_s:
            self.clock.offset_s = 0.0
            self.world.ids.restart()
        if keep_commands:
            self.world.commands, self.world.command_permissions = commands, permissions
        self.limiter.reset()
        self.limiter.enabled = True
        self.limiter.overrides.clear()
        self.faults.clear()
        self.files.clear()
        self.record.requests.clear()
        self.record.violations.clear()
        self.record.invalid.clear()
        self.bus.publish("reset", {})

    @property
    def bot_id(self) -> str:
        """The bot's user id."""
        return self.identity.bot_user_id

    def bot_guild(self, guild_id: str) -> Guild | None:
        """Return a guild that has the bot as a member, else None."""
        guild = self.world.guilds.get(guild_id)
        return guild if guild is not None and self.bot_id in guild.members else None

    def emit(self, name: str, data: Json, channel: Json | None = None, guild_id: str | None = None) -> None:
        """Dispatch a gateway event; one of a channel reaches only those who see that channel."""
        where = channel or {}
        self.bus.emit(Event(name, copy.deepcopy(data), guild_id or where.get("guild_id"), where.get("id")))

    def violation(self, text: str) -> None:
        """Record that an answer of ours was not what the document declares."""
        self.record.violations.append(text)

    def count_invalid(self) -> None:
        """Count a 401, 403 or 429 answer against the invalid-request budget."""
        now = self.clock.monotonic()
        self.record.invalid = [at for at in self.record.invalid if now - at < INVALID_WINDOW_S] + [now]

    def endpoints(self) -> Json:
        """Return the "discord" block of the laptop run's ``endpoints.json``."""
        who = self.identity
        return {
            "rest_url": self.addresses.rest_url,
            "gateway_url": self.addresses.gateway_url,
            "control_url": self.addresses.control_url,
            "application_id": who.application_id,
            "bot_user_id": who.bot_user_id,
            "bot_token": who.bot_token,
            "public_key": who.public_key,
            "signing_key": who.signing_key,
            "guild_id": who.guild_id,
            "channels": who.channels,
            "users": who.users,
        }
