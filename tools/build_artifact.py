"""Fill one SAM artefact folder: a function's own modules, a layer of third-party pins (with a task), or the package.

`sam build` calls a Makefile target per function and layer with `ARTIFACTS_DIR`; each target is one call of this script.

What makes two builds of one commit byte-identical, wherever they run:
  * versions and hashes come from `uv.lock` and nowhere else (`uv export --frozen`, then `--require-hashes`);
  * wheels only, chosen for Lambda's platform instead of the machine that builds;
  * bytecode is `unchecked-hash` and knows its place in Lambda (`/opt/python`), not its place here;
  * no scripts and no RECORD (both mention the building interpreter), fixed modes, one fixed time stamp.

Bytecode has to be unchecked: SAM's zip carries no dates, so time-stamped bytecode never matches its source, and
Lambda's code folders are read-only, so Python would compile every module again at every cold start.

Standard library only: it runs before anything is installed.
"""

import argparse
import compileall
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = (3, 13)
SOURCE_DATE = 315_532_800  # 1980-01-01, the oldest date that a zip can hold
NOT_DEPLOYED = frozenset({"cli", "command_line.py", "__pycache__"})  # parts of the package that no function runs
LAMBDA_TASK = "/var/task"
LAMBDA_LAYER = "/opt/python"
NOT_READ = ("bin", ".lock", "**/*.pyi", "*.dist-info/RECORD")
MANYLINUX = "manylinux_2_34"  # Amazon Linux 2023, the base of python3.13
ARCHITECTURES = {"arm64": "aarch64", "aarch64": "aarch64", "x86_64": "x86_64"}
ELF_MACHINES = {"aarch64": 0xB7, "x86_64": 0x3E}


class BuildError(Exception):
    """The artefact cannot be built as the lock file and the template describe it."""


def architecture() -> str:
    """Return `aarch64` or `x86_64`: `LAMBDA_ARCH` when set, else the default of the template's parameter Architecture.

    Raises:
        BuildError: The name is neither of Lambda's two architectures.
    """
    wanted = os.environ.get("LAMBDA_ARCH") or _template_architecture()
    if wanted not in ARCHITECTURES:
        raise BuildError(f"LAMBDA_ARCH is {wanted!r}. Set it to arm64 or x86_64, as the parameter Architecture.")
    return ARCHITECTURES[wanted]


def _template_architecture() -> str:
    block = re.search(r"^  Architecture:\n((?:    .*\n)+)", (ROOT / "template.yaml").read_text("utf-8"), re.MULTILINE)
    default = re.search(r"^    Default: (\S+)$", block.group(1), re.MULTILINE) if block else None
    if default is None:
        raise BuildError("template.yaml has no parameter Architecture with a default. Set LAMBDA_ARCH, or add it back.")
    return default.group(1)


def uv() -> str:
    """Return the project's own uv, which `make setup` brings, else the one on PATH."""
    own = ROOT / ".venv-tools" / "bin" / "uv"
    return str(own) if own.exists() else "uv"


def run(*command: str) -> str:
    """Run one command in the project's root and return what it printed.

    Raises:
        BuildError: The command is missing or failed; its own words are in the message.
    """
    try:
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise BuildError(f"{command[0]} is not on PATH. Install it: https://docs.astral.sh/uv/") from error
    if done.returncode:
        raise BuildError(f"{' '.join(command[:3])} failed:\n{done.stderr.strip()}")
    return done.stdout


def pins(group: str) -> dict[str, str]:
    """Return name -> requirement with hashes for everything that one dependency group of the lock file brings."""
    quiet = ("--quiet", "--no-header", "--no-annotate")
    exported = run(uv(), "export", "--frozen", "--only-group", group, "--no-emit-project", *quiet)
    entries = re.split(r"\n(?=\S)", exported.strip())
    return {re.split(r"[=<>!~ ;\[]", entry, maxsplit=1)[0]: entry for entry in entries if entry}


def install(group: str, below: list[str], destination: Path) -> None:
    """Install a group's wheels, less what the layers below it already bring."""
    wanted = pins(group)
    for name in {name for base in below for name in pins(base)}:
        wanted.pop(name, None)
    with tempfile.TemporaryDirectory() as scratch:
        requirements = Path(scratch, f"{group}.txt")
        requirements.write_text("\n".join(wanted.values()) + "\n", encoding="utf-8")
        run(
            *(uv(), "pip", "install", "--quiet", "--python", sys.executable, "--target", str(destination)),
            *("--python-version", ".".join(map(str, PYTHON)), "--python-platform", f"{architecture()}-{MANYLINUX}"),
            *("--only-binary", ":all:", "--no-deps", "--no-installer-metadata", "--link-mode", "copy"),
            *("--require-hashes", "--requirement", str(requirements)),
        )


def copy_package(destination: Path) -> None:
    """Copy the `guildhall` package without the parts that no function runs."""
    ignore = shutil.ignore_patterns(*NOT_DEPLOYED, "*.pyc")
    shutil.copytree(ROOT / "shared" / "guildhall", destination / "guildhall", ignore=ignore)


def copy_function(folder: Path, destination: Path) -> None:
    """Copy the modules of one function folder; they become Lambda's task root.

    Raises:
        BuildError: The folder holds no handler.
    """
    if not (folder / "handler.py").is_file():
        raise BuildError(f"{folder.name}/handler.py does not exist. Every function folder holds its handler.")
    for module in folder.glob("*.py"):
        shutil.copy(module, destination / module.name)


def copy_task(folder: Path, destination: Path) -> None:
    """Copy the package of a task, which is no function: its layer is where it is fetched from.

    Raises:
        BuildError: The folder cannot be run.
    """
    if not (folder / "__main__.py").is_file():
        raise BuildError(f"{folder.name}/__main__.py does not exist. A task is run with python -m.")
    shutil.copytree(folder, destination / folder.name, ignore=lambda _, names: [n for n in names if not is_module(n)])


def is_module(name: str) -> bool:
    """Say whether a name is that of a module; a task's folder holds nothing else that it needs."""
    return name.endswith(".py")


def prune(destination: Path) -> None:
    """Drop what Lambda never reads, or what would name the machine that built it."""
    found = [path for pattern in NOT_READ for path in destination.glob(pattern)]
    for unused in found:
        if unused.is_dir():
            shutil.rmtree(unused)
        else:
            unused.unlink()


def check_binaries(destination: Path) -> None:
    """Refuse extension modules of another machine.

    Raises:
        BuildError: A shared object is not for the wanted architecture.
    """
    wanted = ELF_MACHINES[architecture()]
    for library in destination.rglob("*.so*"):
        if int.from_bytes(library.read_bytes()[18:20], "little") != wanted:
            raise BuildError(f"{library.name} is not built for {architecture()}. Check LAMBDA_ARCH and the wheel.")


def compile_modules(destination: Path, runtime_root: str) -> None:
    """Write bytecode that Lambda's interpreter uses without looking at the source.

    Raises:
        BuildError: A module does not compile, or this interpreter writes bytecode of another version.
    """
    if sys.version_info[:2] != PYTHON:
        raise BuildError(f"Bytecode must be written by Python {PYTHON[0]}.{PYTHON[1]}, not {sys.version.split()[0]}.")
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    if not compileall.compile_dir(
        str(destination),
        quiet=1,
        force=True,
        workers=0,
        invalidation_mode=unchecked,
        stripdir=str(destination),
        prependdir=runtime_root,
    ):
        raise BuildError(f"A module under {destination} does not compile; its name is printed above.")


def _everything(destination: Path) -> Iterator[Path]:
    yield destination
    yield from destination.rglob("*")


def normalise(destination: Path) -> None:
    """Give every file and folder one mode and one time."""
    for path in _everything(destination):
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (SOURCE_DATE, SOURCE_DATE))


def build(arguments: argparse.Namespace) -> None:
    """Build one artefact from the parsed command line."""
    artifact = Path(arguments.artifacts_dir).resolve()
    root = artifact if arguments.kind == "function" else artifact / "python"
    root.mkdir(parents=True, exist_ok=True)
    if arguments.kind == "function":
        copy_function(ROOT / "functions" / arguments.name, root)
    elif arguments.kind == "package":
        copy_package(root)
    else:
        install(arguments.name, arguments.on, root)
        for task in arguments.task:
            copy_task(ROOT / "functions" / task, root)
    prune(root)
    check_binaries(root)
    compile_modules(root, LAMBDA_TASK if arguments.kind == "function" else LAMBDA_LAYER)
    normalise(artifact)


def main(argv: list[str] | None = None) -> int:
    """Build one artefact; print one line and return 1 when that is impossible."""
    parser = argparse.ArgumentParser(description="Fill one SAM artefact folder.")
    parser.add_argument("kind", choices=("function", "layer", "package"))
    parser.add_argument("name", help="folder of the function, or dependency group of the layer")
    parser.add_argument("artifacts_dir")
    parser.add_argument("--on", action="append", default=[], metavar="GROUP", help="a layer always below this one")
    parser.add_argument("--task", action="append", default=[], metavar="FOLDER", help="a task that the layer brings")
    try:
        build(parser.parse_args(argv))
    except BuildError as error:
        print(f"build: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
