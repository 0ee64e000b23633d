"""The catalogue: what operations there are, found by where their files lie. There is no list to edit."""

import gc
import importlib
import inspect
import os
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel

from guildhall import operations
from guildhall.errors import OperationUnknown
from guildhall.operations import aliases, naming
from guildhall.operations.base import Operation

type AnyOperation = Operation[BaseModel]
_HIDDEN = frozenset("_.")
"""How the names begin of files and folders that are no operations."""


@cache
def names() -> tuple[str, ...]:
    """Return the names of all operations, sorted; reads the folder, imports none."""
    return tuple(
        sorted(
            f"{resource.name}.{file.removesuffix('.py')}"
            for folder in operations.__path__
            for resource in os.scandir(folder)
            if resource.is_dir() and resource.name[0] not in _HIDDEN
            for file in os.listdir(resource.path)
            if file.endswith(".py") and file[0] not in _HIDDEN
        )
    )


@cache
def find(name: str) -> type[AnyOperation]:
    """Return the operation of that name, of that tool's name, or of an old name; imports that one file only.

    Raises:
        OperationUnknown: There is none; the nearest names are in `details["candidates"]`.
    """
    known = _known(name)
    if known is None:
        raise _unknown(name)
    module = importlib.import_module(f"{naming.PACKAGE}.{known}")
    for member in vars(module).values():
        if not inspect.isclass(member) or not issubclass(member, Operation):
            continue
        if member.__module__ == module.__name__ and "spec" in vars(member):
            return member
    raise TypeError(f"{module.__name__} defines no operation")


def is_known(name: str) -> bool:
    """Return whether there is an operation of that name, of that tool's name, or of an old name; imports none."""
    return _known(name) is not None


def every() -> Iterator[type[AnyOperation]]:
    """Yield every operation's class, by name; imports them all, so it is for build time and tests."""
    yield from _all()


@cache
def _all() -> tuple[type[AnyOperation], ...]:
    """Import all; the garbage collector rests meanwhile, because what is imported stays and is looked through often."""
    collects = gc.isenabled()
    gc.disable()
    try:
        return tuple(map(find, names()))
    finally:
        if collects:
            gc.enable()


def _known(name: str) -> str | None:
    """Return the operation that a name stands for: one of ours before an old one."""
    return _by_any_name().get(name) or _by_any_name().get(aliases.current(name) or "")


@cache
def _by_any_name() -> dict[str, str]:
    return {alias: name for name in names() for alias in (name, naming.tool_name(name))}


def _unknown(name: str) -> OperationUnknown:
    import difflib

    near = difflib.get_close_matches(name.replace("_", "."), names(), n=3, cutoff=0.4)
    hint = f"Did you mean {', '.join(near)}?" if near else "Search the operations by what they do."
    return OperationUnknown(f"There is no operation {name[:80]!r}.", hint, candidates=near)
