"""What the conformance tests share."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from guildhall.store.table import ConditionFailed, Key, Table

KEY = Key("guild#1", "policy")
NEARLY_400_KB = "x" * 404_000  # moto draws the line at 405,000


def failure(write: Callable[[], object]) -> ConditionFailed:
    with pytest.raises(ConditionFailed) as caught:
        write()
    return caught.value


def in_parallel[Answer](times: int, call: Callable[[int], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(call, range(times)))


def won(table: Table, write: Callable[[], object]) -> bool:
    try:
        write()
    except ConditionFailed:
        return False
    return True
