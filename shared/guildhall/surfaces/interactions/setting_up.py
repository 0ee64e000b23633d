"""Doing what is chosen in the setup's message, and showing how the server stands now.

Each choice is a call of an operation, made by whoever chose: the steps decide, the trail tells it with its diff.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.errors import GuildhallError
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation, Outcome
from guildhall.identity import Principal
from guildhall.operations.catalogue import AnyOperation
from guildhall.surfaces.interactions import failures, markup, setup
from guildhall.surfaces.interactions.job import InteractionJob, Setting
from guildhall.surfaces.interactions.messages import Paper
from guildhall.surfaces.interactions.setup_message import Standing, paper

type Arguments = dict[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingUp:
    """Sets servers up.

    Attributes:
        build: Makes a validated request of a name and arguments.
        run: Takes a call through the pipeline.
        chats: Returns the channels of a guild in which the agent answers.
    """

    build: Callable[[str, Mapping[str, JsonValue], Principal], AnyOperation]
    run: Callable[[Call], Outcome]
    chats: Callable[[GuildId], list[ChannelId]]

    def show(self, job: InteractionJob, who: Principal, note: str = "") -> Paper:
        """Return how the server stands, with what can be chosen.

        Raises:
            GuildhallError: It may not be told, or could not be read.
        """
        read = self.run(self._call(job, who, "policy.get", {}, "shown"))
        policy = read.result if isinstance(read, Completed) else {}
        here = ChannelId.parse(job.channel_id) if job.channel_id else None
        answers = who.origin is not None and here in self.chats(who.origin.guild_id)
        return paper(Standing(policy, here=here, answers=answers, note=note))

    def choose(self, job: InteractionJob, setting: Setting, who: Principal) -> Paper:
        """Do what was chosen and return how the server stands then; what was refused is said there.

        Raises:
            GuildhallError: It may pass at another attempt, or nothing may be told.
        """
        name, arguments = _asked(setting, job.channel_id)
        try:
            outcome = self.run(self._call(job, who, name, arguments, "chosen"))
        except GuildhallError as error:
            if failures.may_pass(error) or failures.is_ours(error):
                raise
            return self.show(job, who, markup.spoken(f"Not changed: {error.message} {error.hint}".strip()))
        waits = f"Not changed yet: somebody else has to approve it, see {_where(outcome)}."
        return self.show(job, who, waits if isinstance(outcome, NeedsConfirmation) else "")

    def _call(self, job: InteractionJob, who: Principal, name: str, arguments: Arguments, part: str) -> Call:
        operation = self.build(name, arguments, who)
        return Call(principal=who, operation=operation, idempotency_key=f"interaction:{job.interaction_id}:{part}")


def _where(outcome: Outcome) -> str:
    return outcome.where if isinstance(outcome, NeedsConfirmation) else ""


def _asked(setting: Setting, channel_id: str | None) -> tuple[str, Arguments]:
    """Return the operation that a choice stands for, and its arguments."""
    picked: list[JsonValue] = list(setting.values)
    on = setting.values == (setup.ON,)
    match setting.what:
        case setup.APPROVALS | setup.ALERTS:
            field = f"{setting.what}_channel_id"
            return "policy.edit_approvals", {field: picked[0]} if picked else {"unset": field}
        case setup.APPROVERS:
            return "policy.edit_approvals", {"approver_role_ids": picked}
        case setup.CHANNELS:
            return "policy.edit", {"writable_channel_ids": picked}
        case setup.ANYWHERE:
            return "policy.edit", {"writes_anywhere": on}
        case setup.AT_LARGE:
            return "policy.edit", {"changes_at_large": on}
        case _:
            return f"chat.{'allow' if on else 'disallow'}", {"channel_id": channel_id}
