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
from guildhall.operations.fields import LongText, marks_of
from guildhall.operations.spec import Risk, Spec
from guildhall.surfaces.agent.job import Task
from guildhall.surfaces.interactions import asking, commands, table
from guildhall.surfaces.interactions.table import CommandTable
from guildhall.surfaces.interactions.wire import CommandType, OptionType
from guildhall.surfaces.tools import schemas

DOCUMENT = table.document()
TABLE = CommandTable.read(DOCUMENT)
REGISTERED: dict[str, dict[str, Any]] = {command["name"]: command for command in DOCUMENT["registration"]}
EVERY = sorted(catalogue.every(), key=lambda operation: operation.full_name())


def path_of(operation: type[AnyOperation]) -> str:
    return " ".join(naming.command_path(operation.full_name()))


def subcommand(path: str) -> dict[str, Any]:
    name, verb = path.split()
    return next(entry for entry in REGISTERED[name]["options"] if entry["name"] == verb)


def holds_a_model(schema: dict[str, Any], *, listed: bool = False) -> bool:
    """Whether a value has parts with names of their own, or lists within lists: no line of text says that well."""
    choices = [part for kind in ("anyOf", "oneOf", "allOf") for part in schema.get(kind, ())]
    items = schema.get("items")
    inside = items is not None and (listed or holds_a_model(items, listed=True))
    return "properties" in schema or inside or any(holds_a_model(part, listed=listed) for part in choices)


def sayable(operation: type[AnyOperation]) -> set[str]:
    """Return the fields that a command can take, as the operation's schema for tools tells it."""
    properties = schemas.input_of(operation)["properties"]
    return {name for name, schema in properties.items() if name != "guild_id" and not holds_a_model(schema)}


def required_of(operation: type[AnyOperation]) -> set[str]:
    return {name for name, field in operation.model_fields.items() if field.is_required()} - {"guild_id"}


def is_sayable(operation: type[AnyOperation]) -> bool:
    return required_of(operation) <= sayable(operation)


def without_room(operation: type[AnyOperation]) -> set[str]:
    """Return the options for which a command had no room; they are named with the reason."""
    told = DOCUMENT["left_out"].get(operation.full_name(), "")
    return {part.split()[-1] for part in told.split("; ") if "has no room for" in part}


SAYABLE = [operation for operation in EVERY if is_sayable(operation)]


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
    assert json.loads(json.dumps(commands.generate())) == DOCUMENT, "run `make docs`"


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


def test_only_operations_that_cannot_be_said_have_no_command() -> None:
    """An operation whose required field is no line of text has a tool, and a page in a client of its own."""
    unsayable = {operation.full_name() for operation in EVERY} - {operation.full_name() for operation in SAYABLE}
    missing = {operation.full_name() for operation in EVERY if TABLE.find(path_of(operation)) is None}
    assert missing == unsayable
    for name in missing:
        reason = DOCUMENT["left_out"][name]
        assert reason.startswith("no option can take ")
        assert reason.split()[-1] in required_of(catalogue.find(name)) - sayable(catalogue.find(name))


def test_nearly_every_operation_has_a_command() -> None:
    assert len(SAYABLE) >= 0.95 * len(EVERY)


@pytest.mark.parametrize("operation", SAYABLE, ids=lambda operation: operation.full_name())
def test_every_field_that_can_be_said_is_an_option_but_the_guild(operation: type[AnyOperation]) -> None:
    offered = {option["name"] for option in subcommand(path_of(operation))["options"]}
    extra = set() if operation.spec.risk is Risk.READ else {"dry_run"}
    assert offered == (sayable(operation) | extra) - without_room(operation)


def test_what_has_no_room_may_be_left_out_anyway() -> None:
    for operation in EVERY:
        assert without_room(operation) <= (set(operation.model_fields) | {"dry_run"}) - required_of(operation)


@pytest.mark.parametrize("operation", SAYABLE, ids=lambda operation: operation.full_name())
def test_a_required_option_is_a_required_field(operation: type[AnyOperation]) -> None:
    required = {option["name"] for option in subcommand(path_of(operation))["options"] if option.get("required")}
    forms = {form.name for form in TABLE.rows()[path_of(operation)].forms}
    here = {"channel_id"} if TABLE.rows()[path_of(operation)].here else set()
    assert required == required_of(operation) - forms - here


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


@pytest.mark.parametrize("operation", SAYABLE, ids=lambda operation: operation.full_name())
def test_only_long_texts_that_are_needed_open_a_form(operation: type[AnyOperation]) -> None:
    """A long text that the operation must have, or that only something else may stand in for."""
    asked = {}
    for name, field in operation.model_fields.items():
        mark = next((mark for mark in marks_of(field) if isinstance(mark, LongText)), None)
        if mark and (field.is_required() or mark.instead):
            asked[name] = tuple(other for other in mark.instead if other in operation.model_fields)
    row = TABLE.rows()[path_of(operation)]
    assert {form.name: form.instead for form in row.forms} == asked


@pytest.mark.parametrize("path", ["message send", "message edit", "webhook execute", "ask"])
def test_who_gives_a_command_without_its_text_is_asked_for_it(path: str) -> None:
    (form,) = TABLE.rows()[path].forms
    assert form.is_wanted({})
    assert not form.is_wanted({form.name: "x"})


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
