"""The toolsets as a table for people: how many operations each has, and what the bot has to be allowed for them.

A toolset is a resource. Whoever installs the bot for some of them need not hand it more than these take. The numbers
are what an install link's `permissions` takes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from itertools import groupby
from types import CodeType, FunctionType

from guildhall.discord.permissions import NO_PERMISSIONS, Permission, describe
from guildhall.operations import naming
from guildhall.operations.base import ChannelOperation
from guildhall.operations.catalogue import AnyOperation

ASKS = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.EMBED_LINKS
    | Permission.READ_MESSAGE_HISTORY
)
"""What the bot needs whatever it is for: it reads what it is asked, answers, and asks humans by cards."""
_INSTALL = (
    "https://discord.com/oauth2/authorize?client_id=<application id>&scope=bot+applications.commands&permissions="
)
_HEAD = """## Toolsets

A toolset is a resource: `/mcp?toolsets=message,channel` shows these alone. *Permissions* is the least with which all of
its operations work, whatever their arguments: the number for an install link. For what is listed, that is

`{link}`

Numbers of several toolsets are joined bit by bit (`|`). Each holds what it takes to be asked, to answer and to ask:
{asks}. To change roles and members, the bot's
own role has to stand above theirs besides.

| Toolset | Operations | Permissions | The bot needs besides |
| --- | --- | --- | --- |
"""


def generate(operations: Iterable[type[AnyOperation]]) -> str:
    """Return the section about the toolsets."""
    every = list(operations)
    listed = [operation for operation in every if operation.spec.listed]
    parts = {"*listed*": listed, **by_name(every), "*all*": every}
    rows = "\n".join(_row(name, members) for name, members in parts.items())
    return _HEAD.format(link=f"{_INSTALL}{int(needed_for(listed))}", asks=", ".join(describe(ASKS))) + rows + "\n"


def by_name(operations: Iterable[type[AnyOperation]]) -> Mapping[str, list[type[AnyOperation]]]:
    """Return the operations of each toolset, by its name."""
    ordered = sorted(operations, key=lambda operation: operation.full_name())
    return {name: list(members) for name, members in groupby(ordered, key=_toolset)}


def needed_for(operations: Iterable[type[AnyOperation]]) -> Permission:
    """Return the least permissions of the bot with which operations work, whatever their arguments."""
    return reduce(lambda so_far, operation: so_far | needed_by(operation), operations, ASKS)


def needed_by(operation: type[AnyOperation]) -> Permission:
    """Return what an operation demands of the bot at most.

    Its arguments may ask for more than its spec says. That is decided by code (`needs`), so what the code names counts,
    but for being an administrator: it is asked of a person who hands out what the bot itself may lack.
    """
    spec = operation.spec
    seeing = Permission.VIEW_CHANNEL if issubclass(operation, ChannelOperation) else NO_PERMISSIONS
    if spec.route is None:
        return seeing
    named = reduce(lambda so_far, bit: so_far | bit, _named(operation), NO_PERMISSIONS)
    of_caller_alone = Permission.ADMINISTRATOR | (spec.permission or NO_PERMISSIONS).without(spec.of_bot)
    return spec.of_bot | seeing | named.without(of_caller_alone)


def _named(operation: type[AnyOperation]) -> Iterator[Permission]:
    """Yield the permissions that are named in `needs`, and in whatever of ours it calls."""
    waiting, seen = list(_found("needs", operation, {})), set[CodeType]()
    while waiting:
        function = waiting.pop()
        if function.__code__ in seen:
            continue
        seen.add(function.__code__)
        for name in _names(function.__code__):
            if name in Permission.__members__:
                yield Permission[name]
            waiting += _found(name, operation, function.__globals__)


def _names(code: CodeType) -> set[str]:
    inner = [_names(part) for part in code.co_consts if isinstance(part, CodeType)]
    return set(code.co_names).union(*inner)


def _found(name: str, operation: type[AnyOperation], known: Mapping[str, object]) -> Iterator[FunctionType]:
    """Yield the functions of ours that a name can mean: methods of the operation's classes, or one of its module."""
    meant = [vars(each).get(name) for each in operation.__mro__ if each.__module__.startswith(naming.PACKAGE)]
    for thing in [*meant, known.get(name)]:
        function: Callable[..., object] | object = thing.fget if isinstance(thing, property) else thing
        if isinstance(function, FunctionType) and function.__module__.startswith(naming.PACKAGE):
            yield function


def _toolset(operation: type[AnyOperation]) -> str:
    return naming.command_path(operation.full_name())[0]


def _row(name: str, members: list[type[AnyOperation]]) -> str:
    needed = needed_for(members)
    shown = name if name.startswith("*") else f"`{name}`"
    besides = ", ".join(describe(needed.without(ASKS))) or "nothing"
    return f"| {shown} | {len(members)} | `{int(needed)}` | {besides} |"
