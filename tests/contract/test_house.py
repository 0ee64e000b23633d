"""The habits of the house, as numbers."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("shared", "functions", "local", "tools")
FILE_LINES, OPERATION_LINES, HANDLER_LINES, FUNCTION_LINES, FUNCTION_LINES_P90 = 300, 60, 40, 40, 25
TOP_LEVEL = {
    *("template.yaml", "samconfig.toml", "README.md", "pyproject.toml", "uv.lock", "Makefile", ".python-version"),
    *(".env.example", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", ".gitignore", ".ci"),
    *("docs", "functions", "layers", "shared", "local", "events", "tests", "tools"),
}


def sources(*folders: str) -> list[Path]:
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts
    )


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def functions() -> Iterator[tuple[str, int]]:
    for path in sources(*PRODUCT):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                yield f"{path.relative_to(ROOT)}::{node.name}", node.end_lineno - node.lineno + 1


def too_long(paths: list[Path], bar: int) -> dict[str, int]:
    return {str(path.relative_to(ROOT)): lines_of(path) for path in paths if lines_of(path) > bar}


def test_no_file_is_longer_than_300_lines() -> None:
    assert too_long(sources(*PRODUCT, "tests"), FILE_LINES) == {}


def test_no_operation_is_longer_than_60_lines() -> None:
    assert too_long(_operations(), OPERATION_LINES) == {}


def test_no_handler_is_longer_than_40_lines() -> None:
    handlers = [path for path in sources("functions") if path.name == "handler.py"]
    assert handlers
    assert too_long(handlers, HANDLER_LINES) == {}


def test_no_function_is_longer_than_40_lines_and_nine_in_ten_stay_below_25() -> None:
    lengths = dict(functions())
    assert {name: length for name, length in lengths.items() if length > FUNCTION_LINES} == {}
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= FUNCTION_LINES_P90


def test_the_tree_has_only_the_rooms_that_the_design_names() -> None:
    tracked = {path.split("/")[0] for path in _tracked()}
    assert tracked - TOP_LEVEL == set()


def test_nothing_touches_the_import_path_by_hand() -> None:
    touching = [
        str(path) for path in sources(*PRODUCT, "tests") if re.search(r"\bsys\.path\b", path.read_text("utf-8"))
    ]
    assert [path for path in touching if not path.endswith("test_house.py")] == []


@pytest.mark.parametrize("package", ["local/discord", "local/model"])
def test_the_second_implementation_knows_nothing_of_the_first(package: str) -> None:
    assert [
        str(path)
        for path in sources(package)
        if re.search(r"^\s*(from|import) guildhall", path.read_text("utf-8"), re.M)
    ] == []


def test_no_name_of_a_machine_or_of_a_private_place_is_committed() -> None:
    private = re.compile(r"/(?:root|home/[a-z]+|work)/")
    named = [path for path in _tracked() if _is_text(path) and private.search((ROOT / path).read_text("utf-8"))]
    assert [path for path in named if not path.endswith("test_house.py")] == []


def _operations() -> list[Path]:
    return [path for path in sources("shared/guildhall/operations") if path.parent.name != "operations"]


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for path in listed.stdout.splitlines() if (ROOT / path).exists()]


def _is_text(path: str) -> bool:
    return not path.endswith((".png", ".lock", "discord-openapi.json"))
