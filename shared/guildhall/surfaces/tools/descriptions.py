"""What a tool says of itself, from the class that it stands for. Used at build time only."""

from pydantic import BaseModel

from guildhall.discord.permissions import describe
from guildhall.operations.base import Operation
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk, Spec

_HUMAN = {
    Risk.SENSITIVE: "A human may have to approve it in Discord.",
    Risk.DESTRUCTIVE: "A human approves it in Discord first.",
}
_KEEPERS = "Only for those to whom the bot's application belongs."
_NONE = "Needs no permission of its own in Discord."
_AS_ASKED = "What is asked decides what it needs in Discord."
_UNDONE = {True: "audit.undo brings back what it can.", False: "audit.undo cannot take it back."}


def of(operation: type[AnyOperation], of_writes: str = "") -> str:
    """Return an operation's description: what it does, what it needs, whether a human is asked, what undoes it.

    Args:
        operation: The operation.
        of_writes: What a door says of all its writes.
    """
    spec = operation.spec
    told = [first_words(operation), needed(operation)]
    if spec.risk is not Risk.READ and of_writes:
        told.append(of_writes)
    if spec.risk in _HUMAN:
        told.append(_HUMAN[spec.risk])
    if (can := can_be_undone(operation)) is not None:
        told.append(_UNDONE[can])
    return " ".join(told)


def needed(operation: type[AnyOperation]) -> str:
    """Return a sentence about who may do it."""
    spec = operation.spec
    if operation.for_keepers:
        return _KEEPERS
    if spec.permission is None:
        return _AS_ASKED if asks_for_more(operation) else _NONE
    whose = _whose(spec) if spec.route else ""
    more = ", and more by what is asked" if asks_for_more(operation) else ""
    return f"Needs {' and '.join(describe(spec.permission))} in Discord{whose}{more}."


def _whose(spec: Spec) -> str:
    if spec.bot_permission is None:
        return ", for you and the bot alike"
    return f", and the bot {' and '.join(describe(spec.bot_permission)) or 'nothing'}"


def asks_for_more(operation: type[AnyOperation]) -> bool:
    """Return whether its arguments decide which permissions it needs beyond its own."""
    return operation.needs is not Operation.needs


def can_be_undone(operation: type[AnyOperation]) -> bool | None:
    """Return whether its undoing is known; None for what changes nothing, or is an undoing itself."""
    if operation.spec.risk is Risk.READ or operation.undoes is not Operation.undoes:
        return None
    return operation.reversal is not Operation.reversal


def first_words(model: type[BaseModel]) -> str:
    """Return a class's docstring on one line."""
    return " ".join((model.__doc__ or "").split())


def title_of_finder(verb: str) -> str:
    """Return what people call a finder."""
    return f"{verb.replace('_', ' ').capitalize()} operation{'' if verb.startswith('run_') else 's'}"
