"""Messages within Discord's limits: one embed each, paged where one does not hold it all.

Source: https://docs.discord.com/developers/resources/message#embed-object-embed-limits
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from pydantic import JsonValue

from guildhall.discord import limits
from guildhall.discord.splitting import split
from guildhall.surfaces.interactions.markup import quiet
from guildhall.surfaces.interactions.phrases import cut

type Body = dict[str, JsonValue]

MAX_PAGES = 3
"""More follow-ups would bury the channel; what is left out is told."""
NOTICE_ROOM = 160
PAGE = limits.EMBED_DESCRIPTION - NOTICE_ROOM


class Tone(IntEnum):
    """The colour at an answer's side; its title says the same in words."""

    READ = 0x5865F2
    DONE = 0x2E9E5B
    PREVIEW = 0x3498DB
    WAITING = 0xE67E22
    FAILED = 0xD83C3E


@dataclass(frozen=True, slots=True)
class Paper:
    """An answer before it is cut into messages.

    Attributes:
        blocks: Markdown of ours in which other people's words are escaped; blocks are not torn apart if they fit.
        components: Rows of buttons under the last message.
    """

    tone: Tone
    title: str
    blocks: tuple[str, ...] = ()
    footer: str = ""
    components: tuple[JsonValue, ...] = ()

    def messages(self) -> list[Body]:
        """Return the messages in order, at least one and at most `MAX_PAGES`."""
        pages = paginate(self.blocks)
        return [self._message(text, number, len(pages)) for number, text in enumerate(pages, start=1)]

    def _message(self, text: str, number: int, count: int) -> Body:
        embed: Body = {
            "color": int(self.tone),
            "title": quiet(cut(self.title, limits.EMBED_TITLE - 1)),
            "description": text,
        }
        page = f"Page {number} of {count}" if count > 1 else ""
        footer = " · ".join(filter(None, (self.footer, page)))
        if footer:
            embed["footer"] = {"text": quiet(cut(footer, limits.EMBED_TITLE))}
        return message(embed, self.components if number == count else ())


def message(embed: Body, components: Sequence[JsonValue] = ()) -> Body:
    """Return a message that replaces whatever stood there and mentions nobody."""
    return {"content": "", "embeds": [embed], "components": list(components), "allowed_mentions": {"parse": []}}


def paginate(blocks: Sequence[str], pages: int = MAX_PAGES) -> list[str]:
    """Return blocks as at most so many pages; what does not fit is counted at the end of the last one."""
    made: list[str] = []
    parts = [part for block in blocks for part in split(block, PAGE)]
    for place, part in enumerate(parts):
        if made and len(made[-1]) + 1 + len(part) <= PAGE:
            made[-1] += f"\n{part}"
        elif len(made) < pages:
            made.append(part)
        else:
            made[-1] += f"\n**… and {len(parts) - place} more** that do not fit here. Ask for less at once."
            break
    return made or ["Nothing to show."]
