"""A plan is refused once what it is about is another: over real HTTP, for things that the fake world does not hold."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from guildhall.clock import new_id
from guildhall.errors import PlanDrifted
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation, Outcome, Previewed
from guildhall.operations import catalogue
from local.discord.testing import Lab, laboratory
from tests.integration import undo_things as things
from tests.integration.undo_house import House, house_over

Given = Callable[[House], dict[str, Any]]


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def house(running_lab: Lab) -> Iterator[House]:
    with house_over(running_lab) as found:
        yield found


def _with(given: Given, **more: Any) -> Given:
    return lambda house: {**given(house), **more}


def _command(of: str) -> Given:
    return lambda house: things.command(house, of)


def _app_emoji(house: House) -> dict[str, Any]:
    return things.emoji(house, "application_emoji")


def _guild(**more: Any) -> Given:
    return lambda house: more


ROWS: list[tuple[str, Given, str, dict[str, Any]]] = [
    ("emoji.delete", things.emoji, "emoji.edit", {"name": "other"}),
    ("application_emoji.delete", _app_emoji, "application_emoji.edit", {"name": "other"}),
    ("sticker.delete", things.sticker, "sticker.edit", {"name": "other"}),
    ("soundboard.delete", things.sound, "soundboard.edit", {"name": "other"}),
    ("automod.delete", things.rule, "automod.edit", {"name": "other"}),
    ("automod.delete", things.rule, "automod.edit", {"keywords": ["dog"]}),
    ("automod.edit", _with(things.rule, enabled=False), "automod.edit", {"keywords": ["dog"]}),
    ("webhook.delete", things.webhook, "webhook.edit", {"name": "other"}),
    ("webhook.edit", _with(things.webhook, name="third"), "webhook.edit", {"name": "other"}),
    ("webhook.delete_message", things.webhook_message, "webhook.edit_message", {"content": "other"}),
    ("webhook.execute", _with(things.webhook, content="words"), "webhook.edit", {"name": "other"}),
    ("event.delete", things.event, "event.edit", {"name": "other"}),
    ("event.cancel", things.event, "event.edit", {"name": "other"}),
    ("event.start", things.event, "event.edit", {"name": "other"}),
    ("event.edit", _with(things.event, name="third"), "event.edit", {"name": "other"}),
    ("template.delete", things.template, "template.edit", {"name": "other"}),
    ("thread.delete", things.thread, "thread.edit", {"name": "other"}),
    ("forum.delete_tag", things.tag, "forum.edit_tag", {"name": "other"}),
    ("stage.end", things.live, "stage.edit", {"topic": "other"}),
    ("command.delete", _command("command"), "command.edit", {"description": "other"}),
    ("command.edit", _with(_command("command"), description="third"), "command.edit", {"description": "other"}),
    ("guild_command.delete", _command("guild_command"), "guild_command.edit", {"description": "other"}),
    ("guild.edit", _guild(name="third"), "guild.edit", {"name": "other"}),
    ("guild.leave", _guild(), "guild.edit", {"name": "other"}),
    ("widget.edit", _guild(enabled=True), "widget.edit", {"enabled": True}),
    ("onboarding.edit", _guild(prompts=[]), "onboarding.edit", {"prompts": [things.QUESTION]}),
    ("bot.edit_profile", _guild(username="third"), "bot.edit_profile", {"username": "other"}),
    ("application.edit", _guild(description="third"), "application.edit", {"description": "other"}),
]
"""What is planned, on what, and what becomes of it meanwhile."""


def _ask(house: House, name: str, arguments: dict[str, Any], *, plan_id: str | None = None) -> Outcome:
    principal = house.who("owner")
    if "guild_id" in catalogue.find(name).model_fields:
        arguments = {"guild_id": house.lab.guild_id, **arguments}
    operation = house.platform.build(name, arguments, principal)
    call = Call(
        principal=principal,
        operation=operation,
        idempotency_key=new_id(),
        dry_run=plan_id is None,
        plan_id=plan_id,
    )
    return house.platform.executor.run(call)


def _planned(house: House, name: str, arguments: dict[str, Any]) -> str:
    planned = _ask(house, name, arguments)
    assert isinstance(planned, Previewed)
    return planned.plan_id


IDS = [f"{number}-{name}" for number, (name, *_) in enumerate(ROWS)]


@pytest.mark.requirement("F3")
@pytest.mark.parametrize(("name", "given", "change", "other"), ROWS, ids=IDS)
def test_a_plan_is_refused_once_its_target_is_another(
    house: House, name: str, given: Given, change: str, other: dict[str, Any]
) -> None:
    arguments = given(house)
    plan_id = _planned(house, name, arguments)
    named = {field: value for field, value in arguments.items() if field.endswith("_id") or field == "code"}
    house.do(change, {**named, **other})
    with pytest.raises(PlanDrifted):
        _ask(house, name, arguments, plan_id=plan_id)


@pytest.mark.parametrize(("name", "given", "change", "other"), ROWS, ids=IDS)
def test_a_plan_holds_while_its_target_does(
    house: House, name: str, given: Given, change: str, other: dict[str, Any]
) -> None:
    arguments = given(house)
    outcome = _ask(house, name, arguments, plan_id=_planned(house, name, arguments))
    assert isinstance(outcome, Completed | NeedsConfirmation)
