"""What the model is told first, and what a channel remembers of it.

    where and when     ours: channel, server, asker, moment, who will read the answer
    before             the asker's own words and untainted answers; a summary of older ones; notes of the rest
    about              the message that was replied to or chosen, fenced
    files              names fenced, texts fenced, images by a line of ours
    asked now          the last block: the asker's words, and nothing else

It is built once and kept, at most some 50,000 characters; images are added for each attempt. Whatever in it is not the
asker's own taints the turn (see `memory_said`).
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from guildhall.clock import Clock, moment_of_snowflake, utc_now
from guildhall.discord.budget import Budget
from guildhall.discord.ids import UserId
from guildhall.discord.markdown import shorten
from guildhall.errors import DiscordError
from guildhall.execution.ports import DiscordAccess
from guildhall.policy.model import GuildPolicy
from guildhall.store.turn_records import Block, Exchange, Message
from guildhall.surfaces.agent.keeping import Exchanges
from guildhall.surfaces.agent.memory.attachments import Attachments, line_of, sorted_out
from guildhall.surfaces.agent.memory.chosen import completed
from guildhall.surfaces.agent.memory.compaction import Compactor
from guildhall.surfaces.agent.memory.past import past, shortened
from guildhall.surfaces.agent.memory.said import Said, named, previews, quoted
from guildhall.surfaces.agent.memory.scene import Scene, looked_up, remembered, request, scene
from guildhall.surfaces.agent.ports import Asked, Opening
from guildhall.surfaces.tools.fence import visible

RECENT = 60
FILES_CHARACTERS = 8_000

_log = logging.getLogger(__name__)
_BUDGET_S = 15.0
_ANSWER_CHARACTERS = 20_000
_NAME_CHARACTERS = 80
_READERS = "Everybody who can read <#{channel}> will see your answer."
_ASKER_ALONE = "Only <@{asker}> will see your answer."
_ONLY_READS = (
    "In this server you can only read: its policy lets nothing be changed. Somebody with Manage Server can open it "
    "with `/setup`; say so if a change is asked for."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMemory:
    """`Memory` over HistoryTable, Discord and its files."""

    discord: DiscordAccess = field(repr=False)
    exchanges: Exchanges = field(repr=False)
    attachments: Attachments = field(repr=False)
    compactor: Compactor = field(repr=False)
    clock: Clock = field(default=utc_now, repr=False)

    def open(self, asked: Asked, policy: GuildPolicy) -> Opening:
        """Return the first message.

        Raises:
            StoreError: The memory cannot be read. What Discord does not answer is left out.
        """
        discord = self.discord.within(Budget.of(_BUDGET_S))
        bot_id = self._bot_id(discord, asked)
        exchanges = self._recent(asked, policy)
        start = completed(asked, discord, self.clock())
        brought = scene(start, bot_id)
        found = looked_up(start, brought, discord, bot_id)
        wanted = request(asked, found)
        texts = [
            self._where(asked, discord),
            _ONLY_READS if policy.only_reads else "",
            self._past(asked, exchanges) if policy.history_days else "",
            quoted(found.about, found.what, asked.guild_id) if found.about else found.note,
            *self._files(brought, found),
            wanted.head,
            wanted.text,
        ]
        content: list[Block] = [{"type": "text", "text": text} for text in texts if text]
        return Opening({"role": "user", "content": [*content]}, _is_tainted(found, exchanges, asked, bot_id))

    def complete(self, asked: Asked, message: Message) -> Message:
        """Return the first message with its images, as far as they can be had."""
        content = message["content"]
        discord = self.discord.within(Budget.of(_BUDGET_S))
        images = sorted_out(scene(completed(asked, discord, self.clock()), None).files).images
        if not images or not isinstance(content, list):
            return message
        blocks = [block for block in content if isinstance(block, dict)]
        return {**message, "content": [*self.attachments.shown(asked.turn_id, images, blocks)]}

    def remember(self, asked: Asked, policy: GuildPolicy, answer: str, *, tainted: bool) -> None:
        """Keep what was asked and visibly answered, unless only the asker saw both or the guild keeps nothing.

        Raises:
            StoreError: It could not be kept; keeping it again changes nothing.
        """
        if asked.always_private or not policy.history_days:
            return
        discord = self.discord.within(Budget.of(_BUDGET_S))
        words = remembered(asked, self._bot_id(discord, asked))
        if not words and not answer:
            return
        expires_at = self.clock() + timedelta(days=policy.history_days)
        exchange = Exchange(
            entry_id=asked.turn_id,
            guild_id=asked.guild_id,
            channel_id=asked.channel_id,
            asker_id=asked.principal.user_id,
            asker_name=self._asker(discord, asked),
            at=moment_of_snowflake(asked.turn_id),
            asked=words,
            answered=shortened(visible(answer), _ANSWER_CHARACTERS),
            tainted=tainted and bool(answer),
        )
        self.exchanges.put(exchange, expires_at)
        try:
            self.compactor.compact(asked, policy, expires_at)
        except Exception as error:  # noqa: BLE001 - a summary is never worth a turn that is answered
            _log.warning("older exchanges were not summarized", extra={"reason": type(error).__name__})

    def _recent(self, asked: Asked, policy: GuildPolicy) -> list[Exchange]:
        if not policy.history_days:
            return []
        recent = self.exchanges.recent(asked.guild_id, asked.channel_id, RECENT)
        return [each for each in recent if each.entry_id != asked.turn_id]

    def _past(self, asked: Asked, exchanges: Sequence[Exchange]) -> str:
        asker_id = asked.principal.user_id
        return past(exchanges, self.exchanges.summary(asked.guild_id, asked.channel_id, asker_id), asker_id)

    def _where(self, asked: Asked, discord: DiscordAccess) -> str:
        guild = _known(lambda: discord.guild(asked.guild_id).name)
        asker_id, now = asked.principal.user_id, self.clock()
        readers = _ASKER_ALONE if asked.always_private else _READERS
        return "\n".join(
            (
                f"You are asked in <#{asked.channel_id}>{_in_brackets(self._channel_name(discord, asked))}"
                f" of the server {asked.guild_id}{_in_brackets(guild)}"
                f" by <@{asker_id}>{_in_brackets(self._asker(discord, asked))}.",
                f"It is {now:%A, %Y-%m-%d %H:%M} UTC, that is {int(now.timestamp())} s since 1970.",
                readers.format(channel=asked.channel_id, asker=asker_id),
            )
        )

    def _channel_name(self, discord: DiscordAccess, asked: Asked) -> str:
        """Return the channel's name; none for a thread, whose name anybody may have given."""
        channel = _known_or_none(lambda: discord.channel(asked.channel_id))
        return "" if channel is None or channel.is_thread else f"#{channel.name}"

    def _asker(self, discord: DiscordAccess, asked: Asked) -> str:
        """Return the name that the asker goes by; not the nickname, which others may have given."""
        name = _known(lambda: discord.member(asked.guild_id, asked.principal.user_id).user.display)
        return shorten(visible(name), _NAME_CHARACTERS)

    def _bot_id(self, discord: DiscordAccess, asked: Asked) -> UserId | None:
        return _known_or_none(lambda: discord.bot_member(asked.guild_id).id)

    def _files(self, brought: Scene, found: Scene) -> list[str]:
        own = found.own.files if found.own else []
        kinds = sorted_out(brought.files)
        return [
            previews(found.own) if found.own else "",
            f"Files that came with it:\n{named(own)}" if own else "",
            *self.attachments.read(kinds.texts, FILES_CHARACTERS),
            *(line_of(image) for image in kinds.images),
        ]


def _is_tainted(found: Scene, exchanges: Sequence[Exchange], asked: Asked, bot_id: UserId | None) -> bool:
    """Return whether the opening holds words that are neither ours nor the asker's own."""
    asker_id = asked.principal.user_id
    foreign = found.own is not None and bool(found.own.embeds or found.own.files or found.own.forwards)
    if foreign or found.about is None:
        return foreign
    return not (found.about.is_all_by(asker_id) or _is_known_answer(found.about, exchanges, asker_id, bot_id))


def _is_known_answer(about: Said, exchanges: Sequence[Exchange], asker_id: UserId, bot_id: UserId | None) -> bool:
    """Return whether it is an answer of ours to the same asker that drew on nobody else's words."""
    if bot_id is None or not about.is_all_by(bot_id) or not about.content.strip():
        return False
    mine = [each for each in exchanges if each.asker_id == asker_id and not each.tainted]
    return any(about.content.strip() in each.answered for each in mine)


def _in_brackets(name: str) -> str:
    shown = shorten(visible(name), _NAME_CHARACTERS)
    return f' ("{shown}")' if shown else ""


def _known(read: Callable[[], str]) -> str:
    return _known_or_none(read) or ""


def _known_or_none[T](read: Callable[[], T]) -> T | None:
    """Return what Discord says, None if it says nothing: names are no reason to fail."""
    try:
        return read()
    except DiscordError:
        return None
