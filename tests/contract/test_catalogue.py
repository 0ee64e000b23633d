"""The catalogue: what every operation is, before anybody calls it. A new file is tested here without a line for it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from guildhall import operations
from guildhall.discord.ids import Snowflake
from guildhall.discord.permissions import Permission
from guildhall.errors import OperationUnknown
from guildhall.operations import catalogue, naming
from guildhall.operations.base import ChannelOperation, GuildOperation, Operation
from guildhall.operations.batch import BatchOperation
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Access, Risk
from tests.contract.audit_reasons import TAKES_A_REASON, UNTOLD
from tests.contract.catalogue_examples import OUR_NAMES, examples
from tests.contract.discord_spec import operation as discord_operation
from tests.contract.each import each_operation

FOLDER = Path(operations.__file__).parent
EVERY = list(catalogue.every())
LEGAL_TOOL = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")


def test_what_the_system_can_do_is_what_lies_in_the_folder() -> None:
    files = {f"{path.parent.name}.{path.stem}" for path in FOLDER.glob("*/*.py") if not path.name.startswith("_")}
    assert set(catalogue.names()) == files
    assert list(catalogue.names()) == sorted(files)
    assert [cls.full_name() for cls in EVERY] == sorted(files)


def test_the_first_sixteen_are_there() -> None:
    assert set(catalogue.names()) >= {
        *("guild.list", "guild.get", "channel.list", "channel.create", "channel.edit", "channel.delete"),
        *("message.list", "message.send", "message.bulk_delete", "member.get", "member.timeout", "role.assign"),
        *("audit.list", "policy.explain", "chat.allow", "chat.disallow", "confirmation.get"),
    }


@each_operation
def test_the_name_is_the_path(cls: type[AnyOperation]) -> None:
    resource, verb = naming.command_path(cls.full_name())
    assert (FOLDER / resource / f"{verb}.py").is_file()
    assert catalogue.find(cls.full_name()) is cls
    assert catalogue.find(naming.tool_name(cls.full_name())) is cls
    assert catalogue.is_known(cls.full_name())


@each_operation
def test_the_tools_name_is_legal_everywhere(cls: type[AnyOperation]) -> None:
    assert LEGAL_TOOL.fullmatch(naming.tool_name(cls.full_name()))
    assert naming.title(cls.full_name())[0].isupper()


def test_no_two_operations_share_a_tools_name() -> None:
    assert len({naming.tool_name(name) for name in catalogue.names()}) == len(catalogue.names())


@each_operation
def test_the_docstring_is_a_description_for_a_model_and_a_person(cls: type[AnyOperation]) -> None:
    told = (cls.__doc__ or "").splitlines()[0]
    assert told.endswith(".")
    assert 30 <= len(told) <= 300
    assert told[0].isupper()
    assert told != Operation.__doc__


@each_operation
def test_the_spec_is_whole(cls: type[AnyOperation]) -> None:
    spec = cls.spec
    resource, _, verb = spec.scope.partition(":")
    assert resource
    assert verb in set(Access)
    pages = "resources|topics|interactions|events|activities/development-guides"
    assert re.fullmatch(rf"guildhall:[a-z]+|({pages})/[a-z0-9-]+#[a-z-]+", spec.source)
    assert (verb == Access.READ) is (spec.risk is Risk.READ)
    assert len(spec.why) > 20 or spec.permission is not None
    if spec.route is None:
        assert spec.source.startswith("guildhall:")


@each_operation
def test_what_demands_no_permission_says_why(cls: type[AnyOperation]) -> None:
    assert (cls.spec.permission is None) is bool(cls.spec.why)
    assert cls.spec.permission != Permission(0)
    if cls.spec.permission is None:
        becomes_another = cls.undoes is not Operation.undoes
        assert cls.spec.risk is Risk.READ or becomes_another or cls.for_keepers, (
            "a write that Discord's permissions do not guard"
        )


@each_operation
def test_the_route_is_one_of_discords_and_its_names_are_fields(cls: type[AnyOperation]) -> None:
    route = cls.spec.route
    if route is None:
        return
    told = discord_operation(route)
    assert "BotToken" in told.auth
    assert [OUR_NAMES.get(parameter.name, parameter.name) for parameter in told.path] == list(route.names)
    of_each = {"user_id"} if issubclass(cls, BatchOperation) and route.method != "POST" else set()
    assert set(route.names) - of_each - cls.spec.finds <= set(cls.model_fields)
    assert (route.method == "GET") is (cls.spec.risk is Risk.READ)


@pytest.mark.parametrize(
    "cls", [cls for cls in EVERY if cls.__module__.endswith(".get") and cls.spec.route], ids=lambda cls: cls.full_name()
)
def test_what_is_read_has_its_id_by_the_name_by_which_it_was_asked_for(cls: type[AnyOperation]) -> None:
    asked = str(cls.spec.route).rpartition("/")[2].strip("{}")
    fields = cls.result_model().model_fields
    assert asked in fields or asked not in cls.model_fields or not asked.endswith("_id")


@each_operation
def test_the_target_decides_the_guild(cls: type[AnyOperation]) -> None:
    if "channel_id" in cls.model_fields:
        assert issubclass(cls, ChannelOperation)
        assert "guild_id" not in cls.model_fields, "the guild is the channel's, and not the caller's to say"
    if "guild_id" in cls.model_fields:
        assert issubclass(cls, GuildOperation)
    if cls.spec.risk is not Risk.READ:
        assert cls.locate is not Operation.locate, "a write that belongs to no guild"


@each_operation
def test_a_write_takes_a_reason_where_discord_keeps_one(cls: type[AnyOperation]) -> None:
    if cls.spec.risk is Risk.READ or cls.spec.route is None:
        assert "reason" not in cls.model_fields
    elif cls.spec.route.text not in UNTOLD:
        assert ("reason" in cls.model_fields) is (cls.spec.route.text in TAKES_A_REASON)


@each_operation
def test_ids_have_the_type_of_what_they_name(cls: type[AnyOperation]) -> None:
    asked = {f"{name}.confirmation_id" for name in ("audit.export", "audit.list", "confirmation.get")}
    own = {"audit.get.audit_id", "audit.undo.audit_id", "poll.get_voters.answer_id", *asked}
    for name, field in cls.model_fields.items():
        told = str(field.annotation)
        if name.endswith(("_id", "_ids")) and f"{cls.full_name()}.{name}" not in own:
            assert any(kind.__name__ in told for kind in Snowflake.__subclasses__()), f"{name}: {told}"


@each_operation
def test_a_request_is_frozen_and_refuses_what_it_does_not_know(cls: type[AnyOperation]) -> None:
    assert cls.model_config["frozen"]
    assert cls.model_config["extra"] == "forbid"
    assert cls.model_config["hide_input_in_errors"]


@each_operation
def test_the_result_is_a_model_of_its_own_with_a_docstring(cls: type[AnyOperation]) -> None:
    result = cls.result_model()
    assert issubclass(result, BaseModel)
    assert result is not BaseModel
    assert (result.__doc__ or "").endswith(".")


@each_operation
def test_a_request_survives_a_table(cls: type[AnyOperation]) -> None:
    for request in examples(cls, "some words"):
        assert cls.model_validate(request.model_dump(mode="json", exclude_unset=True)) == request
        assert cls.model_validate_json(request.model_dump_json()) == request


def test_an_operation_that_is_none_names_what_comes_near() -> None:
    with pytest.raises(OperationUnknown, match=r"no operation 'mesage\.send'") as unknown:
        catalogue.find("mesage.send")
    assert "message.send" in unknown.value.hint


def _in_a_fresh_process(code: str) -> str:
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_adding_a_file_is_enough(tmp_path: Path) -> None:
    verb = (FOLDER / "channel" / "delete.py").read_text("utf-8").replace("DeleteChannel", "CloseChannel")
    imports = "from guildhall.operations.channel.edit import EditChannel\n"
    (tmp_path / "door").mkdir()
    (tmp_path / "door" / "__init__.py").touch()
    (tmp_path / "door" / "_helper.py").write_text("raise AssertionError('imported')\n", "utf-8")
    (tmp_path / "door" / "close.py").write_text(verb.replace("from typing", f"{imports}from typing", 1), "utf-8")
    told = _in_a_fresh_process(
        "from guildhall import operations\n"
        f"operations.__path__.append({str(tmp_path)!r})\n"
        "from guildhall.operations import catalogue\n"
        "found = catalogue.find('door_close')\n"
        "print(found.__name__, found.full_name(), 'door.close' in catalogue.names(), len(catalogue.names()))\n"
    )
    assert told == f"CloseChannel door.close True {len(EVERY) + 1}"


def test_the_catalogue_reaches_for_no_client_and_no_network() -> None:
    told = _in_a_fresh_process(
        "import sys\n"
        "from guildhall.operations import catalogue\n"
        "assert len(list(catalogue.every())) > 15\n"
        "heavy = {'httpx', 'boto3', 'botocore', 'mcp', 'anthropic', 'requests', 'aws_lambda_powertools'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    assert told == "[]"


def test_finding_one_operation_imports_no_other() -> None:
    told = _in_a_fresh_process(
        "import sys\n"
        "from guildhall.operations import catalogue\n"
        "catalogue.names(); catalogue.find('guild.list')\n"
        "ours = [name for name in sys.modules if name.startswith('guildhall.operations.')]\n"
        "print(sorted(name for name in ours if name.count('.') == 3))\n"
    )
    assert told == "['guildhall.operations.guild.list']"
