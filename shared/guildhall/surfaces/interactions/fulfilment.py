"""A queued command or press becomes a call for the executor or the approvals, and what they say becomes an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.splitting import split
from guildhall.errors import OperationUnknown
from guildhall.execution.outcome import Answer, Call, Completed, Outcome
from guildhall.identity import Door, Origin, Principal
from guildhall.operations.catalogue import AnyOperation
from guildhall.surfaces.interactions import asking, choosing, markup, outcomes, presses, setup, several
from guildhall.surfaces.interactions import help as helping
from guildhall.surfaces.interactions.arguments import arguments, dry_run
from guildhall.surfaces.interactions.job import Cancel, Command, InteractionJob, Press, Presses, Setting
from guildhall.surfaces.interactions.messages import PAGE, Paper, Tone
from guildhall.surfaces.interactions.setting_up import SettingUp
from guildhall.surfaces.interactions.table import CommandRow, CommandTable
from guildhall.surfaces.interactions.wire import ComponentType

CLIENT = "Discord"
_TITLES = {presses.APPROVE: "Approval", presses.DENY: "Denial", presses.DETAILS: "Details"}
_SECONDARY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment:
    """Does what people asked for.

    Attributes:
        build: Makes a validated request of a name and arguments.
        run: Takes a call through the pipeline.
        known: Tells what became of a call, without making it.
        press: Answers a press on a card: confirmation id, verb, who pressed, why.
        cancel: Answers a press of a turn's Cancel button: turn id, who pressed.
        settled: Tells how a question was answered, None while it is open; presses nothing.
        setup: Shows how a server is set up, and does what is chosen.
        cancelled: Tells what cancelling a turn has come to, None when it came to nothing; cancels nothing.
        document: The generated document, for help.
    """

    build: Callable[[str, Mapping[str, JsonValue], Principal], AnyOperation]
    run: Callable[[Call], Outcome]
    known: Callable[[Call], Outcome | None]
    press: Callable[[str, str, Principal, str | None], Answer]
    cancel: Callable[[str, Principal], Paper]
    setup: SettingUp
    settled: Callable[[str], str | None]
    cancelled: Callable[[str], Paper | None]
    document: Mapping[str, Any]
    table: CommandTable

    def do(self, job: InteractionJob) -> Paper:
        """Do what was asked and return the answer.

        Raises:
            GuildhallError: It was refused, or failed.
        """
        if isinstance(job.action, Press):
            return self._press(job, job.action)
        if isinstance(job.action, Presses):
            return several.answer(self.press, principal(job), job.action)
        if isinstance(job.action, Cancel):
            return self.cancel(job.action.turn_id, principal(job))
        if isinstance(job.action, Setting):
            return self.setup.choose(job, job.action, principal(job))
        row = self._row(job.action)
        if row.operation is None:
            return self._by_itself(job, job.action)
        call = self._call(job, job.action, row.operation, row)
        outcome = self.run(call)
        paper = outcomes.paper(outcome, job.action.path, call.operation, call.principal)
        if row.operation == choosing.LISTING and isinstance(outcome, Completed):
            rows = choosing.rows(outcome.result["confirmations"])
            return replace(paper, components=cast("tuple[JsonValue, ...]", tuple(rows)))
        return paper

    def recall(self, job: InteractionJob) -> Paper | None:
        """Return the answer as far as it is known, without doing anything; None when nothing is known.

        Raises:
            GuildhallError: It was refused or failed, then or now.
        """
        if isinstance(job.action, Cancel):
            return self.cancelled(job.action.turn_id)
        if isinstance(job.action, Presses):
            return several.recalled(self.settled, job.action)
        if isinstance(job.action, Press):
            verdict = self.settled(job.action.confirmation_id)
            return Paper(Tone.READ, _TITLES[job.action.verb], (markup.spoken(verdict),)) if verdict else None
        if isinstance(job.action, Setting):
            return self.setup.show(job, principal(job))
        row = self._row(job.action)
        if row.operation is None:
            return self._by_itself(job, job.action)
        call = self._call(job, job.action, row.operation, row)
        outcome = self.known(call)
        return None if outcome is None else outcomes.paper(outcome, job.action.path, call.operation, call.principal)

    def _row(self, command: Command) -> CommandRow:
        row = self.table.find(command.path)
        if row is None or command.path == asking.ASK:
            raise OperationUnknown(f"The command /{command.path} is gone.", "Reload Discord to see those there are.")
        return row

    def _by_itself(self, job: InteractionJob, command: Command) -> Paper:
        """Answer a command that is no operation: it only shows something."""
        if command.path == setup.SETUP:
            return self.setup.show(job, principal(job))
        wanted = command.options.get("command")
        return helping.paper(self.document, wanted if isinstance(wanted, str) else None)

    def _call(self, job: InteractionJob, command: Command, name: str, row: CommandRow) -> Call:
        who = principal(job)
        operation = self.build(name, arguments(row, command.options, job.channel_id), who)
        key = f"interaction:{job.interaction_id}"
        return Call(principal=who, operation=operation, idempotency_key=key, dry_run=dry_run(command.options))

    def _press(self, job: InteractionJob, press: Press) -> Paper:
        answer = self.press(press.confirmation_id, press.verb, principal(job), press.note)
        pages = split(markup.spoken(answer.text), PAGE) or ["Nothing to show."]
        place = min(press.page, len(pages))
        more = (_next_page(press.confirmation_id, place + 1, len(pages)),) if place < len(pages) else ()
        return Paper(Tone.READ, _TITLES[press.verb], (pages[place - 1],), components=more)


def principal(job: InteractionJob) -> Principal:
    """Return who asked: the member whom Discord's signature proved, in the guild where it was asked."""
    origin = None
    if job.guild_id is not None and job.channel_id is not None:
        origin = Origin(GuildId.parse(job.guild_id), ChannelId.parse(job.channel_id))
    credential = f"interaction:{job.interaction_id}"
    user_id = UserId.parse(job.user_id)
    return Principal(user_id=user_id, door=Door.INTERACTION, credential=credential, client=CLIENT, origin=origin)


def name(job: InteractionJob) -> str:
    """Return what was asked, in a few words."""
    return f"/{job.action.path}" if isinstance(job.action, Command) else "your press"


def spoken(job: InteractionJob) -> str:
    """Return what was asked, as it stands in a sentence in Markdown."""
    return markup.code(name(job)) if isinstance(job.action, Command) else name(job)


def _next_page(confirmation_id: str, page: int, pages: int) -> dict[str, JsonValue]:
    button: dict[str, JsonValue] = {
        "type": int(ComponentType.BUTTON),
        "style": _SECONDARY,
        "label": f"Page {page} of {pages}",
        "custom_id": presses.details_page(confirmation_id, page),
    }
    return {"type": int(ComponentType.ACTION_ROW), "components": [button]}
