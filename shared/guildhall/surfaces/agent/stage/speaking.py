"""The answer in messages of the bot's: in the channel where it was asked, else in direct messages with the asker.

    here    the progress message becomes the first part, else a reply to the question; further parts follow
            after a wait the parts are new messages and the progress message points below: an edit notifies nobody
    direct  a private answer; also one that the bot may not give in the channel (no right, a locked thread, it is gone)
    closed  the asker takes no direct messages: the channel reads that, and nothing of the answer

Where it goes is saved before the first message is sent there, so every attempt goes the same way. An answer that can
be given nowhere is given up: trying again would change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from aws_lambda_powertools import Logger

from guildhall.discord.budget import Budget
from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.discord.routes import CREATE_DM
from guildhall.errors import DiscordError
from guildhall.store.turn_records import Place
from guildhall.surfaces.agent.stage import wording
from guildhall.surfaces.agent.stage.ledger import PROGRESS, Ledger
from guildhall.surfaces.agent.stage.posting import CannotSpeak, Post, Poster, Uneditable, message_id_of, refused

_KEY_CHARACTERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is to be said at the end of a turn.

    Attributes:
        text: The answer.
        private: Only the asker may read it.
    """

    text: str
    private: bool

    @property
    def key(self) -> str:
        """What its messages are named by: the same words are the same messages."""
        return sha256(self.text.encode("utf-8", "replace")).hexdigest()[:_KEY_CHARACTERS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is answered.

    Attributes:
        message_id: The message that asked; None for an interaction.
        discreet: Nobody else has seen that it was asked, so nobody is told that it was answered.
    """

    turn_id: str
    guild_id: GuildId | None
    channel_id: ChannelId
    asker_id: UserId
    message_id: MessageId | None
    discreet: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks as the bot, for one turn."""

    question: Question
    poster: Poster
    ledger: Ledger
    log: Logger

    def within(self, budget: Budget) -> "Speaker":
        """Return the same under one budget for everything that is sent."""
        return replace(self, poster=self.poster.within(budget))

    def progress(self, text: str) -> None:
        """Say what is going on; raises CannotSpeak or DiscordError."""
        self._settled(text)
        shown = self.ledger.shown
        post = self._progress(text)
        if shown.progress_id is not None:
            try:
                self.poster.edit(post, shown.progress_id)
            except Uneditable as error:
                if not error.gone:
                    return
                post = replace(post, key=f"{PROGRESS}-{shown.progress_id}")
            else:
                return
        self.ledger.progressed(self.poster.post(post))

    def deliver(self, said: Said) -> None:
        """Give the answer where it can be given, once; raises DiscordError."""
        self.ledger.saying(said.key)
        try:
            self._settled(wording.WORKING)
        except CannotSpeak:
            self.log.info("a turn's progress message cannot be looked for", extra=self._told())
        if said.private and self.ledger.shown.place in {Place.HERE, Place.CHANNEL}:
            self._go(Place.DIRECT)
        if self.ledger.shown.place in {Place.HERE, Place.CHANNEL}:
            try:
                self._here(said)
            except CannotSpeak:
                self._go(Place.DIRECT)
        if self.ledger.shown.place is Place.DIRECT:
            try:
                self._direct(said)
            except CannotSpeak:
                self._go(Place.CLOSED)
        self._tell(said)

    # ------------------------------------------------------------------------------------------------ in the channel
    def _here(self, said: Said) -> None:
        late = self.ledger.shown.place is Place.CHANNEL
        header = wording.about_late(self.question.asker_id) if late else ""
        contents = wording.parts(said.text, header)
        shown = self.ledger.shown
        if shown.progress_id is not None and not shown.waited and not shown.part_ids:
            self._become(shown.progress_id, contents[0])
        self._post_all(said.key, self.question.channel_id, contents)
        shown = self.ledger.shown
        if shown.waited and shown.progress_id is not None and shown.progress_id not in shown.part_ids:
            self._point_below(shown.progress_id)

    def _become(self, progress_id: MessageId, content: str) -> None:
        """Let the progress message be the answer; where it cannot, the answer is a new message."""
        try:
            self.poster.edit(replace(self._progress(""), content=content, cancel=False), progress_id)
        except Uneditable:
            self.ledger.note(waited=True)
        else:
            self.ledger.part(progress_id)

    def _post_all(self, key: str, channel_id: ChannelId, contents: Sequence[str]) -> None:
        here = channel_id == self.question.channel_id
        done = len(self.ledger.shown.part_ids)
        for number, content in list(enumerate(contents))[done:]:
            answers = self.question.message_id if here and number == 0 else None
            post = Post(key=f"{key}-{number + 1}", channel_id=channel_id, content=content, answers=answers)
            self.ledger.part(self.poster.post(post))

    def _point_below(self, progress_id: MessageId) -> None:
        post = replace(self._progress(wording.BELOW), cancel=False)
        try:
            self.poster.edit(post, progress_id)
        except (Uneditable, CannotSpeak, DiscordError):
            self.log.info("a progress message stays as it was", extra=self._told())

    # -------------------------------------------------------------------------------------------- in direct messages
    def _go(self, place: Place) -> None:
        self.ledger.note(place=place, channel_id=None, part_ids=(), posting=None)

    def _direct(self, said: Said) -> None:
        question = self.question
        channel_id = self.ledger.shown.channel_id or self._opened()
        if said.private:
            header = wording.about(question.guild_id, question.channel_id, question.message_id)
        else:
            header = wording.about_unwritable(question.channel_id)
        self._post_all(said.key, channel_id, wording.parts(said.text, header))

    def _opened(self) -> ChannelId:
        body: wording.Body = {"recipient_id": self.question.asker_id}
        try:
            channel_id = ChannelId(message_id_of(self.poster.discord.call(CREATE_DM, {}, body=body)))
        except DiscordError as error:
            raise refused(error) from None
        self.ledger.note(channel_id=channel_id)
        return channel_id

    def _tell(self, said: Said) -> None:
        """Tell the channel that the asker was answered elsewhere, or cannot be."""
        place = self.ledger.shown.place
        if place in {Place.HERE, Place.CHANNEL} or (place is Place.DIRECT and self.question.discreet):
            return
        if not said.private:
            if place is Place.CLOSED:
                self.log.warning("an answer could be given nowhere", extra=self._told())
            return
        try:
            if place is Place.CLOSED:
                self._here(Said(text=wording.closed_word(self.question.asker_id), private=False))
            else:
                self._word(wording.private_word(self.question.asker_id))
        except CannotSpeak:
            self.log.warning("the channel was not told that an answer is private", extra=self._told())

    def _word(self, text: str) -> None:
        progress_id = self.ledger.shown.progress_id
        post = replace(self._progress(""), key="word", content=text, cancel=False)
        if progress_id is not None:
            try:
                self.poster.edit(post, progress_id)
            except Uneditable:
                post = replace(post, key=f"word-{progress_id}")
            else:
                return
        self.ledger.progressed(self.poster.post(post))

    # ------------------------------------------------------------------------------------------------------ progress
    def _progress(self, text: str) -> Post:
        question = self.question
        return Post(
            key=PROGRESS,
            channel_id=question.channel_id,
            content=wording.small(text),
            answers=question.message_id,
            cancel=True,
        )

    def _settled(self, text: str) -> None:
        """Find or post the progress message that was begun and is not known yet."""
        posting = self.ledger.shown.posting
        if posting is not None and posting.key.startswith(PROGRESS):
            self.ledger.progressed(self.poster.post(replace(self._progress(text), key=posting.key)))

    def _told(self) -> dict[str, str]:
        return {"turn_id": self.question.turn_id, "channel_id": self.question.channel_id}
