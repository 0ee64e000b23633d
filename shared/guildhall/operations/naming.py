"""How one name becomes a file, a tool, a slash command and a title.

file      operations/message/bulk_delete.py
name      message.bulk_delete
tool      message_bulk_delete        (dots are fatal in MCP clients)
command   /message bulk_delete
title     Bulk delete message
"""

PACKAGE = "guildhall.operations"


def name_of_module(module: str) -> str:
    """Return the operation's name for its module path.

    Raises:
        ValueError: The module is not `guildhall.operations.<resource>.<verb>`.
    """
    resource, dot, verb = module.removeprefix(f"{PACKAGE}.").partition(".")
    if not module.startswith(f"{PACKAGE}.") or not dot or "." in verb:
        raise ValueError(f"{module} is not an operation's module: {PACKAGE}.<resource>.<verb>")
    return f"{resource}.{verb}"


def tool_name(name: str) -> str:
    """Return the MCP tool's name, legal in every client: `^[a-zA-Z0-9_-]{1,64}$`."""
    return name.replace(".", "_")


def command_path(name: str) -> tuple[str, str]:
    """Return the slash command and its subcommand."""
    resource, _, verb = name.partition(".")
    return resource, verb


def title(name: str) -> str:
    """Return the name for people."""
    resource, verb = command_path(name)
    return f"{verb} {resource}".replace("_", " ").capitalize()
