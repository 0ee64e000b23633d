"""Commands: which are the platform's own, what fits together, and what becomes of forms that are not known here."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from guildhall.errors import InvalidArguments
from guildhall.operations import catalogue
from guildhall.operations.command_names import CommandProtected, is_ours
from guildhall.operations.command_shown import CommandShown
from guildhall.operations.role_connecting import RecordsShown
from guildhall.surfaces.interactions import commands
from tests.fakes import effects
from tests.fakes.guild import BOT, GUILD, OWNER
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

COMMAND = "4000000000000000777"
LIST = "GET /applications/{application_id}/commands"
GET = "GET /applications/{application_id}/commands/{command_id}"
PUT = "PUT /applications/{application_id}/commands"
TEXT: dict[str, Any] = {"kind": "text", "name": "city", "description": "Where"}


def _raw(name: str, **more: Any) -> dict[str, Any]:
    return {"id": COMMAND, "application_id": BOT, "version": "1", "type": 1, "name": name, "description": "x", **more}


def _there(monkeypatch: pytest.MonkeyPatch, *there: dict[str, Any]) -> None:
    def listed(world: World, sent: Sent) -> Any:
        return list(there)

    monkeypatch.setitem(effects.EFFECTS, LIST, listed)
    monkeypatch.setitem(effects.EFFECTS, GET, lambda world, sent: there[0])
    monkeypatch.setitem(effects.EFFECTS, PUT, lambda world, sent: [])


def _build(operation: str, /, **arguments: Any) -> Any:
    return catalogue.find(operation).model_validate({"guild_id": GUILD, **arguments})


def _ports(rig: Rig, request: Any) -> Any:
    session = rig.platform.machinery.session(rig.slash(OWNER), request, "a" * 26)
    session.authorize()
    rig.discord.calls.clear()
    return session.ports


def _create(**arguments: Any) -> Any:
    return _build("command.create", **{"name": "weather", "description": "How it is", **arguments})


def test_every_command_that_the_platform_registers_is_its_own() -> None:
    registered = [command["name"] for command in commands.generate()["registration"]]
    assert [name for name in registered if not is_ours(name)] == []
    assert not is_ours("weather")


def test_a_name_that_is_taken_is_not_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    _there(monkeypatch, _raw("weather"))
    rig, request = Rig(), _create()
    ports = _ports(rig, request)
    for act in (request.preview, request.execute):
        with pytest.raises(InvalidArguments, match="already"):
            act(ports)
    assert rig.discord.writes == []
    menu = _build("command.create", name="weather", kind="user")
    assert menu.preview(ports).changes


@pytest.mark.parametrize("name", ["help", "ask", "message", "Draft warning", "HELP"])
def test_a_command_of_the_platforms_name_is_refused_whatever_its_kind(name: str) -> None:
    rig, request = Rig(), _build("command.create", name=name, kind="user")
    with pytest.raises(CommandProtected):
        request.execute(_ports(rig, request))
    assert rig.discord.writes == []


def test_setting_all_commands_leaves_those_of_the_platform_and_of_unknown_kinds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    option = {"type": 3, "name": "command", "name_localized": "Befehl", "description": "Which", "required": True}
    ours = _raw("help", default_member_permissions="8", options=[option], name_localized="Hilfe", dm_permission=True)
    entry = _raw("launch", type=4, handler=1)
    _there(monkeypatch, ours, entry, _raw("weather"))
    rig, request = Rig(), _build("command.set_all", commands=[{"name": "news", "description": "What is new"}])
    ports = _ports(rig, request)
    told = request.preview(ports)
    assert [(change.field, change.after is None) for change in told.changes] == [("news", False), ("weather", True)]
    request.execute(ports)
    (sent,) = rig.discord.writes
    plain = {"type": 3, "name": "command", "description": "Which", "required": True}
    about = {"id": COMMAND, "description": "x"}
    assert sent.items == [
        {**about, "type": 1, "name": "help", "options": [plain], "default_member_permissions": 8},
        {**about, "type": 4, "name": "launch", "handler": 1},
        {"name": "news", "type": 1, "description": "What is new"},
    ]


def test_a_command_is_named_once_for_each_kind() -> None:
    twice = [{"name": "news", "description": "x"}, {"name": "news", "description": "y"}]
    rig, request = Rig(), _build("command.set_all", commands=twice)
    with pytest.raises(InvalidArguments, match="twice"):
        request.preview(_ports(rig, request))
    _build("command.set_all", commands=[twice[0], {"name": "news", "kind": "user"}]).preview(_ports(rig, request))


def test_what_has_an_unknown_kind_of_option_is_shown_and_its_deletion_is_not_undone() -> None:
    raw = _raw("weather", options=[{"type": 12, "name": "moon", "description": "New"}])
    shown = CommandShown.of(raw)
    assert shown.options[0].kind == "unknown_12"
    delete = _build("command.delete", command_id=COMMAND)
    result = delete.result_model()(command_id=COMMAND)
    assert delete.reversal(shown.arguments, result) is None
    known = CommandShown.of(_raw("weather", options=[{"type": 3, "name": "city", "description": "Where"}]))
    back = delete.reversal(known.arguments, result)
    assert back.operation == "command.create"
    assert back.arguments["options"] == [TEXT]
    assert back.lost


def test_everybody_and_administrators_alone_are_told_apart() -> None:
    everybody, admins = (CommandShown.of(_raw("x", default_member_permissions=each)) for each in (None, "0"))
    assert "default_permissions" not in everybody.arguments
    assert not everybody.for_admins_only
    assert admins.for_admins_only
    assert admins.arguments["default_permissions"] == []


def _option(**more: Any) -> Mapping[str, Any]:
    return {"options": [{**TEXT, **more}]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Weather"},
        {"name": "the weather"},
        {"description": ""},
        {"kind": "user"},
        {"options": [TEXT, TEXT]},
        {"localized": [{"locale": "de"}, {"locale": "de"}]},
        _option(choices=[{"name": "A", "value": 1}]),
        _option(choices=[{"name": "A", "value": "a"}], autocomplete=True),
        _option(kind="boolean", autocomplete=True),
        _option(least=1),
        _option(kind="integer", min_length=1),
        _option(channel_kinds=["text"]),
        _option(options=[TEXT]),
        _option(kind="group", options=[TEXT]),
        _option(kind="subcommand", options=[{**TEXT, "kind": "subcommand"}]),
        _option(kind="group", options=[{**TEXT, "kind": "subcommand", "options": [{**TEXT, "kind": "group"}]}]),
    ],
    ids=str,
)
def test_what_does_not_fit_together_is_refused_before_anything_is_asked(wrong: dict[str, Any]) -> None:
    _create(options=[TEXT])
    with pytest.raises(ValidationError):
        _create(**wrong)


@pytest.mark.parametrize("wrong", [{}, {"options": [TEXT], "clear": ["options"]}])
def test_a_change_changes_something_and_contradicts_itself_nowhere(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _build("command.edit", command_id=COMMAND, **wrong)


def test_limits_of_whole_numbers_are_sent_as_whole_numbers() -> None:
    body = _create(options=[{**TEXT, "kind": "integer", "least": 1, "most": 7}]).body()
    (option,) = body["options"]
    assert [type(option[name]) for name in ("min_value", "max_value")] == [int, int]


def test_a_fact_that_is_compared_in_an_unknown_way_is_shown_and_not_set_again() -> None:
    told: dict[str, Any] = {"type": 9, "key": "moon", "name": "Moon", "description": "Its phase"}
    shown = RecordsShown.of([told])
    assert shown.records[0].comparison == "unknown_9"
    assert shown.again() is None
    assert RecordsShown.of([{**told, "type": 1}]).again() is not None


def test_the_id_of_the_application_is_nothing_that_a_caller_says() -> None:
    rig = Rig()
    rig.run("command.list", {}, rig.slash(OWNER))
    (sent,) = [sent for sent in rig.discord.calls if sent.route == LIST]
    assert sent.path["application_id"] == rig.world.application.id
    for name in ("command.list", "guild_command.list", "application_emoji.list"):
        with pytest.raises(InvalidArguments):
            rig.platform.build(name, {"application_id": "4000000000000000777"}, rig.slash(OWNER))


def test_a_request_is_stored_in_one_way_in_whatever_order_its_sets_were_given() -> None:
    kinds = ["text", "voice", "stage", "forum", "media", "category"]
    option = {"kind": "channel", "name": "where", "description": "Where"}
    told = []
    for order in (kinds, kinds[::-1]):
        asked = {"name": "news", "description": "x", "options": [{**option, "channel_kinds": order}]}
        (command,) = _build("command.set_all", commands=[asked]).model_dump(mode="json")["commands"]
        told.append(command["options"][0]["channel_kinds"])
    assert told == [sorted(kinds)] * 2
    asked = {"name": "news", "description": "x", "installs": ["user", "guild"], "contexts": ["guild", "bot_dm"]}
    (command,) = _build("command.set_all", commands=[asked]).model_dump(mode="json")["commands"]
    assert (command["installs"], command["contexts"]) == (["guild", "user"], ["bot_dm", "guild"])
