"""Messages of a turn in one channel: each is posted once, whatever dies, and edited rather than posted anew.

    save that it begins  ->  POST with a nonce made of turn and message  ->  save its id

An attempt that finds a post begun and no id looks for the message first (`looking`), then posts under the same nonce:
within minutes Discord answers with the message that is there, after that the look has found it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pydantic import JsonValue

from guildhall.discord.budget import Budget
from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.interaction import InteractionLost
from guildhall.discord.routes import CREATE_MESSAGE, UPDATE_MESSAGE
from guildhall.errors import DiscordError, OutcomeUnknown
from guildhall.execution.ports import DiscordAccess
from guildhall.surfaces.agent.stage.ledger import Ledger
from guildhall.surfaces.agent.stage.looking import Wanted, find
from guildhall.surfaces.agent.stage.wording import BLOCKED, Body, body

_FORBIDDEN, _NOT_FOUND, _BAD_REQUEST = 403, 404, 400
_NO_PLACE = frozenset({40058, 50003, 50008, 50024, 50083, 160005})
"""A forum, the wrong type of channel, an archived or a locked thread; the rest comes as 403 or 404."""
_NO_REPLY = frozenset({50013, 160002})
"""A reply needs READ_MESSAGE_HISTORY, a plain message does not."""
_UNKNOWN_MESSAGE = 10008
_UNEDITABLE = frozenset({_UNKNOWN_MESSAGE, 30046, 50005, 50021, 50083})


class CannotSpeak(Exception):
    """The bot may not write there, or there is no such place any more."""


class Uneditable(Exception):
    """The message cannot be edited any more.

    Attributes:
        gone: It was deleted.
    """

    def __init__(self, *, gone: bool) -> None:
        super().__init__("deleted" if gone else "not editable")
        self.gone = gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message to be posted.

    Attributes:
        key: Which of the turn's messages it is.
        answers: The message that it replies to.
        cancel: Whether it has the Cancel button.
    """

    key: str
    channel_id: ChannelId
    content: str
    answers: MessageId | None = None
    cancel: bool = False


@dataclass(frozen=True, slots=True)
class Poster:
    """Posts and edits messages of one turn."""

    discord: DiscordAccess
    ledger: Ledger
    turn_id: str

    def within(self, budget: Budget) -> "Poster":
        """Return the same under one budget for everything that is sent."""
        return replace(self, discord=self.discord.within(budget))

    def post(self, post: Post) -> MessageId:
        """Post a message, or find it if it may be there already; the caller saves its id.

        Raises:
            CannotSpeak: Not there.
            DiscordError: It is not, or perhaps not, there; another attempt finds out.
        """
        begun = self.ledger.begin(post.key, post.channel_id)
        shown = self.ledger.shown
        if begun is not None:
            known = frozenset({*shown.part_ids, *filter(None, [shown.progress_id])})
            cancels = self.turn_id if post.cancel else None
            wanted = Wanted(post.channel_id, post.content, post.answers, cancels, known)
            if (found := find(self.discord, wanted, begun.since)) is not None:
                return found
        return self._posted(post)

    def edit(self, post: Post, message_id: MessageId) -> None:
        """Let a message say what the post says.

        Raises:
            Uneditable: It is gone, or cannot be edited.
            CannotSpeak: The channel is gone, or not to be seen.
            DiscordError: As for any request.
        """
        path = {"channel_id": post.channel_id, "message_id": message_id}
        try:
            edited = self._body(replace(post, answers=None))
            taken(lambda made: self.discord.call(UPDATE_MESSAGE, path, body=made), edited)
        except DiscordError as error:
            if error.discord_code in _UNEDITABLE:
                raise Uneditable(gone=error.discord_code == _UNKNOWN_MESSAGE) from None
            raise refused(error) from None

    def _posted(self, post: Post) -> MessageId:
        try:
            return message_id_of(taken(lambda made: self._create(post, made), self._body(post)))
        except DiscordError as error:
            if post.answers is not None and error.discord_code in _NO_REPLY:
                return self._posted(replace(post, answers=None))
            raise refused(error) from None

    def _create(self, post: Post, made: Body) -> JsonValue:
        discord = self.discord.with_execution("", f"turn:{self.turn_id}:{post.key}")
        return discord.call(CREATE_MESSAGE, {"channel_id": post.channel_id}, body=made)

    def _body(self, post: Post) -> Body:
        return body(post.content, answers=post.answers, cancel=self.turn_id if post.cancel else None)


def refused(error: DiscordError) -> Exception:
    """Return CannotSpeak where the failure means that, else the failure itself."""
    nowhere = error.status in {_FORBIDDEN, _NOT_FOUND} or error.discord_code in _NO_PLACE
    return CannotSpeak(error.message) if nowhere and not isinstance(error, OutcomeUnknown) else error


def taken(send: Callable[[Body], JsonValue], made: Body) -> JsonValue:
    """Send a message; if Discord does not take its words (a filter of the guild's), say so in their place."""
    try:
        return send(made)
    except DiscordError as error:
        refusal = error.status == _BAD_REQUEST and error.discord_code not in _NO_PLACE | _UNEDITABLE
        if not refusal or isinstance(error, InteractionLost | OutcomeUnknown):
            raise
        return send(made | {"content": BLOCKED.format(error.message)})


def message_id_of(answer: JsonValue) -> MessageId:
    """Return the id of the message that Discord answered with.

    Raises:
        OutcomeUnknown: It answered with something else.
    """
    if isinstance(answer, Mapping) and isinstance(found := answer.get("id"), str):
        return MessageId.parse(found)
    raise OutcomeUnknown("Discord's answer named no message.", "Look into the channel.")
