"""The four tools that find, describe and run operations which have no tool of their own in the caller's list."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from guildhall.errors import InvalidArguments, OperationUnknown
from guildhall.surfaces.tools import renaming
from guildhall.surfaces.tools.ranking import rank
from guildhall.surfaces.tools.table import Entry, Table
from guildhall.surfaces.tools.telling import Told, like_this, of_our_own

type RunOperation = Callable[[Entry, dict[str, JsonValue]], Told]
type RiskName = Literal["read", "write", "sensitive", "destructive"]
type OperationText = Annotated[
    str, Field(min_length=1, max_length=100, description="The operation's name, e.g. message.send.")
]
type OperationArguments = Annotated[
    dict[str, JsonValue], Field(description="The operation's own arguments, as operations_describe shows them.")
]

SEARCH_MAX_COUNT = 20


class _Arguments(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SearchOperations(_Arguments):
    """Find operations by what they do, also those without a tool here; operations_describe tells their arguments."""

    query: Annotated[
        str, Field(min_length=1, max_length=200, description="What you want to do, e.g. 'delete messages'.")
    ]
    limit: Annotated[int, Field(ge=1, le=SEARCH_MAX_COUNT)] = 8


class DescribeOperation(_Arguments):
    """Show one operation's arguments with an example, its result, risk and needed permission."""

    name: OperationText


class RunReadOperation(_Arguments):
    """Run an operation that only reads. Refuses every other one."""

    name: OperationText
    arguments: OperationArguments = Field(default_factory=dict)


class RunWriteOperation(_Arguments):
    """Run an operation that changes something; what is risky waits for a human. Refuses those that only read."""

    name: OperationText
    arguments: OperationArguments = Field(default_factory=dict)


class Found(BaseModel):
    """An operation that fits a search."""

    name: str
    title: str
    description: str
    risk: RiskName
    run_with: Annotated[str, Field(description="The tool that runs it.")]


class OperationsFound(BaseModel):
    """The best matches; `total` counts all."""

    operations: list[Found]
    total: int


class OperationDescribed(Found):
    """An operation whole."""

    example: Annotated[dict[str, JsonValue], Field(description="Arguments of a likely call; its ids are made up.")]
    input_schema: dict[str, JsonValue]
    output_schema: dict[str, JsonValue]


class OperationRan(BaseModel):
    """What an operation returned."""

    operation: str
    result: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The tools that a caller has before it.

    Attributes:
        lists: Whether a tool is shown.
        allows: Whether an operation may be run, shown or not.
    """

    table: Table
    lists: Callable[[Entry], bool]
    allows: Callable[[Entry], bool]


class AnyResult(BaseModel):
    """Any operation's result; operations_describe shows its schema."""

    model_config = ConfigDict(extra="allow")


FINDERS_BY_VERB: dict[str, tuple[type[BaseModel], type[BaseModel] | None]] = {
    "search": (SearchOperations, OperationsFound),
    "describe": (DescribeOperation, OperationDescribed),
    "run_read": (RunReadOperation, OperationRan),
    "run_write": (RunWriteOperation, None),
}
"""What each takes and returns; None = what a write returns."""


def run(shelf: Shelf, entry: Entry, arguments: dict[str, JsonValue], run_operation: RunOperation) -> Told:
    """Run one of the four.

    Raises:
        InvalidArguments: The arguments do not fit, or the operation is of the other risk class.
        OperationUnknown: There is no such operation on the shelf.
    """
    match entry.name:
        case "operations_search":
            return _search(shelf, entry, _read(SearchOperations, entry, arguments))
        case "operations_describe":
            return _describe(shelf, entry, _read(DescribeOperation, entry, arguments))
        case "operations_run_read":
            return _run_read(shelf, _read(RunReadOperation, entry, arguments), run_operation)
        case _:
            return _run_write(shelf, entry, arguments, run_operation)


def _search(shelf: Shelf, entry: Entry, wanted: SearchOperations) -> Told:
    ranked = rank(shelf.table, wanted.query)
    seen = [found for found in ranked if shelf.allows(found)]
    shown = OperationsFound(
        operations=[Found(**_found(found, shelf)) for found in seen[: wanted.limit]], total=len(seen)
    )
    return of_our_own(entry, shown.model_dump(mode="json"))


def _describe(shelf: Shelf, entry: Entry, wanted: DescribeOperation) -> Told:
    found = _meant(shelf, wanted.name)
    described = OperationDescribed(
        **_found(found, shelf),
        example=dict(found.example),
        input_schema=found.definition["inputSchema"],
        output_schema=found.definition["outputSchema"],
    ).model_dump(mode="json")
    shown = {name: value for name, value in described.items() if name != "example"}
    return replace(of_our_own(entry, shown, like_this(found)), structured=described)


def _run_read(shelf: Shelf, wanted: RunReadOperation, run_operation: RunOperation) -> Told:
    found = _meant(shelf, wanted.name)
    if not found.reads_only:
        raise InvalidArguments(f"{found.operation} changes something.", "Run it with operations_run_write.")
    told = renaming.noted(wanted.name, found, run_operation(found, _arguments(wanted, found)))
    return Told(told.text, OperationRan(operation=str(found.operation), result=told.structured).model_dump(mode="json"))


def _run_write(shelf: Shelf, entry: Entry, arguments: dict[str, JsonValue], run_operation: RunOperation) -> Told:
    beside = {key: arguments[key] for key in ("dry_run", "plan_id") if arguments.get(key) is not None}
    own = {key: value for key, value in arguments.items() if key not in {"dry_run", "plan_id"}}
    wanted = _read(RunWriteOperation, entry, own)
    found = _meant(shelf, wanted.name)
    if found.reads_only:
        raise InvalidArguments(f"{found.operation} only reads.", "Run it with operations_run_read.")
    if twice := [key for key in beside if wanted.arguments.get(key, beside[key]) != beside[key]]:
        raise InvalidArguments(f"{twice[0]} is given twice and differs.", "Give it once, beside the arguments.")
    told = run_operation(found, {**_arguments(wanted, found), **beside})
    return renaming.noted(wanted.name, found, told)


def _arguments(wanted: RunReadOperation | RunWriteOperation, found: Entry) -> dict[str, JsonValue]:
    return renaming.arguments(wanted.name, found, wanted.arguments)


def _read[A: BaseModel](model: type[A], entry: Entry, arguments: dict[str, JsonValue]) -> A:
    try:
        return model.model_validate(arguments)
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, one['loc'])) or 'arguments'}: {one['msg']}" for one in error.errors(include_url=False)
        ]
        raise InvalidArguments(
            f"{entry.name} cannot be called like that: {'; '.join(problems)}.", "Correct it."
        ) from None


def _meant(shelf: Shelf, name: str) -> Entry:
    entry = shelf.table.of_operation(name)
    if entry is not None and shelf.allows(entry):
        return entry
    known = [other.operation for other in shelf.table.entries if other.operation and shelf.allows(other)]
    near = difflib.get_close_matches(name.replace("_", "."), known, n=3, cutoff=0.4)
    hint = f"Did you mean {', '.join(near)}?" if near else "Find it with operations_search."
    raise OperationUnknown(f"There is no operation {name!r} here.", hint, candidates=near)


def _found(entry: Entry, shelf: Shelf) -> dict[str, str]:
    finder = "operations_run_read" if entry.reads_only else "operations_run_write"
    told = {"name": str(entry.operation), "title": entry.title, "description": entry.description, "risk": entry.risk}
    return {**told, "run_with": entry.name if shelf.lists(entry) else finder}
