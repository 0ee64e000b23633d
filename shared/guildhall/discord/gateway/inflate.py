"""zlib-stream: one compressed stream for a connection's whole life, flushed after each message.

A message ends where the stream ends with 00 00 ff ff, which may come several frames after it began, and even in the
middle of those four bytes. What is inflated is bounded: of a message beyond the bound nothing is kept but the stream
goes on behind it, because the dictionary of the next message depends on every byte before.

Source: https://docs.discord.com/developers/events/gateway#transport-compression
"""

import zlib

SUFFIX = b"\x00\x00\xff\xff"
MAX_MESSAGE_BYTES = 8 << 20
"""Messages take some kilobytes; the bound is there for the memory."""
STEP_BYTES = 1 << 20


class StreamBroken(Exception):
    """What came is no part of the stream: only a new connection helps."""


class MessageTooLarge(Exception):
    """A message beyond the bound has ended; the stream goes on."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} bytes")
        self.size = size


class Inflater:
    """One connection's stream."""

    def __init__(self, max_message_bytes: int = MAX_MESSAGE_BYTES) -> None:
        self._stream = zlib.decompressobj()
        self._most = max_message_bytes
        self._parts: list[bytes] = []
        self._size = 0
        self._tail = b""

    def feed(self, frame: bytes) -> bytes | None:
        """Take one frame; return the message that it completes, None while there is more to come.

        Raises:
            StreamBroken: The bytes are none of a zlib stream's, or the stream has ended.
            MessageTooLarge: It completes a message that was not kept.
        """
        self._inflate(frame)
        self._tail = (self._tail + frame[-len(SUFFIX) :])[-len(SUFFIX) :]
        return self._complete() if self._tail == SUFFIX else None

    def _inflate(self, frame: bytes) -> None:
        left = frame
        try:
            while True:
                part = self._stream.decompress(left, STEP_BYTES)
                self._keep(part)
                left = self._stream.unconsumed_tail
                # A full step may leave something behind although no input is left.
                if not left and len(part) < STEP_BYTES:
                    break
        except zlib.error as error:
            raise StreamBroken(str(error)) from None
        if self._stream.eof:
            raise StreamBroken("the stream ended")

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= self._most:
            self._parts.append(part)
        else:
            self._parts.clear()

    def _complete(self) -> bytes:
        parts, size = self._parts, self._size
        self._parts, self._size, self._tail = [], 0, b""
        if size > self._most:
            raise MessageTooLarge(size)
        return parts[0] if len(parts) == 1 else b"".join(parts)
