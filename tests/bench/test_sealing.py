"""What sealing costs the write path: nothing, for it happens beside it.

Blocks of writes with the sealer at work and without it take turns on one emulated AWS, and each is compared with its
neighbour, so that whatever else the machine does falls on both; before each block, what was written before is waited
for. The writer is a process of its own.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain

import pytest

from guildhall.discord.ids import GuildId
from local.streaming import StreamPoller
from tests.integration.sealing_house import ROOT, SealingHouse, sealing_house

GUILD, WARM = GuildId("300000000000000001"), GuildId("300000000000000002")
BLOCKS, OF_EACH = 28, 400
MOST = 1.05


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SealingHouse]:
    with sealing_house(tmp_path_factory.mktemp("sealing")) as made:
        made.write(WARM, 50)
        made.wait_until_told(WARM, 50)
        yield made


@contextmanager
def unsealed(house: SealingHouse) -> Iterator[None]:
    """Let nobody read the stream for a while; then somebody goes on from there."""
    (poller,) = [each for each in house.cloud._pollers if isinstance(each, StreamPoller)]
    poller.stop()
    poller.join(30)
    yield
    successor = StreamPoller(poller._source, poller._invoke, poller._streams, poller._report, poller._positions)
    house.cloud._pollers[house.cloud._pollers.index(poller)] = successor
    successor.start()


@contextmanager
def writer(house: SealingHouse) -> Iterator[Callable[[], list[float]]]:
    """Yield what writes a block and returns the seconds of each write."""
    command = [sys.executable, "-m", "tests.bench.sealing_writer", house.table, GUILD]
    settings = {**os.environ, **house.aws.environment()}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=settings, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        given, taken = process.stdin, process.stdout

        def block() -> list[float]:
            given.write(f"{OF_EACH}\n")
            given.flush()
            return list(json.loads(taken.readline()))

        yield block
        given.close()


@pytest.mark.timeout(300)
def test_a_write_takes_as_long_with_sealing_as_without(house: SealingHouse) -> None:
    sealing, alone = list[list[float]](), list[list[float]]()
    with writer(house) as block:
        block()
        for place in range(BLOCKS):
            house.wait_until_told(GUILD, OF_EACH * (place + 1))
            if place % 4 in {0, 3}:  # each follows the other as often as itself
                sealing.append(block())
            else:
                with unsealed(house):
                    alone.append(block())
    ratios = [statistics.median(one) / statistics.median(other) for one, other in zip(sealing, alone, strict=True)]
    ratio = statistics.median(ratios)
    milliseconds = [statistics.median(chain.from_iterable(blocks)) * 1000 for blocks in (sealing, alone)]
    sys.stdout.write(f"\nwith sealing {milliseconds[0]:.2f} ms, without {milliseconds[1]:.2f} ms, ratio {ratio:.3f}\n")
    assert ratio < MOST
