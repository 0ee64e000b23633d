"""What the catalogue costs to import, beyond pydantic itself: all of it, and the path of one operation.

Fresh processes, precompiled, medians of seven. The bounds are the manifest's, in milliseconds of processor time on a
machine that takes 90 for pydantic's own import; one that is slower, or is for the minute, has as much more.
"""

import statistics
import subprocess
import sys

import pytest

ROUNDS = 7
PYDANTIC_MS = 90
_NAMES = "BaseModel, Field, JsonValue, PlainSerializer, PlainValidator, TypeAdapter, WithJsonSchema, model_validator"
_BEFORE = f"""
import time
begun = time.process_time()
import pydantic, annotated_types, pydantic.json_schema
from pydantic import {_NAMES}
class Model(BaseModel):
    number: int
ready = time.process_time()
"""
_AFTER = "\nprint(f'{ready - begun} {time.process_time() - ready}')"
PROGRAMS = {
    "all": ("from guildhall.operations import catalogue\nlist(catalogue.every())", 300),
    "guild.get": ("from guildhall.operations import catalogue\ncatalogue.find('guild.get')", 25),
    "message.bulk_delete": ("from guildhall.operations import catalogue\ncatalogue.find('message.bulk_delete')", 25),
    "role.create": ("from guildhall.operations import catalogue\ncatalogue.find('role.create')", 25),
}


def milliseconds(program: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", _BEFORE + program + _AFTER], capture_output=True, text=True, check=True
    )
    pydantics, ours = done.stdout.split()
    return float(pydantics) * 1000, float(ours) * 1000


@pytest.mark.parametrize("name", PROGRAMS)
def test_importing_stays_within_its_budget(name: str) -> None:
    program, most_ms = PROGRAMS[name]
    milliseconds(program)
    taken = [milliseconds(program) for _ in range(ROUNDS)]
    pydantics, ours = (statistics.median(each) for each in zip(*taken, strict=True))
    sys.stdout.write(f"\n{name}: {ours:.1f} ms beyond pydantic's {pydantics:.1f} ms ({ours / pydantics:.2f} of it)\n")
    assert ours <= most_ms * max(1, pydantics / PYDANTIC_MS)
