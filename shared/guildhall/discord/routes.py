"""Discord's routes: a method and a path template, each declared once.

    Route("DELETE /channels/{channel_id}/messages/{message_id}").path({"channel_id": "1", "message_id": "2"})
    -> "/channels/1/messages/2"

An operation declares the route that it takes in its spec; here stand those that several places share, named like
Discord's `operationId`s. A route is told by its template everywhere (logs, errors): a filled path may hold a token.
Source: https://docs.discord.com/developers/reference
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import quote

from guildhall.errors import InvalidArguments

_TEXT = re.compile(r"(GET|POST|PUT|PATCH|DELETE) ((?:/(?:[a-z0-9@._-]+|\{[a-z_]+\}))+)")
_NAME = re.compile(r"\{([a-z_]+)\}")
_SNOWFLAKE = re.compile(r"[0-9]{1,20}", re.ASCII)
_MAJOR_NAMES = ("channel_id", "guild_id", "webhook_id")
_MAX_VALUE_CHARACTERS = 512
_NAMED = frozenset({"instance_id"})
"""What Discord calls an id and is a word of its own: of a running activity."""
_JOINING = dict.fromkeys((0x200D, *range(0xE0020, 0xE0080)))
"""What joins several characters to one emoji (a family, a region's flag): printed by none of them, harmless encoded."""


@dataclass(frozen=True, slots=True, init=False)
class Route:
    """One of Discord's routes; two of the same text are equal.

    Attributes:
        text: Method and template, e.g. `DELETE /channels/{channel_id}`.
        method: The HTTP method.
        template: The path below the API's base with `{names}`.
        names: The path parameters, in order.
        major: The parameter by which Discord splits this route's rate limit, or None.
    """

    text: str
    method: str = field(compare=False, repr=False)
    template: str = field(compare=False, repr=False)
    names: tuple[str, ...] = field(compare=False, repr=False)
    major: str | None = field(compare=False, repr=False)

    def __init__(self, text: str) -> None:
        """Take the route apart.

        Raises:
            ValueError: The text is not `<METHOD> /path/{name}`, or names something twice.
        """
        found = _TEXT.fullmatch(text)
        names = tuple(_NAME.findall(text))
        if found is None or len(set(names)) != len(names):
            raise ValueError(f"{text!r} is not a route: '<METHOD> /path/{{name}}', each name once")
        major = next((name for name in names if name in _MAJOR_NAMES), None)
        parts = {"text": text, "method": found[1], "template": found[2], "names": names, "major": major}
        for name, value in parts.items():
            object.__setattr__(self, name, value)

    def __str__(self) -> str:
        return self.text

    def path(self, params: Mapping[str, str]) -> str:
        """Return the path with its parameters filled in and percent-encoded; other entries of `params` are ignored.

        Raises:
            ValueError: A parameter is missing: a mistake of ours.
            InvalidArguments: A value could lead to another path: an id that is no id, an empty or a dotted segment.
        """
        missing = [name for name in self.names if name not in params]
        if missing:
            raise ValueError(f"{self.text} needs {', '.join(missing)}")
        return _NAME.sub(lambda found: _segment(found[1], params[found[1]]), self.template)

    def major_key(self, params: Mapping[str, str]) -> str:
        """Return what splits this route's rate limit between resources; a webhook's token only as a hash."""
        if self.major is None:
            return ""
        key = f"{self.major}={params[self.major]}"
        if "webhook_token" in self.names:
            key += f"/{sha256(params['webhook_token'].encode()).hexdigest()[:16]}"
        return key


def _segment(name: str, value: str) -> str:
    if name.endswith("_id") and name not in _NAMED and not _SNOWFLAKE.fullmatch(value):
        raise InvalidArguments(f"{name} is not an id.", "Give the digits of the id, as a string.")
    shown = value.translate(_JOINING).isprintable()
    odd = not value or len(value) > _MAX_VALUE_CHARACTERS or not value.strip(".") or not shown
    if odd:
        raise InvalidArguments(f"{name} cannot stand in an address.", "Give it as Discord shows it.")
    return quote(value, safe="")


GET_GUILD = Route("GET /guilds/{guild_id}")
LIST_MY_GUILDS = Route("GET /users/@me/guilds")
GET_MY_APPLICATION = Route("GET /applications/@me")
GET_MY_USER = Route("GET /users/@me")
GET_USER = Route("GET /users/{user_id}")
GET_CHANNEL = Route("GET /channels/{channel_id}")
LIST_GUILD_CHANNELS = Route("GET /guilds/{guild_id}/channels")
LIST_THREAD_MEMBERS = Route("GET /channels/{channel_id}/thread-members")
GET_GUILD_MEMBER = Route("GET /guilds/{guild_id}/members/{user_id}")
LIST_GUILD_MEMBERS = Route("GET /guilds/{guild_id}/members")
LIST_MESSAGES = Route("GET /channels/{channel_id}/messages")
GET_MESSAGE = Route("GET /channels/{channel_id}/messages/{message_id}")
CREATE_MESSAGE = Route("POST /channels/{channel_id}/messages")
UPDATE_MESSAGE = Route("PATCH /channels/{channel_id}/messages/{message_id}")
TRIGGER_TYPING = Route("POST /channels/{channel_id}/typing")
CREATE_DM = Route("POST /users/@me/channels")
TALK = frozenset({CREATE_MESSAGE, UPDATE_MESSAGE, TRIGGER_TYPING, CREATE_DM})
"""Writes that change nothing of guilds, channels and members. An agent's turn is full of them, and members can be read
5 times a second in a guild; so nothing that is remembered is forgotten after them, nor read anew before."""
EXECUTE_WEBHOOK = Route("POST /webhooks/{webhook_id}/{webhook_token}")
UPDATE_ORIGINAL_WEBHOOK_MESSAGE = Route("PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original")
DELETE_ORIGINAL_WEBHOOK_MESSAGE = Route("DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original")
