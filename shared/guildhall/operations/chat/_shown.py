"""What is told of switching the agent on or off in a channel; where nobody would guess what follows, it is said."""

from typing import Annotated, Self

from guildhall.discord.ids import ChannelId
from guildhall.operations.chat._listing import Listing
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.model import Model
from guildhall.operations.preview import Change, Preview, Target, seen

_ANSWERED = "Whoever mentions the agent there is answered, in the threads of the channel too."
_ANSWERED_IN_THREAD = "Whoever mentions the agent in the thread is answered."
_FOLLOWS = "The agent still answers in the thread, because it answers in the thread's channel: take that off the list."
_THREADS_STAY = "A thread that is on the list by itself stays on it."
_SILENT = "Mentions there are not answered any more, and who mentions the agent is told so once a day."


class ChatState(Model):
    """Whether the agent answers there now, whether the list was changed, and what people will see of it."""

    channel_id: ChannelId
    answers: bool
    changed: bool
    notice: Annotated[str, Redaction(Keep.AS_IS)]

    @classmethod
    def of(cls, now: Listing, *, changed: bool) -> Self:
        """Return how it stands once the list was changed."""
        return cls(channel_id=now.channel.id, answers=now.answers, changed=changed, notice=_notice(now))


def _notice(now: Listing) -> str:
    if now.channel.is_thread:
        return _ANSWERED_IN_THREAD if now.itself else _FOLLOWS if now.channel_of_thread else _SILENT
    return _ANSWERED if now.answers else f"{_SILENT} {_THREADS_STAY}"


def switch_preview(now: Listing, *, answers: bool) -> Preview:
    """Return the preview of switching the agent on or off in a channel."""
    channel, after = now.channel, answers or now.channel_of_thread
    verb = "Let the agent answer" if answers else "Stop the agent answering"
    return Preview(
        summary=f"{verb} mentions in #{channel.name}",
        targets=(Target(id=channel.id, label=f"#{channel.name}"),),
        changes=(Change(field="agent answers", before=now.answers, after=after),),
        requests=0,
        **seen(name=channel.name, answers=now.answers),
    )
