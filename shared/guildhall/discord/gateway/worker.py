"""The one thread that may wait: AWS's clients block, and the socket must not."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


class Worker:
    """Runs one piece of blocking work after another, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="gateway-worker")

    async def run[Result](self, work: Callable[[], Result]) -> Result:
        """Run it in the thread and return its result, or raise what it raised."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self) -> None:
        """Take no more work, and drop what has not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)


async def until(event: asyncio.Event, within_s: float) -> bool:
    """Wait for an event for at most so long; return whether it has happened."""
    try:
        async with asyncio.timeout(within_s):
            await event.wait()
    except TimeoutError:
        return False
    return True
