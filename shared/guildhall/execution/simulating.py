"""Past acts against a draft of the guild's policy: what would have been refused, asked, or let through.

    it was            what the trail says: refused by the policy, put to a human, or let through
    it would be       what step 5 says under the draft, and whom the draft asks about that risk

An act is judged by what the trail keeps: operation, channel, risk, person and the ids that it acts on. What another
step refused no policy lets through. Nothing is read but what the acts name: a channel that is gone, or a thread's.
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
_MOST_EXAMPLES = 25
_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


class Fate(StrEnum):
    """What becomes of an act, from the freest to the most closed."""

    THROUGH = "let through"
    ASKED = "asked a human"
    ASKED_ANOTHER = "asked another human"
    ASKED_TWO = "asked two humans"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judged:
    """An act with what it was, what it would be, and by which rule."""

    act: Act
    was: Fate
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
    now = attempt.policies.guild_policy(guild.id)
    replay = Replay(attempt, now, changed(now, draft))
    judged, skipped = list[Judged](), Counter[str]()
    for act in acts:
        try:
            judged.append(replay.judge(act))
        except Unjudgeable as why:
            skipped[str(why)] += 1
    different = [each for each in judged if each.was is not each.would]
    return {
        "judged_count": len(judged),
        "different_count": len(different),
        "by_change": _tally(f"{each.was} → {each.would}" for each in different),
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
        self._known: dict[tuple[object, ...], str] = {}
        self._channels: dict[str, Channel] = {}

    def judge(self, act: Act) -> Judged:
        """Return what an act was and would be.

        Raises:
            Unjudgeable: The trail does not keep what it takes, or no policy decided it.
        """
        was, risk = self._was(act), _risk(act)
        rule = self._refused_by(act)
        if rule:
            return Judged(act, was, Fate.REFUSED, rule)
        would = _fate(self._draft, risk, act)
        asked_anyway = was in {Fate.ASKED, Fate.ASKED_TWO} and not self._now.needs_human(risk)
        # It was asked because of what the request had read, or what it governs: no policy takes that away.
        return Judged(act, was, Fate.ASKED if asked_anyway and would is Fate.THROUGH else would, _asking_rule(would))

    def over_budget(self, judged: Sequence[Judged]) -> list[JsonValue]:
        """Return the days (UTC) on which more was done than a budget of the draft has, with how much of it."""
        spent: Counter[tuple[str, Spending]] = Counter()
        for each in judged:
            if each.act.last["status"] == "done":
                for spending, cost in _spends(_operation(each.act)).items():
                    spent[str(each.act.last["at"])[:10], spending] += cost
        return [
            {"day": day, "budget": spending.value, "spent": count, "limit": limit}
            for (day, spending), count in sorted(spent.items())
            if count > (limit := getattr(self._draft, f"{spending}_per_day"))
        ]

    def _was(self, act: Act) -> Fate:
        if act.last["kind"] == "denial":
            error = act.value("error")
            step = error.get("step") if isinstance(error, dict) else None
            if step != ChannelForbidden.step:
                raise Unjudgeable("refused by a step that no policy decides")
            return Fate.REFUSED
        asked = act.value("confirmation_id") is not None
        if act.last["kind"] == "preview" or asked:
            return max(_fate(self._now, _risk(act), act), Fate.ASKED if asked else Fate.THROUGH, key=list(Fate).index)
        return Fate.THROUGH

    def _refused_by(self, act: Act) -> str:
        """Return the rule of the draft that refuses an act; calls that are alike are judged once."""
        operation, channel_id = _operation(act), act.value("channel_id")
        try:
            acts_on = operation.acts_on()
        except _UNREADABLE:
            raise Unjudgeable("the trail does not keep whom it acted on") from None
        key = (operation.full_name(), channel_id, acts_on)
        if key not in self._known:
            self._known[key] = self._rule(operation, channel_id)
        return self._known[key]

    def _rule(self, operation: AnyOperation, channel_id: JsonValue) -> str:
        here = self._attempt
        channel = self._channel(ChannelId(str(channel_id))) if channel_id else None
        stand_in = Attempt(
            principal=here.principal,
            operation=operation,
            discord=here.discord,
            policies=here.policies,
            counters=here.counters,
            now=here.now,
            locus=Locus(guild=here.guild, channel=channel),
        )
        try:
            hold_to(stand_in, self._draft)
        except ChannelForbidden as denied:
            return str(denied.details.get("rule", denied.code))
        return ""

    def _channel(self, channel_id: ChannelId) -> Channel:
        """Return a channel as far as it can be known; one that is gone counts as a plain one."""
        guild, _, _ = self._attempt.present()
        if not self._channels:
            self._channels = {str(channel.id): channel for channel in self._attempt.discord.channels(guild.id)}
        if channel_id not in self._channels:
            try:
                self._channels[channel_id] = self._attempt.discord.channel(channel_id)
            except (DiscordForbidden, DiscordNotFound):
                self._channels[channel_id] = _bare(channel_id, guild.id)
        return self._channels[channel_id]


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


def _fate(policy: GuildPolicy, risk: Risk, act: Act) -> Fate:
    """Return what becomes of an act under a policy; see `Session.needs_human` for a person's own command."""
    commanded = act.value("door") == Door.INTERACTION and _operation(act).spec.governs
    if risk is Risk.READ or not (risk >= Risk.SENSITIVE if commanded else policy.needs_human(risk)):
        return Fate.THROUGH
    if policy.approvals_needed(risk) > 1:
        return Fate.ASKED_TWO
    own = act.value("approver_id") in {None, act.last["user_id"]}
    if own and not policy.self_approval:
        return Fate.ASKED_ANOTHER
    return Fate.THROUGH if commanded else Fate.ASKED


def _asking_rule(would: Fate) -> str:
    return {Fate.ASKED: "confirm_from", Fate.ASKED_ANOTHER: "self_approval", Fate.ASKED_TWO: "two_person_from"}.get(
        would, ""
    )


def _tally(words: Iterable[str]) -> list[JsonValue]:
    return [{"what": what, "count": count} for what, count in Counter(words).most_common()]


def _example(judged: Judged) -> dict[str, JsonValue]:
    last = judged.act.last
    return {
        "audit_id": judged.act.audit_id,
        "at": last["at"],
        "operation": last["operation"],
        "user_id": last["user_id"],
        "was": judged.was.value,
        "would": judged.would.value,
        "rule": judged.rule,
    }
