"""What people see of a turn: that it was heard, what goes on, and exactly one answer, whatever crashes.

    stage.py         the turn's side: when something is said, and how often
    ├─ pulse.py         typing while nothing else is to be seen
    ├─ interacting.py   an answer by an interaction's token
    └─ speaking.py      an answer as the bot, in the channel or directly
       ├─ posting.py       one message, posted once
       │  └─ looking.py       finding what was perhaps posted
       └─ ledger.py        what was shown so far, saved at each step
    wording.py       what messages say

Whoever takes a stage closes it: `close` ends the thread that types.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, Self

from aws_lambda_powertools import Logger

from guildhall.clock import Clock, monotonic_s, sleep_s, utc_now
from guildhall.discord.budget import Budget
from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.discord.routes import TRIGGER_TYPING
from guildhall.errors import ConfigurationError, DiscordError, GuildhallError, StoreError
from guildhall.execution.ports import DiscordAccess
from guildhall.store.turn_records import Shown
from guildhall.surfaces.agent.job import Mention, Start
from guildhall.surfaces.agent.ports import Keep
from guildhall.surfaces.agent.stage.interacting import Interacting, Responders
from guildhall.surfaces.agent.stage.ledger import Ledger
from guildhall.surfaces.agent.stage.posting import CannotSpeak, Poster
from guildhall.surfaces.agent.stage.pulse import TYPING_S, Pulse
from guildhall.surfaces.agent.stage.speaking import Question, Said, Speaker

ANSWER_S, PROGRESS_S, TYPING_BUDGET_S = 20.0, 3.0, 2.0
"""How long Discord may take for an answer, and for what may as well be left out."""
GAP_S = 1.5
"""The least time between two words about progress."""
_REFUSED = range(400, 429)


class Voice(Protocol):
    """One way to speak to the asker."""

    def within(self, budget: Budget) -> Self:
        """Return the same under one budget."""
        ...

    def progress(self, text: str) -> None:
        """Say what is going on."""
        ...

    def deliver(self, said: Said) -> None:
        """Give the answer, once."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """Time as the stage keeps it; tests keep their own."""

    now_s: Callable[[], float] = monotonic_s
    sleep: Callable[[float], None] = sleep_s
    typing_s: float = TYPING_S


class TurnStage:
    """Implements `ports.Stage` for one attempt at one turn."""

    def __init__(self, voice: Voice, ledger: Ledger, pulse: Pulse | None, pace: Pace, log: Logger) -> None:
        self._voice, self._ledger, self._pulse, self._pace, self._log = voice, ledger, pulse, pace, log
        self._told, self._next_s, self._mute = "", 0.0, False

    def begin(self) -> None:
        """Show at once that it was heard: typing, unless something of the turn is there already."""
        shown = self._ledger.shown
        nothing = shown.progress_id is None and shown.posting is None and not shown.part_ids and not shown.delivered
        if self._pulse is not None and nothing:
            self._pulse.start()

    def progress(self, text: str) -> None:
        """Say what is going on; what comes too soon after the last word is left out."""
        self.close()
        if self._pace.now_s() >= self._next_s:
            self._show(text)

    def pause(self, text: str, *, long: bool) -> None:
        """Say why nothing happens for a while; see `ports.Stage`."""
        self.close()
        left_s = self._next_s - self._pace.now_s()
        if left_s > 0:
            self._pace.sleep(left_s)
        self._show(text)
        if long and not self._ledger.shown.waited:
            self._ledger.note(waited=True)

    def answer(self, text: str, *, private: bool) -> None:
        """Deliver the answer; see `ports.Stage`."""
        self._deliver(Said(text=text, private=private))

    def say(self, text: str) -> None:
        """Say why nothing is answered, once; raises as `answer`."""
        self._deliver(Said(text=text, private=False))

    def close(self) -> None:
        """Stop typing."""
        if self._pulse is not None:
            self._pulse.stop()

    def _show(self, text: str) -> None:
        if self._mute or text == self._told or self._ledger.answering:
            return
        try:
            self._voice.within(Budget.of(PROGRESS_S)).progress(text)
        except (DiscordError, StoreError, ConfigurationError) as error:
            self._log.info("progress was not shown", extra={"code": error.code})
        except CannotSpeak:
            self._mute = True
        else:
            self._told = text
        self._next_s = self._pace.now_s() + GAP_S

    def _deliver(self, said: Said) -> None:
        self.close()
        if self._ledger.shown.delivered:
            return
        self._voice.within(Budget.of(ANSWER_S)).deliver(said)
        self._ledger.delivered()


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordStages:
    """Implements `ports.Stages` over Discord.

    Attributes:
        discord: The bot's own way.
        responder: Gives the way by an interaction's token, for an application.
    """

    discord: DiscordAccess
    responder: Responders
    log: Logger
    clock: Clock = utc_now
    pace: Pace = field(default_factory=Pace)

    def of(self, start: Start, shown: Shown, keep: Keep) -> TurnStage:
        """Return the stage, going on with what earlier attempts have shown."""
        ledger = Ledger(shown, keep, self.clock)
        poster = Poster(self.discord, ledger, start.turn_id)
        speaker = Speaker(_question(start), poster, ledger, self.log)
        if isinstance(start, Mention):
            return TurnStage(speaker, ledger, self._typing(start), self.pace, self.log)
        responder = self.responder(start.application_id)
        voice = Interacting(ask=start, responder=responder, speaker=speaker, ledger=ledger, clock=self.clock)
        return TurnStage(voice, ledger, None, self.pace, self.log)

    def _typing(self, start: Mention) -> Pulse:
        def beat() -> bool:
            discord = self.discord.within(Budget.of(TYPING_BUDGET_S))
            try:
                discord.call(TRIGGER_TYPING, {"channel_id": start.channel_id})
            except DiscordError as error:
                return error.status not in _REFUSED
            except GuildhallError:
                return False
            return True

        return Pulse(beat, self.pace.typing_s)


def _question(start: Start) -> Question:
    mention = isinstance(start, Mention)
    return Question(
        turn_id=start.turn_id,
        guild_id=None if start.guild_id is None else GuildId(start.guild_id),
        channel_id=ChannelId(start.channel_id),
        asker_id=UserId(start.author_id),
        message_id=MessageId(start.turn_id) if mention else None,
        discreet=not isinstance(start, Mention) and start.private,
    )
