"""What a tool says of itself, from the class that it stands for. Used at build time only."""

from pydantic import BaseModel

from guildhall.discord.permissions import describe
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk

_HUMAN = {
    Risk.SENSITIVE: "A human may have to approve it in Discord.",
    Risk.DESTRUCTIVE: "A human approves it in Discord first.",
}


def of(operation: type[AnyOperation], of_writes: str = "") -> str:
    """Return an operation's description: what it does, what it needs, whether a human is asked.

    Args:
        operation: The operation.
        of_writes: What a door says of all its writes.
    """
    spec = operation.spec
    told = [first_words(operation)]
    if spec.permission is not None:
        needed = describe(spec.permission)
        whose = ", for you and the bot alike" if spec.route else ""
        told.append(f"Needs {' and '.join(needed)} in Discord{whose}.")
    if spec.risk is not Risk.READ and of_writes:
        told.append(of_writes)
    if spec.risk in _HUMAN:
        told.append(_HUMAN[spec.risk])
    return " ".join(told)


def first_words(model: type[BaseModel]) -> str:
    """Return a class's docstring on one line."""
    return " ".join((model.__doc__ or "").split())


def title_of_finder(verb: str) -> str:
    """Return what people call a finder."""
    return f"{verb.replace('_', ' ').capitalize()} operation{'' if verb.startswith('run_') else 's'}"
