"""Every write at Discord is seen by a read in `tests/integration/pairs`, or it is said here why nothing can see it."""

import importlib
from pathlib import Path

from guildhall.operations import catalogue
from guildhall.operations.base import Operation
from guildhall.operations.spec import Risk
from tests.integration.pairs.pairing import PAIRS

FOLDER = Path(__file__).parents[1] / "integration" / "pairs"
LEAST = 150
UNSEEN = {
    "typing.start": "It shows for ten seconds in the client, and no request tells it.",
    "soundboard.play": "It is heard, and no request tells it.",
}
"""Writes that leave nothing to be read."""


def _pairs() -> list[tuple[str, str]]:
    for path in sorted(FOLDER.glob("test_*.py")):
        importlib.import_module(f"tests.integration.pairs.{path.stem}")
    return PAIRS


def test_there_are_at_least_150_pairs() -> None:
    assert len(_pairs()) >= LEAST


def test_every_write_at_discord_is_seen_by_a_read() -> None:
    seen = {write for write, _ in _pairs()}
    writes = {
        cls.full_name()
        for cls in catalogue.every()
        if cls.spec.risk is not Risk.READ and cls.spec.route is not None and cls.undoes is Operation.undoes
    }
    assert writes - seen == set(UNSEEN), "a write without a pair, or one that has one after all"


def test_pairs_name_a_write_and_a_read_of_the_catalogue() -> None:
    for write, read in _pairs():
        assert catalogue.find(write).spec.risk is not Risk.READ, write
        assert catalogue.find(read).spec.risk is Risk.READ, read
