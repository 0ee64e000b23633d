"""What a job brings: the asker's words, the message that they are about, and the task."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from guildhall.discord import routes
from guildhall.discord.ids import UserId
from guildhall.discord.types.parts import Attachment
from guildhall.errors import DiscordError
from guildhall.operations.ports import DiscordPort
from guildhall.surfaces.agent.job import Ask, Mention, Start, Task, trimmed
from guildhall.surfaces.agent.memory.past import shortened
from guildhall.surfaces.agent.memory.said import Said, answered, said
from guildhall.surfaces.agent.ports import Asked
from guildhall.surfaces.tools.fence import visible

WORDS_CHARACTERS = 6_000
NOTHING_SAID = (
    "There are no words. If there is a message that was replied to, or a file, say briefly what it is about and offer "
    "what you could do with it; else say in one sentence how you can help."
)
DELETED = "The message that was replied to was deleted."
UNREADABLE = "There is a message that was replied to, but it cannot be read."
NOT_CHOSEN = "There is a message that this is about, but it cannot be read; perhaps it was deleted."
_REPLY = 0
_REPLIED_TO, _CHOSEN = "The message that was replied to", "The message that was chosen"
_IN_WORDS = "Asked now, by <@{asker}>, in the asker's own words:"
_BY_MENU = "Asked now, by <@{asker}>, through a menu:"
_WITHOUT_WORDS = "Asked now, by <@{asker}>:"
_ADDED = "\n\nThe asker adds: {}"
_TASKS = {
    Task.SUMMARIZE: (
        "Summarize the messages in <#{channel}> from {link} on, at most 100 of them: who said what, what was decided, "
        "what is open. If that message is the latest one, take those before it."
    ),
    Task.DRAFT_WARNING: (
        "Draft a moderation warning for {link}: a short, polite text to its author that quotes what was said, says "
        "what is wrong with it and what is expected. Show it as a draft for a moderator; send nothing, act on nobody."
    ),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A question with what came with it.

    Attributes:
        words: The asker's own, as they are remembered; empty if there are none.
        own: The asker's message, for a mention.
        about: The message that it answers, or that a menu was opened on.
        what: What `about` is to the question.
        note: Why `about` is not there although there is one.
    """

    words: str = field(repr=False)
    own: Said | None = None
    about: Said | None = None
    what: str = ""
    note: str = ""

    @property
    def files(self) -> list[Attachment]:
        """The files that came with it, the asker's own first."""
        return [file for message in (self.own, self.about) if message for file in message.files]


def scene(start: Start, bot_id: UserId | None) -> Scene:
    """Return what the job itself holds."""
    if isinstance(start, Ask):
        about = said(start.target)
        note = NOT_CHOSEN if about is None and start.target is not None else ""
        return Scene(_clean(start.question), about=about, what=_CHOSEN, note=note)
    return _mentioned(start, bot_id)


def _mentioned(start: Mention, bot_id: UserId | None) -> Scene:
    own, about = said(start.message), answered(start.message)
    words = str(start.message.get("content") or "")
    if bot_id is not None:
        words = re.sub(rf"<@!?{bot_id}>", "", words)
    return Scene(_clean(words), own, about, _REPLIED_TO, UNREADABLE if about is None and _is_reply(own) else "")


def _clean(words: str) -> str:
    return shortened(visible(words.expandtabs(4)).strip(), WORDS_CHARACTERS)


def _is_reply(own: Said | None) -> bool:
    reference = own.message_reference if own else None
    return reference is not None and reference.type == _REPLY and reference.message_id is not None


def looked_up(start: Start, known: Scene, discord: DiscordPort, bot_id: UserId | None) -> Scene:
    """Return the scene, with one more look at the mention where its words or what it answers did not come along."""
    own = known.own
    empty = own is not None and not (own.content or own.files or own.embeds)
    if not isinstance(start, Mention) or not (empty or known.note):
        return known
    path = {"channel_id": start.channel_id, "message_id": start.turn_id}
    try:
        answer = discord.call(routes.GET_MESSAGE, path)
    except DiscordError:
        return known
    if not isinstance(answer, Mapping) or str(answer.get("id")) != start.turn_id:
        return known
    seen = _mentioned(replace(start, message=trimmed(answer)), bot_id)
    deleted = "referenced_message" in answer and answer["referenced_message"] is None
    return replace(seen, note=DELETED) if seen.note and deleted else seen


@dataclass(frozen=True, slots=True)
class Request:
    """What the model is asked to do, under a line that says whose words these are."""

    head: str
    text: str = field(repr=False)


def request(asked: Asked, found: Scene) -> Request:
    """Return the asker's words, or a menu's task with what the asker adds."""
    asker, task = asked.principal.user_id, asked.start.task if isinstance(asked.start, Ask) else Task.ASK
    template = _TASKS.get(task)
    if template is not None and found.about is not None:
        text = template.format(channel=asked.channel_id, link=found.about.link(asked.guild_id))
        return Request(_BY_MENU.format(asker=asker), text + (_ADDED.format(found.words) if found.words else ""))
    if not found.words:
        return Request(_WITHOUT_WORDS.format(asker=asker), NOTHING_SAID)
    return Request(_IN_WORDS.format(asker=asker), found.words)


def remembered(asked: Asked, bot_id: UserId | None) -> str:
    """Return what is kept of the question: the asker's words, and which menu was used on which message."""
    found = scene(asked.start, bot_id)
    if isinstance(asked.start, Mention) or found.about is None:
        return found.words
    menu = asked.start.task.value.replace("_", " ")
    return f"(menu: {menu}, {found.about.link(asked.guild_id)}) {found.words}".strip()
