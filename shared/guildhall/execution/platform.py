"""The platform's own state, as operations reach it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pydantic import JsonValue

from guildhall.clock import Clock
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.execution.explaining import explain
from guildhall.execution.machinery import Machinery
from guildhall.execution.ports import AuditLog, Confirmations
from guildhall.execution.questions import is_within_reach, open_questions, standing
from guildhall.execution.seals.verifier import Verifier
from guildhall.execution.simulating import simulate
from guildhall.identity import Principal
from guildhall.operations.acts import Act
from guildhall.policy.attempt import Attempt
from guildhall.policy.model import ChatChannel
from guildhall.policy.ports import Policies
from guildhall.store.records import AuditRecord, ConfirmationStatus

type Explains = Callable[[str, Mapping[str, JsonValue], UserId | None], dict[str, JsonValue]]
"""Takes an operation's name, its arguments and whose call it would be; see `PlatformPort.explain`."""

type Simulates = Callable[[Mapping[str, JsonValue], Sequence[Act]], dict[str, JsonValue]]
"""Takes a draft of the policy and the acts to replay; see `PlatformPort.simulate`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformAdapter:
    """The platform for one call of `asker`'s."""

    asker: Principal
    policies: Policies
    log: AuditLog
    confirmations: Confirmations
    clock: Clock
    explains: Explains
    questions: Callable[[GuildId], list[dict[str, JsonValue]]]
    forget: Callable[[], None]
    simulates: Simulates
    verifies: Verifier

    def chat_channels(self, guild_id: GuildId) -> list[ChannelId]:
        """Return the channels in which the agent answers."""
        return [channel.channel_id for channel in self.policies.chat_channels(guild_id)]

    def allow_chat(self, guild_id: GuildId, channel_id: ChannelId) -> bool:
        """Let the agent answer there; return False when it already did."""
        by, at = self.asker.user_id, self.clock()
        channel = ChatChannel(guild_id=guild_id, channel_id=channel_id, allowed_by=by, allowed_at=at)
        return self.policies.allow_chat(channel)

    def disallow_chat(self, guild_id: GuildId, channel_id: ChannelId) -> bool:
        """Stop the agent answering there; return False when it did not."""
        return self.policies.disallow_chat(guild_id, channel_id)

    def audit_page(self, guild_id: GuildId, *, before: str | None, limit: int) -> list[dict[str, JsonValue]]:
        """Return the guild's audit records as JSON, newest first."""
        return [told_of(record) for record in self.log.page(guild_id, before=before, limit=limit)]

    def audit_records(self, guild_id: GuildId, audit_id: str) -> list[dict[str, JsonValue]]:
        """Return the records of one audit id as JSON, in their order."""
        return [told_of(record) for record in self.log.records(guild_id, audit_id)]

    def verify_audit(self, guild_id: GuildId, month: str | None) -> dict[str, JsonValue]:
        """Check the guild's trail against its seals."""
        return self.verifies(guild_id, month)

    def explain(
        self, operation: str, arguments: Mapping[str, JsonValue], user_id: UserId | None
    ) -> dict[str, JsonValue]:
        """Run the authorization steps for a call without making it or spending anything."""
        return self.explains(operation, arguments, user_id)

    def simulate(self, draft: Mapping[str, JsonValue], acts: Sequence[Act]) -> dict[str, JsonValue]:
        """Replay past acts of the call's guild against a draft of its policy."""
        return self.simulates(draft, acts)

    def open_questions(self, guild_id: GuildId) -> list[dict[str, JsonValue]]:
        """Return the guild's open questions that the caller asked or may answer, as JSON, newest first.

        Who does not find one any more takes it for answered and goes on, so nothing from before is good enough then.
        """
        shown = self.questions(guild_id)
        self.forget()
        return shown

    def confirmation(self, confirmation_id: str) -> dict[str, JsonValue] | None:
        """Return a confirmation that the caller asked for, as JSON with its result once done.

        Another process has done it, so that what this one remembers may be from before.
        """
        record = self.confirmations.get(confirmation_id)
        if record is None or not is_within_reach(self.asker, record):
            return None
        if record.status is ConfirmationStatus.DONE:
            self.forget()
        return standing(record, self.clock())


def told_of(record: AuditRecord) -> dict[str, JsonValue]:
    """Return a record of the trail as it is shown and exported."""
    shown: dict[str, JsonValue] = record.model_dump(mode="json", exclude_none=True)
    return shown


def platform_of(machinery: Machinery, attempt: Attempt) -> PlatformAdapter:
    """Return the platform's own state for one call."""
    return PlatformAdapter(
        asker=attempt.principal,
        policies=machinery.policies,
        log=machinery.trail.log,
        confirmations=machinery.confirmations,
        clock=machinery.clock,
        explains=partial(explain, machinery, attempt),
        questions=partial(open_questions, machinery, attempt),
        forget=machinery.discord.forget,
        simulates=partial(simulate, attempt),
        verifies=machinery.verifier,
    )
