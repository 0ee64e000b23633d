"""What `sam build` puts into an artefact, piece by piece and without the network."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import build_artifact
from tools.build_artifact import BuildError

AARCH64_HEADER = b"\x7fELF" + bytes(14) + b"\xb7\x00"


def test_the_processor_is_the_template_s_default_unless_the_caller_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("LAMBDA_ARCH", raising=False)
    assert build_artifact.architecture() == "aarch64"
    monkeypatch.setenv("LAMBDA_ARCH", "x86_64")
    assert build_artifact.architecture() == "x86_64"


def test_an_unknown_processor_is_refused_with_the_two_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAMBDA_ARCH", "riscv64")
    with pytest.raises(BuildError, match="arm64 or x86_64"):
        build_artifact.architecture()


def test_a_library_of_another_processor_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "fast.cpython-313.so").write_bytes(AARCH64_HEADER)
    monkeypatch.setenv("LAMBDA_ARCH", "arm64")
    build_artifact.check_binaries(tmp_path)
    monkeypatch.setenv("LAMBDA_ARCH", "x86_64")
    with pytest.raises(BuildError, match=r"fast\.cpython-313\.so is not built for x86_64"):
        build_artifact.check_binaries(tmp_path)


def test_bytecode_is_used_without_its_source_being_looked_at_and_names_lambda_s_path(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("def where():\n    return 1\n", encoding="utf-8")
    build_artifact.compile_modules(tmp_path, "/var/task")
    compiled = Path(importlib.util.cache_from_source(str(tmp_path / "module.py"))).read_bytes()
    hash_based, check_source = 0b01, 0b10
    assert int.from_bytes(compiled[4:8], "little") & (hash_based | check_source) == hash_based
    assert b"/var/task/module.py" in compiled
    assert str(tmp_path).encode() not in compiled


def test_a_module_that_does_not_compile_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def\n", encoding="utf-8")
    with pytest.raises(BuildError, match="does not compile"):
        build_artifact.compile_modules(tmp_path, "/var/task")


def test_the_package_is_deployed_with_its_generated_tables_and_without_its_command_line(tmp_path: Path) -> None:
    build_artifact.copy_package(tmp_path)
    assert (tmp_path / "guildhall" / "generated" / "commands.json").is_file()
    assert (tmp_path / "guildhall" / "py.typed").exists() == (
        build_artifact.ROOT / "shared/guildhall/py.typed"
    ).exists()
    assert not [path for path in tmp_path.rglob("*") if path.name in {"cli", "command_line.py", "__pycache__"}]


def test_a_function_without_a_handler_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"/handler\.py does not exist"):
        build_artifact.copy_function(tmp_path, tmp_path)


def test_a_task_lies_in_its_layer_as_a_package_of_modules_only(tmp_path: Path) -> None:
    build_artifact.copy_task(build_artifact.ROOT / "functions" / "gateway_task", tmp_path)
    (package,) = tmp_path.iterdir()
    kept = {path.name for path in package.iterdir()}
    assert package.name == "gateway_task"
    assert "__main__.py" in kept
    assert {Path(name).suffix for name in kept} == {".py"}


def test_a_folder_that_cannot_be_run_is_no_task(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"/__main__\.py does not exist"):
        build_artifact.copy_task(tmp_path, tmp_path / "layer")


def test_what_names_the_building_machine_is_dropped(tmp_path: Path) -> None:
    for name in (
        "bin/tool",
        "one-1.0.dist-info/RECORD",
        "one-1.0.dist-info/METADATA",
        "one/types.pyi",
        "one/__init__.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    build_artifact.prune(tmp_path)
    kept = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert kept == {"one-1.0.dist-info/METADATA", "one/__init__.py"}


def test_times_and_modes_are_the_same_wherever_it_was_built(tmp_path: Path) -> None:
    (tmp_path / "module.py").touch(mode=0o600)
    build_artifact.normalise(tmp_path)
    status = (tmp_path / "module.py").stat()
    assert (status.st_mtime, status.st_mode & 0o777) == (build_artifact.SOURCE_DATE, 0o644)


@pytest.mark.parametrize("group", ["signing", "core", "mcp", "model", "gateway"])
def test_every_library_of_a_layer_is_pinned_with_hashes(group: str) -> None:
    pins = build_artifact.pins(group)
    assert pins
    assert [name for name, pin in pins.items() if f"{name}==" not in pin or "--hash=sha256:" not in pin] == []


def test_the_door_that_discord_calls_carries_neither_httpx_nor_pydantic_nor_mcp() -> None:
    assert not {"httpx", "pydantic", "pydantic-core", "mcp", "mcp-types", "anthropic"} & set(
        build_artifact.pins("signing")
    )


def test_a_failed_build_says_in_one_line_what_is_wrong(tmp_path: Path) -> None:
    settings = {**os.environ, "LAMBDA_ARCH": "mips"}
    command = [sys.executable, build_artifact.__file__, "layer", "signing", str(tmp_path)]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("build: LAMBDA_ARCH is 'mips'.")
