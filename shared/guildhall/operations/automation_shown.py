"""Automations as they are shown, and as a change of one is previewed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import JsonValue

from guildhall.automations.model import Automation, AutomationId, Content, Status
from guildhall.automations.piece import in_order
from guildhall.automations.triggers import On
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.errors import InvalidArguments
from guildhall.operations.automation_checking import Checked, checked
from guildhall.operations.automation_parts import NOTICE, ORDINALS, as_asked, state_of, told, when, words
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, Target, diff, seen


class AutomationChanged(Model):
    """The automation that was drafted, changed or deleted; `lacks` is what its actions could not do today and where."""

    automation_id: AutomationId
    name: GivenName
    status: Status
    version: int
    lacks: list[OurText]
    lacking_channel_ids: list[ChannelId]
    notice: OurText = NOTICE

    @classmethod
    def of(cls, automation: Automation, actions: Sequence[Checked] = ()) -> Self:
        """Return what became of one."""
        lacks = [lack for each in actions for lack in each.lacks]
        places = in_order(place.id for each in actions if each.lacks for place in each.places)
        kept = {name: getattr(automation, name) for name in ("automation_id", "name", "status", "version")}
        return cls(**kept, lacks=lacks, lacking_channel_ids=list(places))


class AutomationEntry(Model):
    """An automation in a list."""

    automation_id: AutomationId
    name: GivenName
    status: Status
    on: On
    action_count: int
    author_id: UserId
    changed_at: datetime


class ActionShown(Model):
    """What an automation does, in words and as it is asked; `takes` is its risk and what Discord demands."""

    operation: OurText
    words: str
    arguments: dict[str, JsonValue]
    takes: OurText
    lacks: list[OurText]


class AutomationShown(Model):
    """An automation; `problem` says why its actions could not be done at all by now."""

    automation_id: AutomationId
    name: GivenName
    description: str
    status: Status
    notice: OurText
    when: str
    trigger: dict[str, JsonValue]
    actions: list[ActionShown]
    problem: OurText
    author_id: UserId
    created_at: datetime
    changed_by: UserId
    changed_at: datetime
    version: int

    @classmethod
    def of(cls, ports: Ports, automation: Automation) -> Self:
        """Return one as it is kept, with what its actions would take today."""
        actions, problem = list[Checked](), ""
        try:
            actions = checked(ports, automation.guild_id, automation)
        except InvalidArguments as error:
            problem = error.message
        plain = automation.model_dump(include=set(cls.model_fields) - {"trigger", "actions"})
        shown = [
            ActionShown(
                operation=str(each.operation),
                words=told(each),
                arguments=each.arguments,
                takes=actions[place].takes if actions else "",
                lacks=list(actions[place].lacks) if actions else [],
            )
            for place, each in enumerate(automation.actions)
        ]
        trigger = as_asked(automation)["trigger"]
        more = {"when": when(automation.trigger), "trigger": trigger, "notice": NOTICE, "problem": problem}
        return cls.model_validate({**plain, **more, "actions": shown})


def target_of(automation: Automation) -> Target:
    """Return an automation as something that is touched."""
    return Target(id=str(automation.automation_id), label=automation.name)


def previewed(
    ports: Ports, guild_id: GuildId, before: Automation | None, after: Content | None, actions: Sequence[Checked]
) -> Preview:
    """Return the preview of a draft, a change or a deletion, whichever is not there before or afterwards.

    Args:
        ports: What the call may reach.
        guild_id: Whose automation it is.
        before: It as it is.
        after: What it becomes.
        actions: What its actions come to, where they are new.
    """
    guild, others = ports.discord.guild(guild_id), ports.automations.listed(guild_id)
    was, becomes = words(before), words(after)
    gone = tuple(Change(field=field, before=was[field], after=None) for field in was if field not in becomes)
    verb = "Draft" if before is None else "Delete" if after is None else "Change"
    name = before.name if before else after.name if after else ""
    return Preview(
        summary=f"{verb} the automation {name}; a draft does nothing by itself",
        targets=(target_of(before),) if before else (),
        changes=(*diff(was, becomes), *gone, *_weighed(actions)),
        requests=0,
        **seen(
            server=guild.name,
            automation=state_of(before) if before else None,
            names=[each.name for each in others],
            channels=[f"{place.id} {place.name}" for each in actions for place in each.places],
            actions=[part for each in actions for part in (each.takes, *each.lacks)],
        ),
    )


def _weighed(actions: Sequence[Checked]) -> tuple[Change, ...]:
    """Return action by action what it takes, and what of that is not so today."""
    weighed = list[Change]()
    for ordinal, each in zip(ORDINALS, actions, strict=False):
        weighed.append(Change(field=f"{ordinal} action takes", before=None, after=each.takes))
        weighed += [Change(field=f"{ordinal} action lacks", before=None, after=lack) for lack in each.lacks]
    return tuple(weighed)
