"""The slash commands are the catalogue's, within Discord's limits, and what is registered is what was generated."""

import json
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel

from guildhall.discord import limits
from guildhall.discord.permissions import Permission
from guildhall.operations import catalogue, naming
from guildhall.operations.base import Operation
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk, Spec
from guildhall.surfaces.agent.job import Task
from guildhall.surfaces.interactions import asking, commands, table
from guildhall.surfaces.interactions.table import CommandTable
from guildhall.surfaces.interactions.wire import CommandType, OptionType

DOCUMENT = commands.generate()
TABLE = CommandTable.read(DOCUMENT)
REGISTERED: dict[str, dict[str, Any]] = {command["name"]: command for command in DOCUMENT["registration"]}
EVERY = sorted(catalogue.every(), key=lambda operation: operation.full_name())


UNSAID = {"channel.create": {"permission_overwrites"}}
"""Fields that no option can take, and that nobody misses in a command: the client has a window for them."""


def path_of(operation: type[AnyOperation]) -> str:
    return " ".join(naming.command_path(operation.full_name()))


def subcommand(path: str) -> dict[str, Any]:
    name, verb = path.split()
    return next(entry for entry in REGISTERED[name]["options"] if entry["name"] == verb)


def wires() -> dict[str, list[dict[str, Any]]]:
    """Return the options of every command that can be invoked, by path."""
    made: dict[str, list[dict[str, Any]]] = {}
    for name, command in REGISTERED.items():
        if command["type"] != CommandType.CHAT_INPUT:
            continue
        inner = command["options"]
        if any(entry["type"] == OptionType.SUBCOMMAND for entry in inner):
            made |= {f"{name} {entry['name']}": entry["options"] for entry in inner}
        else:
            made[name] = inner
    return made


def test_the_generated_file_is_what_the_catalogue_gives() -> None:
    assert json.loads(json.dumps(DOCUMENT)) == table.document(), "run `make docs`"


def test_registration_is_the_generated_body() -> None:
    assert commands.registration() == json.loads(json.dumps(DOCUMENT["registration"]))


@pytest.mark.parametrize("operation", EVERY, ids=lambda operation: operation.full_name())
def test_every_operation_has_a_command_or_a_reason_not_to(operation: type[AnyOperation]) -> None:
    row = TABLE.find(path_of(operation))
    if row is None:
        assert operation.full_name() in DOCUMENT["left_out"]
        return
    assert row.operation == operation.full_name()
    assert row.private == operation.spec.ephemeral
    assert 1 <= len(subcommand(path_of(operation))["description"]) <= limits.COMMAND_DESCRIPTION


def test_no_operation_of_today_is_left_out() -> None:
    assert DOCUMENT["left_out"] == {}


@pytest.mark.parametrize("operation", EVERY, ids=lambda operation: operation.full_name())
def test_every_field_is_an_option_but_the_guild(operation: type[AnyOperation]) -> None:
    offered = {option["name"] for option in subcommand(path_of(operation))["options"]}
    extra = set() if operation.spec.risk is Risk.READ else {"dry_run"}
    unsaid = UNSAID.get(operation.full_name(), set())
    assert offered == (set(operation.model_fields) - {"guild_id"} - unsaid) | extra


@pytest.mark.parametrize("operation", EVERY, ids=lambda operation: operation.full_name())
def test_a_required_option_is_a_required_field(operation: type[AnyOperation]) -> None:
    required = {option["name"] for option in subcommand(path_of(operation))["options"] if option.get("required")}
    assert required <= {name for name, field in operation.model_fields.items() if field.is_required()}


def test_the_table_and_the_registration_speak_of_the_same_options() -> None:
    registered = {path: {option["name"]: option["type"] for option in options} for path, options in wires().items()}
    rows = {
        path: {name: int(option.type) for name, option in row.options.items()} for path, row in TABLE.rows().items()
    }
    assert registered == rows


def test_what_completes_in_the_client_is_completed_by_the_door() -> None:
    for path, options in wires().items():
        for option in options:
            offered = TABLE.suggest(path, option["name"], "")
            assert bool(option.get("autocomplete")) == bool(offered), f"{path} {option['name']}"
            assert not (option.get("autocomplete") and option.get("choices"))


def test_no_limit_of_discord_s_is_broken() -> None:
    assert list(commands.violations(DOCUMENT["registration"])) == []


def test_commands_are_for_guilds_that_installed_the_app() -> None:
    for command in REGISTERED.values():
        assert (command["contexts"], command["integration_types"]) == ([0], [0])


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("channel", None),
        ("message", None),
        ("help", None),
        ("ask", None),
        ("Ask", None),
        ("Summarize", None),
        ("Draft warning", Permission.MODERATE_MEMBERS),
        ("role", None),
        ("allow-chat", Permission.MANAGE_GUILD),
        ("disallow-chat", Permission.MANAGE_GUILD),
    ],
)
def test_a_command_is_shown_to_whoever_may_use_the_least_of_it(name: str, needed: Permission | None) -> None:
    shown = REGISTERED[name].get("default_member_permissions")
    assert shown == (None if needed is None else int(needed))


def test_the_aliases_do_what_their_operations_do() -> None:
    for alias, name in commands.ALIASES.items():
        assert TABLE.find(alias) == TABLE.find(" ".join(naming.command_path(name)))


def test_a_channel_may_be_left_out_unless_it_is_the_channel_itself_that_would_be_lost() -> None:
    def needed(path: str) -> bool:
        return any(option["name"] == "channel_id" and option.get("required") for option in subcommand(path)["options"])

    assert needed("channel delete")
    assert not needed("message bulk_delete")
    assert not needed("message list")
    assert "left out = this one" in subcommand("message list")["options"][0]["description"]


def test_only_long_texts_open_a_form() -> None:
    assert {path: [form.name for form in row.forms] for path, row in TABLE.rows().items() if row.forms} == {
        "message edit": ["content"],
        "message send": ["content"],
        "ask": ["question"],
    }


def test_each_task_of_the_agent_is_an_entry_in_the_menu_of_a_message_and_nothing_but_a_name() -> None:
    entries = {command["name"]: command for command in DOCUMENT["registration"] if command["type"] != 1}
    assert {menu.task for menu in asking.MENUS.values()} == set(Task)
    assert set(entries) == set(asking.MENUS)
    for name, entry in entries.items():
        assert entry["type"] == CommandType.MESSAGE
        assert set(entry) - {"default_member_permissions"} == {"type", "name", "contexts", "integration_types"}
        assert asking.MENUS[name].name == name


def test_a_question_may_be_as_long_as_its_form_takes() -> None:
    (question,) = [option for option in wires()["ask"] if option["name"] == asking.QUESTION]
    (form,) = asking.ROW.forms
    assert question["max_length"] == form.max_length == limits.TEXT_INPUT
    assert not question.get("required")


def option(name: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "x", **more}


def command(**more: Any) -> dict[str, Any]:
    return {"type": 1, "name": "x", "description": "x", "options": [], **more}


def entry(**more: Any) -> dict[str, Any]:
    return {"type": 3, "name": "Do it", **more}


LONG = option(description="x" * 100, choices=[{"name": "n" * 99, "value": "v" * 99}] * 25)
REFUSED: list[tuple[list[dict[str, Any]], str]] = [
    ([command()] * 101, "101 commands"),
    ([command(name="Big")], "not legal"),
    ([command(name="")], "not legal"),
    ([command(description="")], "0 characters"),
    ([command(description="x" * 101)], "101 characters"),
    ([command(options=[option()] * 26)], "26 options"),
    ([command(options=[option(choices=[{"name": "a", "value": "b"}] * 26)])], "26 choices"),
    ([command(options=[option(), option(required=True)])], "required option stands behind"),
    ([command(options=[option("Bad")])], "not legal"),
    ([command(options=[LONG, LONG])], "characters in all"),
    ([entry()] * 16, "16 entries of a menu"),
    ([entry(name=" ")], "no legal name"),
    ([entry(name="x" * 33)], "no legal name"),
    ([entry(description="x")], "a description or options"),
    ([entry(options=[option()])], "a description or options"),
]


def test_entries_of_menus_do_not_count_among_the_commands() -> None:
    assert list(commands.violations([command()] * 100 + [entry()] * 15 + [entry(type=2)] * 15)) == []


@pytest.mark.parametrize(("registered", "problem"), REFUSED)
def test_what_discord_would_refuse_is_found(registered: list[dict[str, Any]], problem: str) -> None:
    assert any(problem in found for found in commands.violations(registered))


def test_illegal_commands_stop_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "violations", lambda registered: ["/x is too long"])
    with pytest.raises(commands.CommandsIllegal, match="too long"):
        commands.generate()


class Inner(BaseModel):
    x: int


class Nested(Operation[Inner]):
    """Take a model that no option can take."""

    spec: ClassVar[Spec] = Spec(risk=Risk.READ, scope="x:read", permission=None, why="A test's.", source="x")
    inner: Inner

    @classmethod
    def full_name(cls) -> str:
        return "message.nest"


class Optionally(Nested):
    """Take a model that may be left out."""

    inner: Inner | None = None  # type: ignore[assignment]  # wider than its base's, for a test


@pytest.mark.parametrize(
    ("operation", "reason"), [(Nested, {"message.nest": "no option can take inner"}), (Optionally, {})]
)
def test_what_no_option_can_take_is_left_out_with_its_reason(
    operation: type[AnyOperation], reason: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "every", lambda: iter([operation]))
    monkeypatch.setattr(catalogue, "find", lambda name: operation)
    document = commands.generate()
    assert document["left_out"] == reason
    assert ("message nest" in document["commands"]) == (not reason)
