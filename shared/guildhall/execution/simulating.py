"""Past acts against a draft of the guild's policy: what would be refused, asked, or let through that is not today.

    it is today       what step 5 says under the policy in force, and whom that asks about the act's risk
    it would be       the same under the draft

So only what the draft changes is told, whatever the rules were when an act was made: an older policy or a pause that is
over makes no difference, nor does one that is on, for no draft ends it.

An act is judged by what the trail keeps: operation, channel, risk, person and the ids that it acts on. What another
step refused no policy lets through, and what failed before it was decided no policy lets succeed. Nothing is read but
what the acts name: a channel that is gone, or a thread's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.types.channel import Channel
from guildhall.errors import (
    ChannelForbidden,
    DiscordForbidden,
    DiscordNotFound,
    InvalidArguments,
    OperationUnknown,
)
from guildhall.execution.rules import changed
from guildhall.execution.session import PROGRAMS, had_read
from guildhall.identity import Door
from guildhall.operations import catalogue
from guildhall.operations.acts import Act
from guildhall.operations.base import Locus, Operation
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk, Spending
from guildhall.policy.attempt import Attempt
from guildhall.policy.channel import hold_to
from guildhall.policy.model import GuildPolicy

_NOT_DRAFTED = frozenset({"guild_id", "version", "paused"})
_JUDGED = frozenset(
    {
        *("allowed_operations", "denied_operations", "writable_channel_ids", "changes_at_large", "confirm_from"),
        *("protected_user_ids", "protected_role_ids", "protected_channel_ids", "two_person_from", "self_approval"),
        *(f"{spending}_per_day" for spending in Spending),
    }
)
_OF_CHANNELS = ("writable_channel_ids", "protected_channel_ids")
_TAINTED, _PRIVATE = had_read(tainted=True, private=True)
_MOST_EXAMPLES = 25
_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


class Fate(StrEnum):
    """What becomes of an act, from the freest to the most closed."""

    THROUGH = "let through"
    ASKED = "asked a human"
    ASKED_ANOTHER = "asked another human"
    ASKED_TWO = "asked two humans"
    REFUSED = "refused"


_ASKING_RULES = {
    Fate.ASKED: "confirm_from",
    Fate.ASKED_ANOTHER: "self_approval",
    Fate.ASKED_TWO: "two_person_from",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """An act with what becomes of it today and under the draft, and the rule that tells them apart."""

    act: Act
    today: Fate
    would: Fate
    rule: str = ""


class Unjudgeable(Exception):
    """What of an act cannot be judged; its text says why, in words of ours."""


def simulate(attempt: Attempt, draft: Mapping[str, JsonValue], acts: Sequence[Act]) -> dict[str, JsonValue]:
    """Return how acts would fare under a draft; see `PlatformPort.simulate`.

    Raises:
        InvalidArguments: The draft makes no policy.
        DiscordError: Discord could not be asked for a channel.
    """
    guild, _, _ = attempt.present()
    unknown = set(draft) - set(GuildPolicy.model_fields) | set(draft) & _NOT_DRAFTED
    if unknown or not draft:
        fields = ", ".join(sorted(set(GuildPolicy.model_fields) - _NOT_DRAFTED))
        raise InvalidArguments("A draft holds fields of the policy.", f"Those are: {fields}.")
    now = attempt.policies.guild_policy(guild.id).model_copy(update={"paused": None})
    replay = Replay(attempt, now, changed(now, draft))
    judged, skipped = list[Judged](), Counter[str]()
    for act in acts:
        try:
            judged.append(replay.judge(act))
        except Unjudgeable as why:
            skipped[str(why)] += 1
    different = [each for each in judged if each.today is not each.would]
    return {
        "judged_count": len(judged),
        "different_count": len(different),
        "by_change": _tally(f"{each.today} → {each.would}" for each in different),
        "by_operation": _tally(str(each.act.last["operation"]) for each in different),
        "by_user": _tally(str(each.act.last["user_id"]) for each in different),
        "examples": [_example(each) for each in different[:_MOST_EXAMPLES]],
        "over_budget": replay.over_budget(judged),
        "not_judged": _tally(skipped.elements()),
        "fields_not_judged": [*sorted(set(draft) - _JUDGED)],
    }


class Replay:
    """Judges acts of one guild by the policy in force and by a draft."""

    def __init__(self, attempt: Attempt, now: GuildPolicy, draft: GuildPolicy) -> None:
        self._attempt = attempt
        self._now = now
        self._draft = draft
        self._redraws = any(getattr(now, name) != getattr(draft, name) for name in _OF_CHANNELS)
        self._known: dict[tuple[object, ...], tuple[str, str]] = {}
        self._channels: dict[str, Channel] = {}
        self._gone = set[str]()

    def judge(self, act: Act) -> Judged:
        """Return what becomes of an act today, and what would under the draft.

        Raises:
            Unjudgeable: The trail does not keep what it takes, or no policy decided it.
        """
        _require_decided_by_policy(act)
        by_now, by_draft = self._refused_by(act)
        today = Fate.REFUSED if by_now else _fate(self._now, act)
        would = Fate.REFUSED if by_draft else _fate(self._draft, act)
        closer = max(today, would, key=list(Fate).index)
        return Judged(act, today, would, by_draft or by_now or _ASKING_RULES.get(closer, ""))

    def over_budget(self, judged: Sequence[Judged]) -> list[JsonValue]:
        """Return the days (UTC) on which more was done than a budget has that the draft changes, with how much."""
        spent: Counter[tuple[str, Spending]] = Counter()
        for each in judged:
            if each.act.last["status"] == "done":
                for spending, cost in _spends(_operation(each.act)).items():
                    spent[str(each.act.last["at"])[:10], spending] += cost
        return [
            {"day": day, "budget": spending.value, "spent": count, "limit": limit}
            for (day, spending), count in sorted(spent.items())
            if count > (limit := getattr(self._draft, f"{spending}_per_day"))
            and limit != getattr(self._now, f"{spending}_per_day")
        ]

    def _refused_by(self, act: Act) -> tuple[str, str]:
        """Return the rules, today's and the draft's, that refuse an act; calls that are alike are judged once."""
        operation, channel_id = _operation(act), act.value("channel_id")
        try:
            acts_on = operation.acts_on()
        except _UNREADABLE:
            raise Unjudgeable("the trail does not keep whom it acted on") from None
        key = (operation.full_name(), channel_id, acts_on)
        if key not in self._known:
            channel = self._channel(ChannelId(str(channel_id))) if channel_id else None
            stand_in = self._stand_in(operation, channel)
            self._known[key] = _rule(stand_in, self._now), _rule(stand_in, self._draft)
        return self._known[key]

    def _stand_in(self, operation: AnyOperation, channel: Channel | None) -> Attempt:
        here = self._attempt
        return Attempt(
            principal=here.principal,
            operation=operation,
            discord=here.discord,
            policies=here.policies,
            counters=here.counters,
            now=here.now,
            locus=Locus(guild=here.guild, channel=channel),
        )

    def _channel(self, channel_id: ChannelId) -> Channel:
        """Return a channel; a plain one for one that is gone, where the draft leaves alone which channels are open.

        Raises:
            Unjudgeable: It is gone and may have been a thread, so nobody knows any more whose rules were its own.
        """
        guild, _, _ = self._attempt.present()
        if not self._channels:
            self._channels = {str(channel.id): channel for channel in self._attempt.discord.channels(guild.id)}
        if channel_id not in self._channels:
            try:
                self._channels[channel_id] = self._attempt.discord.channel(channel_id)
            except (DiscordForbidden, DiscordNotFound):
                self._channels[channel_id] = _bare(channel_id, guild.id)
                self._gone.add(channel_id)
        if self._redraws and channel_id in self._gone:
            raise Unjudgeable("its channel is gone")
        return self._channels[channel_id]


def _require_decided_by_policy(act: Act) -> None:
    """Refuse to judge what ended before, or apart from, what a policy decides."""
    if act.last["kind"] == "denial":
        error = act.value("error")
        step = error.get("step") if isinstance(error, dict) else None
        if step != ChannelForbidden.step:
            raise Unjudgeable("refused by a step that no policy decides")
    begun = act.value("confirmation_id") is not None or any(record["kind"] == "intent" for record in act.records)
    if act.last["status"] == "failed" and not begun:
        raise Unjudgeable("failed for a reason that no policy decides")


def _rule(stand_in: Attempt, policy: GuildPolicy) -> str:
    """Return the rule by which a policy refuses a call; empty where it does not."""
    try:
        hold_to(stand_in, policy)
    except ChannelForbidden as denied:
        return str(denied.details.get("rule", denied.code))
    return ""


def _bare(channel_id: ChannelId, guild_id: GuildId) -> Channel:
    return Channel.model_validate({"id": channel_id, "type": 0, "guild_id": guild_id})


def _operation(act: Act) -> AnyOperation:
    """Return a stand-in for what was asked: the ids are true, what people wrote is not there."""
    arguments = act.value("arguments")
    try:
        kind = catalogue.find(str(act.last["operation"]))
    except OperationUnknown:
        raise Unjudgeable("an operation that this release does not know") from None
    given: dict[str, Any] = arguments if isinstance(arguments, dict) else {}
    return kind.model_construct(**given)


def _spends(operation: AnyOperation) -> Mapping[Spending, int]:
    """Return what was spent, at least: what a text made of it is not told by its hash."""
    if operation.spec.governs:
        return {}
    try:
        return operation.spends()
    except _UNREADABLE:
        return Operation.spends(operation)


def _risk(act: Act) -> Risk:
    return Risk[str(act.last["risk"]).upper()]


def _fate(policy: GuildPolicy, act: Act) -> Fate:
    """Return what becomes of an act that a policy does not refuse; see `Session.needs_human`."""
    risk, anyway = _risk(act), _asked_under_any_policy(act)
    commanded = act.value("door") == Door.INTERACTION and _operation(act).spec.governs and not anyway
    asks = risk >= Risk.SENSITIVE if commanded else anyway or policy.needs_human(risk)
    if risk is Risk.READ or not asks:
        return Fate.THROUGH
    if policy.approvals_needed(risk) > 1:
        return Fate.ASKED_TWO
    own = act.value("approver_id") in {None, act.last["user_id"]}
    if own and not policy.self_approval:
        return Fate.ASKED_ANOTHER
    return Fate.THROUGH if commanded else Fate.ASKED


def _asked_under_any_policy(act: Act) -> bool:
    """Return whether a human is asked because of what a call undoes, what it governs, or what its asker had read."""
    told, risk = "; ".join(str(record.get("summary", "")) for record in act.records), _risk(act)
    governs = risk >= Risk.SENSITIVE and _operation(act).spec.governs and act.value("door") in PROGRAMS
    strays = _TAINTED in told and (risk > Risk.WRITE or act.value("confirmation_id") is not None)
    return act.value("undoes") is not None or governs or strays or _PRIVATE in told


def _tally(words: Iterable[str]) -> list[JsonValue]:
    return [{"what": what, "count": count} for what, count in Counter(words).most_common()]


def _example(judged: Judged) -> dict[str, JsonValue]:
    last = judged.act.last
    return {
        "audit_id": judged.act.audit_id,
        "at": last["at"],
        "operation": last["operation"],
        "user_id": last["user_id"],
        "today": judged.today.value,
        "would": judged.would.value,
        "rule": judged.rule,
    }
