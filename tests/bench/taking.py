"""A queue that takes everything after 20 ms, about as long as Amazon SQS needs: `python -m tests.bench.taking`.

It says where it listens, and on standard input's every line which message it took when. The emulated AWS of the other
tests looks through the whole queue for each message sent, so in a flood it would measure itself.
"""

import asyncio
import json
import sys
import time
from hashlib import md5

TAKES_S = 0.02


class Queue:
    """Answers SendMessageBatch over HTTP/1.1."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await self._head(reader):
            length = next(int(line.partition(b":")[2]) for line in head if line.lower().startswith(b"content-length"))
            asked = json.loads(await reader.readexactly(length))
            await asyncio.sleep(TAKES_S)
            body = json.dumps({"Successful": [self._take(entry) for entry in asked["Entries"]], "Failed": []}).encode()
            told = f"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(told.encode() + body)
            await writer.drain()
        writer.close()

    async def _head(self, reader: asyncio.StreamReader) -> list[bytes]:
        try:
            return (await reader.readuntil(b"\r\n\r\n")).splitlines()
        except asyncio.IncompleteReadError:
            return []

    def _take(self, entry: dict[str, str]) -> dict[str, str]:
        self.taken.setdefault(entry["MessageDeduplicationId"], time.time())
        digest = md5(entry["MessageBody"].encode(), usedforsecurity=False).hexdigest()
        return {"Id": entry["Id"], "MessageId": entry["MessageDeduplicationId"], "MD5OfMessageBody": digest}


async def main() -> None:
    queue = Queue()
    server = await asyncio.start_server(queue.serve, "127.0.0.1", 0)
    say({"url": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"})
    asked = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    while await asked.readline():
        say(queue.taken)


def say(told: dict[str, str] | dict[str, float]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
