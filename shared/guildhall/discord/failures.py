"""Discord's refusals in our words: an error code becomes what happened, what to do next, and a class of the tree.

Discord's own sentence is kept where it says which field is wrong (code 50035 comes with a tree of them):

    {"embeds": {"0": {"fields": {"2": {"name": {"_errors": [{"code": "BASE_TYPE_REQUIRED", "message": "Required"}]}}}}}}
    -> "embeds.0.fields.2.name: Required"

Source: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from collections.abc import Iterator, Mapping

from guildhall.discord.codes import TOLD, WEBHOOKS_TOKEN_INVALID
from guildhall.discord.governor import token_refused
from guildhall.errors import DiscordError, DiscordForbidden, DiscordNotFound, DiscordRejected

_TOLD_ERRORS_COUNT, _TOLD_CHARACTERS = 10, 300
_CLASSES: Mapping[int, type[DiscordError]] = {403: DiscordForbidden, 404: DiscordNotFound}


def failure(route: str, status: int, answer: object) -> DiscordError:
    """Return the failure that a 4xx answer stands for; its details hold Discord's code, the route and field errors."""
    body = answer if isinstance(answer, Mapping) else {}
    code = body.get("code")
    discord_code = code if isinstance(code, int) else 0
    if status == 401 and discord_code != WEBHOOKS_TOKEN_INVALID:  # noqa: PLR2004 - an HTTP status is its own name
        return token_refused(route, discord_code)
    fields = list(flatten(body.get("errors")))[:_TOLD_ERRORS_COUNT]
    message, hint = TOLD.get(discord_code) or (_own_words(body, status), _hint(status))
    if fields:
        message = f"{message.rstrip('.')}: {'; '.join(fields)}"
    kind = _CLASSES.get(status, DiscordRejected)
    details = {"errors": fields} if fields else {}
    return kind(message, hint, status=status, discord_code=discord_code, route=route, **details)


def flatten(errors: object, path: str = "") -> Iterator[str]:
    """Yield `field.path: message` for every leaf of a 50035 answer's tree."""
    if not isinstance(errors, Mapping):
        return
    for key, inner in errors.items():
        if key == "_errors" and isinstance(inner, list):
            for entry in inner:
                told = entry.get("message") if isinstance(entry, Mapping) else None
                yield f"{path or 'request'}: {_short(told or 'invalid')}"
        else:
            yield from flatten(inner, f"{path}.{key}" if path else str(key))


def _own_words(body: Mapping[str, object], status: int) -> str:
    told = body.get("message")
    return (
        f"Discord says: {_short(told)}" if isinstance(told, str) and told else f"Discord answered with status {status}."
    )


def _hint(status: int) -> str:
    if status == 403:  # noqa: PLR2004 - an HTTP status is its own name
        return "Check the bot's role, its position and the channel's overwrites."
    return "Check the ids: it may have been deleted." if status == 404 else "Check the arguments."  # noqa: PLR2004 - same


def _short(text: object) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= _TOLD_CHARACTERS else words[: _TOLD_CHARACTERS - 1] + "…"
