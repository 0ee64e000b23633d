"""The door for Discord's signed requests: prove, decide what they are, queue or answer, within three seconds.

Nothing is parsed before the signature holds, and whatever is wrong with an unproved request is a 401: Discord probes
with broken ones and removes an address that answers anything else. What is proved always gets words, never silence.
Source: https://docs.discord.com/developers/interactions/overview#preparing-for-interactions
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from aws_lambda_powertools import Logger

from guildhall.clock import Clock, moment_of_snowflake, monotonic_s, new_id
from guildhall.discord.signature import verify
from guildhall.errors import Json
from guildhall.observability import fault
from guildhall.surfaces.agent.job import Ask
from guildhall.surfaces.interactions import asking, choosing, forms, presses, replies, setup, webhook_events
from guildhall.surfaces.interactions.interaction import Interaction, values
from guildhall.surfaces.interactions.job import Action, Command, InteractionJob, Job, encode
from guildhall.surfaces.interactions.questions import Questioner
from guildhall.surfaces.interactions.queue import QueueRefused, Queues
from guildhall.surfaces.interactions.replies import Reply
from guildhall.surfaces.interactions.request import (
    NOT_TAKEN,
    NOT_UNDERSTOOD,
    UNAUTHORIZED,
    Response,
    SignedRequest,
    acknowledged,
    answered,
)
from guildhall.surfaces.interactions.table import CommandRow, CommandTable, OptionValue
from guildhall.surfaces.interactions.wire import CommandType, InteractionType

EVENTS_PATH = "/discord/events"
FRESH = timedelta(minutes=5)
EPOCH_DIGITS = 12
"""More than any moment needs, and few enough to be read without care."""


class Endpoint:
    """Answers interactions and webhook events."""

    def __init__(self, public_key: str, table: CommandTable, queues: Queues, clock: Clock, log: Logger) -> None:
        self._public_key = public_key
        self._table = table
        self._queues = queues
        self._clock = clock
        self._log = log

    def answer(self, event: Mapping[str, object]) -> Response:
        """Return the answer to an HTTP request: 401 unless Discord signed it; never raises."""
        request = SignedRequest.read(event)
        if request is None or not verify(self._public_key, request.signature, request.timestamp, request.body):
            return UNAUTHORIZED
        document = request.document()
        if document is None:
            return UNAUTHORIZED
        self._note_age(request.timestamp)
        try:
            return self._events(document) if request.path.endswith(EVENTS_PATH) else self._interactions(document)
        except ValueError:
            self._log.warning("a signed request was not understood", extra={"path": request.path})
            return NOT_UNDERSTOOD

    def _note_age(self, timestamp: str) -> None:
        """Log a request that is too old: Discord documents no limit, so it is not refused; its id runs only once."""
        if timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= EPOCH_DIGITS:
            age_s = self._clock().timestamp() - int(timestamp)
            if abs(age_s) > FRESH.total_seconds():
                self._log.warning("a signed request is older or newer than it should be", extra={"age_s": round(age_s)})

    def _events(self, document: Mapping[str, Any]) -> Response:
        job = webhook_events.read(document, self._clock())
        if job is None:
            return acknowledged()
        try:
            self._queues.operations.send(encode(job))
        except QueueRefused as refused:
            self._log.error("the queue refused an event", extra={"kind": job.kind, "cause": str(refused)})
            return NOT_TAKEN
        self._log.info("event queued", extra={"kind": job.kind, "guild_id": job.guild_id})
        return acknowledged()

    def _interactions(self, document: Mapping[str, Any]) -> Response:
        if document.get("type") == InteractionType.PING:
            return answered(replies.PONG)
        started = monotonic_s()
        interaction = Interaction.read(document)
        try:
            reply = self._reply(interaction)
        except Exception as error:  # noqa: BLE001 - the last line of defence: a person waits, and silence says nothing
            reference = new_id(self._clock())
            self._log.error("an interaction failed", extra={"reference": reference, **fault(error)})
            reply = replies.told(replies.FAILED.format(reference))
        self._note(interaction, reply, elapsed_ms=round((monotonic_s() - started) * 1000, 1))
        return answered(reply)

    def _note(self, interaction: Interaction, reply: Mapping[str, Json], *, elapsed_ms: float) -> None:
        told = {
            "interaction_id": interaction.id,
            "interaction_type": interaction.type.name,
            "guild_id": interaction.guild_id,
            "callback_type": reply["type"],
            "elapsed_ms": elapsed_ms,
        }
        self._log.info("interaction answered", extra=told)

    def _reply(self, interaction: Interaction) -> Reply:
        match interaction.type:
            case InteractionType.COMMAND:
                return self._command(interaction)
            case InteractionType.AUTOCOMPLETE:
                return self._autocomplete(interaction)
            case InteractionType.COMPONENT:
                return self._component(interaction)
            case _:
                return self._modal(interaction)

    def _command(self, interaction: Interaction) -> Reply:
        if not interaction.in_guild:
            return replies.told(replies.ONLY_IN_GUILDS)
        kind = interaction.data.get("type", CommandType.CHAT_INPUT)
        path, sent = interaction.invoked()
        if kind == CommandType.MESSAGE and path in asking.MENUS:
            return self._turn(interaction, Questioner.picks)
        row = self._table.find(path)
        if row is None or kind != CommandType.CHAT_INPUT:
            return replies.told(replies.OUT_OF_DATE)
        given = values(sent)
        asked = [form for form in row.forms if form.is_wanted(given)]
        if not asked or (path == asking.ASK and self._queues.turns is None):
            return self._do(interaction, path, row, given)
        kept = {name: value for name, value in given.items() if name not in {form.name for form in asked}}
        form = forms.command_form(path, kept, asked)
        return replies.modal(form) if form else replies.told(replies.FORM_TOO_SMALL)

    def _do(self, interaction: Interaction, path: str, row: CommandRow, given: Mapping[str, OptionValue]) -> Reply:
        if path == asking.ASK:
            return self._turn(interaction, lambda questioner: questioner.asks(given))
        return self._enqueue(interaction, Command(path, given), private=row.private)

    def _autocomplete(self, interaction: Interaction) -> Reply:
        path, sent = interaction.invoked()
        focused = next((option for option in sent if option.get("focused")), {})
        typed = str(focused.get("value", ""))
        return replies.choices(self._table.suggest(path, str(focused.get("name", "")), typed))

    def _component(self, interaction: Interaction) -> Reply:
        cancel = presses.cancelled(interaction.custom_id)
        if cancel is not None:
            return self._enqueue(interaction, cancel, private=True)
        setting = setup.chosen(interaction.custom_id, interaction.selected)
        if setting is not None:
            return self._enqueue(interaction, setting, private=True, updating=True)
        if interaction.custom_id == choosing.MENU:
            parts = choosing.chosen(interaction.components, interaction.data.get("values"))
            return replies.updated(parts) if parts else replies.told(replies.BUTTON_UNKNOWN)
        several = choosing.pressed(interaction.custom_id, interaction.components)
        if several is not None:
            return self._enqueue(interaction, several, private=True)
        return self._press(interaction)

    def _press(self, interaction: Interaction) -> Reply:
        press = presses.parse(interaction.custom_id)
        if press is None:
            return replies.told(replies.BUTTON_UNKNOWN)
        if press.verb == presses.DENY:
            return replies.modal(forms.denial_form(interaction.custom_id))
        return self._enqueue(interaction, press, private=True)

    def _modal(self, interaction: Interaction) -> Reply:
        texts = interaction.texts()
        press = presses.parse(interaction.custom_id, texts.get(forms.NOTE))
        if press is not None:
            return self._enqueue(interaction, press, private=True)
        message_id = forms.message_of(interaction.custom_id)
        if message_id is not None:
            return self._turn(interaction, lambda questioner: questioner.asks_about(message_id, texts))
        path = forms.path_of(interaction.custom_id)
        row = self._table.find(path) if path else None
        if path is None or row is None:
            return replies.told(replies.BUTTON_UNKNOWN)
        return self._do(interaction, path, row, forms.completed(interaction.custom_id, texts, row))

    def _turn(self, interaction: Interaction, ask: Callable[[Questioner], Ask | Reply]) -> Reply:
        """Put a question on the agent's queue, if there is an agent and it is a question."""
        turns = self._queues.turns
        if turns is None:
            return replies.told(replies.NO_AGENT)
        asked = ask(Questioner(interaction, self._clock()))
        if not isinstance(asked, Ask):
            return asked
        return self._hand_over(interaction, lambda: turns.send(asked), replies.deferred(private=asked.private))

    def _enqueue(self, interaction: Interaction, action: Action, *, private: bool, updating: bool = False) -> Reply:
        job: Job = InteractionJob(
            action=action,
            interaction_id=interaction.id,
            token=interaction.token,
            application_id=interaction.application_id,
            guild_id=interaction.guild_id,
            channel_id=interaction.channel_id,
            user_id=interaction.user_id,
            private=private,
            received_at=min(self._clock(), moment_of_snowflake(interaction.id)),
        )
        reply = replies.updating() if updating else replies.deferred(private=private)
        return self._hand_over(interaction, lambda: self._queues.operations.send(encode(job)), reply)

    def _hand_over(self, interaction: Interaction, send: Callable[[], None], reply: Reply) -> Reply:
        """Queue something first and only then say that it is being thought about."""
        try:
            send()
        except QueueRefused as refused:
            told = {"interaction_id": interaction.id, "cause": str(refused), "surely": refused.surely}
            self._log.error("the queue refused an interaction", extra=told)
            return replies.told(replies.NOT_QUEUED if refused.surely else replies.PERHAPS_QUEUED)
        return reply
