"""What runs between the laptop run and one sandbox: JSON values, each after its length in four bytes."""

import json
import socket
import struct
import time
from typing import Any

HEADER = struct.Struct(">I")
"""Bytes of the JSON text that follows."""


def send(channel: socket.socket, value: object) -> None:
    """Send one value.

    Raises:
        OSError: the other side is gone.
    """
    text = json.dumps(value, separators=(",", ":")).encode()
    channel.sendall(HEADER.pack(len(text)) + text)


def receive(channel: socket.socket, timeout_s: float | None = None) -> Any:
    """Receive one value, waiting at most `timeout_s` for the whole of it.

    Raises:
        EOFError: the other side is gone.
        TimeoutError: it did not arrive in time.
    """
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    (length,) = HEADER.unpack(_exactly(channel, HEADER.size, deadline))
    return json.loads(_exactly(channel, length, deadline))


def _exactly(channel: socket.socket, size: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        if deadline is not None:
            remaining_s = deadline - time.monotonic()
            if remaining_s <= 0:
                raise TimeoutError
            channel.settimeout(remaining_s)
        try:
            part = channel.recv(min(size - len(parts), 1 << 20))
        except ConnectionError as gone:
            raise EOFError from gone
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
