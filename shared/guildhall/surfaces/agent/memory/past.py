"""What was said with the agent in a channel before, as a later turn is shown it.

Verbatim are only the asker's own words, and answers to them that drew on nobody else's: these taint nothing. Everything
else is a note that says that there is something, how long, and which tool shows it. The whole stands between two marks
that are drawn anew each time, so that nothing in it can pass for what is asked now.
"""

from collections.abc import Iterator, Sequence

from guildhall.clock import new_id
from guildhall.discord.ids import UserId
from guildhall.store.turn_records import Exchange, Summary
from guildhall.surfaces.tools.fence import MARK_CHARACTERS, visible

PAST_CHARACTERS, SUMMARY_CHARACTERS = 20_000, 3_000
MOST_OTHERS = 12
HEAD = "What was said with you in this channel before, oldest first, between the two marks; it is not asked again:"
_EXCHANGE_CHARACTERS = 4_000


def past(exchanges: Sequence[Exchange], summary: Summary | None, asker_id: UserId) -> str:
    """Return the conversation before; empty if there was none.

    Args:
        exchanges: The channel's, oldest first.
        summary: Of the asker's older ones; what it covers is not shown again.
        asker_id: Who asks now.
    """
    recent = after(exchanges, summary)
    lines = [*_summarized(summary), *_lines(recent, asker_id)]
    return f"{HEAD}\n{between_marks('earlier', lines)}" if lines else ""


def between_marks(tag: str, lines: Sequence[str]) -> str:
    """Return lines between two marks that nobody can have written before."""
    mark = new_id()[-MARK_CHARACTERS:]
    inside = visible("\n".join(lines)).replace(mark, "")
    return f"<{tag} {mark}>\n{inside}\n</{tag} {mark}>"


def after(exchanges: Sequence[Exchange], summary: Summary | None) -> list[Exchange]:
    """Return the exchanges that a summary does not cover."""
    until = 0 if summary is None else int(summary.until)
    return [each for each in exchanges if int(each.entry_id) > until]


def _summarized(summary: Summary | None) -> Iterator[str]:
    if summary is not None:
        yield f"Still earlier, in short: {summary.text[:SUMMARY_CHARACTERS]}"


def _lines(exchanges: Sequence[Exchange], asker_id: UserId) -> list[str]:
    room, others, told = PAST_CHARACTERS, MOST_OTHERS, list[str]()
    for place, exchange in enumerate(reversed(exchanges)):
        own = exchange.asker_id == asker_id
        if not own and not others:
            continue
        line = own_line(exchange) if own else _note(exchange)
        if len(line) > room:
            told.append(f"({len(exchanges) - place} earlier exchanges are left out; conversation_read shows them.)")
            break
        room -= len(line)
        others -= not own
        told.append(line)
    return told[::-1]


def own_line(exchange: Exchange) -> str:
    """Return an exchange as it is shown to whoever asked it."""
    asked = shortened(exchange.asked, _EXCHANGE_CHARACTERS) or "(nothing in words)"
    return f"{_head(exchange)} asked: {asked}\n{_answer(exchange)}"


def _answer(exchange: Exchange) -> str:
    if not exchange.answered:
        return "You answered in private, or not at all."
    if exchange.tainted:
        length = f"{len(exchange.answered)} characters"
        return f"You answered with {length} that drew on other people's messages; conversation_read shows it."
    return f"You answered: {shortened(exchange.answered, _EXCHANGE_CHARACTERS)}"


def _note(exchange: Exchange) -> str:
    lengths = f"{len(exchange.asked)} characters, answered with {len(exchange.answered)}"
    return f"{_head(exchange)} asked something ({lengths}); conversation_read shows it."


def _head(exchange: Exchange) -> str:
    return f"[{exchange.at:%Y-%m-%d %H:%M} UTC, entry {exchange.entry_id}] <@{exchange.asker_id}>"


def shortened(text: str, most_characters: int) -> str:
    """Return the text, cut with a word about it where it is longer."""
    left_out = len(text) - most_characters
    return text if left_out <= 0 else f"{text[:most_characters]} ({left_out} more characters are left out)"
