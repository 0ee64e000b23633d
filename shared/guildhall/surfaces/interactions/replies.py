"""What the door answers at once.

Source: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object
"""

from collections.abc import Sequence

from guildhall.errors import Json
from guildhall.surfaces.interactions.table import Choice
from guildhall.surfaces.interactions.wire import CallbackType, MessageFlag

type Reply = dict[str, Json]

PONG: Reply = {"type": int(CallbackType.PONG)}

ONLY_IN_GUILDS = (
    "This works only in a server that has added this app. Use the command in one of its channels, "
    "or ask someone with Manage Server there to add the app."
)
OUT_OF_DATE = (
    "Nothing was done: this command is not known here, so the commands that Discord shows are out of date. "
    "Reload Discord; if it stays, ask the operator to register the commands again."
)
BUTTON_UNKNOWN = "Nothing was done: this button or form belongs to a version of the app that is gone. Ask for it again."
FORM_TOO_SMALL = (
    "Nothing was done: these options are too long to go along with a form. Give the text directly as an option of the "
    "command, or shorten the others."
)
NOT_QUEUED = "Nothing was done: the request could not be taken just now. Try again in a moment."
PERHAPS_QUEUED = (
    "The request could not be confirmed as taken. If it was taken after all, this message will change within a minute; "
    "if it does not, nothing was done: try again then."
)
NO_AGENT = (
    "Nothing was done: the agent is not set up here, so there is nobody to answer. The other commands work: `/help` "
    "lists them. The operator can set it up."
)
QUESTION_EMPTY = "Nothing was asked: the question was empty. Use `/ask` again and write what you want to know."
QUESTION_TOO_LONG = (
    "Nothing was asked: the question has {} characters, and at most {} can be taken. Shorten it, or say the long part "
    "as a message and choose Ask from that message's menu."
)
FAILED = "Nothing was done: something failed here, and it was logged with the reference `{}`. Try again in a moment."


def told(text: str) -> Reply:
    """Return a message for the asker only, which mentions nobody."""
    data: dict[str, Json] = {
        "content": text,
        "flags": int(MessageFlag.EPHEMERAL),
        "allowed_mentions": {"parse": []},
    }
    return {"type": int(CallbackType.MESSAGE), "data": data}


def deferred(*, private: bool) -> Reply:
    """Return "thinking…": the worker edits it into the answer."""
    reply: Reply = {"type": int(CallbackType.DEFERRED_MESSAGE)}
    return reply | {"data": {"flags": int(MessageFlag.EPHEMERAL)}} if private else reply


def updating() -> Reply:
    """Return the answer to a press or a choice after which the worker edits the message that it was made in."""
    return {"type": int(CallbackType.DEFERRED_UPDATE)}


def updated(components: list[Json]) -> Reply:
    """Replace the parts of the message in which something was chosen; all else of it stays."""
    return {"type": int(CallbackType.UPDATE), "data": {"components": components}}


def choices(offered: Sequence[Choice]) -> Reply:
    """Return what autocomplete shows."""
    rows = [{"name": name, "value": value} for name, value in offered]
    return {"type": int(CallbackType.AUTOCOMPLETE), "data": {"choices": rows}}


def modal(form: dict[str, Json]) -> Reply:
    """Return a modal."""
    return {"type": int(CallbackType.MODAL), "data": form}
