"""Commands: what a preview tells, what a new name costs, and what Discord would refuse."""

from typing import Any

import pytest
from pydantic import ValidationError

from guildhall.discord.permissions import Permission
from guildhall.errors import InvalidArguments
from guildhall.operations import catalogue
from guildhall.operations.command_shown import CommandShown
from guildhall.operations.command_typing import typed
from guildhall.operations.reversal import Fidelity
from tests.fakes import effects
from tests.fakes.guild import BOT, BOT_ROLE, GUILD, OWNER
from tests.fakes.platform import Rig

COMMAND = "4000000000000000777"
PLACE = "applications/{application_id}/guilds/{guild_id}/commands"
TEXT: dict[str, Any] = {"kind": "text", "name": "city", "description": "Where"}
FILE: dict[str, Any] = {"kind": "attachment", "name": "photo", "description": "Of it", "file_types": [".pdf", "image"]}
RAW_TEXT: dict[str, Any] = {"type": 3, "name": "city", "description": "Where", "required": False}


def _raw(name: str, **more: Any) -> dict[str, Any]:
    return {"id": COMMAND, "application_id": BOT, "version": "1", "type": 1, "name": name, "description": "x", **more}


def _there(monkeypatch: pytest.MonkeyPatch, *there: dict[str, Any]) -> None:
    monkeypatch.setitem(effects.EFFECTS, f"GET /{PLACE}", lambda world, sent: list(there))
    monkeypatch.setitem(effects.EFFECTS, f"GET /{PLACE}/{{command_id}}", lambda world, sent: there[0])


def _build(verb: str, /, **arguments: Any) -> Any:
    return catalogue.find(f"guild_command.{verb}").model_validate({"guild_id": GUILD, **arguments})


def _preview(request: Any) -> Any:
    rig = Rig()
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    session = rig.platform.machinery.session(rig.slash(OWNER), request, "a" * 26)
    session.authorize()
    return request.preview(session.ports)


def test_a_command_of_a_menu_is_deleted_though_a_typed_one_of_its_name_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    _there(monkeypatch, _raw("weather", type=2, description=""))
    told = _preview(_build("set_all", commands=[{"name": "weather", "description": "x"}]))
    assert "1 are deleted" in told.summary
    assert [(each.field, each.after is None) for each in told.changes] == [
        ("weather", False),
        ("weather (user)", True),
    ]


def test_a_command_that_is_set_as_it_is_does_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    _there(monkeypatch, _raw("weather", options=[RAW_TEXT], default_member_permissions="8"))
    same = {"name": "weather", "description": "x", "options": [TEXT], "default_permissions": ["ADMINISTRATOR"]}
    assert _preview(_build("set_all", commands=[same])).changes == ()
    assert _preview(_build("edit", command_id=COMMAND, options=[TEXT])).changes == ()
    (change,) = _preview(_build("edit", command_id=COMMAND, description="y", options=[TEXT])).changes
    assert (change.field, change.before, change.after) == ("description", "x", "y")


def test_a_new_name_says_what_is_lost_with_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    _there(monkeypatch, _raw("weather"))
    renames, keeps = (_build("edit", command_id=COMMAND, name=name, description="y") for name in ("sky", "weather"))
    assert "administrators" in _preview(renames).irreversible
    assert _preview(keeps).irreversible == ""
    was, result = CommandShown.of(_raw("weather")).arguments, CommandShown.of(_raw("sky", description="y"))
    back = renames.reversal(was, result)
    assert (back.fidelity, back.arguments["name"]) == (Fidelity.PARTIAL, "weather")
    assert keeps.reversal(was, result).fidelity is Fidelity.EXACT


def test_whether_a_command_is_for_adults_alone_is_read_set_and_set_back() -> None:
    assert "age_restricted" not in CommandShown.of(_raw("weather", nsfw=False)).arguments
    shown = CommandShown.of(_raw("weather", nsfw=True))
    assert shown.arguments["age_restricted"] is True
    edit = _build("edit", command_id=COMMAND, age_restricted=True)
    assert edit.body() == {"nsfw": True}
    back = edit.reversal(CommandShown.of(_raw("weather")).arguments, shown)
    assert (back.fidelity, back.arguments["age_restricted"]) == (Fidelity.EXACT, False)
    assert _build("create", **shown.arguments).body()["nsfw"] is True


def test_types_of_files_are_read_as_they_were_asked_for() -> None:
    body = _build("create", name="scan", description="x", options=[FILE]).body()
    assert body["options"][0]["file_types"] == [".pdf", "image"]
    (option,) = CommandShown.of(_raw("scan", **{"options": body["options"]})).options
    assert option.file_types == (".pdf", "image")


@pytest.mark.parametrize("name", ["wetter", "погода", "मौसम", "อากาศ", "it's-1_x", "天気"])
def test_a_name_in_any_script_can_be_typed(name: str) -> None:
    assert typed(name) == name


@pytest.mark.parametrize("name", ["weather!", "a.b", "Wetter", "the weather", "/x", "☀"])
def test_a_name_that_cannot_be_typed_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError):
        _build("create", name=name, description="x")
    with pytest.raises(ValidationError):
        _build("create", name="x", description="x", options=[{**TEXT, "name": name}])
    _there(monkeypatch, _raw("weather"))
    with pytest.raises(InvalidArguments, match="cannot be typed"):
        _preview(_build("edit", command_id=COMMAND, name=name))
    _there(monkeypatch, _raw("weather", type=2))
    assert _preview(_build("edit", command_id=COMMAND, name=name)).changes


@pytest.mark.parametrize(
    "options",
    [
        [TEXT, {**TEXT, "name": "day", "required": True}],
        [TEXT, {"kind": "subcommand", "name": "day", "description": "x"}],
        [{"kind": "subcommand", "name": "day", "description": "x", "options": [TEXT, TEXT]}],
        [{**FILE, "file_types": ["exe"]}],
        [{**TEXT, "file_types": ["image"]}],
    ],
    ids=["required last", "value beside subcommand", "twice within", "no type of file", "files of a text"],
)
def test_options_that_cannot_be_so_are_refused(options: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        _build("create", name="weather", description="x", options=options)


def test_what_only_a_typed_command_has_is_not_given_to_one_of_a_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    _there(monkeypatch, _raw("Look up", type=3, description=""))
    for more in ({"description": "x"}, {"options": [TEXT]}):
        with pytest.raises(InvalidArguments, match="menu"):
            _preview(_build("edit", command_id=COMMAND, **more))


def test_there_are_no_more_commands_of_a_kind_than_discord_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    _there(monkeypatch, *(_raw(f"menu {i}", type=2, description="") for i in range(15)))
    with pytest.raises(InvalidArguments, match="at most 15 commands of the kind user"):
        _preview(_build("create", name="one more", kind="user"))
    assert _preview(_build("create", name="one more", kind="message")).changes
    with pytest.raises(InvalidArguments, match="at most 15"):
        _preview(_build("set_all", commands=[{"name": f"menu {i}", "kind": "user"} for i in range(16)]))
