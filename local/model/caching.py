"""Counts what prompt caching would have read and written, as the Messages API reports it.

A request is read as one row of blocks: tools, system, messages. A mark closes a prefix of that row. The longest prefix
that an earlier request has closed is read, if it ends at most 20 blocks before a mark of this one; what lies between it
and the last mark is written; the rest is plain input. So a request that changes near its start, or whose marks lie too
far apart, shows it in its usage.

Source: https://platform.claude.com/docs/en/build-with-claude/prompt-caching
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

from local.model.conversation import blocks

LOOKBACK_BLOCKS = 20
KEPT_PREFIXES = 50_000
CHARACTERS_PER_TOKEN = 4


class Cache:
    """Which prefixes were written; the least used are forgotten first."""

    def __init__(self) -> None:
        self._written: OrderedDict[bytes, None] = OrderedDict()

    def usage(self, request: Mapping[str, Any]) -> dict[str, int]:
        """The three counts of input tokens for a request, which is remembered."""
        row = list(_row(request))
        ends = [place for place, (_, _, marked) in enumerate(row) if marked]
        total = row[-1][1]
        if not ends:
            return _counts(total, 0, 0)
        read = max((row[place][1] for end in ends if (place := self._found(row, end)) is not None), default=0)
        for end in ends:
            self._write(row[end][0])
        return _counts(total, read, row[ends[-1]][1] - read)

    def _found(self, row: list[tuple[bytes, int, bool]], end: int) -> int | None:
        nearest = range(end, max(end - LOOKBACK_BLOCKS, -1), -1)
        return next((place for place in nearest if row[place][0] in self._written), None)

    def _write(self, prefix: bytes) -> None:
        self._written[prefix] = None
        self._written.move_to_end(prefix)
        while len(self._written) > KEPT_PREFIXES:
            self._written.popitem(last=False)


def _counts(total: int, read: int, written: int) -> dict[str, int]:
    """The counts; both cached ones are parts of the total."""
    plain = max(total - read - written, 1)
    return {"input_tokens": plain, "cache_creation_input_tokens": written, "cache_read_input_tokens": read}


def _row(request: Mapping[str, Any]) -> Iterator[tuple[bytes, int, bool]]:
    """Each block's prefix: its digest, its size in tokens, and whether the block is marked."""
    digest = hashlib.sha256(request["model"].encode())
    characters = 0
    for level, block in _blocks(request):
        bare = {name: value for name, value in block.items() if name != "cache_control"}
        text = json.dumps([level, bare], ensure_ascii=False, sort_keys=True)
        digest.update(text.encode("utf-8", "surrogatepass"))
        characters += len(text)
        yield digest.digest(), characters // CHARACTERS_PER_TOKEN, block.get("cache_control") is not None


def _blocks(request: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for tool in request.get("tools") or ():
        yield "tool", tool
    system = request.get("system") or ()
    for block in [{"type": "text", "text": system}] if isinstance(system, str) else system:
        yield "system", block
    choice = json.dumps(request.get("tool_choice"))
    for message in request["messages"]:
        for block in blocks(message):
            yield f"{choice} {message['role']}", block
