"""Run a simulated Discord: ``python -m local.discord --state-dir .local --port 0``.

When it is ready it prints one JSON line on stdout (or writes it to ``--ready-file``): the "discord" block of
``endpoints.json``. SIGINT and SIGTERM end it.
"""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from local.discord.identity import OWNER_ONLY
from local.discord.simulator import SimulatedDiscord


def main() -> None:
    """Read the command line and run until a signal comes."""
    parser = argparse.ArgumentParser(prog="python -m local.discord", description="A simulated Discord on loopback.")
    parser.add_argument("--state-dir", type=Path, default=None, help="keep ids, token and keys here over restarts")
    parser.add_argument("--port", type=int, default=0, help="port of REST and control API; 0 is any free one")
    parser.add_argument("--ready-file", type=Path, default=None, help="write the endpoints here instead of stdout")
    parser.add_argument("--interactions-url", default=None, help="where signed interactions are posted")
    parser.add_argument("--events-url", default=None, help="where signed webhook events are posted")
    try:
        asyncio.run(_run(parser.parse_args()))
    except OSError as problem:
        parser.exit(
            1, f"the simulated Discord cannot listen: {problem}; another --port, or 0 for any free one, may do\n"
        )


async def _run(options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    urls = {"interactions_url": options.interactions_url, "events_url": options.events_url}
    async with SimulatedDiscord(options.state_dir, options.port, **urls) as discord:
        line = json.dumps(discord.endpoints())
        if options.ready_file is None:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        else:
            _announce(options.ready_file, line)
        await stopped.wait()


def _announce(path: Path, line: str) -> None:
    """Write the file in one step, so that a reader never sees half of it."""
    draft = path.with_suffix(".tmp")
    draft.touch(OWNER_ONLY)
    draft.write_text(line + "\n", encoding="utf-8")
    draft.replace(path)


if __name__ == "__main__":
    main()
