"""What the model was shown, for tests to look at, within a bound of memory."""

from collections import deque

KEPT_REQUESTS = 20_000
KEPT_BYTES = 64 * 1024 * 1024


class Kept:
    """The last requests, oldest first; the oldest go when there are too many or they are too large together."""

    def __init__(self, most_bytes: int = KEPT_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: deque[tuple[int, bytes]] = deque()
        self._size = 0
        self._seen = 0

    def add(self, body: bytes) -> None:
        """Keep a request's body, as it came."""
        self._seen += 1
        self._kept.append((self._seen, body))
        self._size += len(body)
        while len(self._kept) > KEPT_REQUESTS or (self._size > self._most_bytes and len(self._kept) > 1):
            self._size -= len(self._kept.popleft()[1])

    def since(self, number: int) -> bytes:
        """The requests with a number above that, as a JSON list of `{"seq", "body"}`."""
        shown = [b'{"seq": %d, "body": %b}' % (seq, body) for seq, body in self._kept if seq > number]
        return b"[%b]" % b", ".join(shown)
