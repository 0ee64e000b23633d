"""A summary of a channel's messages: counted and quoted from what the tool showed, nothing invented."""

import re
from collections import Counter
from datetime import UTC, datetime

from local.model import fenced
from local.model.conversation import Call, Conversation
from local.model.fenced import Record
from local.model.jobs import places
from local.model.steps import Say, Step, report, use

ASKED = re.compile(r"\bsumm?ar|\bcatch me up\b|\bwhat (?:happened|did i miss)\b|\btl;?dr\b", re.IGNORECASE)
LAST = re.compile(r"\b(\d{1,4})\s+(?:\w+\s+)?messages?\b", re.IGNORECASE)
PLACE = re.compile(r"\b(?:in|of|from)\s+(?:the\s+)?([\w-]+)(?:\s+channel)?\W*$", re.IGNORECASE)
NEXT = re.compile(r"\bcall again with (\w+)=(\d+)\.")
WORD = re.compile(r"[^\W\d_]{4,}")
USUAL, MENU, MOST_PAGES = 50, 100, 5
SPEAKERS, TOPICS, QUOTES, QUOTE = 5, 5, 4, 160
HERE = {"", "here", "this", "channel", "conversation", "chat", "messages", "thread"}
EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        """about after again also always another anybody because been before being between both cannot could does done
        down each even ever every everybody everything from gets give goes going good have having hello here http https
        into itself just keep know last less like look made make many maybe more most much need never nothing only other
        over people please really right said same says should since some somebody someone something still such take than
        thank thanks that their them then there these they thing things think this those through time today tomorrow
        under until upon very want wants well were what when where which while will with without would year yesterday
        your yours""",
    )
)


def summarize(conversation: Conversation) -> Step | None:
    """Read the last messages of a channel and summarize them; None if that is not what was asked."""
    if not ASKED.search(conversation.words):
        return None
    if link := places.LINK.search(conversation.words):
        return _from(conversation, link.group(1), link.group(2))
    if not LAST.search(conversation.words) and (shown := conversation.shown):
        return Say(_of_one(shown))
    spoken = PLACE.search(conversation.words)
    named = spoken.group(1).lower() if spoken else ""
    channel = places.channel(conversation, named="" if named in HERE else named)
    if not isinstance(channel, str):
        return channel
    pages = [page for page in conversation.results("message_list") if not page.failed]
    failed = [page for page in conversation.results("message_list") if page.failed]
    if failed and not pages:
        return Say(report(failed[-1]))
    wanted = _wanted(conversation.words)
    found = messages(pages)
    more = NEXT.search(fenced.outside(pages[-1].text)) if pages else None
    if not pages:
        return use(conversation, "message_list", channel=channel, count=wanted)
    if more and len(found) < wanted and len(pages) < MOST_PAGES:
        rest = wanted - len(found)
        return use(conversation, "message_list", channel=channel, count=rest, **{more.group(1): more.group(2)})
    return Say(told(found, channel))


def _from(conversation: Conversation, channel: str, message: str) -> Step:
    """Summarize from a message on; if it is the latest one, what was before it."""
    pages = conversation.results("message_list")
    if pages and pages[-1].failed:
        return Say(report(pages[-1]))
    shown = conversation.shown
    own = [{**shown, "message_id": message}] if shown else []
    if not pages:
        return use(conversation, "message_list", channel=channel, after=message, count=MENU)
    if not messages(pages) and len(pages) == 1:
        return use(conversation, "message_list", channel=channel, before=message, count=MENU)
    return Say(told(_sorted([*own, *messages(pages)]), channel))


def messages(pages: list[Call]) -> list[Record]:
    """The messages of some pages, oldest first."""
    return _sorted([record for page in pages for record in fenced.read(page.text).records if "message_id" in record])


def _sorted(records: list[Record]) -> list[Record]:
    found = {record["message_id"]: record for record in records}
    return [found[key] for key in sorted(found, key=lambda key: (len(key), key))]


def told(found: list[Record], channel: str) -> str:
    """The summary of messages, oldest first."""
    if not found:
        return f"There are no messages to read in <#{channel}>."
    speakers = Counter(record.get("author_name", "somebody") for record in found)
    topics = _topics(found)
    most = ", ".join(f"{name} ({count})" for name, count in speakers.most_common(SPEAKERS))
    lines = [
        f"**The last {len(found)} messages in <#{channel}>**",
        f"{len(speakers)} people wrote, from {_when(found[0])} to {_when(found[-1])}. Most active: {most}.",
    ]
    if topics:
        lines.append("Often mentioned: " + ", ".join(f"{word} ({count})" for word, count in topics) + ".")
    lines += ["In their words:", *(f"- {name}: “{said}”" for name, said in _quotes(found, dict(topics)))]
    return "\n".join(lines)


def _wanted(words: str) -> int:
    number = LAST.search(words)
    return max(int(number.group(1)), 1) if number else USUAL


def _of_one(record: Record) -> str:
    said = record["content"]
    sentences = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", said) if part.strip()]
    author = record.get("author_name", "somebody")
    lines = [f"**A message of {author}**: {len(said.split())} words in {len(sentences)} sentences."]
    scores = Counter(word for part in sentences for word in set(_words(part)))
    best = sorted(sentences, key=lambda part: -sum(scores[word] for word in set(_words(part))))[:QUOTES]
    return "\n".join([*lines, *(f"- “{_short(part)}”" for part in sentences if part in best)])


def _topics(found: list[Record]) -> list[tuple[str, int]]:
    """The words that occur in the most messages, at least in two."""
    counted = Counter(word for said in _distinct(found) for word in set(_words(said)))
    ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [(word, count) for word, count in ranked if count > 1][:TOPICS]


def _quotes(found: list[Record], topics: dict[str, int]) -> list[tuple[str, str]]:
    """The messages that say most about the topics, in their order."""
    first: dict[str, Record] = {}
    for record in found:
        first.setdefault(record.get("content", ""), record)
    scored = [
        (sum(topics.get(word, 0) for word in set(_words(said))), len(said), place, said, record)
        for place, (said, record) in enumerate(first.items())
        if said.strip()
    ]
    best = sorted(scored, key=lambda one: (-one[0], -one[1]))[:QUOTES]
    return [(one[4].get("author_name", "somebody"), _short(one[3])) for one in sorted(best, key=lambda one: one[2])]


def _distinct(found: list[Record]) -> set[str]:
    return {record.get("content", "") for record in found}


def _words(said: str) -> list[str]:
    return [
        word for word in WORD.findall(re.sub(r"https?://\S+|<[^>]+>", " ", said.lower())) if word not in EMPTY_WORDS
    ]


def _short(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= QUOTE else f"{line[:QUOTE].rstrip()}…"


def _when(record: Record) -> str:
    try:
        moment = datetime.fromisoformat(record.get("sent_at", "")).astimezone(UTC)
    except ValueError:
        return "an unknown time"
    return f"{moment:%Y-%m-%d %H:%M} UTC"
