"""`sam build` for real, twice: here for this machine's processor, and in a copy of the project for Lambda's."""

import fcntl
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import lint_template

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("functions", "layers", "shared", "tools")
FILES = ("template.yaml", "samconfig.toml", "pyproject.toml", "uv.lock", ".python-version")
BUILT_WITHIN_S = 110


@dataclass(frozen=True)
class Builds:
    """Where the artefacts for this machine and for Lambda are, and the copies that they were built from."""

    host: Path
    deployed: Path
    copies: tuple[Path, Path]


def machine() -> str:
    """This machine's processor in Lambda's words."""
    return "x86_64" if platform.machine() == "x86_64" else "arm64"


def builds(folder: Path) -> Builds:
    """Build into the folder, or wait for the process that does and take what it built."""
    here, elsewhere = folder / "here", folder / "elsewhere, with a longer name"
    made = Builds(folder / "host", folder / "deployed", (here, elsewhere))
    with _alone(folder):
        if not (folder / "done").exists():
            _copy_project(here)
            shutil.copytree(here, elsewhere)
            running = [
                _start(here, made.host, {"LAMBDA_ARCH": machine(), "PYTHONHASHSEED": "1"}),
                _start(elsewhere, made.deployed, {"LAMBDA_ARCH": "arm64", "PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"}),
            ]
            for process in running:
                _, told = process.communicate(timeout=BUILT_WITHIN_S)
                assert process.returncode == 0, told
            (folder / "done").touch()
    return made


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _copy_project(copy: Path) -> None:
    for name in SOURCES:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, copy / name)


def _start(project: Path, destination: Path, settings: Mapping[str, str]) -> subprocess.Popen[str]:
    command = [str(lint_template.ENVIRONMENT / "bin" / "sam"), "build", "--build-dir", str(destination)]
    where = {"PATH": lint_template.search_path(), "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "us-east-1"}
    environment = {**os.environ, **where, **settings}
    return subprocess.Popen(
        command, cwd=project, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
